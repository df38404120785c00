/** Honest and forged rows of the family store. */
import { inv, mul, reduce } from '../../../src/field/koalabear.ts'
import { store } from '../../../src/machine/families/store.ts'
import { ADDRESSES, addressAttacks } from '../addresses.ts'
import { type Attack, type Case, type FamilyTest, instruction } from '../family.ts'
import { EDGES } from '../rows.ts'

const cases: Case[] = [
  ...(['sb', 'sh'] as const).flatMap((mnemonic): Case[] => {
    const size = mnemonic === 'sb' ? 1 : 2
    const positions = size === 1 ? [0, 1, 2, 3] : [0, 2]
    return [
      ...positions.flatMap((imm) =>
        [0, 0xffffffff, 0x12345678, 0x80ff7f01].flatMap((m) =>
          [0, 0xffffffff, 0x80, 0xff7f, 0xdeadbeef].map((c) => ({
            instruction: instruction(mnemonic, { imm }),
            b: 0x20000,
            c,
            m,
          })),
        ),
      ),
      ...EDGES.map((c) => ({
        instruction: instruction(mnemonic, { imm: 6 - size }),
        b: 0x3fffff00,
        c,
        m: 0x89abcdef,
      })),
      ...ADDRESSES.map(({ b, imm }) => ({
        instruction: instruction(mnemonic, { imm }),
        b,
        c: 0xdeadbeef,
        m: 0x01020304,
      })),
      { instruction: instruction(mnemonic, { rs2: 6 }), b: 0x1000, c: 0x1000, m: 5, cGap: 0 },
      { instruction: instruction(mnemonic, { rs2: 0 }), b: 0x1000, c: 0, m: 0xffffffff },
      { instruction: instruction(mnemonic, { rs1: 0 }), b: 0, c: 7, mGap: 2 ** 22 },
    ]
  }),
  { instruction: instruction('sb', { imm: -1 }), b: 0x40000000, c: 0x1ff, m: 0 },
  { instruction: instruction('sb', { imm: -1 }), b: 0x10000, c: 0x1ff, m: 0 },
]

const base = { b: 0x20000, c: 0xdeadbeef, m: 0x12345678 }
export const sb: Case = { instruction: instruction('sb'), ...base }
export const sbUpper: Case = { instruction: instruction('sb', { imm: 3 }), ...base }
export const sh: Case = { instruction: instruction('sh'), ...base }
const sbOther: Case = { instruction: instruction('sb', { imm: 2 }), b: 0x20000, c: 3, m: 0x300 }
const sbTwice: Case = { instruction: instruction('sb', { imm: 1 }), b: 0x20000, c: 0x36, m: 0x12341234 }
const bytes = 'bytes of the selected limb'
export const byte = inv(256)

