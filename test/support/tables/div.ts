/** Honest and forged rows of the family div. */
import { inv } from '../../../src/field/koalabear.ts'
import { div } from '../../../src/machine/families/div.ts'
import { DIVISIONS, division, PAIRS } from '../division.ts'
import { claimedRows } from '../division-claims.ts'
import { type Attack, type Case, type FamilyTest, instruction } from '../family.ts'

const cases: Case[] = DIVISIONS.flatMap((mnemonic): Case[] => [
  ...PAIRS.map(([b, c]) => ({ instruction: instruction(mnemonic), b, c })),
  {
    instruction: instruction(mnemonic, { rd: 6, rs2: 6 }),
    b: 2 ** 31,
    c: 2 ** 31,
    cGap: 0,
    aOld: 2 ** 31,
    aGap: 1,
  },
  { instruction: instruction(mnemonic, { rs2: 0 }), b: 77, c: 0 },
])

const add = (n: number) => (honest: number) => honest + n
const plain = division('divu', 100, 7)
const negative = division('rem', 2 ** 32 - 100, 7)
const overflow = division('div', 2 ** 31, 2 ** 32 - 1)
const byZero = division('divu', 100, 0)

const attacks: Attack[] = [
  { name: 'the remainder instead of the quotient', execution: plain, edits: { 'a.lo': 2 }, by: 'result' },
  { name: 'a mixture of both', execution: plain, edits: { remainder: inv(2), 'a.lo': 8 }, by: 'program' },
  { name: 'sign of b dropped', execution: negative, edits: { 'b.sign': 0 }, by: 'bits' },
  { name: 'sign of c invented', execution: negative, edits: { 'c.sign': 1 }, by: 'bits' },
  {
    name: 'sign of an unsigned number',
    execution: division('divu', 2 ** 31, 7),
    edits: { 'b.sign': 1 },
    by: 'b.sign only if signed',
  },
  { name: 'half a sign', execution: negative, edits: { 'q.sign': inv(2) }, by: 'q.sign is boolean' },
  {
    name: 'upper limb of q out of range',
    execution: plain,
    edits: { 'q.lo': 14 - 2 ** 16, 'q.hi': 1, 'a.lo': 14 - 2 ** 16, 'a.hi': 1 },
    by: 'bits',
  },
  {
    name: 'lower limb of q out of range',
    execution: division('divu', 0x100000, 1),
    edits: { 'q.lo': 0x100000, 'q.hi': 0, 'a.lo': 0x100000, 'a.hi': 0 },
    by: 'bits',
  },
  {
    name: 'r out of range',
    execution: division('remu', 100, 0x20000),
    edits: { 'r.lo': 100 - 2 ** 16, 'r.hi': 1, 'a.lo': 100 - 2 ** 16, 'a.hi': 1 },
    by: 'bits',
  },
  {
    name: 'upper limb of r below 0',
    execution: plain,
    edits: { 'r.lo': 2 + 2 ** 16, 'r.hi': -1 },
    by: 'bits',
  },
  { name: 'overflow into the sign', execution: overflow, edits: { 'q.sign': 1 }, by: 'modulo p' },
  { name: 'division by zero claimed', execution: plain, edits: { 'division by zero': 1 }, by: 'zero is 0' },
  {
    name: 'another quotient by zero',
    execution: byZero,
    edits: { 'q.lo': 0, 'q.hi': 0, 'q.lo upper bit': 0, 'a.lo': 0, 'a.hi': 0 },
    by: 'quotient by zero',
  },
  {
    name: 'another remainder by zero',
    execution: division('remu', 100, 0),
    edits: { 'r.lo': 101, 'a.lo': 101 },
    by: 'modulo p',
  },
  { name: 'both limb comparisons', execution: plain, edits: { 'equal upper limbs': inv(2) }, by: 'boolean' },
  {
    name: 'bounded by another',
    execution: division('divu', 2 ** 31, 5),
    edits: { small: 0, bounded: 0 },
    by: 'what is bounded',
  },
  { name: 'operands swapped', execution: plain, edits: { rs1: add(4), rs2: add(-4) }, by: 'program' },
  { name: 'another destination', execution: plain, edits: { rd: add(4) }, by: 'program' },
  { name: 'half a row', execution: plain, edits: { real: inv(2) }, by: 'real is boolean' },
]

export const divTest: FamilyTest = {
  family: div,
  cases,
  attacks,
  forgeries: claimedRows,
  free: {
    'q.sign': 'a quotient by zero counts 0 times',
    small: 'several bounds may hold',
    bounded: 'follows small',
    'large deficit': 'most deficits are in both ranges',
    inverse: 'nothing is compared with a divisor 0',
    'division by zero': 'any number but 0 means it',
    'equal upper limbs': 'nothing is compared with a divisor 0',
    difference: 'nothing is compared with a divisor 0',
  },
  refuses: [instruction('mul'), instruction('mulh'), instruction('srl')],
  cells: 64,
}
