/** Honest and forged rows of the family blt. */
import { div, inv } from '../../../src/field/koalabear.ts'
import { blt } from '../../../src/machine/families/blt.ts'
import { type Attack, type Case, type FamilyTest, instruction, PC } from '../family.ts'
import { operandPairs } from '../rows.ts'

export const MNEMONICS = ['blt', 'bge', 'bltu', 'bgeu'] as const

const cases: Case[] = MNEMONICS.flatMap((mnemonic): Case[] => [
  ...operandPairs(100).map(([b, c]) => ({ instruction: instruction(mnemonic, { rd: 0, imm: 64 }), b, c })),
  { instruction: instruction(mnemonic, { rd: 0, rs2: 6, imm: -64 }), b: 0x80000000, c: 0x80000000, cGap: 0 },
  { instruction: instruction(mnemonic, { rd: 0, rs1: 0, imm: 4094 }), b: 0, c: 1 },
  { instruction: instruction(mnemonic, { rd: 0, rs2: 0, imm: -4096 }), b: 0xffffffff, c: 0 },
  { instruction: instruction(mnemonic, { rd: 0, imm: 4 }), b: 1, c: 2 },
  { instruction: instruction(mnemonic, { rd: 0, imm: 0 }), b: 2, c: 1 },
])

const branch = (mnemonic: (typeof MNEMONICS)[number], b: number, c: number): Case => ({
  instruction: instruction(mnemonic, { rd: 0, imm: 64 }),
  b,
  c,
})
const [negative, positive] = [0xfffffff0, 0x10]
const signed = branch('blt', negative, positive)
const unsigned = branch('bltu', negative, positive)
const equal = branch('bltu', 0x50007, 0x50007)
const low = branch('bltu', 0x50007, 0x50009)
const high = branch('bltu', 0x50007, 0x40009)
const taken = { next: PC + 64, less: 1 }
const fallsThrough = { next: PC + 4, less: 0 }
/** A sign that moves a high limb down by 4. */
const four = () => div(4, 0x10000)

const attacks: Attack[] = [
  { name: 'goes to the target although b >= c', execution: high, edits: { next: PC + 64 }, by: 'next pc' },
  { name: 'goes on although b < c', execution: low, edits: { next: PC + 4 }, by: 'next pc' },
  { name: 'goes somewhere else', execution: low, edits: { next: PC + 68 }, by: 'next pc' },
  { name: 'less flipped', execution: signed, edits: fallsThrough, by: 'difference' },
  {
    name: 'less flipped, with its difference',
    execution: signed,
    edits: { ...fallsThrough, difference: -2 },
    by: 'bits',
  },
  {
    name: 'not less flipped, with its difference',
    execution: high,
    edits: { ...taken, difference: -2 },
    by: 'bits',
  },
  { name: 'equal is less', execution: equal, edits: { ...taken, difference: -1 }, by: 'bits' },
  {
    name: 'equal high limbs decide, for less',
    execution: equal,
    edits: { ...taken, high: 1, difference: -1 },
    by: 'bits',
  },
  {
    name: 'equal high limbs decide, for not less',
    execution: low,
    edits: { ...fallsThrough, high: 1, difference: -1 },
    by: 'bits',
  },
  {
    name: 'low limbs decide although high ones differ',
    execution: high,
    edits: { ...taken, high: 0, difference: 1 },
    by: 'high limbs are equal',
  },
  {
    name: 'low limbs less, claimed not',
    execution: low,
    edits: { ...fallsThrough, difference: -2 },
    by: 'bits',
  },
  {
    name: 'less by three quarters, between the addresses',
    execution: branch('bltu', 0x50000, 0x70000),
    edits: { next: PC + 49, less: div(3, 4), difference: 0 },
    by: 'less is boolean',
  },
  {
    name: 'high limbs decide twice',
    execution: low,
    edits: { ...fallsThrough, high: 2, difference: 0 },
    by: 'high is boolean',
  },
  {
    name: 'sign of b dropped',
    execution: signed,
    edits: { ...fallsThrough, 'b sign': 0, difference: 0xfffe },
    by: 'bits',
  },
  {
    name: 'sign of c dropped',
    execution: branch('blt', positive, negative),
    edits: { ...taken, 'c sign': 0, difference: 0xfffe },
    by: 'bits',
  },
  {
    name: 'sign of b invented',
    execution: branch('blt', 0x20000, 0x10000),
    edits: { ...taken, 'b sign': 1, difference: 0xfffe },
    by: 'bits',
  },
  {
    name: 'sign of c invented',
    execution: branch('blt', 0x10000, 0x20000),
    edits: { ...fallsThrough, 'c sign': 1, difference: 0xfffe },
    by: 'bits',
  },
  {
    name: 'a fractional sign that moves b below c',
    execution: branch('bltu', 0x50000, 0x30000),
    edits: { ...taken, 'b sign': four, difference: 1 },
    by: 'b sign is boolean',
  },
  {
    name: 'a fractional sign that moves c below b',
    execution: branch('bltu', 0x30000, 0x50000),
    edits: { ...fallsThrough, 'c sign': four, difference: 1 },
    by: 'c sign is boolean',
  },
  {
    name: 'signs in an unsigned comparison',
    execution: unsigned,
    edits: { ...taken, 'b sign': 1, difference: 0 },
    by: 'bits',
  },
  {
    name: 'bltu as blt',
    execution: unsigned,
    edits: { ...taken, 'is unsigned': 0, 'b sign': 1, difference: 0 },
    by: 'program',
  },
  {
    name: 'blt by half for bge',
    execution: branch('bge', 1, 2),
    edits: { next: PC + 64, 'is unsigned': inv(2), 'is ge': 0 },
    by: 'is unsigned is boolean',
  },
  {
    name: 'blt with two exchanges for bltu',
    execution: branch('bltu', 2, 1),
    edits: { next: PC + 124, 'is unsigned': 0, 'is ge': 2 },
    by: 'is ge is boolean',
  },
  { name: 'bge as blt', execution: branch('bge', 1, 2), edits: { 'is ge': 0, next: PC + 64 }, by: 'program' },
  { name: 'another target', execution: low, edits: { target: PC + 68, next: PC + 68 }, by: 'program' },
  {
    name: 'registers exchanged',
    execution: high,
    edits: { rs1: (x) => x + 4, rs2: (x) => x - 4 },
    by: 'program',
  },
  {
    name: 'c with a limb out of range',
    execution: branch('bltu', 0xffff, 0xffff),
    edits: { ...taken, 'c.lo': 0x10000, difference: 0 },
    by: 'limbs',
  },
  { name: 'b from the future', execution: low, edits: { 'b.gap': -1 }, by: 'bits' },
  { name: 'c from the future', execution: low, edits: { 'c.gap': -2 }, by: 'bits' },
  { name: 'half a row', execution: low, edits: { real: inv(2) }, by: 'real is boolean' },
  { name: 'a row taken back', execution: low, edits: { real: -1 }, by: 'real is boolean' },
]

export const bltTest: FamilyTest = {
  family: blt,
  cases,
  attacks,
  refuses: [instruction('beq'), instruction('slt'), instruction('jal')],
  cells: 36,
}
