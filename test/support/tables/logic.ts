/** Honest and forged rows of the family logic. */
import { P } from '../../../src/field/koalabear.ts'
import { logic } from '../../../src/machine/families/logic.ts'
import { type Attack, type Case, type FamilyTest, instruction, operandPairs } from '../family.ts'

const MNEMONICS = ['xor', 'or', 'and'] as const

const cases: Case[] = [
  ...MNEMONICS.flatMap((mnemonic) =>
    operandPairs(60).map(([b, c]) => ({ instruction: instruction(mnemonic), b, c })),
  ),
  ...MNEMONICS.flatMap((mnemonic): Case[] => [
    { instruction: instruction(mnemonic, { rs2: 6 }), b: 0x1234ffff, c: 0x1234ffff, cGap: 0 },
    { instruction: instruction(mnemonic, { rd: 6 }), b: 0x8000ff00, c: 0xff, aOld: 0x8000ff00, aGap: 2 },
    { instruction: instruction(mnemonic, { rd: 7, rs1: 7, rs2: 7 }), b: 5, c: 5, aOld: 5, cGap: 0, aGap: 1 },
    { instruction: instruction(mnemonic, { rs1: 0, rs2: 0 }), b: 0, c: 0 },
  ]),
]

const execution: Case = { instruction: instruction('xor'), b: 0x12345678, c: 0x00ff0ff0 }
const conjunction: Case = { ...execution, instruction: instruction('and') }
const xor = execution.b! ^ execution.c!

const attacks: Attack[] = [
  { name: 'a result off by one', execution, edits: { 'a.lo': (x) => x + 1 }, by: 'a.lo' },
  { name: 'a high limb off by one', execution, edits: { 'a.hi': (x) => x + 1 }, by: 'a.hi' },
  {
    name: 'a wrong xor of bytes',
    execution,
    edits: { 'x.lo lower': (x) => x + 1, 'a.lo': (x) => x + 1 },
    by: 'xor',
  },
  {
    name: 'a wrong xor of upper bytes',
    execution,
    edits: { 'x.hi upper': (x) => x ^ 0x80, 'a.hi': (x) => x ^ 0x8000 },
    by: 'xor',
  },
  {
    name: 'a byte moved from one xor to the other',
    execution,
    edits: { 'x.lo lower': (x) => x + 256, 'x.lo upper': (x) => x - 1 },
    by: 'xor',
  },
  { name: 'a carry out of a byte of b', execution, edits: { 'b.lo upper': (x) => x - 1 }, by: 'xor' },
  { name: 'a borrow into a byte of c', execution, edits: { 'c.hi upper': (x) => x + 1 }, by: 'xor' },
  { name: 'b split in a wrong place', execution, edits: { 'b.lo upper': 0, 'x.lo upper': 0x0f }, by: 'xor' },
  {
    name: 'xor as or',
    execution,
    edits: {
      weight: 1,
      'a.lo': (execution.b! | execution.c!) & 0xffff,
      'a.hi': (execution.b! | execution.c!) >>> 16,
    },
    by: 'program',
  },
  {
    name: 'and as xor',
    execution: conjunction,
    edits: { weight: 2, 'a.lo': xor & 0xffff, 'a.hi': xor >>> 16 },
    by: 'program',
  },
  {
    name: 'the result of or',
    execution: conjunction,
    edits: { 'a.lo': (execution.b! | execution.c!) & 0xffff },
    by: 'a.lo',
  },
  { name: 'a weight of no operation', execution, edits: { weight: 0, 'a.lo': 0, 'a.hi': 0 }, by: 'a.lo' },
  {
    name: 'b plus p',
    execution,
    edits: { 'b.lo': (x) => x + (P & 0xffff), 'b.hi': (x) => x + (P >>> 16) },
    by: 'xor',
  },
  { name: 'the second register as the first', execution, edits: { rs1: (x) => x + 4 }, by: 'program' },
  { name: 'a row taken back', execution, edits: { real: -1 }, by: 'real is boolean' },
  { name: 'a row that looks up nothing', execution, edits: { real: 0, 'a.lo': 7 }, by: 'a.lo' },
  {
    name: 'another xor of upper bytes',
    execution,
    edits: { 'x.lo upper': (x) => x + 1, 'a.lo': (x) => x + 256 },
    by: 'xor',
  },
  {
    name: 'another xor of lower bytes',
    execution,
    edits: { 'x.hi lower': (x) => x + 1, 'a.hi': (x) => x + 1 },
    by: 'xor',
  },
]

export const logicTest: FamilyTest = {
  family: logic,
  cases,
  attacks,
  refuses: [instruction('xori'), instruction('add'), instruction('sll')],
  cells: 50,
}
