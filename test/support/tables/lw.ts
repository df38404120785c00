/** Honest and forged rows of the family lw. */
import { lw } from '../../../src/machine/families/lw.ts'
import { ADDRESSES, addressAttacks } from '../addresses.ts'
import { type Attack, type Case, type FamilyTest, instruction } from '../family.ts'
import { EDGES } from '../rows.ts'

const cases: Case[] = [
  ...EDGES.map((m) => ({ instruction: instruction('lw', { imm: 8 }), b: 0x20000, m })),
  ...ADDRESSES.map(({ b, imm }) => ({ instruction: instruction('lw', { imm }), b, m: 0xdeadbeef })),
  { instruction: instruction('lw', { rd: 0 }), b: 0x1000, m: 0x87654321 },
  { instruction: instruction('lw', { rd: 6, imm: 4 }), b: 0x1000, m: 5, aOld: 0x1000, aGap: 2 },
  { instruction: instruction('lw', { rs1: 0, imm: 2044 }), b: 0, m: 7 },
  { instruction: instruction('lw'), b: 0x1000, m: 7, mGap: 0 },
  { instruction: instruction('lw'), b: 0x1000, m: 7, mGap: 2 ** 22 },
]

const plain: Case = { instruction: instruction('lw', { imm: 8 }), b: 0x20000, m: 0x12345678 }
const intoX0: Case = { ...plain, instruction: instruction('lw', { rd: 0, imm: 8 }) }

const attacks: Attack[] = [
  ...addressAttacks('lw'),
  {
    name: 'limbs of the value out of range',
    execution: plain,
    edits: { 'm.lo': 0x15678, 'm.hi': 0x1233 },
    by: 'limbs',
  },
  { name: 'another destination', execution: plain, edits: { rd: (rd) => rd + 4 }, by: 'program' },
  { name: 'x0 itself', execution: intoX0, edits: { rd: 2 ** 30 }, by: 'program' },
]

export const lwTest: FamilyTest = {
  family: lw,
  cases,
  attacks,
  refuses: [instruction('lh'), instruction('lb'), instruction('sw'), instruction('lbu'), instruction('lhu')],
  cells: 38,
}
