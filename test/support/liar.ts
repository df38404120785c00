/**
 * An executor that lies once and is honest about everything that follows from its lie. Its records are what an honest
 * prover fills traces from, so that a trace is consistent but for the lie itself. Without a lie it is the interpreter
 * of `src/vm/interpreter.ts`, less its permissions.
 */

import { EBADF, ENOSYS, FD, FIRST_CLOCK, INITIAL_REGISTERS, SINK, SYSCALL, TICKS } from '../../src/vm/abi.ts'
import { CallTally, performCall, type WordAccess } from '../../src/vm/accelerator.ts'
import {
  ACCESS_BYTES,
  COMPUTE,
  IMMEDIATE_FORM,
  loadValue,
  storeValue,
  TAKEN,
} from '../../src/vm/arithmetic.ts'
import type { Instruction } from '../../src/vm/decode.ts'
import type { ExecutionOptions, Executor } from '../../src/vm/execution.ts'
import type { PlainExecution } from '../../src/vm/interpreter.ts'
import { ACCESS, CLASSES, type SlotPlan } from '../../src/vm/plan.ts'
import type { Executable } from '../../src/vm/program.ts'
import { BUMP_GAP, BUMP_WORDS, CALL_FIELD, FIELD, RECORD_WORDS, TRANSFER } from '../../src/vm/record.ts'
import { Scope } from '../../src/vm/scope.ts'

/** What the executor may lie about; `at` counts instructions, moved bytes (`byte`, `word`, `place`), accesses of calls
 * or bumps. */
export const LIES = [
  // The result is xored with `value`; and so is the word that a store leaves.
  'result',
  'store',
  // The next instruction is the one at address `value`.
  'next',
  // The instruction is not executed, or executed again.
  'skip',
  'repeat',
  // The value that operand b, c, d, e (a3 of a call), a (old) or m (old) finds is xored with `value`.
  'read b',
  'read c',
  'read d',
  'read e',
  'read a',
  'read m',
  // Operand b or c finds the zero that its register started with, as if nobody had written it.
  'forget b',
  'forget c',
  // What the instruction writes is lost: its register or word stays what it was.
  'lose',
  // The instruction takes `value` ticks more.
  'late',
  // A call returns `value` bytes less, and moves as many less.
  'count',
  // A moved byte is xored with `value`; or the word that it is moved to or from; or the rest of the bytes is `value`
  // bytes further on.
  'byte',
  'word',
  'place',
  // A word that a call of a precompile finds is xored with `value`, or one that it leaves.
  'call finds',
  'call leaves',
  // A register's value is xored with `value` while it waits.
  'bump',
] as const

export type LieKind = (typeof LIES)[number]

export interface ExecutionLie {
  readonly kind: LieKind
  readonly at: number
  readonly value: number
}

/** The end of the first life of a register that the executor forgot. */
export interface ForgottenLife {
  readonly cell: number
  readonly time: number
  readonly value: number
}

export interface LyingExecution extends PlainExecution {
  /** Whether there was an occasion for the lie, and it was none of the truth. */
  readonly lied: boolean
  readonly forgotten: ForgottenLife | undefined
}

/** Where a lie leads if not to an exit: no proof could be made. */
export class Nowhere extends Error {}

/** Most instructions and moved bytes of a lie. */
const LIMIT = 100_000

export function executeLying(
  executable: Executable,
  plan: SlotPlan,
  options: ExecutionOptions,
  lie?: ExecutionLie,
): LyingExecution {
  const machine = new LyingMachine(executable, plan, options, lie)
  while (!machine.ended) machine.step()
  return machine.result()
}

/** The executor that tells this lie; `told` gets every execution. */
export function liar(
  lie: ExecutionLie | undefined,
  told: (execution: LyingExecution) => void = () => {},
): Executor {
  return {
    async count(_engine, executable, plan, options) {
      const execution = executeLying(executable, plan, options, lie)
      told(execution)
      return execution
    },

    async record(engine, _executable, _plan, _options, counted) {
      const plain = counted as LyingExecution
      const buffers = new Scope(engine.memory)
      const place = (words: Uint32Array) => {
        const pointer = buffers.alloc(words.byteLength)
        engine.memory.u32.set(words, pointer / 4)
        return pointer
      }
      const records = plain.records.map(place)
      const callRecords = plain.callRecords.map(place)
      return { ...plain, records, bumps: place(plain.bumps), callRecords, release: () => buffers.free() }
    },
  }
}

