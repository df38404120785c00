/** Honest and forged rows of the family slt. */
import { inv, P } from '../../../src/field/koalabear.ts'
import { slt } from '../../../src/machine/families/slt.ts'
import { type Attack, type Case, type FamilyTest, instruction } from '../family.ts'
import { EDGES, operandPairs } from '../rows.ts'

const IMMEDIATES = [0, 1, -1, 2, 2047, -2048, -2]

const cases: Case[] = [
  ...(['slt', 'sltu'] as const).flatMap((mnemonic): Case[] => [
    ...operandPairs(100).map(([b, c]) => ({ instruction: instruction(mnemonic), b, c })),
    { instruction: instruction(mnemonic, { rs2: 6 }), b: 0x80000000, c: 0x80000000, cGap: 0 },
    { instruction: instruction(mnemonic, { rd: 6 }), b: 1, c: 2, aOld: 1, aGap: 2 },
    { instruction: instruction(mnemonic, { rs1: 0 }), b: 0, c: 2 },
  ]),
  ...(['slti', 'sltiu'] as const).flatMap((mnemonic): Case[] => [
    ...EDGES.flatMap((b) =>
      IMMEDIATES.map((imm) => ({ instruction: instruction(mnemonic, { imm, rs2: 0 }), b })),
    ),
    {
      instruction: instruction(mnemonic, { rd: 6, rs2: 0, imm: -5 }),
      b: 0xfffffffa,
      aOld: 0xfffffffa,
      aGap: 2,
    },
  ]),
]

const [negative, positive] = [0xfffffff0, 0x10]
const signed: Case = { instruction: instruction('slt'), b: negative, c: positive }
const unsigned: Case = { instruction: instruction('sltu'), b: negative, c: positive }
const equal: Case = { instruction: instruction('slt'), b: 0x50007, c: 0x50007 }
const low: Case = { instruction: instruction('sltu'), b: 0x50007, c: 0x50009 }
const high: Case = { instruction: instruction('sltu'), b: 0x50007, c: 0x40009 }
const immediate: Case = { instruction: instruction('slti', { imm: -1, rs2: 0 }), b: 5 }

const attacks: Attack[] = [
  { name: 'the answer flipped', execution: signed, edits: { less: 0 }, by: 'difference' },
  {
    name: 'the answer flipped, with its difference',
    execution: signed,
    edits: { less: 0, difference: -2 },
    by: 'bits',
  },
  { name: 'equal is less', execution: equal, edits: { less: 1, difference: -1 }, by: 'bits' },
  { name: 'equal high limbs decide', execution: equal, edits: { high: 1, difference: -1 }, by: 'bits' },
  {
    name: 'equal high limbs decide for less',
    execution: equal,
    edits: { high: 1, less: 1, difference: -1 },
    by: 'bits',
  },
  {
    name: 'low limbs decide although high ones differ',
    execution: high,
    edits: { high: 0, less: 1, difference: 1 },
    by: 'high limbs are equal',
  },
  {
    name: 'less because of the low limbs, claimed not',
    execution: low,
    edits: { less: 0, difference: -2 },
    by: 'bits',
  },
  {
    name: 'less than half',
    execution: low,
    edits: { less: (P + 1) / 2, difference: (P - 1) / 2 },
    by: 'less is boolean',
  },
  { name: 'half of each limb decides', execution: high, edits: { high: (P + 1) / 2 }, by: 'high is boolean' },
  {
    name: 'sign of b dropped',
    execution: signed,
    edits: { 'b sign': 0, less: 0, difference: 0xfffe },
    by: 'bits',
  },
  {
    name: 'sign of c invented',
    execution: signed,
    edits: { 'c sign': 1, difference: 0, less: 0, high: 1 },
    by: 'bits',
  },
  {
    name: 'signs in an unsigned comparison',
    execution: unsigned,
    edits: { 'b sign': 1, less: 1, difference: 0 },
    by: 'bits',
  },
  {
    name: 'sltu as slt',
    execution: unsigned,
    edits: { 'is unsigned': 0, 'b sign': 1, less: 1, difference: 0 },
    by: 'program',
  },
  {
    name: 'both operations by half',
    execution: signed,
    edits: { 'is unsigned': (P + 1) / 2 },
    by: 'is unsigned is boolean',
  },
  {
    name: 'an immediate of choice',
    execution: immediate,
    edits: { 'c.lo': 0x7fff, 'c.hi': 0, 'c sign': 0, less: 1, high: 0, difference: 0x7ff9 },
    by: 'c is the immediate',
  },
  {
    name: 'a low limb of choice',
    execution: immediate,
    edits: { 'c.lo': 0xfff0, difference: 0xfff0 },
    by: 'c is the immediate (lo)',
  },
  {
    name: 'an immediate as the address of a register',
    execution: { ...immediate, b: 0xfffffff0 },
    edits: { 'is unsigned': 2, 'is register': 1, 'b sign': 0, 'c sign': 0 },
    by: 'is unsigned is boolean',
  },
  {
    name: 'a high limb of choice',
    execution: immediate,
    edits: { 'c.hi': 0, 'c sign': 0, less: 1, high: 0, difference: 0xfff9 },
    by: 'c is the immediate (hi)',
  },
  {
    name: 'a register as an immediate',
    execution: signed,
    edits: { 'is register': 0, 'c.hi': 0 },
    by: 'c is the immediate',
  },
  { name: 'an immediate as a register', execution: immediate, edits: { 'is register': 1 }, by: 'program' },
  {
    name: 'a register read in a row that is none',
    execution: signed,
    edits: { real: 0, 'rs2 or imm.lo': 0x10, 'imm.hi': 0 },
    by: 'a register is read in a row',
  },
  { name: 'a row taken back', execution: signed, edits: { real: -1 }, by: 'real is boolean' },
  {
    name: 'beq as slti, with a register read back',
    execution: immediate,
    edits: { 'is register': -1 },
    by: 'is register is boolean',
  },
  {
    name: 'a row without a register taken back',
    execution: immediate,
    edits: { real: -1 },
    by: 'real is boolean',
  },
  {
    name: 'another immediate to compare with',
    execution: { instruction: instruction('slti', { imm: 7, rs2: 0 }), b: 5 },
    edits: { 'c.lo': 3, less: 0, difference: 2 },
    by: 'c is the immediate (lo)',
  },
  { name: 'less by two', execution: low, edits: { less: 2, difference: 4 }, by: 'less is boolean' },
  {
    name: 'the high limbs decide twice',
    execution: { instruction: instruction('slt'), b: 0, c: 2 },
    edits: { high: 2, less: 0, difference: 0 },
    by: 'high is boolean',
  },
  {
    name: 'half a sign of b',
    execution: { instruction: instruction('slt'), b: 0xc0000000, c: 0xe0000000 },
    edits: { 'b sign': inv(2), less: 0, difference: 0x5fff },
    by: 'b sign is boolean',
  },
  {
    name: 'half a sign of c',
    execution: { instruction: instruction('slt'), b: 0xe0000000, c: 0xc0000000 },
    edits: { 'c sign': inv(2), less: 1, difference: 0x5fff },
    by: 'c sign is boolean',
  },
  {
    name: 'sign of c dropped',
    execution: { instruction: instruction('slt'), b: 0x10, c: 0xfffffff0 },
    edits: { 'c sign': 0, less: 1, difference: 0xfffe },
    by: 'bits',
  },
]

export const sltTest: FamilyTest = {
  family: slt,
  cases,
  attacks,
  free: { 'c.gap': 'nothing is read with an immediate' },
  refuses: [instruction('blt'), instruction('addi')],
  cells: 43,
}
