/** Honest and forged rows of the family logici. */
import { P } from '../../../src/field/koalabear.ts'
import { logici } from '../../../src/machine/families/logici.ts'
import { type Attack, type Case, type FamilyTest, instruction, random } from '../family.ts'
import { EDGES } from '../rows.ts'

const MNEMONICS = ['xori', 'ori', 'andi'] as const
const IMMEDIATES = [0, 1, -1, 0x7f, 0x80, 0xff, 0x100, 0x7ff, -0x800, -0x7ff, -0x100, -0x80, 0x5a5]
const next = random(3)

const cases: Case[] = MNEMONICS.flatMap((mnemonic) => [
  ...EDGES.flatMap((b) => IMMEDIATES.map((imm) => ({ instruction: instruction(mnemonic, { imm }), b }))),
  ...Array.from({ length: 50 }, () => ({
    instruction: instruction(mnemonic, { imm: next(4096) - 2048 }),
    b: next(2 ** 32),
  })),
  { instruction: instruction(mnemonic, { rd: 6, imm: -3 }), b: 0x80007fff, aOld: 0x80007fff, aGap: 2 },
  { instruction: instruction(mnemonic, { rs1: 0, imm: -3 }), b: 0 },
])

const execution: Case = { instruction: instruction('xori', { imm: 0x5a5 }), b: 0x12345678 }
const negative: Case = { instruction: instruction('xori', { imm: -0x100 }), b: 0x12345678 }
const mask: Case = { instruction: instruction('andi', { imm: -0x100 }), b: 0x12345678 }

const attacks: Attack[] = [
  { name: 'a result off by one', execution, edits: { 'a.lo': (x) => x + 1 }, by: 'a.lo' },
  { name: 'a high limb off by one', execution, edits: { 'a.hi': (x) => x + 1 }, by: 'a.hi' },
  {
    name: 'a wrong xor of bytes',
    execution,
    edits: { 'x lower': (x) => x + 1, 'a.lo': (x) => x + 1 },
    by: 'xor',
  },
  {
    name: 'a byte moved between xors',
    execution,
    edits: { 'x lower': (x) => x + 256, 'x upper': (x) => x - 1 },
    by: 'xor',
  },
  {
    name: 'a wrong xor of upper bytes',
    execution,
    edits: { 'x upper': (x) => x ^ 0x80, 'a.lo': (x) => x ^ 0x8000 },
    by: 'xor',
  },
  { name: 'b split in a wrong place', execution, edits: { 'b upper': (x) => x - 1 }, by: 'xor' },
  { name: 'the sign of the immediate ignored', execution: negative, edits: { 'a.hi': 0x1234 }, by: 'a.hi' },
  {
    name: 'the sign of the immediate dropped',
    execution: negative,
    edits: { 'imm sign': 0, 'a.hi': 0x1234 },
    by: 'program',
  },
  { name: 'a sign where there is none', execution, edits: { 'imm sign': 1, 'a.hi': 0xedcb }, by: 'program' },
  { name: 'a mask cut to its low limb', execution: mask, edits: { 'a.hi': 0 }, by: 'a.hi' },
  {
    name: 'another immediate',
    execution,
    edits: { 'imm lower': 0xa4, 'x lower': (x) => x ^ 1, 'a.lo': (x) => x ^ 1 },
    by: 'program',
  },
  {
    name: 'an immediate that is no byte',
    execution,
    edits: { 'imm lower': (x) => x + 256, 'imm upper': (x) => x - 1 },
    by: 'xor',
  },
  {
    name: 'andi as xori',
    execution: mask,
    edits: { weight: 2, 'a.lo': 0xa978, 'a.hi': 0xedcb },
    by: 'program',
  },
  {
    name: 'b plus p',
    execution,
    edits: { 'b.lo': (x) => x + (P & 0xffff), 'b.hi': (x) => x + (P >>> 16) },
    by: 'xor',
  },
  { name: 'a high limb out of range', execution, edits: { 'b.hi': 0x11234, 'a.hi': 0x11234 }, by: 'limbs' },
  { name: 'a row taken back', execution, edits: { real: -1 }, by: 'real is boolean' },
]

export const logiciTest: FamilyTest = {
  family: logici,
  cases,
  attacks,
  refuses: [instruction('xor'), instruction('addi'), instruction('slti')],
  cells: 36,
}