const attacks: Attack[] = [
  ...addressAttacks('sb'),
  { name: 'the byte beside changes', execution: sb, edits: { 'm.lo': 0x57ef }, by: 'new low limb' },
  { name: 'the other limb changes', execution: sb, edits: { 'm.hi': 0x1235 }, by: 'new high limb' },
  { name: 'the limb keeps its value', execution: sb, edits: { 'm.lo': 0x5678 }, by: 'new low limb' },
  { name: 'the whole limb is stored', execution: sb, edits: { 'm.lo': 0xbeef }, by: 'new low limb' },
  { name: 'the whole word is stored', execution: sh, edits: { 'm.hi': 0xdead }, by: 'new high limb' },
  { name: 'only a byte is stored', execution: sh, edits: { 'm.lo': 0x56ef }, by: 'new low limb' },
  { name: 'the upper half is stored', execution: sh, edits: { stored: 0xad, 'm.lo': 0xdead }, by: 'bits' },
  { name: 'the upper byte is stored', execution: sb, edits: { stored: 0xbe, 'm.lo': 0x56be }, by: 'bits' },
  {
    name: 'the neighbour is invented',
    execution: sb,
    edits: { kept: 0x57, 'replaced xor': 0x78 ^ 0x57, 'm.lo': 0x57ef },
    by: bytes,
  },
  {
    name: 'the replaced byte is invented',
    execution: sb,
    edits: { replaced: 0x79, 'replaced xor': 0x79 ^ 0x56, 'm.lo': 0x56ee },
    by: bytes,
  },
  {
    name: 'the neighbour is invented, the replaced byte out of range',
    execution: sb,
    edits: { kept: 0x57, replaced: 0x78 - 0x100, 'replaced xor': 0x57 ^ 0x78, 'm.lo': 0x57ef },
    by: 'xor',
  },
  {
    name: 'the neighbour has a fraction',
    execution: sb,
    edits: { replaced: 0x79, kept: mul(byte, reduce(0x5678 - 0x79)) },
    by: 'xor',
  },
  { name: 'the stored byte is one less', execution: sb, edits: { stored: 0xee, 'm.lo': 0x56ee }, by: 'bits' },
  {
    name: 'a byte out of range',
    execution: sb,
    edits: { stored: 0xbeef, 'm.lo': 0x5678 + 0xbeef - 0x78 },
    by: 'bits',
  },
  {
    name: 'position 1 instead of 0',
    execution: sb,
    edits: { 'upper byte': 1 },
    by: 'carry of the low limbs',
  },
  {
    name: 'position 1 of a word that begins 1 lower',
    execution: sb,
    edits: {
      'upper byte': 1,
      'address.lo / 4': reduce(-inv(4)),
      replaced: 0x56,
      kept: 0x78,
      'm.lo': 0xef78,
    },
    by: 'bits',
  },
  {
    name: 'the other limb',
    execution: sb,
    edits: {
      'upper limb': 1,
      replaced: 0x34,
      kept: 0x12,
      'm.lo': 0x5678,
      'm.hi': 0x12ef,
      'replaced xor': 0x26,
    },
    by: 'carry of the low limbs',
  },
  // Position 2 as twice the upper byte of the low limb, which is then 511 replaced - 254 kept.
  {
    name: 'twice an upper byte',
    execution: sbOther,
    edits: {
      'upper byte': 2,
      'upper limb': 0,
      replaced: 2,
      kept: 1,
      'replaced xor': 3,
      'm.lo': 0x300 + (3 - 2) * 511,
      'm.hi': 0,
    },
    by: 'upper byte is boolean',
  },
  // Position 1 as half an upper limb, which is then the mean of both.
  {
    name: 'half an upper limb',
    execution: sbTwice,
    edits: {
      'upper byte': 0,
      'upper limb': inv(2),
      replaced: 0x34,
      kept: 0x12,
      'replaced xor': 0x26,
      'm.lo': 0x1235,
      'm.hi': 0x1235,
    },
    by: 'upper limb is boolean',
  },
  {
    name: 'half at an odd address',
    execution: sh,
    edits: {
      'b.lo': 1,
      'upper byte': 1,
      replaced: 0x56,
      kept: 0x78,
      'm.lo': 0x5678 + 256 * (0xef - 0x56 + 0xbe - 0x78),
    },
    by: 'halves are aligned',
  },
  { name: 'half though byte', execution: sb, edits: { half: 1, 'm.lo': 0xbeef }, by: 'program' },
  { name: 'byte though half', execution: sh, edits: { half: 0, 'm.lo': 0x56ef }, by: 'program' },
  {
    name: 'partly a half',
    execution: sh,
    edits: { half: inv(2), 'm.lo': 0x56ef + 128 * (0xbe - 0x56) },
    by: 'program',
  },
  { name: 'another source', execution: sb, edits: { rs2: (rs2) => rs2 + 4 }, by: 'program' },
]

export const storeTest: FamilyTest = {
  family: store,
  cases,
  attacks,
  refuses: [instruction('sw'), instruction('lb'), instruction('lh')],
  cells: 51,
}
