/** Honest and forged rows of the family mulh. */
import { inv } from '../../../src/field/koalabear.ts'
import { mulh } from '../../../src/machine/families/mulh.ts'
import { type Attack, type Case, type Edits, type FamilyTest, instruction, random } from '../family.ts'
import { operandPairs } from '../rows.ts'

export const MNEMONICS = ['mulh', 'mulhsu', 'mulhu'] as const

const next = random(5)
const BYTES = [0, 1, 0x7f, 0x80, 0xff]
const extreme = () => [0, 8, 16, 24].reduce((word, shift) => word + BYTES[next(5)] * 2 ** shift, 0)

const cases: Case[] = MNEMONICS.flatMap((mnemonic): Case[] => [
  ...operandPairs().map(([b, c]) => ({ instruction: instruction(mnemonic), b, c })),
  ...Array.from({ length: 200 }, () => ({ instruction: instruction(mnemonic), b: extreme(), c: extreme() })),
  {
    instruction: instruction(mnemonic, { rd: 6, rs2: 6 }),
    b: 2 ** 31,
    c: 2 ** 31,
    cGap: 0,
    aOld: 2 ** 31,
    aGap: 1,
  },
  { instruction: instruction(mnemonic, { rs1: 0 }), b: 0, c: 0xffffffff },
])

const of = (mnemonic: (typeof MNEMONICS)[number], b: number, c: number): Case => ({
  instruction: instruction(mnemonic),
  b,
  c,
})
const signed = of('mulh', 0xfedcba98, 0x76543210)
const mixed = of('mulhsu', 0xfedcba98, 0xfedcba98)
const unsigned = of('mulhu', 0xfedcba98, 0xfedcba98)
const small = of('mulhu', 0x30000, 0x50000)
const negative = of('mulh', 0xffffffff, 1)
/** Products in which one more in the low limbs changes the result. */
const full = of('mulhu', 1, 0xffffffff)
const almostFull = of('mulhu', 1, 0xfffffffe)
/** p = 1 + 2^16 * this. */
const HIGH_OF_P = 2 ** 15 - 2 ** 8
const limb = (k: number) => `limb ${k} of the product`
const add = (n: number) => (honest: number) => honest + n

/**
 * What a forger writes who uses these bytes, the last one signed or not, and adds to carries what is not
 * there.
 */
function product(b: readonly number[], c: readonly number[], carried: readonly number[] = [0, 0, 0]): Edits {
  const limbs = [0, 0, 0, 0]
  for (let i = 0; i < 4; i++)
    for (let j = 0; j < 4; j++) limbs[(i + j) >> 1] += b[i] * c[j] * ((i + j) % 2 === 0 ? 1 : 256)
  const low = (value: number) => ((value % 2 ** 16) + 2 ** 16) % 2 ** 16
  const carries: number[] = []
  for (let k = 0; k < 3; k++) {
    carries[k] = Math.floor(limbs[k] / 2 ** 16) + carried[k]
    limbs[k + 1] += carries[k]
  }
  return {
    'low.lo': low(limbs[0]),
    'low.hi': low(limbs[1]),
    'a.lo': low(limbs[2]),
    'a.hi': low(limbs[3]),
    'carry 0': carries[0],
    'carry 1': carries[1],
    'carry 2': carries[2],
    negative: limbs[3] < 0 ? 1 : 0,
  }
}

const bytesOf = (word: number): number[] => [0, 8, 16, 24].map((shift) => (word >>> shift) & 0xff)
const signedBytesOf = (word: number): number[] =>
  bytesOf(word).map((byte, k) => (k === 3 && byte > 127 ? byte - 256 : byte))

