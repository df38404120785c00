/**
 * The machine in its plainest form: no pages, no buffers, no chunks. It states what an execution is, records
 * included, and is what the fast executor is compared with.
 */
import {
  EBADF,
  ENOSYS,
  FD,
  FIRST_CLOCK,
  INITIAL_REGISTERS,
  MEMORY_BYTES,
  SINK,
  SYSCALL,
  TICKS,
} from './abi.ts'
import { CallTally, isAcceleratedCall, performCall, type WordAccess, wordTrap } from './accelerator.ts'
import { ACCESS_BYTES, COMPUTE, IMMEDIATE_FORM, loadValue, storeValue, TAKEN } from './arithmetic.ts'
import type { Instruction } from './decode.ts'
import type { Execution, ExecutionOptions } from './execution.ts'
import { ACCESS, CLASSES, type SlotPlan } from './plan.ts'
import type { Executable } from './program.ts'
import { BUMP_GAP, BUMP_WORDS, CALL_FIELD, FIELD, RECORD_WORDS, TRANSFER } from './record.ts'
import { DebugText, trap } from './report.ts'

interface Cell {
  value: number
  time: number
}

/** An execution whose records are plain arrays of u32, by class. */
export interface PlainExecution extends Execution {
  readonly records: readonly Uint32Array[]
  readonly bumps: Uint32Array
  /** Records of accelerated calls, by accelerator; see `accelerator.ts`. */
  readonly callRecords: readonly Uint32Array[]
}

/**
 * Executes a program by the plain reference interpreter.
 *
 * @throws {TrapError}
 * @example
 * const { output } = interpret(executable, defaultPlan(executable), { privateInput })
 * console.log(new TextDecoder().decode(output)) // [0,7]
 */
export function interpret(executable: Executable, plan: SlotPlan, options: ExecutionOptions): PlainExecution {
  const machine = new Machine(executable, plan, options)
  while (!machine.ended) machine.step()
  return machine.result()
}

const [A0, A1, A2, A3, A7] = [10, 11, 12, 13, 17]

class Machine {
  readonly #executable: Executable
  readonly #plan: SlotPlan
  readonly #maxCycles: number
  readonly #registers: Cell[] = INITIAL_REGISTERS.map((value) => ({ value, time: 0 }))
  readonly #memory = new Map<number, Cell>()
  readonly #input: Readonly<Record<number, Uint8Array>>
  readonly #descriptors: Cell[]
  readonly #output: number[] = []
  readonly #debug = new DebugText()
  readonly #records: number[][] = Array.from({ length: CLASSES }, () => [])
  readonly #bumps: number[] = []
  readonly #calls: CallTally
  readonly #callRecords: number[][]
  #pc: number
  #from: number
  #clock = FIRST_CLOCK
  #cycles = 0
  ended = false

  constructor(executable: Executable, plan: SlotPlan, options: ExecutionOptions) {
    this.#executable = executable
    this.#plan = plan
    this.#calls = new CallTally(plan.accelerators)
    this.#callRecords = plan.accelerators.map(() => [])
    this.#maxCycles = options.maxCycles ?? Number.POSITIVE_INFINITY
    const x = options.publicInput ?? new Uint8Array()
    const y = options.privateInput ?? new Uint8Array()
    this.#input = { [FD.publicInput]: x, [FD.privateInput]: y }
    this.#descriptors = [x.length, 0, 0, y.length].map((value) => ({ value, time: 0 }))
    this.#pc = executable.entry
    this.#from = executable.entry
  }

