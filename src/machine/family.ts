/** A family: the instructions that share one table, how the program table describes them, and how rows are filled. */
import { defineTable, type Table, type TableBuilder } from '../air/table.ts'
import type { Instruction } from '../vm/decode.ts'
import { ACCESS } from '../vm/plan.ts'
import { PROGRAM } from './buses.ts'
import { registerAddress, SINK } from './layout.ts'
import type { Row } from './row.ts'

/** Which accesses an instruction makes; the executor records exactly these. */
export const { b: ACCESS_B, c: ACCESS_C, a: ACCESS_A, m: ACCESS_MEMORY } = ACCESS

export interface Family {
  readonly name: string
  readonly table: Table
  /** Sum of `ACCESS_…`. */
  readonly access: number
  /** The operation and the family's operands if the instruction belongs to it: what the program table holds after the pc. */
  operands(instruction: Instruction, pc: number): readonly number[] | undefined
  fill(row: Row): void
}

export interface FamilyDefinition {
  readonly name: string
  readonly access: number
  operands(instruction: Instruction, pc: number): readonly number[] | undefined
  /** Declares columns, constraints and interactions; returns `fill`. */
  define(t: TableBuilder): (row: Row) => void
}

export function defineFamily(definition: FamilyDefinition): Family {
  const { table, result: fill } = defineTable(definition.name, definition.define)
  const { name, access } = definition
  const operands = (instruction: Instruction, pc: number) => {
    const found = definition.operands(instruction, pc)
    if (found !== undefined && found.length > PROGRAM.entries.length - 1)
      throw new RangeError(`${name}: too many operands`)
    return found
  }
  return { name, table, access, operands, fill }
}

/** The address that writes to register `rd` go to: x0 is never written. */
export const destination = (rd: number): number => registerAddress(rd === 0 ? SINK : rd)
export const source = (register: number): number => registerAddress(register)

/** The two limbs of a 32-bit value, signed or not. */
export const limbs = (value: number): [number, number] => [value & 0xffff, value >>> 16]

/** Distinct operation codes, one per instruction or group of instructions with the same meaning, 0 excluded. */
export const OPERATION = {
  constant: 1,
  jump: 2,
  jalr: 3,
  addi: 4,
  add: 5,
  sub: 6,
  xor: 8,
  xori: 12,
  slli: 16,
  srli: 17,
  srai: 18,
  sll: 20,
  srl: 21,
  sra: 22,
  slt: 24,
  sltu: 25,
  slti: 26,
  sltiu: 27,
  beq: 28,
  bne: 29,
  beqz: 30,
  blt: 32,
  bge: 33,
  bltu: 34,
  bgeu: 35,
  lw: 36,
  sw: 37,
  lb: 40,
  sb: 44,
  mul: 48,
  mulh: 49,
  div: 52,
  ecall: 56,
} as const
