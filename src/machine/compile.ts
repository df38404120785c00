/** From an executable to what the machine's tables know of it. */

import { INITIAL_REGISTERS } from '../vm/abi.ts'
import { CLASSES, naturalAccess, type SlotPlan } from '../vm/plan.ts'
import type { Executable } from '../vm/program.ts'
import { PROGRAM } from './buses.ts'
import { families } from './families.ts'
import { RAM_WORDS, REGISTER_WORD, registerAddress } from './layout.ts'
import { type Machine, standardMachine, tableNumber } from './machine.ts'
import { image } from './tables/image.ts'
import { program } from './tables/program.ts'

/** u32 per slot: the tuple of the program bus. */
export const OPERAND_WORDS = PROGRAM.entries.length

/** Initial values of memory words and registers by address on the memory bus, ascending. */
export interface Image {
  readonly address: Uint32Array
  readonly value: Uint32Array
}

/** Consecutive words of the image, as word numbers, both included. */
export interface Bridge {
  readonly first: number
  readonly last: number
}

/** Words that nobody may touch: those between RAM and the registers. */
const GUARD: Bridge = { first: RAM_WORDS, last: REGISTER_WORD - 1 }

/** All bridges of the chain of touched words: those of a program's image, and the guard. */
export const chainBridges = (bridges: readonly Bridge[]): Bridge[] =>
  [...bridges, GUARD].sort((a, b) => a.first - b.first)

export interface CompiledProgram {
  readonly machine: Machine
  readonly executable: Executable
  /** `OPERAND_WORDS` per slot; zeros for a slot that no family takes, which cannot be executed. */
  readonly operands: Uint32Array
  readonly plan: SlotPlan
  readonly image: Image
  readonly bridges: readonly Bridge[]
}

/** Classes of records are family numbers; then come moved bytes and calls of precompiles, and last what only traps. */
export const TRANSFER_CLASS = families.length
export const CALL_CLASS = TRANSFER_CLASS + 1
const NO_CLASS = CLASSES - 1

export function compile(executable: Executable, machine: Machine = standardMachine): CompiledProgram {
  const steps = compileSteps(executable, machine)
  for (;;) {
    const { done, value } = steps.next()
    if (done) return value
  }
}

/** Slots between two steps. */
const STEP = 1 << 10

/** The same in steps of a few milliseconds, for threads that must not be blocked. */
export function* compileSteps(executable: Executable, machine: Machine): Generator<void, CompiledProgram> {
  const slots = executable.slots.length
  const operands = new Uint32Array(OPERAND_WORDS * slots)
  const cls = new Uint8Array(slots).fill(NO_CLASS)
  const access = new Uint8Array(slots)
  for (let slot = 0; slot < slots; slot++) {
    if (slot % STEP === 0) yield
    const pc = executable.slots[slot]!
    const instruction = executable.instruction(slot)
    for (const [number, family] of families.entries()) {
      const found = family.operands(instruction, pc)
      if (found === undefined) continue
      operands.set([pc, ...found], OPERAND_WORDS * slot)
      cls[slot] = number
      access[slot] = family.access & naturalAccess(instruction)
      break
    }
  }
  const initial = imageOf(executable)
  const { precompiles: accelerators } = machine
  return {
    machine,
    executable,
    operands,
    plan: { cls, access, transferClass: TRANSFER_CLASS, callClass: CALL_CLASS, accelerators },
    image: initial,
    bridges: bridgesOf(initial),
  }
}

function imageOf({ image: words }: Executable): Image {
  const registers = INITIAL_REGISTERS.flatMap((value, cell) =>
    value === 0 ? [] : [{ address: registerAddress(cell), value }],
  )
  const address = new Uint32Array(words.address.length + registers.length)
  const value = new Uint32Array(address.length)
  address.set(words.address)
  value.set(words.value)
  registers.forEach((register, k) => {
    address[words.address.length + k] = register.address
    value[words.address.length + k] = register.value
  })
  return { address, value }
}

function bridgesOf({ address }: Image): Bridge[] {
  const bridges: { first: number; last: number }[] = []
  for (const byteAddress of address) {
    const word = byteAddress / 4
    const current = bridges[bridges.length - 1]
    if (current !== undefined && current.last + 1 === word) current.last = word
    else bridges.push({ first: word, last: word })
  }
  return bridges
}

/** Least log height that holds `rows` rows. */
export const logHeightFor = (rows: number, least: number): number =>
  Math.max(least, Math.ceil(Math.log2(Math.max(rows, 1))))

export interface ProgramColumns {
  readonly number: number
  readonly logHeight: number
  readonly columns: Uint32Array[]
}

/** The preprocessed columns of the tables that depend on the program. */
export function programColumns(
  { operands, image: initial }: CompiledProgram,
  minLogHeight: number,
): ProgramColumns[] {
  const slots = operands.length / OPERAND_WORDS
  const code = columnsOf(program.preprocessed.length, logHeightFor(slots, minLogHeight))
  for (let slot = 0; slot < slots; slot++) {
    code.columns.forEach((column, k) => {
      column[slot] = operands[OPERAND_WORDS * slot + k]!
    })
  }
  const words = initial.address.length
  const memory = columnsOf(image.preprocessed.length, logHeightFor(words, minLogHeight))
  const [present, address, lo, hi] = memory.columns as [Uint32Array, Uint32Array, Uint32Array, Uint32Array]
  for (let row = 0; row < words; row++) {
    present[row] = 1
    address[row] = initial.address[row]!
    lo[row] = initial.value[row]! & 0xffff
    hi[row] = initial.value[row]! >>> 16
  }
  return [
    { number: tableNumber(image), ...memory },
    { number: tableNumber(program), ...code },
  ]
}

function columnsOf(count: number, logHeight: number): { logHeight: number; columns: Uint32Array[] } {
  return { logHeight, columns: Array.from({ length: count }, () => new Uint32Array(2 ** logHeight)) }
}
