/** Honest and forged rows of the family load. */
import { inv, mul, reduce } from '../../../src/field/koalabear.ts'
import { load } from '../../../src/machine/families/load.ts'
import { ADDRESSES, addressAttacks } from '../addresses.ts'
import { type Attack, type Case, type FamilyTest, instruction } from '../family.ts'
import { EDGES } from '../rows.ts'

const WORDS = [0, 0xffffffff, 0x7f80ff00, 0x80ff7f01, 0x00ff8001, 0x12345678, 0xdeadbeef]

const cases: Case[] = [
  ...(['lb', 'lbu', 'lh', 'lhu'] as const).flatMap((mnemonic): Case[] => {
    const size = mnemonic.startsWith('lb') ? 1 : 2
    const positions = size === 1 ? [0, 1, 2, 3] : [0, 2]
    return [
      ...positions.flatMap((imm) =>
        WORDS.map((m) => ({ instruction: instruction(mnemonic, { imm }), b: 0x20000, m })),
      ),
      ...positions.map((b) => ({ instruction: instruction(mnemonic), b: 0x3fffc + b, m: 0x80fe7d90 })),
      ...EDGES.map((m) => ({ instruction: instruction(mnemonic, { imm: 6 - size }), b: 0x3fffff00, m })),
      ...ADDRESSES.map(({ b, imm }) => ({ instruction: instruction(mnemonic, { imm }), b, m: 0xdeadbeef })),
      { instruction: instruction(mnemonic, { rd: 0 }), b: 0x1000, m: 0x87654381 },
      { instruction: instruction(mnemonic, { rd: 6 }), b: 0x1000, m: 0x87654381, aOld: 0x1000, aGap: 2 },
      { instruction: instruction(mnemonic, { rs1: 0 }), b: 0, m: 7, mGap: 2 ** 22 },
    ]
  }),
  { instruction: instruction('lb', { imm: -1 }), b: 0x40000000, m: 0x80000000 },
  { instruction: instruction('lbu', { imm: -1 }), b: 0x10000, m: 0x80000000 },
]

const base = { b: 0x20000, m: 0x80f47e12 }
export const lb: Case = { instruction: instruction('lb'), ...base }
export const lbu: Case = { instruction: instruction('lbu', { imm: 3 }), ...base }
export const lbNegative: Case = { instruction: instruction('lb', { imm: 2 }), ...base }
export const lh: Case = { instruction: instruction('lh'), ...base }
export const lhu: Case = { instruction: instruction('lhu', { imm: 2 }), ...base }
export const lhNegative: Case = { instruction: instruction('lh', { imm: 2 }), ...base }
const lbOther: Case = { instruction: instruction('lb', { imm: 2 }), b: 0x20000, m: 0x300 }
const lbTwice: Case = { instruction: instruction('lb', { imm: 1 }), b: 0x20000, m: 0x12341234 }
const lhThree: Case = { instruction: instruction('lh'), b: 0x20000, m: 0x300 }
const bytes = 'bytes of the selected limb'
export const byte = inv(256)

