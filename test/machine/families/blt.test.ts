import { expect, test } from 'vitest'
import { inv, P } from '../../../src/field/koalabear.ts'
import { blt } from '../../../src/machine/families/blt.ts'
import { NOWHERE } from '../../../src/machine/target.ts'
import { testConfusion } from '../../support/confusion.ts'
import { type Attack, type Case, instruction, operandPairs, PC, testFamily } from '../../support/family.ts'

const MNEMONICS = ['blt', 'bge', 'bltu', 'bgeu'] as const

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
const taken = { next: PC + 64, 'b < c': 1 }
const fallsThrough = { next: PC + 4, 'b < c': 0 }

const attacks: Attack[] = [
  { name: 'goes to the target although b >= c', execution: high, edits: { next: PC + 64 }, by: 'next pc' },
  { name: 'goes on although b < c', execution: low, edits: { next: PC + 4 }, by: 'next pc' },
  { name: 'goes somewhere else', execution: low, edits: { next: PC + 68 }, by: 'next pc' },
  { name: 'less flipped', execution: signed, edits: fallsThrough, by: 'difference' },
  {
    name: 'less flipped, with its difference',
    execution: signed,
    edits: { ...fallsThrough, difference: (x) => x - 0x10001 },
    by: 'bits',
  },
  {
    name: 'not less flipped, with its difference',
    execution: high,
    edits: { ...taken, difference: (x) => x + 0x10001 },
    by: 'bits',
  },
  { name: 'equal is less', execution: equal, edits: { ...taken, difference: 0x10000 }, by: 'bits' },
  {
    name: 'equal high limbs decide, for less',
    execution: equal,
    edits: { ...taken, 'high limbs differ': 1, difference: 0x10000 },
    by: 'bits',
  },
  {
    name: 'equal high limbs decide, for not less',
    execution: low,
    edits: { ...fallsThrough, 'high limbs differ': 1, difference: -1 },
    by: 'bits',
  },
  {
    name: 'low limbs decide although high ones differ',
    execution: high,
    edits: { ...taken, 'high limbs differ': 0, difference: 0xfffe },
    by: 'high limbs are equal',
  },
  {
    name: 'low limbs less, claimed not',
    execution: low,
    edits: { ...fallsThrough, difference: -2 },
    by: 'bits',
  },
  {
    name: 'less by half, between the addresses',
    execution: low,
    edits: { next: PC + 34, 'b < c': inv(2), difference: 0x7ffe },
    by: 'b < c is boolean',
  },
  {
    name: 'less twice, beyond the target',
    execution: low,
    edits: { next: PC + 124, 'b < c': 2, difference: 0x1fffe },
    by: 'b < c is boolean',
  },
  {
    name: 'high limbs of b and c decide by a fraction',
    execution: high,
    edits: { 'high limbs differ': inv(2) },
    by: 'high limbs differ is boolean',
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
    edits: { ...taken, 'c sign': 0, difference: 1 },
    by: 'bits',
  },
  {
    name: 'sign of b invented',
    execution: branch('blt', 0x20000, 0x10000),
    edits: { ...taken, 'b sign': 1, difference: 1 },
    by: 'bits',
  },
  {
    name: 'sign of c invented',
    execution: branch('blt', 0x10000, 0x20000),
    edits: { ...fallsThrough, 'c sign': 1, difference: 0xfffe },
    by: 'bits',
  },
  {
    name: 'half a sign of b',
    execution: branch('blt', 0x8001_0000, 0x7fff_0000),
    edits: { ...fallsThrough, 'b sign': inv(2), difference: 0x8001 },
    by: 'b sign is boolean',
  },
  {
    name: 'half a sign of c',
    execution: branch('blt', 0x7fff_0000, 0x8001_0000),
    edits: { ...taken, 'c sign': inv(2), difference: (0x7fff - 0x8001 + 0x18000) },
    by: 'c sign is boolean',
  },
  {
    name: 'a fractional sign that moves b below c',
    execution: branch('bltu', 5 * 0x10000, 3 * 0x10000),
    edits: { ...taken, 'b sign': () => Number((4n * BigInt(inv(0x10000))) % BigInt(P)), difference: 0xfffe },
    by: 'b sign is boolean',
  },
  {
    name: 'a fractional sign that moves c below b',
    execution: branch('bltu', 3 * 0x10000, 5 * 0x10000),
    edits: {
      ...fallsThrough,
      'c sign': () => Number((4n * BigInt(inv(0x10000))) % BigInt(P)),
      difference: 1,
    },
    by: 'c sign is boolean',
  },
  {
    name: 'signs in an unsigned comparison',
    execution: unsigned,
    edits: { ...taken, 'b sign': 1, difference: 0xffff },
    by: 'bits',
  },
  {
    name: 'bltu as blt',
    execution: unsigned,
    edits: { ...taken, 'is signed': 1, 'b sign': 1, difference: 0xffff },
    by: 'program',
  },
  {
    name: 'both operations by half',
    execution: branch('blt', 0x10, 0x20),
    edits: { 'is signed': inv(2) },
    by: 'is signed is boolean',
  },
  {
    name: 'bge as blt',
    execution: branch('bge', 1, 2),
    edits: { less: PC + 64, 'not less': PC + 4, next: PC + 64 },
    by: 'program',
  },
  { name: 'another target', execution: low, edits: { less: PC + 68, next: PC + 68 }, by: 'program' },
  {
    name: 'registers exchanged',
    execution: high,
    edits: { rs1: (x) => x + 4, rs2: (x) => x - 4 },
    by: 'program',
  },
  {
    name: 'c with a limb out of range',
    execution: branch('bltu', 0xffff, 0xffff),
    edits: { ...taken, 'c.lo': 0x10000, difference: 0xffff },
    by: 'limbs',
  },
  { name: 'b from the future', execution: low, edits: { 'b.gap': -1 }, by: 'bits' },
  { name: 'c from the future', execution: low, edits: { 'c.gap': -2 }, by: 'bits' },
  { name: 'half a row', execution: low, edits: { real: inv(2) }, by: 'real is boolean' },
  { name: 'a row taken back', execution: low, edits: { real: -1 }, by: 'real is boolean' },
]

testFamily({
  family: blt,
  cases,
  attacks,
  refuses: [instruction('beq'), instruction('slt'), instruction('jal')],
  cells: 36,
})

testConfusion(blt, MNEMONICS, { b: 0xfffffff0, c: 0x10 })

test('targets outside of memory are no address modulo p', () => {
  const operands = (imm: number, pc: number) => blt.operands(instruction('bge', { imm }), pc)
  expect(operands(-4096, 0x100)).toContain(NOWHERE)
  expect(operands(4094, 2 ** 30 - 4)).toContain(NOWHERE)
})
