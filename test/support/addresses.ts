/** What tests of loads and stores share: addresses with edges, and forged ones. */
import { inv, P, reduce } from '../../src/field/koalabear.ts'
import type { Mnemonic } from '../../src/vm/isa.ts'
import { type Attack, type Case, instruction } from './family.ts'

/**
 * Registers and offsets with a sum below 2^30, a multiple of 4: carries both ways, the ends of memory, wraps.
 */
export const ADDRESSES: readonly { readonly b: number; readonly imm: number }[] = [
  { b: 0, imm: 0 },
  { b: 0x1000, imm: 2044 },
  { b: 0x1000, imm: -2048 },
  { b: 0xfffc, imm: 4 },
  { b: 0xffff, imm: 1 },
  { b: 0x10000, imm: -4 },
  { b: 0x10003, imm: -7 },
  { b: 0x1f805, imm: 2047 },
  { b: 0x3fffffff, imm: -3 },
  { b: 0x3ffffffc, imm: 0 },
  { b: 0x40000000, imm: -4 },
  { b: 0x400007fc, imm: -2048 },
  { b: 0xffffffff, imm: 1 },
  { b: 0xfffff805, imm: 2047 },
  { b: 0xfffffff0, imm: 0x14 },
]

/** Forged addresses of an instruction that accesses a word at honest position 0 of it. */
export function addressAttacks(mnemonic: Mnemonic): Attack[] {
  const plain: Case = {
    instruction: instruction(mnemonic, { imm: 8 }),
    b: 0x20000,
    c: 0x89abcdef,
    m: 0x12345678,
  }
  const back: Case = { ...plain, instruction: instruction(mnemonic, { imm: -4 }), b: 0x10000 }
  const carried: Case = { ...plain, instruction: instruction(mnemonic, { imm: 4 }), b: 0x1fffc }
  const quarter = inv(4)
  const low = 'address: carry of the low limbs'
  const high = 'address: carry of the high limbs'
  return [
    { name: 'the next word', execution: plain, edits: { 'address.lo / 4': 3 }, by: low },
    { name: 'a word 2^16 above', execution: plain, edits: { 'address.hi': 3 }, by: high },
    {
      name: 'half a word above',
      execution: plain,
      edits: { 'address.lo / 4': reduce(2 + (P + 1) / 2) },
      by: 'bits',
    },
    {
      name: 'misaligned by 1, a fractional word',
      execution: plain,
      edits: { 'b.lo': 1, 'address.lo / 4': reduce(2 + quarter) },
      by: 'bits',
    },
    {
      name: 'carry that was not',
      execution: plain,
      edits: { 'address.lo / 4': 2 - 2 ** 14, 'address.hi': 3 },
      by: 'bits',
    },
    { name: 'carry dropped', execution: carried, edits: { 'address.hi': 1 }, by: high },
    {
      name: 'carry kept in the low limb',
      execution: carried,
      edits: { 'address.lo / 4': 2 ** 14, 'address.hi': 1 },
      by: 'bits',
    },
    { name: 'borrow dropped', execution: back, edits: { 'address.hi': 1 }, by: high },
    {
      name: 'borrow kept in the low limb',
      execution: back,
      edits: { 'address.lo / 4': -1, 'address.hi': 1 },
      by: 'bits',
    },
    { name: 'above 2^30', execution: plain, edits: { 'b.hi': 0x4002, 'address.hi': 0x4002 }, by: 'bits' },
    { name: 'above 2^30, cut to 30 bits', execution: plain, edits: { 'b.hi': 0x4002 }, by: high },
    { name: 'plus p', execution: plain, edits: { 'b.lo': 1, 'b.hi': 0x7f02 }, by: low },
    { name: 'a register', execution: plain, edits: { 'b.hi': 0x4000, 'address.hi': 0x4000 }, by: 'bits' },
    { name: 'below 0', execution: back, edits: { 'b.hi': 0, 'address.hi': -1 }, by: 'bits' },
    { name: 'below 0, from the top', execution: back, edits: { 'b.hi': 0, 'address.hi': 0xffff }, by: high },
    {
      name: 'below 0, cut to 30 bits',
      execution: back,
      edits: { 'b.hi': 0, 'address.hi': 0x3fff },
      by: high,
    },
    { name: 'another offset', execution: plain, edits: { offset: 4, 'address.lo / 4': 1 }, by: 'program' },
    {
      name: 'offset out of range',
      execution: plain,
      edits: { offset: 0x10008, 'address.hi': 3 },
      by: 'program',
    },
    {
      name: 'gap of the memory is -1',
      execution: plain,
      edits: { 'm.gap.lo': -1, 'm.gap.hi': 0 },
      by: 'bits',
    },
    { name: 'gap of the memory of 2^28', execution: plain, edits: { 'm.gap.hi': 2 ** 12 }, by: 'bits' },
    {
      name: 'gap of the memory of p - 1',
      execution: plain,
      edits: { 'm.gap.lo': (P - 1) % 2 ** 16, 'm.gap.hi': Math.floor((P - 1) / 2 ** 16) },
      by: 'bits',
    },
    {
      name: 'a register through the low limb',
      execution: plain,
      edits: { 'b.hi': 0x4000, 'address.lo / 4': 2 + 2 ** 14, 'address.hi': 0x3fff },
      by: 'bits',
    },
    { name: 'another base register', execution: plain, edits: { rs1: (rs1) => rs1 + 4 }, by: 'program' },
    { name: 'half a row', execution: plain, edits: { real: (P + 1) / 2 }, by: 'real is boolean' },
    { name: 'a row taken back', execution: plain, edits: { real: -1 }, by: 'real is boolean' },
  ]
}