const attacks: Attack[] = [
  ...addressAttacks('lb'),
  { name: 'the byte beside', execution: lb, edits: { top: 0x7e, rest: 0x12, 'a.lo': 0x7e }, by: bytes },
  {
    name: 'the byte beside, at its position',
    execution: lb,
    edits: { 'upper byte': 1, top: 0x7e, rest: 0x12, 'a.lo': 0x7e },
    by: 'carry of the low limbs',
  },
  {
    name: 'the byte beside, in a word that begins 1 lower',
    execution: lb,
    edits: { 'upper byte': 1, 'address.lo / 4': reduce(-inv(4)), top: 0x7e, rest: 0x12, 'a.lo': 0x7e },
    by: 'bits',
  },
  {
    name: 'the byte of the other limb',
    execution: lb,
    edits: { 'upper limb': 1, top: 0xf4 - 256, rest: 0x81, sign: 0, 'a.lo': 0xf4 },
    by: 'carry of the low limbs',
  },
  // Position 2 as twice the upper byte of the low limb, which is then 511 top - 254 rest.
  {
    name: 'twice an upper byte',
    execution: lbOther,
    edits: { 'upper byte': 2, 'upper limb': 0, top: 2, rest: 1, 'a.lo': 2 },
    by: 'upper byte is boolean',
  },
  // Position 1 as half an upper limb, which is then the mean of both.
  {
    name: 'half an upper limb',
    execution: lbTwice,
    edits: { 'upper byte': 0, 'upper limb': inv(2), top: 0x34, rest: 0x12, 'a.lo': 0x34 },
    by: 'upper limb is boolean',
  },
  { name: 'bytes out of range', execution: lb, edits: { top: 0x112, rest: 0x7d, 'a.lo': 0x112 }, by: 'bits' },
  {
    name: 'bytes with a fraction',
    execution: lb,
    edits: { top: 0x13, rest: reduce(mul(byte, 0x7e12 - 0x13)), 'a.lo': 0x13 },
    by: 'bits',
  },
  { name: 'negative though positive', execution: lb, edits: { sign: 1, 'a.lo': 0xff12 }, by: 'bits' },
  { name: 'positive though negative', execution: lbNegative, edits: { sign: 0, 'a.lo': 0xf4 }, by: 'bits' },
  {
    name: 'part of a sign',
    execution: lb,
    edits: { sign: inv(128), 'a.lo': 0x12 + 0xff00 / 128 },
    by: 'sign is boolean',
  },
  { name: 'sign of an unsigned byte', execution: lbu, edits: { sign: 1, 'a.lo': 0xff80 }, by: 'no sign' },
  { name: 'sign of an unsigned half', execution: lhu, edits: { sign: 1 }, by: 'no sign' },
  { name: 'half without its sign', execution: lhNegative, edits: { sign: 0 }, by: 'bits' },
  {
    name: 'unsigned though signed',
    execution: lbNegative,
    edits: { unsigned: 1, sign: 0, 'a.lo': 0xf4 },
    by: 'program',
  },
  {
    name: 'half though byte',
    execution: lb,
    edits: { half: 1, top: 0x7e, rest: 0x12, 'a.lo': 0x7e12 },
    by: 'program',
  },
  {
    name: 'byte though half',
    execution: lh,
    edits: { half: 0, top: 0x12, rest: 0x7e, 'a.lo': 0x12 },
    by: 'program',
  },
  {
    name: 'half at an odd address',
    execution: lhThree,
    edits: { 'b.lo': 1, 'upper byte': 1, top: 2, rest: 1, 'a.lo': 0x201 },
    by: 'halves are aligned',
  },
  {
    name: 'half across limbs',
    execution: lh,
    edits: { 'b.lo': 1, 'upper byte': 1, 'a.lo': 0xf47e },
    by: 'halves are aligned',
  },
  {
    name: 'half of the other limb',
    execution: lh,
    edits: { 'upper limb': 1, top: 0, rest: 0, 'a.lo': 0 },
    by: 'carry',
  },
  {
    name: 'bytes of the half swapped',
    execution: lh,
    edits: { top: 0x12, rest: 0x7e, 'a.lo': 0x127e },
    by: bytes,
  },
  { name: 'half out of range', execution: lh, edits: { 'a.lo': 0x17e12 }, by: 'low limb of the result' },
  { name: 'result one too large', execution: lb, edits: { 'a.lo': 0x13 }, by: 'low limb of the result' },
  { name: 'byte plus its neighbour', execution: lb, edits: { 'a.lo': 0x7e12 }, by: 'low limb of the result' },
]

export const loadTest: FamilyTest = {
  family: load,
  cases,
  attacks,
  refuses: [instruction('lw'), instruction('sb'), instruction('sh')],
  cells: 50,
}
