/** Honest and forged rows of the family add. */
import { P } from '../../../src/field/koalabear.ts'
import { add } from '../../../src/machine/families/add.ts'
import { OPERATION } from '../../../src/machine/family.ts'
import { type Attack, type Case, type FamilyTest, instruction } from '../family.ts'
import { operandPairs } from '../rows.ts'

const cases: Case[] = (['add', 'sub'] as const).flatMap((mnemonic): Case[] => [
  ...operandPairs().map(([b, c]) => ({ instruction: instruction(mnemonic), b, c })),
  { instruction: instruction(mnemonic, { rs2: 6 }), b: 0x8000ffff, c: 0x8000ffff, cGap: 0 },
  { instruction: instruction(mnemonic, { rd: 6 }), b: 0xffff, c: 2, aOld: 0xffff, aGap: 2 },
  { instruction: instruction(mnemonic, { rd: 7 }), b: 2, c: 0xffff, aOld: 0xffff, aGap: 1 },
  { instruction: instruction(mnemonic, { rd: 7, rs1: 7, rs2: 7 }), b: 9, c: 9, aOld: 9, cGap: 0, aGap: 1 },
  { instruction: instruction(mnemonic, { rs1: 0 }), b: 0, c: 1 },
])

const sum: Case = { instruction: instruction('add'), b: 0x0001fff0, c: 0x00020020 }
const difference: Case = { instruction: instruction('sub'), b: 0x00020010, c: 0x00010020 }
const overflow: Case = { instruction: instruction('add'), b: 0xffffffff, c: 2 }

const attacks: Attack[] = [
  { name: 'a sum off by one', execution: sum, edits: { 'a.lo': (x) => x + 1 }, by: 'carry of the low limbs' },
  { name: 'a carry dropped', execution: sum, edits: { 'a.hi': (x) => x - 1 }, by: 'when adding' },
  {
    name: 'a carry kept in the low limb',
    execution: sum,
    edits: { carry: 0, 'a.lo': (x) => x + 0x10000, 'a.hi': (x) => x - 1 },
    by: 'bits',
  },
  {
    name: 'a carry of two',
    execution: sum,
    edits: { carry: 2, 'a.lo': (x) => x - 0x10000, 'a.hi': (x) => x + 1 },
    by: 'carry of the low limbs is boolean',
  },
  { name: 'a carry out of the high limb kept', execution: overflow, edits: { 'a.hi': 0x10000 }, by: 'bits' },
  {
    name: 'a negative high limb',
    execution: { ...sum, b: 1, c: 2 },
    edits: { 'a.hi': -0x10000 },
    by: 'bits',
  },
  {
    name: 'a difference off by one',
    execution: difference,
    edits: { 'a.lo': (x) => x - 1 },
    by: 'carry of the low',
  },
  {
    name: 'a borrow dropped',
    execution: difference,
    edits: { 'a.hi': (x) => x + 1 },
    by: 'when subtracting',
  },
  {
    name: 'a borrow kept in the low limb',
    execution: difference,
    edits: { carry: 0, 'a.lo': (x) => x - 0x10000, 'a.hi': (x) => x + 1 },
    by: 'bits',
  },
  {
    name: 'a carry of 2^-16, which is a small number',
    execution: { ...sum, b: 7, c: 5 },
    edits: { carry: 127 * 2 ** 8, 'a.lo': 13, 'a.hi': 127 * 2 ** 8 },
    by: 'carry of the low limbs is boolean',
  },
  {
    name: 'an operation of another family',
    execution: { ...sum, b: 0, c: 0 },
    edits: { 'is sub': OPERATION.xor - OPERATION.add },
    by: 'is sub is boolean',
  },
  {
    name: 'the difference of an addition',
    execution: { ...sum, b: 7, c: 5 },
    edits: { 'a.lo': 2 },
    by: 'carry of the low limbs',
  },
  {
    name: 'a subtraction where the program adds',
    execution: { ...sum, b: 7, c: 5 },
    edits: { 'is sub': 1, 'a.lo': 2 },
    by: 'program',
  },
  {
    name: 'an operation between both',
    execution: { ...sum, b: 0, c: 0 },
    edits: { 'is sub': (P + 1) / 2, 'a.lo': 77 },
    by: 'is sub is boolean',
  },
  {
    name: 'c - b',
    execution: { ...difference, b: 7, c: 5 },
    edits: { 'a.lo': 0xfffe, 'a.hi': 0xffff },
    by: 'carry of the low limbs',
  },
  {
    name: 'a sum plus p',
    execution: sum,
    edits: { 'a.lo': (x) => x + P, 'a.hi': (x) => x + P - 1 },
    by: 'when adding',
  },
  {
    name: 'registers exchanged',
    execution: difference,
    edits: { rs1: (x) => x + 4, rs2: (x) => x - 4 },
    by: 'program',
  },
  {
    name: 'b with a limb out of range',
    execution: difference,
    edits: { 'b.lo': (x) => x + 0x10000, carry: 0, 'a.hi': 1 },
    by: 'limbs',
  },
  { name: 'a row taken back', execution: sum, edits: { real: -1 }, by: 'real is boolean' },
]

export const addTest: FamilyTest = {
  family: add,
  cases,
  attacks,
  refuses: [instruction('addi'), instruction('mul'), instruction('xor')],
  cells: 39,
}