const attacks: Attack[] = [
  { name: 'one too large', execution: signed, edits: { 'a.lo': add(1) }, by: limb(2) },
  { name: 'one too large above', execution: signed, edits: { 'a.hi': add(1) }, by: limb(3) },
  {
    name: 'sign of b dropped',
    execution: signed,
    edits: { ...product(bytesOf(0xfedcba98), signedBytesOf(0x76543210)), 'b sign': 0 },
    by: 'bits',
  },
  {
    name: 'sign of c dropped',
    execution: of('mulh', 3, 0xfedcba98),
    edits: { ...product([3, 0, 0, 0], bytesOf(0xfedcba98)), 'c sign': 0 },
    by: 'bits',
  },
  {
    name: 'sign of c invented',
    execution: signed,
    edits: { ...product(signedBytesOf(0xfedcba98), [0x10, 0x32, 0x54, 0x76 - 256]), 'c sign': 1 },
    by: 'bits',
  },
  {
    name: 'sign of an unsigned b',
    execution: unsigned,
    edits: { ...product(signedBytesOf(0xfedcba98), bytesOf(0xfedcba98)), 'b sign': 1 },
    by: 'b sign only if signed',
  },
  {
    name: 'sign of the unsigned c',
    execution: mixed,
    edits: { ...product(signedBytesOf(0xfedcba98), signedBytesOf(0xfedcba98)), 'c sign': 1 },
    by: 'c sign only if signed',
  },
  // 128 times the sign is 1, and 256 times is 2.
  {
    name: 'part of a sign of b',
    execution: of('mulh', 0x10000000, 0x12345678),
    edits: { ...product([0, 0, 0, 0x10 - 2], bytesOf(0x12345678)), 'b sign': inv(128) },
    by: 'b sign is boolean',
  },
  {
    name: 'part of a sign of c',
    execution: of('mulh', 0x12345678, 0x10000000),
    edits: { ...product(bytesOf(0x12345678), [0, 0, 0, 0x10 - 2]), 'c sign': inv(128) },
    by: 'c sign is boolean',
  },
  { name: 'positive though negative', execution: negative, edits: { negative: 0, 'a.hi': -1 }, by: 'bits' },
  { name: 'negative though positive', execution: small, edits: { negative: 1, 'a.hi': 0x10000 }, by: 'bits' },
  {
    name: 'negative twice',
    execution: small,
    edits: { negative: 2, 'a.hi': 0x20000 },
    by: 'negative is boolean',
  },
  {
    name: 'part of a negative',
    execution: small,
    edits: { negative: inv(2 ** 16), 'a.hi': 1 },
    by: 'negative is boolean',
  },
  {
    name: 'carry 0 invented',
    execution: full,
    edits: product([1, 0, 0, 0], bytesOf(0xffffffff), [1, 0, 0]),
    by: limb(0),
  },
  {
    name: 'carry 1 invented',
    execution: small,
    edits: product(bytesOf(0x30000), bytesOf(0x50000), [0, 1, 0]),
    by: limb(1),
  },
  {
    name: 'low limb 0 below range, carried to the result',
    execution: full,
    edits: { 'low.lo': -1, 'carry 0': 1, 'low.hi': 0, 'carry 1': 1, 'a.lo': 1 },
    by: 'bits',
  },
  {
    name: 'plus p in limb 0, carried to the result',
    execution: almostFull,
    edits: { 'low.lo': 0xffff, 'carry 0': HIGH_OF_P, 'low.hi': HIGH_OF_P - 1, 'carry 1': 1, 'a.lo': 1 },
    by: 'bits',
  },
  {
    name: 'low limb 0 out of range, carried',
    execution: unsigned,
    edits: { 'low.lo': add(2 ** 16), 'carry 0': add(-1), 'low.hi': add(-1) },
    by: 'bits',
  },
  {
    name: 'low limb 1 out of range, result one less',
    execution: unsigned,
    edits: { 'low.hi': add(2 ** 16), 'carry 1': add(-1), 'a.lo': add(-1) },
    by: 'bits',
  },
  {
    name: 'low limb 1 below range, result one more',
    execution: unsigned,
    edits: { 'low.hi': add(-(2 ** 16)), 'carry 1': add(1), 'a.lo': add(1) },
    by: 'bits',
  },
  {
    name: 'limb 2 out of range',
    execution: unsigned,
    edits: { 'a.lo': add(2 ** 16), 'carry 2': add(-1), 'a.hi': add(-1) },
    by: 'bits',
  },
  {
    name: 'plus p in limb 0',
    execution: small,
    edits: { 'low.lo': 1, 'carry 0': HIGH_OF_P, 'low.hi': HIGH_OF_P },
    by: 'bits',
  },
  {
    name: 'plus p in limb 1',
    execution: small,
    edits: { 'low.hi': 1, 'carry 1': HIGH_OF_P, 'a.lo': 15 + HIGH_OF_P },
    by: 'bits',
  },
  {
    name: 'minus p in limb 1',
    execution: small,
    edits: {
      'low.hi': 0xffff,
      'carry 1': -1 - HIGH_OF_P,
      'a.lo': 15 - 1 - HIGH_OF_P + 2 ** 16,
      'carry 2': -1,
      'a.hi': 0xffff,
      negative: 1,
    },
    by: 'bits',
  },
  {
    name: 'plus p in limb 2',
    execution: small,
    edits: { 'a.lo': 16, 'carry 2': HIGH_OF_P, 'a.hi': HIGH_OF_P },
    by: 'bits',
  },
  {
    name: 'carry with a fraction',
    execution: small,
    edits: { 'low.hi': 1, 'carry 1': -inv(2 ** 16), 'a.lo': 15, 'carry 2': -inv(2 ** 32), 'a.hi': 0 },
    by: 'bits',
  },
  { name: 'the low word', execution: unsigned, edits: { 'a.lo': 0x7a40, 'a.hi': 0xfd31 }, by: limb(2) },
  // Bytes far out of range: HIGH_OF_P in one limb is -1 in the limb below, modulo p.
  {
    name: 'b1 far out of range',
    execution: of('mulhu', 5, 0x1000005),
    edits: { 'b.lo upper': HIGH_OF_P, 'low.hi': add(1), 'a.lo': add(HIGH_OF_P) },
    by: 'xor',
  },
  {
    name: 'c1 far out of range',
    execution: of('mulhu', 0x1000005, 5),
    edits: { 'c.lo upper': HIGH_OF_P, 'low.hi': add(1), 'a.lo': add(HIGH_OF_P) },
    by: 'xor',
  },
  {
    name: 'b2 far out of range',
    execution: of('mulhu', 5, 0xfe00),
    edits: { 'b.hi upper': 128, 'low.hi': add(1), 'a.lo': add(HIGH_OF_P) },
    by: 'xor',
  },
  { name: 'b1 with a fraction', execution: small, edits: { 'b.lo upper': inv(256) }, by: 'xor' },
  { name: 'c3 with a fraction', execution: small, edits: { 'c.hi upper': inv(256) }, by: 'bits' },
  { name: 'b3 out of range', execution: signed, edits: { 'b.hi upper': add(-256), 'b sign': 0 }, by: 'bits' },
  { name: 'factors swapped', execution: unsigned, edits: { rs1: add(4), rs2: add(-4) }, by: 'program' },
]

export const mulhTest: FamilyTest = {
  family: mulh,
  cases,
  attacks,
  refuses: [instruction('mul'), instruction('rem'), instruction('divu')],
  cells: 66,
}
