/** Honest and forged rows of the family sw. */
import { sw } from '../../../src/machine/families/sw.ts'
import { ADDRESSES, addressAttacks } from '../addresses.ts'
import { type Attack, type Case, type FamilyTest, instruction } from '../family.ts'
import { EDGES } from '../rows.ts'

const cases: Case[] = [
  ...EDGES.map((c) => ({ instruction: instruction('sw', { imm: 8 }), b: 0x20000, c, m: 0x89abcdef })),
  ...ADDRESSES.map(({ b, imm }) => ({ instruction: instruction('sw', { imm }), b, c: 0xdeadbeef, m: 1 })),
  { instruction: instruction('sw', { rs2: 6, imm: -4 }), b: 0x1000, c: 0x1000, cGap: 0 },
  { instruction: instruction('sw', { rs2: 0 }), b: 0x1000, c: 0, m: 0xffffffff },
  { instruction: instruction('sw', { rs1: 0, imm: 2044 }), b: 0, c: 7 },
  { instruction: instruction('sw'), b: 0x1000, c: 7, mGap: 0 },
  { instruction: instruction('sw'), b: 0x1000, c: 7, mGap: 2 ** 22 },
]

const plain: Case = { instruction: instruction('sw', { imm: 8 }), b: 0x20000, c: 0x12345678, m: 0xcafebabe }

const attacks: Attack[] = [
  ...addressAttacks('sw'),
  {
    name: 'value with limbs out of range',
    execution: plain,
    edits: { 'c.lo': 0x15678, 'c.hi': 0x1233 },
    by: 'limbs',
  },
  { name: 'another source', execution: plain, edits: { rs2: (rs2) => rs2 + 4 }, by: 'program' },
  {
    name: 'sources swapped',
    execution: plain,
    edits: { rs1: (rs1) => rs1 + 4, rs2: (rs2) => rs2 - 4 },
    by: 'program',
  },
]

export const swTest: FamilyTest = {
  family: sw,
  cases,
  attacks,
  refuses: [instruction('sh'), instruction('sb'), instruction('lw')],
  cells: 38,
}
