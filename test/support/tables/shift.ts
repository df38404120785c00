/** Honest and forged rows of the family shift. */
import { div, inv, reduce } from '../../../src/field/koalabear.ts'
import { shift as family } from '../../../src/machine/families/shift.ts'
import { type Attack, type Case, type FamilyTest, instruction, random } from '../family.ts'
import { EDGES } from '../rows.ts'
import { AMOUNTS, type Direction, type MakeShift, shiftAttacks } from '../shifts.ts'

const MNEMONIC = { left: 'sll', logical: 'srl', arithmetic: 'sra' } as const
export const DIRECTIONS: readonly Direction[] = ['left', 'logical', 'arithmetic']

export const shift: MakeShift = (direction, b, c) => ({ instruction: instruction(MNEMONIC[direction]), b, c })

const next = random(5)
const cases: Case[] = DIRECTIONS.flatMap((direction): Case[] => [
  ...EDGES.flatMap((b) => AMOUNTS.map((amount) => shift(direction, b, amount))),
  ...Array.from({ length: 32 }, (_, amount) => shift(direction, 0x89abcdef, amount)),
  ...EDGES.map((c) => shift(direction, 0x89abcdef, c)),
  ...Array.from({ length: 200 }, () => shift(direction, next(2 ** 32), next(2 ** 32))),
  { instruction: instruction(MNEMONIC[direction], { rs2: 6 }), b: 0x8001ffe3, c: 0x8001ffe3, cGap: 0 },
  {
    instruction: instruction(MNEMONIC[direction], { rd: 6 }),
    b: 0x8000ffff,
    c: 3,
    aOld: 0x8000ffff,
    aGap: 2,
  },
  { instruction: instruction(MNEMONIC[direction], { rd: 7 }), b: 0x8000ffff, c: 3, aOld: 3, aGap: 1 },
  { instruction: instruction(MNEMONIC[direction], { rs2: 0 }), b: 0xdeadbeef, c: 0 },
  { instruction: instruction(MNEMONIC[direction], { rs1: 0 }), b: 0, c: 33 },
])

const one = (amount: number) => shift('left', 1, amount)
const WRAP = 2 ** 15 - 2 ** 8

const attacks: Attack[] = [
  ...shiftAttacks(shift),
  {
    name: 'an amount less 1',
    execution: one(1),
    edits: { 'amount bit 1': 0, power: 1, 'a.lo': 1 },
    by: 'bits',
  },
  {
    name: 'an amount above 31',
    execution: one(32),
    edits: { 'amount bit 16': 1, far: 1, 'a.lo': 0, 'a.hi': 1 },
    by: 'bits',
  },
  {
    name: 'bit 1 is 3, which makes the power 4',
    execution: one(3),
    edits: { 'amount bit 1': 3, 'amount bit 2': 0, power: 4, 'a.lo': 4 },
    by: 'amount bit 1 is boolean',
  },
  {
    name: 'bit 2 is 5, which makes the power 16',
    execution: one(10),
    edits: { 'amount bit 2': 5, 'amount bit 8': 0, power: 16, 'a.lo': 16 },
    by: 'amount bit 2 is boolean',
  },
  {
    name: 'bit 4 is 17, which makes the power 256',
    execution: one(68),
    edits: { 'amount bit 4': 17, power: 256, 'a.lo': 256 },
    by: 'amount bit 4 is boolean',
  },
  {
    name: 'bit 8 is 4',
    execution: one(32),
    edits: { 'amount bit 8': 4, power: div(256, reduce(256 - 4 * 255)) },
    by: 'amount bit 8 is boolean',
  },
  {
    name: 'half of bit 16, which moves by half a limb',
    execution: shift('left', 0x20004, 8),
    edits: {
      'amount bit 8': 0,
      'amount bit 16': inv(2),
      power: 1,
      far: inv(2),
      'a.lo': 2,
      'a.hi': 3,
      carry: 0,
    },
    by: 'amount bit 16 is boolean',
  },
  { name: 'another power', execution: one(4), edits: { power: 32, 'a.lo': 32 }, by: 'power is 2^t' },
  {
    name: 'a power of another half',
    execution: one(4),
    edits: { power: 2 ** 12, 'a.lo': 2 ** 12 },
    by: 'power is 2^t',
  },
  { name: 'moved by a limb', execution: one(4), edits: { far: 16, 'a.lo': 0, 'a.hi': 16 }, by: 'far' },
  { name: 'not moved by a limb', execution: one(20), edits: { far: 0, 'a.lo': 16, 'a.hi': 0 }, by: 'far' },
  {
    name: 'moved to the right by a limb times 2^t',
    execution: shift('logical', 0x20000, 17),
    edits: { far: 2, 'a.lo': 2 },
    by: 'far',
  },
  {
    name: 'wrapped, and 15 is not the amount',
    execution: shift('left', 0, 15),
    edits: { 't is 15': 0, 'left by 15': 0, 'a.lo': 1, carry: WRAP, 'a.hi': WRAP },
    by: 't is 15',
  },
  {
    name: 'wrapped to the left by 15, as if to the right',
    execution: shift('left', 0, 15),
    edits: { 'left by 15': 0, 'a.hi': 1, lost: WRAP },
    by: 'left by 15',
  },
  {
    name: 'c with a limb out of range',
    execution: one(3),
    edits: { 'c.lo': -29, 'a.lo': 8 },
    by: 'bits',
  },
  {
    name: 'two rows',
    execution: shift('logical', 0, 0),
    edits: { real: 2, power: 2 },
    by: 'real is boolean',
  },
  { name: 'another register for the amount', execution: one(3), edits: { rs2: (x) => x - 4 }, by: 'program' },
  { name: 'c from the future', execution: one(3), edits: { 'c.gap': -2 }, by: 'bits' },
]

export const shiftTest: FamilyTest = {
  family,
  cases,
  attacks,
  refuses: [instruction('slli'), instruction('srai'), instruction('slt')],
  cells: 55,
}
