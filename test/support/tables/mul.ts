/** Honest and forged rows of the family mul. */
import { inv } from '../../../src/field/koalabear.ts'
import { mul } from '../../../src/machine/families/mul.ts'
import { type Attack, type Case, type FamilyTest, instruction, random } from '../family.ts'
import { operandPairs } from '../rows.ts'

const next = random(3)
const BYTES = [0, 1, 0x7f, 0x80, 0xff]
const extreme = () => [0, 8, 16, 24].reduce((word, shift) => word + BYTES[next(5)] * 2 ** shift, 0)

const cases: Case[] = [
  ...operandPairs().map(([b, c]) => ({ instruction: instruction('mul'), b, c })),
  ...Array.from({ length: 200 }, () => ({ instruction: instruction('mul'), b: extreme(), c: extreme() })),
  {
    instruction: instruction('mul', { rd: 6, rs2: 6 }),
    b: 0xffffffff,
    c: 0xffffffff,
    cGap: 0,
    aOld: 0xffffffff,
    aGap: 1,
  },
  { instruction: instruction('mul', { rs2: 0 }), b: 0xffffffff, c: 0 },
]

const of = (b: number, c: number): Case => ({ instruction: instruction('mul'), b, c })
const plain = of(0x12345678, 0x9abcdef0)
const small = of(3, 5)
/** p = 1 + 2^16 * this. */
const HIGH_OF_P = 2 ** 15 - 2 ** 8
const limb0 = 'limb 0 of the product'
const limb1 = 'limb 1 of the product'
const add = (n: number) => (honest: number) => honest + n

const attacks: Attack[] = [
  { name: 'one too large', execution: plain, edits: { 'a.lo': add(1) }, by: limb0 },
  { name: 'one too large above', execution: plain, edits: { 'a.hi': add(1) }, by: limb1 },
  {
    name: 'one too large, carry with a fraction',
    execution: small,
    edits: { 'a.lo': 16, 'carry 0': -inv(2 ** 16) },
    by: 'bits',
  },
  {
    name: 'plus p',
    execution: small,
    edits: { 'a.lo': 16, 'carry 0': HIGH_OF_P, 'a.hi': HIGH_OF_P },
    by: 'bits',
  },
  { name: 'plus p above', execution: small, edits: { 'a.hi': 1, 'carry 1': HIGH_OF_P }, by: 'bits' },
  {
    name: 'minus p above',
    execution: small,
    edits: { 'a.hi': 0xffff, 'carry 1': -1 - HIGH_OF_P },
    by: 'bits',
  },
  {
    name: 'carry kept in the low limb',
    execution: plain,
    edits: { 'a.lo': add(2 ** 16), 'carry 0': add(-1), 'a.hi': add(-1) },
    by: 'bits',
  },
  {
    name: 'carry that was not',
    execution: plain,
    edits: { 'a.lo': add(-(2 ** 16)), 'carry 0': add(1), 'a.hi': add(1) },
    by: 'bits',
  },
  {
    name: 'dropped carry kept',
    execution: plain,
    edits: { 'a.hi': add(2 ** 16), 'carry 1': add(-1) },
    by: 'bits',
  },
  { name: 'lower byte too large', execution: small, edits: { 'b.lo upper': -1 }, by: 'xor' },
  { name: 'b1 ignored', execution: plain, edits: { 'b.lo upper': 0 }, by: 'xor' },
  // A byte that is 1 lower, and the one above it 1/256 higher: what it is multiplied with loses 256.
  {
    name: 'b1 with a fraction',
    execution: of(0x30003, 0x1000005),
    edits: { 'b.lo upper': add(inv(256)), 'a.hi': add(-256) },
    by: 'xor',
  },
  {
    name: 'b3 with a fraction',
    execution: of(0x30003, 0x105),
    edits: { 'b.hi upper': add(inv(256)), 'a.hi': add(-256) },
    by: 'xor',
  },
  {
    name: 'c1 with a fraction',
    execution: of(0x1000005, 0x30003),
    edits: { 'c.lo upper': add(inv(256)), 'a.hi': add(-256) },
    by: 'xor',
  },
  {
    name: 'c3 with a fraction',
    execution: of(0x105, 0x30003),
    edits: { 'c.hi upper': add(inv(256)), 'a.hi': add(-256) },
    by: 'bits',
  },
  // 127 * 255 = HIGH_OF_P - 127: a byte so far below 0 that the product wraps modulo p.
  {
    name: 'c2 far out of range',
    execution: of(0xff00, 0x30000),
    edits: { 'c.hi upper': 127, 'a.hi': add(1), 'carry 1': add(127) },
    by: 'bits',
  },
  { name: 'c3 too small', execution: plain, edits: { 'c.hi upper': add(-1) }, by: 'bits' },
  { name: 'factors swapped', execution: plain, edits: { rs1: add(4), rs2: add(-4) }, by: 'program' },
  {
    name: 'limbs of a factor out of range',
    execution: small,
    edits: { 'b.lo': 0x10003, 'b.hi': -1 },
    by: 'xor',
  },
  { name: 'another destination', execution: plain, edits: { rd: add(4) }, by: 'program' },
  { name: 'half a row', execution: plain, edits: { real: inv(2) }, by: 'real is boolean' },
]

export const mulTest: FamilyTest = {
  family: mul,
  cases,
  attacks,
  refuses: [instruction('mulh'), instruction('mulhu'), instruction('mulhsu'), instruction('div')],
  cells: 54,
}
