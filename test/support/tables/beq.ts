/** Honest and forged rows of the family beq. */
import { inv, P, reduce } from '../../../src/field/koalabear.ts'
import { beq } from '../../../src/machine/families/beq.ts'
import { OPERATION } from '../../../src/machine/family.ts'
import { type Attack, type Case, type FamilyTest, instruction, PC } from '../family.ts'
import { operandPairs } from '../rows.ts'

const OFFSETS = [8, -8, 4, 0]

const cases: Case[] = (['beq', 'bne'] as const).flatMap((mnemonic): Case[] => [
  ...operandPairs(60).map(([b, c], k) => ({
    instruction: instruction(mnemonic, { rd: 0, imm: OFFSETS[k % 4] }),
    b,
    c,
  })),
  { instruction: instruction(mnemonic, { rd: 0, rs2: 6, imm: 16 }), b: 0x80008000, c: 0x80008000, cGap: 0 },
  { instruction: instruction(mnemonic, { rd: 0, rs1: 0, imm: 16 }), b: 0, c: 5 },
  { instruction: instruction(mnemonic, { rd: 0, imm: 16 }), b: P, c: 0 },
  { instruction: instruction(mnemonic, { rd: 0, imm: 16 }), b: P + 3, c: 3 },
  { instruction: instruction(mnemonic, { rd: 0, imm: 16 }), b: 0x00010000, c: 0x0000ffff },
])

const equal: Case = { instruction: instruction('beq', { rd: 0, imm: 64 }), b: 0x70005, c: 0x70005 }
const low: Case = { ...equal, c: 0x70006 }
const high: Case = { ...equal, c: 0x80005 }
/** The limbs differ by 1 and -1. */
const cancelling: Case = { ...equal, c: 0x60006 }
const modulus: Case = { ...equal, b: P + 3, c: 3 }
const unequal: Case = { instruction: instruction('bne', { rd: 0, imm: 64 }), b: 5, c: 6 }
const taken = { taken: 1, next: PC + 64 }
const fallsThrough = { taken: 0, next: PC + 4 }
const noWitness = { 'witness low': 0, 'witness high': 0 }

const attacks: Attack[] = [
  { name: 'equal words do not branch', execution: equal, edits: fallsThrough, by: 'differ in a limb' },
  {
    name: 'words of different low limbs branch',
    execution: low,
    edits: { ...taken, ...noWitness },
    by: 'equal low limbs',
  },
  {
    name: 'words of different high limbs branch',
    execution: high,
    edits: { ...taken, ...noWitness },
    by: 'equal high limbs',
  },
  {
    name: 'words whose limbs differ by 1 and -1 branch',
    execution: cancelling,
    edits: { ...taken, ...noWitness },
    by: 'equal low limbs',
  },
  {
    name: 'words that differ by p branch',
    execution: modulus,
    edits: { ...taken, ...noWitness },
    by: 'equal',
  },
  {
    name: 'bne of unequal words falls through',
    execution: unequal,
    edits: { ...fallsThrough, ...noWitness },
    by: 'equal low limbs',
  },
  {
    name: 'bne of equal words branches',
    execution: { ...unequal, c: 5 },
    edits: taken,
    by: 'differ in a limb',
  },
  { name: 'not taken, but goes to the target', execution: low, edits: { next: PC + 64 }, by: 'next pc' },
  { name: 'taken, but goes on', execution: equal, edits: { next: PC + 4 }, by: 'next pc' },
  { name: 'goes somewhere else', execution: equal, edits: { next: PC + 68 }, by: 'next pc' },
  {
    name: 'taken by half',
    execution: equal,
    edits: { taken: inv(2), next: PC + 34 },
    by: 'taken is boolean',
  },
  { name: 'beq as bne', execution: low, edits: { 'is bne': 1, ...taken }, by: 'program' },
  {
    name: 'a limb below 0 that cancels',
    execution: low,
    edits: { 'c.lo': 0x70005 - 0x70000, 'c.hi': reduce(-7), ...noWitness, ...taken },
    by: 'equal high limbs',
  },
  { name: 'another target', execution: equal, edits: { target: PC + 68, next: PC + 68 }, by: 'program' },
  {
    name: 'an operation of another family',
    execution: { ...equal, b: 0, c: 0 },
    edits: { 'is bne': OPERATION.beqz - OPERATION.beq, taken: inv(3), next: PC + 24 },
    by: 'taken is boolean',
  },
  { name: 'a row taken back', execution: equal, edits: { real: -1 }, by: 'real is boolean' },
  {
    name: 'a branch taken back, with its witness',
    execution: low,
    edits: { real: -1, 'witness low': 1, next: PC - 4 },
    by: 'real is boolean',
  },
]

export const beqTest: FamilyTest = {
  family: beq,
  cases,
  attacks,
  free: {
    'witness low':
      'of equal low limbs the witness is multiplied by zero; of two different limbs either will do',
    'witness high': 'as the other',
  },
  refuses: [instruction('blt'), instruction('jal')],
  cells: 29,
}
