/** Accelerated calls in the fast executor: the kernel leaves them to the host, which does here what the kernel would. */
import type { Memory } from '../engine/contract.ts'
import { TICKS } from './abi.ts'
import {
  type Accelerator,
  type CallCounts,
  CallTally,
  performCall,
  type WordAccess,
  wordTrap,
} from './accelerator.ts'
import * as layout from './context.ts'
import type { PagedMemory } from './memory.ts'
import type { SlotPlan } from './plan.ts'
import type { Executable } from './program.ts'
import { BUMP_GAP, CALL_FIELD, RECORD_WORDS } from './record.ts'
import { trap } from './report.ts'
import type { Scope } from './scope.ts'

const A0 = 10
const A1 = 11
const A2 = 12
const A3 = 13
const A7 = 17

/** Room for the records of each accelerator's calls. */
export interface CallBuffers {
  readonly pointers: readonly number[]
  readonly words: readonly number[]
}

export class HostCalls {
  readonly #memory: Memory
  readonly #context: number
  readonly #pages: PagedMemory
  readonly #executable: Executable
  readonly #accelerators: readonly Accelerator[]
  readonly #callClass: number
  readonly #buffers: CallBuffers | undefined
  readonly #tally: CallTally
  /** Steps that calls took besides their instructions. */
  steps = 0

  constructor(
    scope: Scope,
    context: number,
    pages: PagedMemory,
    executable: Executable,
    { accelerators, callClass }: SlotPlan,
    buffers: CallBuffers | undefined,
  ) {
    this.#memory = scope.memory
    this.#context = context
    this.#pages = pages
    this.#executable = executable
    this.#accelerators = accelerators
    this.#callClass = callClass
    this.#buffers = buffers
    this.#tally = new CallTally(accelerators)
  }

  result(): CallCounts[] {
    return this.#tally.result()
  }

