/** Honest and forged rows of the family beqz. */
import { inv, P } from '../../../src/field/koalabear.ts'
import { beqz } from '../../../src/machine/families/beqz.ts'
import { type Attack, type Case, type FamilyTest, instruction, PC } from '../family.ts'
import { EDGES } from '../rows.ts'

const OFFSETS = [8, -8, 4, 0, 4094, -4096]

const cases: Case[] = (['beq', 'bne'] as const).flatMap((mnemonic) => [
  ...EDGES.flatMap((b) =>
    OFFSETS.map((imm) => ({ instruction: instruction(mnemonic, { rd: 0, rs2: 0, imm }), b })),
  ),
  { instruction: instruction(mnemonic, { rd: 0, rs1: 0, rs2: 0, imm: 16 }), b: 0 },
  { instruction: instruction(mnemonic, { rd: 0, rs2: 0, imm: -16 }), b: 0x1000, pc: 2 ** 30 - 8 },
])

const zero: Case = { instruction: instruction('beq', { rd: 0, rs2: 0, imm: 64 }), b: 0 }
const low: Case = { ...zero, b: 3 }
const high: Case = { ...zero, b: 0x30000 }
/** Limbs whose sum is 2^16: zero to somebody who calculates with 16 bits. */
const overflow: Case = { ...zero, b: 0x80008000 }
/** p as a number. */
const modulus: Case = { ...zero, b: P }
const bne: Case = { instruction: instruction('bne', { rd: 0, rs2: 0, imm: 64 }), b: 3 }

const attacks: Attack[] = [
  { name: 'zero is not zero', execution: zero, edits: { next: PC + 4 }, by: 'next pc after zero' },
  {
    name: 'a low limb is zero',
    execution: low,
    edits: { next: PC + 64, witness: 0 },
    by: 'next pc after other values',
  },
  {
    name: 'a high limb is zero',
    execution: high,
    edits: { next: PC + 64, witness: 0 },
    by: 'next pc after other values',
  },
  {
    name: 'limbs that cancel are zero',
    execution: overflow,
    edits: { next: PC + 64, witness: 0 },
    by: 'next pc after other values',
  },
  {
    name: 'p is zero',
    execution: modulus,
    edits: { next: PC + 64, witness: 0 },
    by: 'next pc after other values',
  },
  { name: 'limbs x and -x', execution: low, edits: { 'b.hi': -3, next: PC + 64, witness: 0 }, by: 'limbs' },
  {
    name: 'somewhere else',
    execution: low,
    edits: { next: PC + 8, witness: () => Number((BigInt(P - 56) * BigInt(inv(3))) % BigInt(P)) },
    by: 'next pc after other values',
  },
  {
    name: 'beq as bne',
    execution: low,
    edits: { zero: PC + 4, other: PC + 64, next: PC + 64, witness: 20 },
    by: 'program',
  },
  {
    name: 'bne falls through',
    execution: bne,
    edits: { next: PC + 4, witness: 0 },
    by: 'next pc after other values',
  },
  { name: 'another target', execution: zero, edits: { zero: PC + 68, next: PC + 68 }, by: 'program' },
  { name: 'a row taken back', execution: zero, edits: { real: -1 }, by: 'real is boolean' },
]

export const beqzTest: FamilyTest = {
  family: beqz,
  cases,
  attacks,
  free: { witness: 'after zero the witness is multiplied by zero' },
  refuses: [instruction('beq'), instruction('bne', { rs1: 0 }), instruction('blt', { rs2: 0 })],
  cells: 19,
}
