import { inv } from '../../../src/field/koalabear.ts'
import { mulh } from '../../../src/machine/families/mulh.ts'
import { testConfusion } from '../../support/confusion.ts'
import { type Attack, type Case, instruction, operandPairs, random, testFamily } from '../../support/family.ts'

const MNEMONICS = ['mulh', 'mulhsu', 'mulhu'] as const

const next = random(5)
const BYTES = [0, 1, 0x7f, 0x80, 0xff]
const extreme = () => [0, 8, 16, 24].reduce((word, shift) => word + BYTES[next(5)] * 2 ** shift, 0)

const cases: Case[] = MNEMONICS.flatMap((mnemonic): Case[] => [
  ...operandPairs().map(([b, c]) => ({ instruction: instruction(mnemonic), b, c })),
  ...Array.from({ length: 200 }, () => ({ instruction: instruction(mnemonic), b: extreme(), c: extreme() })),
  { instruction: instruction(mnemonic, { rd: 6, rs2: 6 }), b: 2 ** 31, c: 2 ** 31, cGap: 0, aOld: 2 ** 31, aGap: 1 },
  { instruction: instruction(mnemonic, { rs1: 0 }), b: 0, c: 0xffffffff },
])

const signed: Case = { instruction: instruction('mulh'), b: 0xfedcba98, c: 0x76543210 }
const mixed: Case = { instruction: instruction('mulhsu'), b: 0xfedcba98, c: 0xfedcba98 }
const unsigned: Case = { instruction: instruction('mulhu'), b: 0xfedcba98, c: 0xfedcba98 }
const small: Case = { instruction: instruction('mulhu'), b: 0x30000, c: 0x50000 }
const negative: Case = { instruction: instruction('mulh'), b: 0xffffffff, c: 1 }
/** p = 1 + 2^16 * this. */
const HIGH_OF_P = 2 ** 15 - 2 ** 8
const limb = (k: number) => `limb ${k} of the product`
const add = (n: number) => (honest: number) => honest + n

const attacks: Attack[] = [
  { name: 'one too large', execution: signed, edits: { 'a.lo': add(1) }, by: limb(2) },
  { name: 'one too large above', execution: signed, edits: { 'a.hi': add(1) }, by: limb(3) },
  { name: 'sign of b dropped', execution: signed, edits: { 'b sign': 0 }, by: 'bits' },
  { name: 'sign of c invented', execution: signed, edits: { 'c sign': 1 }, by: 'bits' },
  { name: 'sign of an unsigned b', execution: unsigned, edits: { 'b sign': 1 }, by: 'b sign only if signed' },
  { name: 'sign of the unsigned c', execution: mixed, edits: { 'c sign': 1 }, by: 'c sign only if signed' },
  { name: 'half a sign', execution: signed, edits: { 'b sign': inv(2) }, by: 'b sign is boolean' },
  { name: 'positive though negative', execution: negative, edits: { negative: 0, 'a.hi': -1 }, by: 'bits' },
  { name: 'negative though positive', execution: small, edits: { negative: 1, 'a.hi': 0x10000 }, by: 'bits' },
  { name: 'negative twice', execution: small, edits: { negative: 2, 'a.hi': 0x20000 }, by: 'negative is boolean' },
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
    edits: { 'low.hi': 0xffff, 'carry 1': -1 - HIGH_OF_P, 'a.lo': 15 - 1 - HIGH_OF_P + 2 ** 16, 'carry 2': -1, 'a.hi': 0xffff, negative: 1 },
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
  { name: 'b1 with a fraction', execution: small, edits: { 'b.lo upper': inv(256) }, by: 'xor' },
  { name: 'b2 out of range', execution: small, edits: { 'b.hi upper': 1 }, by: 'xor' },
  { name: 'c3 with a fraction', execution: small, edits: { 'c.hi upper': inv(256) }, by: 'bits' },
  { name: 'b3 out of range', execution: signed, edits: { 'b.hi upper': add(-256), 'b sign': 0 }, by: 'bits' },
  { name: 'factors swapped', execution: unsigned, edits: { rs1: add(4), rs2: add(-4) }, by: 'program' },
]

testFamily({
  family: mulh,
  cases,
  attacks,
  refuses: [instruction('mul'), instruction('rem'), instruction('divu')],
  cells: 66,
})

testConfusion(mulh, MNEMONICS, { b: 0xfedcba98, c: 0x89abcdef })