  /**
   * Executes the ecall at PC with at most `limit` steps, and returns its slot; undefined if a buffer is full.
   *
   * @throws {TrapError}
   */
  execute(limit: number): number | undefined {
    const [pc, clk] = [this.#get(layout.PC), this.#get(layout.CLOCK)]
    const registers = [A0, A1, A2, A3].map((register) => this.#value(register))
    const number = this.#value(A7)
    const index = this.#accelerators.findIndex((own) => own.number === number)
    const accelerator = this.#accelerators[index]
    if (accelerator === undefined) throw trap(this.#executable, 'UNKNOWN_CALL', pc)
    this.#pages.returnPool(this.#get(layout.POOL))
    for (const pointer of registers.slice(0, accelerator.pointers)) this.#check(pc, pointer, undefined)
    const access: WordAccess = (address, time, value) => {
      this.#check(pc, address, value !== undefined)
      return this.#access(address, time, value)
    }
    const call = performCall(accelerator, clk, registers, access, () => {
      throw trap(this.#executable, 'INVALID_CALL', pc)
    })
    const { start, end } = this.#pages.takePool()
    this.#set(layout.POOL, start)
    this.#set(layout.POOL_END, end)
    if (1 + call.steps > limit) throw trap(this.#executable, 'CYCLE_LIMIT', pc)
    const slot = this.#executable.slotAt(pc)
    if (!this.#recordAccesses(index, call.words)) return undefined
    this.#tally.add(index, call)
    if (!this.#recordCall(slot, clk, registers, number, call.steps)) return undefined
    this.steps += call.steps
    this.#set(layout.PC, pc + 4)
    this.#set(layout.CLOCK, clk + TICKS * (1 + call.steps))
    return slot
  }

  #check(pc: number, address: number, isWrite: boolean | undefined): void {
    const code = wordTrap(this.#executable, address, isWrite)
    if (code !== undefined) throw trap(this.#executable, code, pc, address)
  }

  #access(address: number, time: number | undefined, value: number | undefined) {
    const { cell, isCode } = this.#pages.cellAt(address)
    const { u32 } = this.#memory
    const [before, last] = [u32[cell]!, u32[cell + 1]!]
    if (time !== undefined) u32[cell + 1] = time
    if (value !== undefined) {
      u32[cell] = value
      if (isCode && value !== before) this.#codeWritten(address, value)
    }
    return { before, last }
  }

  /** As in the kernel: an instruction that was written to traps unless it is what it was at the start. */
  #codeWritten(address: number, word: number): void {
    const { u32, u8 } = this.#memory
    const first = this.#get(layout.CODE) / 4
    for (let k = 0; k < this.#get(layout.CODE_COUNT); k++) {
      const code = first + (k * layout.CODE_BYTES) / 4
      const [start, bytes, steps] = [u32[code]!, u32[code + 1]!, u32[code + 2]!]
      if (address < start || address >= start + bytes) continue
      const step = steps + ((address - start) / 4) * layout.STEP_BYTES
      const original = u8[step + layout.STEP_ORIGINAL_OP]!
      if (original === layout.NO_INSTRUCTION) return
      const same = u32[(step + layout.STEP_WORD) / 4] === word
      u8[step + layout.STEP_OP] = same ? original : layout.MODIFIED
      return
    }
  }

  #recordAccesses(index: number, words: readonly number[]): boolean {
    if (this.#buffers === undefined) return true
    const used = this.#tally.words(index)
    if (used + words.length > this.#buffers.words[index]!) return false
    this.#memory.u32.set(words, this.#buffers.pointers[index]! / 4 + used)
    return true
  }

  #recordCall(slot: number, clk: number, registers: readonly number[], number: number, steps: number) {
    const record = new Array<number>(RECORD_WORDS).fill(0)
    record[CALL_FIELD.slot] = slot
    record[CALL_FIELD.clk] = clk
    record[CALL_FIELD.b] = number
    record[CALL_FIELD.bGap] = this.#touch(A7, clk)
    record[CALL_FIELD.c] = registers[1]!
    record[CALL_FIELD.cGap] = this.#touch(A1, clk + 1)
    record[CALL_FIELD.d] = registers[2]!
    record[CALL_FIELD.dGap] = this.#touch(A2, clk + 1)
    record[CALL_FIELD.a3] = registers[3]!
    record[CALL_FIELD.a3Gap] = this.#touch(A3, clk + 2)
    record[CALL_FIELD.aOld] = registers[0]!
    record[CALL_FIELD.aGap] = this.#touch(A0, clk + 3)
    record[CALL_FIELD.steps] = steps
    record[CALL_FIELD.next] = this.#get(layout.PC) + 4
    this.#set(layout.REGISTERS + 8 * A0, 0)
    return this.#append(layout.CLASS_TABLE + 16 * this.#callClass, record)
  }

  /** Marks a register as accessed, with bumps, and gives the gap that remains. */
  #touch(register: number, time: number): number {
    const cell = layout.REGISTERS + 8 * register
    let last = this.#get(cell + 4)
    for (; time - 1 - last >= BUMP_GAP; last += BUMP_GAP)
      this.#append(layout.BUMP_TABLE, [register, last, this.#get(cell), 0])
    this.#set(cell + 4, time)
    return time - 1 - last
  }

  /** Appends to a buffer if there is one; false if it is full. */
  #append(table: number, record: readonly number[]): boolean {
    const count = this.#get(table + 4)
    if (count >= this.#get(table + 8)) return false
    if (this.#buffers !== undefined)
      this.#memory.u32.set(record, (this.#get(table) + 4 * record.length * count) / 4)
    this.#set(table + 4, count + 1)
    return true
  }

  #value(register: number): number {
    return this.#get(layout.REGISTERS + 8 * register)
  }

  #get(offset: number): number {
    return this.#memory.u32[(this.#context + offset) / 4]!
  }

  #set(offset: number, value: number): void {
    this.#memory.u32[(this.#context + offset) / 4] = value
  }
}
