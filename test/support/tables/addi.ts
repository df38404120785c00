/** Honest and forged rows of the family addi. */
import { P } from '../../../src/field/koalabear.ts'
import { addi } from '../../../src/machine/families/addi.ts'
import { type Attack, type Case, type FamilyTest, instruction } from '../family.ts'
import { EDGES } from '../rows.ts'

const IMMEDIATES = [0, 1, -1, 4, 2047, -2048, 0x7f]

const cases: Case[] = [
  ...EDGES.flatMap((b) => IMMEDIATES.map((imm) => ({ instruction: instruction('addi', { imm }), b }))),
  { instruction: instruction('addi', { rd: 6, imm: 1 }), b: 0xffff, aOld: 0xffff, aGap: 2 },
  { instruction: instruction('addi', { rd: 31, rs1: 31, imm: -1 }), b: 0, aOld: 0, aGap: 2 },
]

const carry: Case = { instruction: instruction('addi', { imm: 1 }), b: 0xffff }
const small: Case = { instruction: instruction('addi', { imm: 1 }), b: 5 }

const attacks: Attack[] = [
  { name: 'result one too large', execution: small, edits: { 'a.lo': 7 }, by: 'carry of the low limbs' },
  { name: 'carry dropped', execution: carry, edits: { 'a.hi': 0 }, by: 'carry of the high limbs' },
  {
    name: 'carry kept in the low limb',
    execution: carry,
    edits: { 'a.lo': 0x10000, 'a.hi': 0 },
    by: 'bits',
  },
  { name: 'carry that was not', execution: small, edits: { 'a.lo': 6 - 0x10000, 'a.hi': 1 }, by: 'bits' },
  {
    name: 'result plus p',
    execution: small,
    edits: { 'a.lo': 6 + (P & 0xffff), 'a.hi': P >>> 16 },
    by: 'carry',
  },
  { name: 'another immediate', execution: small, edits: { 'imm.lo': 2, 'a.lo': 7 }, by: 'program' },
  {
    name: 'immediate with a limb out of range',
    execution: small,
    edits: { 'imm.lo': 0x10001, 'imm.hi': -1 },
    by: 'program',
  },
  { name: 'another destination', execution: small, edits: { rd: (rd) => rd + 4 }, by: 'program' },
  { name: 'another source', execution: small, edits: { rs1: (rs1) => rs1 + 4 }, by: 'program' },
  {
    name: 'source value with a limb out of range',
    execution: small,
    edits: { 'b.lo': 0x10005, 'a.hi': 1 },
    by: 'limbs',
  },
  { name: 'source from the future', execution: small, edits: { 'b.gap': -1 }, by: 'bits' },
  { name: 'old value from the future', execution: small, edits: { 'a.gap': -2 }, by: 'bits' },
  { name: 'half a row', execution: small, edits: { real: (P + 1) / 2 }, by: 'real is boolean' },
  { name: 'a row taken back', execution: small, edits: { real: -1 }, by: 'real is boolean' },
  {
    name: 'a high limb less 2^16',
    execution: { instruction: instruction('addi', { imm: 1 }), b: 0xffff0000 },
    edits: { 'a.hi': -1 },
    by: 'bits',
  },
]

export const addiTest: FamilyTest = {
  family: addi,
  cases,
  attacks,
  refuses: [instruction('add'), instruction('slti'), instruction('lui')],
  cells: 31,
}