interface Cell {
  value: number
  time: number
}

const [A0, A1, A2, A3, A7] = [10, 11, 12, 13, 17]

class LyingMachine {
  readonly #executable: Executable
  readonly #plan: SlotPlan
  readonly #lie: ExecutionLie | undefined
  readonly #registers: Cell[] = INITIAL_REGISTERS.map((value) => ({ value, time: 0 }))
  readonly #memory = new Map<number, Cell>()
  readonly #input: Readonly<Record<number, Uint8Array>>
  readonly #descriptors: Cell[]
  readonly #output: number[] = []
  readonly #records: number[][] = Array.from({ length: CLASSES }, () => [])
  readonly #bumps: number[] = []
  readonly #calls: CallTally
  readonly #callRecords: number[][]
  #accesses = 0
  #forgotten: ForgottenLife | undefined
  #lied = false
  #pc: number
  #clock = FIRST_CLOCK
  #steps = 0
  #moved = 0
  /** By how many bytes transfers miss their place. */
  #shift = 0
  ended = false

  constructor(
    executable: Executable,
    plan: SlotPlan,
    options: ExecutionOptions,
    lie: ExecutionLie | undefined,
  ) {
    this.#executable = executable
    this.#plan = plan
    this.#calls = new CallTally(plan.accelerators)
    this.#callRecords = plan.accelerators.map(() => [])
    this.#lie = lie
    const x = options.publicInput ?? new Uint8Array()
    const y = options.privateInput ?? new Uint8Array()
    this.#input = { [FD.publicInput]: x, [FD.privateInput]: y }
    this.#descriptors = [x.length, 0, 0, y.length].map((value) => ({ value, time: 0 }))
    this.#pc = executable.entry
  }

