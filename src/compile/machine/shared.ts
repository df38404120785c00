/** Pieces of code that all functions jump to: traps, the exact bounds check, memory.grow. */
import { SYSCALL } from '../../vm/abi.ts'
import { MARGIN, MEMORY_LIMIT, MEMORY_SIZE, TRAP_EXIT } from '../abi.ts'
import type { Assembler, Label } from './assembler.ts'
import { A0, A7, GP, RA, T5, T6 } from './registers.ts'
import { splitAddress } from './select.ts'

export class Shared {
  readonly #assembler: Assembler
  readonly #functions = new Map<number, Label>()
  readonly #traps = new Map<number, Label>()
  readonly #checks = new Map<number, Label>()
  readonly growLabel: Label
  /** Lowest value of the stack pointer: set before the assembler finishes, a multiple of 4096. */
  limit = 0

  constructor(assembler: Assembler) {
    this.#assembler = assembler
    this.growLabel = assembler.label()
  }

  #labelFor(labels: Map<number, Label>, key: number): Label {
    let label = labels.get(key)
    if (label === undefined) {
      label = this.#assembler.label()
      labels.set(key, label)
    }
    return label
  }

  functionLabel(id: number): Label {
    return this.#labelFor(this.#functions, id)
  }

  /** Ends the program with an exit code. */
  trap(code: number): Label {
    return this.#labelFor(this.#traps, code)
  }

  /** Traps unless `extent` bytes at x30 are in memory; returns to x31. Changes no other register. */
  exactCheck(extent: number): Label {
    return this.#labelFor(this.#checks, extent)
  }

  stackLimit(assembler: Assembler, register: number): void {
    assembler.lateUpper(register, () => this.limit)
  }

  /** gp again what it always is. */
  loadLimit(assembler: Assembler): void {
    const [upper, lower] = splitAddress(MEMORY_LIMIT)
    assembler.emit('lui', { rd: GP, imm: upper })
    assembler.emit('lw', { rd: GP, rs1: GP, imm: lower })
  }

  /** Emits all pieces that were asked for. `mostPages` is what memory.grow may reach. */
  emit(mostPages: number): void {
    for (const [extent, label] of this.#checks) this.#emitCheck(extent, label)
    this.#emitGrow(mostPages)
    for (const [code, label] of this.#traps) this.#emitTrap(code, label)
  }

  #emitTrap(code: number, label: Label): void {
    this.#assembler.place(label)
    this.#assembler.loadImmediate(A0, code)
    this.#assembler.loadImmediate(A7, SYSCALL.exit)
    this.#assembler.emit('ecall', {})
  }

  #emitCheck(extent: number, label: Label): void {
    const assembler = this.#assembler
    const trap = this.trap(TRAP_EXIT.memoryOutOfBounds)
    const [upper, lower] = splitAddress(MEMORY_SIZE)
    assembler.place(label)
    assembler.emit('lui', { rd: GP, imm: upper })
    assembler.emit('lw', { rd: GP, rs1: GP, imm: lower })
    // Memory is empty, or larger than any extent.
    assembler.branch('beq', GP, 0, trap)
    for (let left = extent; left > 0; left -= 2048) {
      assembler.emit('addi', { rd: GP, rs1: GP, imm: -Math.min(left, 2048) })
    }
    assembler.branch('bltu', GP, T5, trap)
    this.loadLimit(assembler)
    assembler.emit('jalr', { rs1: T6 })
  }

  /** a0 = memory.grow(a0); changes x30, x31, gp and a0 only. */
  #emitGrow(mostPages: number): void {
    const assembler = this.#assembler
    const fail = assembler.label()
    const same = assembler.label()
    const [upper, lower] = splitAddress(MEMORY_SIZE)
    const [, limitLower] = splitAddress(MEMORY_LIMIT)
    assembler.place(this.growLabel)
    assembler.emit('lui', { rd: T6, imm: upper })
    assembler.emit('lw', { rd: T5, rs1: T6, imm: lower })
    assembler.emit('srli', { rd: T5, rs1: T5, imm: 16 })
    assembler.loadImmediate(T6, mostPages)
    assembler.emit('sub', { rd: T6, rs1: T6, rs2: T5 })
    assembler.branch('bltu', T6, A0, fail)
    assembler.branch('beq', A0, 0, same)
    assembler.emit('add', { rd: A0, rs1: A0, rs2: T5 })
    assembler.emit('slli', { rd: A0, rs1: A0, imm: 16 })
    assembler.emit('lui', { rd: T6, imm: upper })
    assembler.emit('sw', { rs1: T6, rs2: A0, imm: lower })
    assembler.emit('lui', { rd: GP, imm: -MARGIN })
    assembler.emit('add', { rd: GP, rs1: GP, rs2: A0 })
    assembler.emit('sw', { rs1: T6, rs2: GP, imm: limitLower })
    assembler.place(same)
    assembler.move(A0, T5)
    assembler.emit('jalr', { rs1: RA })
    assembler.place(fail)
    assembler.loadImmediate(A0, -1)
    assembler.emit('jalr', { rs1: RA })
  }
}