  step(): void {
    this.#checkLimit()
    const [pc, clk] = [this.#pc, this.#clock]
    const slot = this.#fetch()
    const instruction = this.#executable.instruction(slot)
    const record = new Array<number>(RECORD_WORDS).fill(0)
    record[FIELD.slot] = slot
    record[FIELD.clk] = clk
    const number = this.#registers[A7]!.value
    if (instruction.mnemonic === 'ecall' && isAcceleratedCall(number)) this.#accelerated(number, record)
    else
      this.#records[this.#plan.cls[slot]!]!.push(
        ...(instruction.mnemonic === 'ecall' ? this.#ecall(record) : this.#execute(instruction, record)),
      )
    this.#from = pc
    this.#cycles++
  }

  result(): PlainExecution {
    const touched = [...this.#memory].filter(([, cell]) => cell.time > 0).sort(([a], [b]) => a - b)
    const list = (cells: readonly Cell[]) => ({
      value: Uint32Array.from(cells, (cell) => cell.value),
      time: Uint32Array.from(cells, (cell) => cell.time),
    })
    const records = this.#records.map((words) => Uint32Array.from(words))
    return {
      exitCode: this.#registers[A0]!.value,
      output: Uint8Array.from(this.#output),
      stderr: this.#debug.text(),
      cycles: this.#cycles,
      steps: (this.#clock - FIRST_CLOCK) / TICKS,
      clock: this.#clock,
      unreadPublicInput: this.#descriptors[FD.publicInput]!.value,
      classCounts: Uint32Array.from(records, (words) => words.length / RECORD_WORDS),
      bumpCount: this.#bumps.length / BUMP_WORDS,
      calls: this.#calls.result(),
      registers: list(this.#registers),
      descriptors: list(this.#descriptors),
      touched: {
        address: Uint32Array.from(touched, ([address]) => address),
        ...list(touched.map(([, cell]) => cell)),
      },
      records,
      bumps: Uint32Array.from(this.#bumps),
      callRecords: this.#callRecords.map((words) => Uint32Array.from(words)),
    }
  }

  #checkLimit(): void {
    if ((this.#clock - FIRST_CLOCK) / TICKS >= this.#maxCycles)
      throw trap(this.#executable, 'CYCLE_LIMIT', this.#pc)
  }

  /** The slot of the next instruction. */
  #fetch(): number {
    const pc = this.#pc
    if (pc % 4 !== 0) throw trap(this.#executable, 'MISALIGNED_JUMP', this.#from, pc)
    const region = this.#executable.regions.find(
      ({ start, end, executable }) => executable && pc >= start && pc + 4 <= end,
    )
    if (region === undefined) throw trap(this.#executable, 'NOT_EXECUTABLE', this.#from, pc)
    const slot = this.#executable.slotAt(pc)
    if (slot < 0) throw trap(this.#executable, 'ILLEGAL_INSTRUCTION', pc)
    if (this.#word(pc).value !== this.#executable.words[slot])
      throw trap(this.#executable, 'MODIFIED_CODE', pc)
    return slot
  }

  #execute(instruction: Instruction, record: number[]): number[] {
    const { mnemonic, rd, rs1, rs2, imm } = instruction
    const [pc, clk] = [this.#pc, this.#clock]
    const access = this.#plan.access[record[FIELD.slot]!]!
    const [x, y] = [this.#registers[rs1]!.value, this.#registers[rs2]!.value]
    let result = 0
    let next = pc + 4
    let address = 0
    let before = 0
    let after = 0
    const bytes = ACCESS_BYTES[mnemonic]
    if (bytes !== undefined) {
      const store = mnemonic.startsWith('s')
      address = (x + imm) >>> 0
      this.#checkAccess(address, bytes, store)
      before = this.#word(address).value
      after = store ? storeValue(before, address % 4, bytes, y) : before
      result = loadValue(mnemonic, before, address % 4)
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
      throw trap(this.#executable, 'BREAKPOINT', pc)
    }
    if (next % 4 !== 0) throw trap(this.#executable, 'MISALIGNED_JUMP', pc, next)
    if ((access & ACCESS.b) !== 0) {
      record[FIELD.b] = x
      record[FIELD.bGap] = this.#accessRegister(rs1, clk, x)
    }
    if ((access & ACCESS.c) !== 0) {
      record[FIELD.c] = y
      record[FIELD.cGap] = this.#accessRegister(rs2, clk + 1, y)
    }
    if (bytes !== undefined) this.#accessMemory(record, address, after)
    if ((access & ACCESS.a) !== 0) {
      const cell = rd === 0 ? SINK : rd
      record[FIELD.aOld] = this.#registers[cell]!.value
      record[FIELD.a] = result
      record[FIELD.aGap] = this.#accessRegister(cell, clk + 3, result)
    }
    record[FIELD.next] = next
    this.#pc = next
    this.#clock += TICKS
    return record
  }

  #ecall(record: number[]): number[] {
    const clk = this.#clock
    const [number, fd, pointer, length] = [A7, A0, A1, A2].map((x) => this.#registers[x]!.value) as [
      number,
      number,
      number,
      number,
    ]
    const call = this.#systemCall(number, fd, pointer, length)
    record[FIELD.b] = number
    record[FIELD.bGap] = this.#accessRegister(A7, clk, number)
    record[FIELD.c] = pointer
    record[FIELD.cGap] = this.#accessRegister(A1, clk + 1, pointer)
    record[FIELD.d] = length
    record[FIELD.dGap] = this.#accessRegister(A2, clk + 1, length)
    const cell = call.accesses ? this.#descriptors[fd]! : undefined
    const position = cell?.value ?? 0
    if (cell !== undefined) {
      record[FIELD.address] = fd
      record[FIELD.mOld] = position
      record[FIELD.m] = fd === FD.publicOutput ? position + call.moved : position - call.moved
      record[FIELD.mGap] = clk + 2 - 1 - cell.time
      cell.value = record[FIELD.m]!
      cell.time = clk + 2
    }
    record[FIELD.aOld] = fd
    record[FIELD.a] = call.result
    record[FIELD.aGap] = this.#accessRegister(A0, clk + 3, call.result)
    this.ended = call.exit
    this.#pc = call.exit ? 0 : this.#pc + 4
    record[FIELD.next] = this.#pc
    this.#clock += TICKS
    for (let i = 0; i < call.moved; i++) this.#transfer(fd, position, pointer, i, call.moved)
    return record
  }

  /**
   * Effect on a0, whether the call ends the program, whether it accesses a descriptor's cell, and the bytes
   * it moves.
   */
  #systemCall(number: number, fd: number, pointer: number, length: number) {
    const call = { result: fd, exit: false, accesses: false, moved: 0 }
    if (number === SYSCALL.exit || number === SYSCALL.exitGroup) return { ...call, exit: true }
    if (number === SYSCALL.read && (fd === FD.publicInput || fd === FD.privateInput)) {
      const moved = Math.min(length, this.#descriptors[fd]!.value)
      this.#checkRange(pointer, moved, true)
      return { ...call, result: moved, accesses: true, moved }
    }
    if (number === SYSCALL.write && fd === FD.publicOutput) {
      this.#checkRange(pointer, length, false)
      return { ...call, result: length, accesses: true, moved: length }
    }
    if (number === SYSCALL.write && fd === FD.debug) {
      this.#checkRange(pointer, length, false)
      const shown = Math.min(length, this.#debug.room)
      this.#debug.add(
        Uint8Array.from({ length: shown }, (_, i) => this.#byte(pointer + i)),
        length,
      )
      return { ...call, result: length }
    }
    const known = number === SYSCALL.read || number === SYSCALL.write
    return { ...call, result: (known ? EBADF : ENOSYS) >>> 0 }
  }

  #accelerated(number: number, record: number[]): void {
    const [pc, clk] = [this.#pc, this.#clock]
    const index = this.#plan.accelerators.findIndex((own) => own.number === number)
    const accelerator = this.#plan.accelerators[index]
    if (accelerator === undefined) throw trap(this.#executable, 'UNKNOWN_CALL', pc)
    const registers = [A0, A1, A2, A3].map((register) => this.#registers[register]!.value)
    const check = (address: number, isWrite: boolean | undefined) => {
      const code = wordTrap(this.#executable, address, isWrite)
      if (code !== undefined) throw trap(this.#executable, code, pc, address)
    }
    for (const pointer of registers.slice(0, accelerator.pointers)) check(pointer, undefined)
    const access: WordAccess = (address, time, value) => {
      check(address, value !== undefined)
      const cell = this.#word(address)
      const before = { before: cell.value, last: cell.time }
      cell.value = value ?? cell.value
      cell.time = time ?? cell.time
      return before
    }
    const call = performCall(accelerator, clk, registers, access, () => {
      throw trap(this.#executable, 'INVALID_CALL', pc)
    })
    if ((clk - FIRST_CLOCK) / TICKS + 1 + call.steps > this.#maxCycles)
      throw trap(this.#executable, 'CYCLE_LIMIT', pc)
    const read = (register: number, time: number) =>
      this.#accessRegister(register, time, this.#registers[register]!.value)
    record[CALL_FIELD.b] = accelerator.number
    record[CALL_FIELD.bGap] = read(A7, clk)
    record[CALL_FIELD.c] = registers[1]!
    record[CALL_FIELD.cGap] = read(A1, clk + 1)
    record[CALL_FIELD.d] = registers[2]!
    record[CALL_FIELD.dGap] = read(A2, clk + 1)
    record[CALL_FIELD.a3] = registers[3]!
    record[CALL_FIELD.a3Gap] = read(A3, clk + 2)
    record[CALL_FIELD.aOld] = registers[0]!
    record[CALL_FIELD.aGap] = this.#accessRegister(A0, clk + 3, 0)
    record[CALL_FIELD.steps] = call.steps
    record[CALL_FIELD.next] = pc + 4
    this.#records[this.#plan.callClass]!.push(...record)
    this.#calls.add(index, call)
    for (const word of call.words) this.#callRecords[index]!.push(word)
    this.#pc = pc + 4
    this.#clock += TICKS * (1 + call.steps)
  }

  #transfer(fd: number, position: number, pointer: number, index: number, moved: number): void {
    this.#checkLimit()
    const address = pointer + index
    const record = new Array<number>(RECORD_WORDS).fill(0)
    const output = fd === FD.publicOutput
    const at = output ? position + index : position - index
    const stream = this.#input[fd]
    const byte = stream === undefined ? this.#byte(address) : stream[stream.length - at]!
    const after = storeValue(this.#word(address).value, address % 4, 1, byte)
    record[TRANSFER.fd] = fd
    record[TRANSFER.clk] = this.#clock
    record[TRANSFER.byte] = byte
    record[TRANSFER.remaining] = moved - 1 - index
    record[TRANSFER.position] = at
    record[TRANSFER.next] = this.#pc
    this.#accessMemory(record, address, after)
    this.#records[this.#plan.transferClass]!.push(...record)
    if (output) this.#output.push(byte)
    this.#clock += TICKS
  }

  /** The gap, after the bumps that make it small. */
  #accessRegister(number: number, time: number, value: number): number {
    const cell = this.#registers[number]!
    while (time - 1 - cell.time >= BUMP_GAP) {
      this.#bumps.push(number, cell.time, cell.value, 0)
      cell.time += BUMP_GAP
    }
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

  #checkAccess(address: number, bytes: number, store: boolean): void {
    if (address % bytes !== 0) throw trap(this.#executable, 'MISALIGNED_ACCESS', this.#pc, address)
    this.#checkRange(address, bytes, store)
  }

  #checkRange(address: number, bytes: number, store: boolean): void {
    const end = address + bytes
    if (bytes === 0) return
    if (end > MEMORY_BYTES) throw trap(this.#executable, 'OUT_OF_RANGE', this.#pc, address)
    for (const region of this.#executable.regions) {
      if (region.end <= address || region.start >= end) continue
      if (store ? region.writable : region.readable) continue
      throw trap(
        this.#executable,
        store ? 'NOT_WRITABLE' : 'NOT_READABLE',
        this.#pc,
        Math.max(address, region.start),
      )
    }
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

  #byte(address: number): number {
    return (this.#word(address).value >>> (8 * (address % 4))) & 0xff
  }
}