  step(): void {
    const slot = this.#executable.slotAt(this.#pc)
    if (slot < 0 || this.#steps + this.#moved > LIMIT) throw new Nowhere()
    if (this.#tells('skip', this.#steps)) {
      this.#pc += 4
      this.#steps++
      return
    }
    const instruction = this.#executable.instruction(slot)
    const record = new Array<number>(RECORD_WORDS).fill(0)
    record[FIELD.slot] = slot
    record[FIELD.clk] = this.#clock
    const own = this.#records[this.#plan.cls[slot]]
    if (instruction.mnemonic === 'ecall') this.#ecall(record, own)
    else own.push(...this.#execute(instruction, record))
    if (!this.ended && this.#tells('late', this.#steps)) this.#clock += this.#lie!.value
    this.#steps++
  }

  result(): LyingExecution {
    const touched = [...this.#memory].filter(([, cell]) => cell.time > 0).sort(([a], [b]) => a - b)
    const list = (cells: readonly Cell[]) => ({
      value: Uint32Array.from(cells, (cell) => cell.value),
      time: Uint32Array.from(cells, (cell) => cell.time),
    })
    const records = this.#records.map((words) => Uint32Array.from(words))
    return {
      exitCode: this.#registers[A0].value,
      output: Uint8Array.from(this.#output),
      stderr: '',
      cycles: this.#steps,
      steps: (this.#clock - FIRST_CLOCK) / TICKS,
      clock: this.#clock,
      unreadPublicInput: this.#descriptors[FD.publicInput].value,
      classCounts: Uint32Array.from(records, (words) => words.length / RECORD_WORDS),
      bumpCount: this.#bumps.length / BUMP_WORDS,
      calls: this.#calls.result(),
      callRecords: this.#callRecords.map((words) => Uint32Array.from(words)),
      registers: list(this.#registers),
      descriptors: list(this.#descriptors),
      touched: {
        address: Uint32Array.from(touched, ([address]) => address),
        ...list(touched.map(([, cell]) => cell)),
      },
      records,
      bumps: Uint32Array.from(this.#bumps),
      lied: this.#lied,
      forgotten: this.#forgotten,
    }
  }

  /** Whether this is the occasion for the lie. */
  #tells(kind: LieKind, at: number): boolean {
    if (this.#lie?.kind !== kind || this.#lie.at !== at) return false
    this.#lied = true
    return true
  }

  /** A word, or what the lie makes of it. */
  #twist(kind: LieKind, at: number, word: number): number {
    return this.#tells(kind, at) ? (word ^ this.#lie!.value) >>> 0 : word
  }

  /** What an operand finds in a register at a time. Whatever it finds stays there. */
  #find(operand: 'a' | 'b' | 'c' | 'd' | 'e', number: number, time: number): number {
    const cell = this.#registers[number]
    this.#bridge(number, time)
    if (
      (operand === 'b' || operand === 'c') &&
      cell.time > 0 &&
      this.#tells(`forget ${operand}`, this.#steps)
    ) {
      this.#forgotten = { cell: number, ...cell }
      cell.value = 0
      cell.time = 0
    }
    cell.value = this.#twist(`read ${operand}`, this.#steps, cell.value)
    return cell.value
  }

  #execute(instruction: Instruction, record: number[]): number[] {
    const { mnemonic, rd, rs1, rs2, imm } = instruction
    const [pc, clk] = [this.#pc, this.#clock]
    const access = this.#plan.access[record[FIELD.slot]]
    const x = (access & ACCESS.b) !== 0 ? this.#find('b', rs1, clk) : this.#registers[rs1].value
    const y =
      (access & ACCESS.c) !== 0
        ? this.#find('c', rs2, rs1 === rs2 ? clk : clk + 1)
        : this.#registers[rs2].value
    let result = 0
    let next = pc + 4
    let after = 0
    const bytes = ACCESS_BYTES[mnemonic]
    const address = (x + imm) >>> 0
    if (bytes !== undefined) {
      if (address % bytes !== 0 || address >= 2 ** 30) throw new Nowhere()
      const isStore = mnemonic.startsWith('s')
      const cell = this.#word(address)
      cell.value = this.#twist('read m', this.#steps, cell.value)
      after = cell.value
      if (isStore) after = this.#twist('store', this.#steps, storeValue(after, address % 4, bytes, y))
      else result = loadValue(mnemonic, after, address % 4)
    } else if (mnemonic === 'lui') {
      result = imm >>> 0
    } else if (mnemonic === 'auipc') {
      result = (pc + imm) >>> 0
    } else if (mnemonic === 'jal') {
      result = pc + 4
      next = (pc + imm) >>> 0
    } else if (mnemonic === 'jalr') {
      result = pc + 4
      next = ((x + imm) & ~1) >>> 0
    } else if (TAKEN[mnemonic] !== undefined) {
      if (TAKEN[mnemonic](x, y)) next = (pc + imm) >>> 0
    } else if (IMMEDIATE_FORM[mnemonic] !== undefined) {
      result = COMPUTE[IMMEDIATE_FORM[mnemonic]]!(x, imm >>> 0)
    } else if (COMPUTE[mnemonic] !== undefined) {
      result = COMPUTE[mnemonic](x, y)
    } else if (mnemonic === 'ebreak') {
      throw new Nowhere()
    }
    if ((access & ACCESS.a) !== 0) result = this.#twist('result', this.#steps, result)
    if ((access & ACCESS.b) !== 0) {
      record[FIELD.b] = x
      record[FIELD.bGap] = this.#accessRegister(rs1, clk, x)
    }
    if ((access & ACCESS.c) !== 0) {
      record[FIELD.c] = y
      record[FIELD.cGap] = this.#accessRegister(rs2, clk + 1, y)
    }
    const word = bytes === undefined ? undefined : this.#word(address)
    const wordBefore = { ...word }
    if (bytes !== undefined) this.#accessMemory(record, address, after)
    if (word !== undefined && after !== wordBefore.value && this.#tells('lose', this.#steps))
      Object.assign(word, wordBefore)
    if ((access & ACCESS.a) !== 0) {
      const number = rd === 0 ? SINK : rd
      const cell = this.#registers[number]
      record[FIELD.aOld] = this.#find('a', number, clk + 3)
      const before = { ...cell }
      record[FIELD.a] = result
      record[FIELD.aGap] = this.#accessRegister(number, clk + 3, result)
      if (result !== before.value && this.#tells('lose', this.#steps)) Object.assign(cell, before)
    }
    record[FIELD.next] = next
    this.#clock += TICKS
    this.#goOn(next)
    return record
  }

  /** To the next instruction, or to where the lie says; the record keeps what the instruction says. */
  #goOn(next: number): void {
    if (this.#lie?.kind === 'next' && this.#lie.value !== next && this.#tells('next', this.#steps)) {
      this.#pc = this.#lie.value
    } else if (!this.#tells('repeat', this.#steps)) this.#pc = next
  }

  #ecall(record: number[], own: number[]): void {
    const clk = this.#clock
    const number = this.#find('b', A7, clk)
    const pointer = this.#find('c', A1, clk + 1)
    const length = this.#find('d', A2, clk + 1)
    const index = this.#plan.accelerators.findIndex((accelerator) => accelerator.number === number)
    if (index >= 0) {
      this.#accelerated(index, record, pointer, length)
      return
    }
    const fd = this.#find('a', A0, clk + 3)
    const call = this.#systemCall(number, fd, length)
    record[FIELD.b] = number
    record[FIELD.bGap] = this.#accessRegister(A7, clk, number)
    record[FIELD.c] = pointer
    record[FIELD.cGap] = this.#accessRegister(A1, clk + 1, pointer)
    record[FIELD.d] = length
    record[FIELD.dGap] = this.#accessRegister(A2, clk + 1, length)
    const cell = call.accesses ? this.#descriptors[fd] : undefined
    const position = cell?.value ?? 0
    if (cell !== undefined) {
      record[FIELD.address] = fd
      record[FIELD.mOld] = position
      record[FIELD.m] = fd === FD.publicOutput ? position + call.moved : position - call.moved
      record[FIELD.mGap] = clk + 2 - 1 - cell.time
      cell.value = record[FIELD.m]
      cell.time = clk + 2
    }
    const result = call.exit ? fd : this.#twist('result', this.#steps, call.result)
    record[FIELD.aOld] = fd
    record[FIELD.a] = result
    record[FIELD.aGap] = this.#accessRegister(A0, clk + 3, result)
    this.ended = call.exit
    const next = call.exit ? 0 : this.#pc + 4
    record[FIELD.next] = next
    this.#clock += TICKS
    for (let i = 0; i < call.moved; i++) this.#transfer(fd, position, pointer, i, call.moved, next)
    this.#shift = 0
    if (!call.exit) this.#goOn(next)
    own.push(...record)
  }

  #accelerated(index: number, record: number[], pointer: number, length: number): void {
    const accelerator = this.#plan.accelerators[index]
    const clk = this.#clock
    const a3 = this.#find('e', A3, clk + 2)
    const a0 = this.#find('a', A0, clk + 3)
    record[CALL_FIELD.b] = accelerator.number
    record[CALL_FIELD.bGap] = this.#accessRegister(A7, clk, accelerator.number)
    record[CALL_FIELD.c] = pointer
    record[CALL_FIELD.cGap] = this.#accessRegister(A1, clk + 1, pointer)
    record[CALL_FIELD.d] = length
    record[CALL_FIELD.dGap] = this.#accessRegister(A2, clk + 1, length)
    record[CALL_FIELD.a3] = a3
    record[CALL_FIELD.a3Gap] = this.#accessRegister(A3, clk + 2, a3)
    record[CALL_FIELD.aOld] = a0
    const before = { ...this.#registers[A0] }
    record[CALL_FIELD.aGap] = this.#accessRegister(A0, clk + 3, 0)
    if (before.value !== 0 && this.#tells('lose', this.#steps)) Object.assign(this.#registers[A0], before)
    const access: WordAccess = (address, time, value) => {
      if (address % 4 !== 0 || address >= 2 ** 30) throw new Nowhere()
      const cell = this.#word(address)
      if (time === undefined) return { before: cell.value, last: cell.time }
      if (value === undefined) cell.value = this.#twist('call finds', this.#accesses, cell.value)
      const found = { before: cell.value, last: cell.time }
      cell.value = this.#twist('call leaves', this.#accesses, value ?? cell.value)
      cell.time = time
      this.#accesses++
      return found
    }
    const call = performCall(accelerator, clk, [a0, pointer, length, a3], access, () => {
      throw new Nowhere()
    })
    record[CALL_FIELD.steps] = call.steps
    record[CALL_FIELD.next] = this.#pc + 4
    this.#records[this.#plan.callClass].push(...record)
    this.#calls.add(index, call)
    for (const word of call.words) this.#callRecords[index].push(word)
    this.#clock += TICKS * (1 + call.steps)
    this.#goOn(this.#pc + 4)
  }

  /** Result, whether the call ends the program, whether it accesses a descriptor's cell, and the bytes it moves. */
  #systemCall(number: number, fd: number, length: number) {
    const call = { result: fd, exit: false, accesses: false, moved: 0 }
    if (number === SYSCALL.exit || number === SYSCALL.exitGroup) return { ...call, exit: true }
    const isRead = number === SYSCALL.read && (fd === FD.publicInput || fd === FD.privateInput)
    if (isRead || (number === SYSCALL.write && fd === FD.publicOutput)) {
      const cell = this.#descriptors[fd]
      cell.value = this.#twist('read m', this.#steps, cell.value)
      let moved = isRead ? Math.min(length, cell.value) : length
      if (moved > 0 && this.#tells('count', this.#steps)) moved = Math.max(0, moved - this.#lie!.value)
      if (moved > LIMIT) throw new Nowhere()
      return { ...call, result: moved, accesses: true, moved }
    }
    if (number === SYSCALL.write && fd === FD.debug) return { ...call, result: length }
    const known = number === SYSCALL.read || number === SYSCALL.write
    return { ...call, result: (known ? EBADF : ENOSYS) >>> 0 }
  }

  #transfer(fd: number, position: number, pointer: number, index: number, moved: number, next: number): void {
    if (this.#tells('place', this.#moved)) this.#shift = this.#lie!.value
    const address = pointer + index + this.#shift
    if (address >= 2 ** 30) throw new Nowhere()
    const record = new Array<number>(RECORD_WORDS).fill(0)
    const output = fd === FD.publicOutput
    const at = output ? position + index : position - index
    const stream = this.#input[fd]
    const cell = this.#word(address)
    cell.value = this.#twist('word', this.#moved, cell.value)
    const found = output ? (cell.value >>> (8 * (address % 4))) & 0xff : (stream?.[stream.length - at] ?? 0)
    // Any byte of the private input is the truth.
    const isByte = fd !== FD.privateInput && ((this.#lie?.value ?? 0) & 0xff) !== 0
    const byte = isByte ? this.#twist('byte', this.#moved, found) & 0xff : found
    const after = storeValue(cell.value, address % 4, 1, byte)
    record[TRANSFER.fd] = fd
    record[TRANSFER.clk] = this.#clock
    record[TRANSFER.byte] = byte
    record[TRANSFER.remaining] = moved - 1 - index
    record[TRANSFER.position] = at
    record[TRANSFER.next] = next
    this.#accessMemory(record, address, after)
    this.#records[this.#plan.transferClass].push(...record)
    if (output) this.#output.push(byte)
    this.#clock += TICKS
    this.#moved++
  }

  /** Bumps that make the gap before an access small. */
  #bridge(number: number, time: number): void {
    const cell = this.#registers[number]
    while (time - 1 - cell.time >= BUMP_GAP) {
      cell.value = this.#twist('bump', this.#bumps.length / BUMP_WORDS, cell.value)
      this.#bumps.push(number, cell.time, cell.value, 0)
      cell.time += BUMP_GAP
    }
  }

  #accessRegister(number: number, time: number, value: number): number {
    this.#bridge(number, time)
    const cell = this.#registers[number]
    const gap = time - 1 - cell.time
    cell.time = time
    cell.value = value
    return gap
  }

  #accessMemory(record: number[], address: number, after: number): void {
    const cell = this.#word(address)
    const time = this.#clock + 2
    record[FIELD.address] = address
    record[FIELD.mOld] = cell.value
    record[FIELD.m] = after
    record[FIELD.mGap] = time - 1 - cell.time
    cell.value = after
    cell.time = time
  }

  /** The cell of the word that holds the byte at an address. */
  #word(address: number): Cell {
    const aligned = address - (address % 4)
    let cell = this.#memory.get(aligned)
    if (cell === undefined) {
      cell = { value: this.#executable.initialWord(aligned), time: 0 }
      this.#memory.set(aligned, cell)
    }
    return cell
  }
}
