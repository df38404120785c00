/** Honest and forged rows of the family constant. */
import { P } from '../../../src/field/koalabear.ts'
import { constant } from '../../../src/machine/families/constant.ts'
import { type Attack, type Case, type FamilyTest, instruction, PC } from '../family.ts'

const UPPER = [0, 0x1000, 0x7ffff000, -0x80000000, -0x1000, 0x12345000]

const cases: Case[] = [
  ...UPPER.flatMap((imm) =>
    (['lui', 'auipc'] as const).map((mnemonic) => ({
      instruction: instruction(mnemonic, { imm, rs1: 0, rs2: 0 }),
    })),
  ),
  ...[0, 1, -1, 2047, -2048].map((imm) => ({ instruction: instruction('addi', { rs1: 0, imm }) })),
  ...[8, -8, 4, 0, 0xffffe, -0x10000].map((imm) => ({ instruction: instruction('jal', { rd: 1, imm }) })),
  { instruction: instruction('jal', { rd: 1, imm: 8 }), pc: 2 ** 30 - 12, aOld: 3, aGap: 0 },
]

const load: Case = { instruction: instruction('lui', { imm: 0x12345000 }) }
const call: Case = { instruction: instruction('jal', { rd: 1, imm: 64 }) }

const attacks: Attack[] = [
  { name: 'another value', execution: load, edits: { 'value.lo': (x) => x + 1 }, by: 'program' },
  { name: 'another high limb', execution: load, edits: { 'value.hi': 0 }, by: 'program' },
  {
    name: 'a value plus p',
    execution: load,
    edits: { 'value.lo': (x) => x + (P & 0xffff), 'value.hi': (x) => x + (P >>> 16) },
    by: 'program',
  },
  { name: 'another register', execution: load, edits: { rd: (x) => x + 4 }, by: 'program' },
  { name: 'another next instruction', execution: call, edits: { next: PC + 4 }, by: 'program' },
  { name: 'another pc', execution: call, edits: { pc: PC + 4 }, by: 'program' },
  { name: 'an old value from the future', execution: load, edits: { 'a.gap': -2 }, by: 'bits' },
  { name: 'an old value that is no word', execution: load, edits: { 'a.old.lo': 0x10000 }, by: 'limbs' },
  { name: 'half a row', execution: load, edits: { real: (P + 1) / 2 }, by: 'real is boolean' },
  { name: 'a row taken back', execution: load, edits: { real: -1 }, by: 'real is boolean' },
]

export const constantTest: FamilyTest = {
  family: constant,
  cases,
  attacks,
  refuses: [
    instruction('addi'),
    instruction('lui', { rd: 0 }),
    instruction('jal', { rd: 0 }),
    instruction('jalr'),
  ],
  cells: 18,
}
