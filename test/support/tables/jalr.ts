/** Honest and forged rows of the family jalr. */
import { inv } from '../../../src/field/koalabear.ts'
import { jalr } from '../../../src/machine/families/jalr.ts'
import { type Attack, type Case, type FamilyTest, instruction, PC } from '../family.ts'

const TARGETS: readonly { readonly b: number; readonly imm: number }[] = [
  { b: 0, imm: 0 },
  { b: 1, imm: 0 },
  { b: 3, imm: -2 },
  { b: 0x1000, imm: 2047 },
  { b: 0x1001, imm: 2047 },
  { b: 2047, imm: -2047 },
  { b: 2048, imm: -2048 },
  { b: 0xffff, imm: 1 },
  { b: 0xfffe, imm: 1 },
  { b: 0xfff8, imm: 15 },
  { b: 0x10000, imm: -1 },
  { b: 0x10000, imm: -2 },
  { b: 0x107ff, imm: -2048 },
  { b: 0x3fffffff, imm: 0 },
  { b: 0x3ffff000, imm: 2047 },
  { b: 0x40000000, imm: -1 },
  { b: 0x400007ff, imm: -2048 },
  { b: 0xffffffff, imm: 1 },
  { b: 0xfffffffe, imm: 3 },
  { b: 0xfffff805, imm: 2047 },
]

const cases: Case[] = [
  ...TARGETS.map(({ b, imm }) => ({ instruction: instruction('jalr', { imm }), b })),
  { instruction: instruction('jalr', { rd: 0, rs1: 1 }), b: 0x20000 },
  { instruction: instruction('jalr', { rd: 6 }), b: 0x20001, aOld: 0x20001, aGap: 2 },
  { instruction: instruction('jalr', { rs1: 0, imm: 0x400 }), b: 0 },
  { instruction: instruction('jalr'), b: 0x20000, pc: 0xfffc },
  { instruction: instruction('jalr'), b: 0x20000, pc: 0 },
  { instruction: instruction('jalr'), b: 0x20000, pc: 2 ** 30 - 4, bGap: 0, aGap: 0 },
]

const plain: Case = { instruction: instruction('jalr', { imm: 8 }), b: 0x20010 }
const odd: Case = { instruction: instruction('jalr', { imm: 3 }), b: 0x20010 }
const carried: Case = { instruction: instruction('jalr', { imm: 4 }), b: 0x1fffc }
const back: Case = { instruction: instruction('jalr', { imm: -4 }), b: 0x10000 }
const wrapping: Case = { instruction: instruction('jalr', { imm: 4 }), b: 0xffffffff }
const low = 'carry of the low limbs'
const high = 'carry of the high limbs'

const attacks: Attack[] = [
  { name: 'the next instruction', execution: plain, edits: { half: (x) => x + 2 }, by: low },
  { name: 'one half above', execution: plain, edits: { half: (x) => x + inv(2) }, by: 'bits' },
  {
    name: 'an even target above an odd sum',
    execution: odd,
    edits: { half: (x) => x + 1, odd: -1 },
    by: 'odd is boolean',
  },
  { name: 'bit 0 kept', execution: odd, edits: { half: (x) => x + inv(2), odd: 0 }, by: 'bits' },
  {
    name: 'two bits cleared',
    execution: { ...plain, b: 0x2000a },
    edits: { half: (x) => x - 1, odd: 2 },
    by: 'odd is boolean',
  },
  { name: 'odd without reason', execution: plain, edits: { odd: 1 }, by: low },
  { name: 'a target 2^16 above', execution: plain, edits: { high: 3 }, by: high },
  { name: 'carry dropped', execution: carried, edits: { high: 1 }, by: high },
  {
    name: 'carry kept in the low limb',
    execution: carried,
    edits: { half: 2 ** 15, high: 1 },
    by: 'bits',
  },
  {
    name: 'carry that was not',
    execution: plain,
    edits: { half: (x) => x - 2 ** 15, high: 3 },
    by: 'bits',
  },
  { name: 'borrow dropped', execution: back, edits: { high: 1 }, by: high },
  {
    name: 'borrow kept in the low limb',
    execution: back,
    edits: { half: -2, high: 1 },
    by: 'bits',
  },
  {
    name: 'a carry of two',
    execution: plain,
    edits: { half: (x) => x - 2 ** 16, high: 4 },
    by: low,
  },
  { name: 'a wrap around dropped', execution: wrapping, edits: { high: 0x10000 }, by: 'bits' },
  { name: 'no wrap around', execution: plain, edits: { high: 2 - 0x10000 }, by: 'bits' },
  {
    name: 'a target above 2^30',
    execution: plain,
    edits: { 'b.hi': 0x4002, high: 0x4002 },
    by: 'bits',
  },
  { name: 'a target above 2^30, cut', execution: plain, edits: { 'b.hi': 0x4002 }, by: high },
  {
    name: 'a target that is an address only modulo p',
    execution: plain,
    edits: { 'b.hi': 0x7f02, high: 0x7f02 },
    by: 'bits',
  },
  {
    name: 'a low limb less 1 = p - 2^16 (2^15 - 2^8)',
    execution: plain,
    edits: { 'b.hi': 0x7f02, half: (x) => x - 1, odd: 1 },
    by: low,
  },
  {
    name: 'a target below 0, from the top',
    execution: { ...back, b: 0x10002 },
    edits: { 'b.lo': 0, 'b.hi': 0, half: 0x7ffe, high: -1 },
    by: 'bits',
  },
  { name: 'another return address', execution: plain, edits: { 'link.lo': (x) => x + 4 }, by: 'program' },
  {
    name: 'a return address in other limbs',
    execution: plain,
    edits: { 'link.lo': (x) => x + 0x10000, 'link.hi': (x) => x - 1 },
    by: 'program',
  },
  { name: 'another pc', execution: plain, edits: { pc: PC + 4 }, by: 'program' },
  {
    name: 'another offset',
    execution: plain,
    edits: { imm: 12, half: (x) => x + 2 },
    by: 'program',
  },
  {
    name: 'an offset that carries',
    execution: plain,
    edits: { imm: 0x10008, high: 3 },
    by: 'program',
  },
  { name: 'another base register', execution: plain, edits: { rs1: (rs1) => rs1 + 4 }, by: 'program' },
  { name: 'another destination', execution: plain, edits: { rd: (rd) => rd + 4 }, by: 'program' },
  {
    name: 'a base with a limb out of range',
    execution: plain,
    edits: { 'b.lo': 0x10010, high: 3 },
    by: 'limbs',
  },
  { name: 'a base from the future', execution: plain, edits: { 'b.gap': -1 }, by: 'bits' },
  { name: 'an old value from the future', execution: plain, edits: { 'a.gap': -2 }, by: 'bits' },
  { name: 'half a row', execution: plain, edits: { real: inv(2) }, by: 'real is boolean' },
  { name: 'a row taken back', execution: plain, edits: { real: -1 }, by: 'real is boolean' },
]

export const jalrTest: FamilyTest = {
  family: jalr,
  cases,
  attacks,
  refuses: [instruction('jal'), instruction('addi'), instruction('lw'), instruction('beq')],
  cells: 33,
}
