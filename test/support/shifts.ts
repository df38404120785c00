/** What tests of shifts by immediates and by registers share: amounts, forgeries, a search of all witnesses. */
import { inv, mul, P, reduce } from '../../src/field/koalabear.ts'
import type { Family } from '../../src/machine/family.ts'
import { type Attack, at, type Case, edited, honestRow, violations } from './family.ts'

export type Direction = 'left' | 'logical' | 'arithmetic'

export const AMOUNTS: readonly number[] = [0, 1, 2, 7, 8, 14, 15, 16, 17, 24, 30, 31]

/** Makes a shift of b by an amount below 32. */
export type MakeShift = (direction: Direction, b: number, amount: number) => Case

const more = (n: number) => (honest: number) => honest + n

/** 2^15 2^16 = p + 2^24 - 1: two limbs (1, WRAP) make p, and 2^15 UNWRAP + 1 = p. */
const WRAP = 2 ** 15 - 2 ** 8
const UNWRAP = 2 ** 16 - 2 ** 9

/** Forgeries of results and of what proves them. Operation, amount and register reads stay as they are. */
export function shiftAttacks(shift: MakeShift): Attack[] {
  const left = shift('left', 0x1234f678, 4)
  const leftFar = shift('left', 0x1234f678, 20)
  const right = shift('logical', 0x8765f678, 4)
  const rightFar = shift('logical', 0x8765f678, 20)
  const negative = shift('arithmetic', 0x8765f678, 4)
  const positive = shift('arithmetic', 0x1765f678, 4)
  return [
    { name: 'left: a low bit more', execution: left, edits: { 'a.lo': more(1) }, by: 'low limbs' },
    { name: 'left: carry dropped', execution: left, edits: { 'a.hi': more(-0xf) }, by: 'high limbs' },
    {
      name: 'left: carry kept in the low limb',
      execution: left,
      edits: { carry: more(-1), 'a.lo': more(0x10000), 'a.hi': more(-1) },
      by: 'bits',
    },
    {
      name: 'left: carry that was not',
      execution: shift('left', 0x12340678, 4),
      edits: { carry: more(1), 'a.lo': more(-0x10000), 'a.hi': more(1) },
      by: 'bits',
    },
    {
      name: 'left: lost bits kept in the high limb',
      execution: left,
      edits: { lost: more(-1), 'a.hi': more(0x10000) },
      by: 'bits',
    },
    {
      name: 'left: more lost than there was',
      execution: left,
      edits: { lost: more(1), 'a.hi': more(-0x10000) },
      by: 'bits',
    },
    {
      name: 'left: a fraction lost',
      execution: left,
      edits: { lost: more(inv(0x10000)), 'a.hi': more(-1) },
      by: 'bits',
    },
    {
      name: 'left by more than 16: low limb kept',
      execution: leftFar,
      edits: { 'a.lo': 0xf678 },
      by: 'low limbs',
    },
    {
      name: 'left by more than 16: high limb of b kept',
      execution: leftFar,
      edits: { 'a.hi': more(0x1234) },
      by: 'high limbs',
    },
    {
      name: 'left: low limb less p',
      execution: shift('left', 0, 4),
      edits: { 'a.lo': 1, carry: WRAP, 'a.hi': WRAP },
      by: 'bits',
    },
    {
      name: 'left by 15: low limb less p',
      execution: shift('left', 0, 15),
      edits: { 'a.lo': 1, carry: WRAP, 'a.hi': WRAP },
      by: 'left by 15, low limb',
    },
    {
      name: 'left by 15: low limb plus p',
      execution: shift('left', 0xffff, 15),
      edits: { 'a.lo': 0x7fff, carry: 0xff, 'a.hi': 0xff },
      by: 'left by 15, low limb',
    },
    {
      name: 'left by 15: high limb less p',
      execution: shift('left', 0, 15),
      edits: { 'a.hi': 1, lost: WRAP },
      by: 'left by 15, high limb',
    },
    {
      name: 'left by 31: low limb less p',
      execution: shift('left', 0, 31),
      edits: { 'a.lo': 1, carry: WRAP, 'a.hi': WRAP },
      by: 'left by 15, low limb',
    },
    {
      name: 'left by 31: high limb less p',
      execution: shift('left', 0x4000, 31),
      edits: { 'a.hi': 1, lost: (honest) => honest + WRAP },
      by: 'bits',
    },
    {
      name: 'left by 31: high limb less p, of a small limb',
      execution: shift('left', 0x10, 31),
      edits: { 'a.hi': 1, lost: (honest) => honest + WRAP },
      by: 'left by 15, high limb',
    },
    { name: 'right: a low bit more', execution: right, edits: { 'a.lo': more(1) }, by: 'low limbs' },
    {
      name: 'right: carry dropped',
      execution: right,
      edits: { carry: 0, 'a.lo': more(-0x5000) },
      by: 'high limbs',
    },
    {
      name: 'right: more lost than 2^t',
      execution: right,
      edits: { lost: more(16), 'a.lo': more(-1) },
      by: 'bits',
    },
    {
      name: 'right: less than 0 lost',
      execution: right,
      edits: { lost: more(-16), 'a.lo': more(1) },
      by: 'bits',
    },
    {
      name: 'right: more carried than 2^t',
      execution: right,
      edits: { carry: more(16), 'a.hi': more(-1), 'a.lo': more(0x10000) },
      by: 'bits',
    },
    {
      name: 'right: less than 0 carried',
      execution: right,
      edits: { carry: more(-16), 'a.hi': more(1), 'a.lo': more(-0x10000) },
      by: 'bits',
    },
    {
      name: 'right: a fraction of the high limb',
      execution: right,
      edits: { carry: more(-1), 'a.hi': more(inv(16)), 'a.lo': more(-0x1000) },
      by: 'bits',
    },
    {
      name: 'right: a fraction of the low limb',
      execution: right,
      edits: { lost: more(-1), 'a.lo': more(inv(16)) },
      by: 'bits',
    },
    {
      name: 'right by more than 16: high limb kept',
      execution: rightFar,
      edits: { 'a.hi': 0x876 },
      by: 'high limbs',
    },
    {
      name: 'right by more than 16: low limb of b instead',
      execution: rightFar,
      edits: { 'a.lo': 0xf67, lost: 8 },
      by: 'low limbs',
    },
    {
      name: 'right by 15: low limb plus p',
      execution: shift('logical', 0, 15),
      edits: { 'a.lo': UNWRAP, lost: 1 },
      by: 'right by 15, low limb',
    },
    {
      name: 'right by 15: high limb plus p',
      execution: shift('logical', 0, 15),
      edits: { 'a.hi': UNWRAP, carry: 1, 'a.lo': 2 },
      by: 'right by 15, high limb',
    },
    {
      name: 'right by 31: low limb plus p',
      execution: shift('logical', 0, 31),
      edits: { 'a.lo': UNWRAP, lost: 1 },
      by: 'right by 15, low limb',
    },
    {
      name: 'right by 31, arithmetic: high limb less p',
      execution: shift('arithmetic', 0x80000000, 31),
      edits: { 'a.hi': 0xffff - UNWRAP, carry: 0x7ffe, 'a.lo': 0xfffd },
      by: 'right by 15, high limb',
    },
    {
      name: 'sign dropped',
      execution: negative,
      edits: { sign: 0, 'a.hi': 0x876 },
      by: 'bits',
    },
    { name: 'sign invented', execution: positive, edits: { sign: 1, 'a.hi': 0xf176 }, by: 'bits' },
    { name: 'sign in a logical shift', execution: right, edits: { sign: 1, 'a.hi': 0xf876 }, by: 'bits' },
    {
      name: 'sign dropped when only signs are left',
      execution: shift('arithmetic', 0x80000000, 31),
      edits: { sign: 0, carry: 0, lost: 0, 'a.lo': 1, 'a.hi': 0 },
      by: 'bits',
    },
    {
      name: 'half a sign',
      execution: shift('arithmetic', 0x17600000, 4),
      edits: { sign: inv(2), 'a.hi': 0x176 + 0x7800 },
      by: 'sign is boolean',
    },
    {
      name: 'an arithmetic shift where the program has a logical one',
      execution: right,
      edits: { arithmetic: 1, sign: 1, 'a.hi': 0xf876 },
      by: 'program',
    },
    {
      name: 'to the left where the program shifts to the right',
      execution: right,
      edits: { left: 1, carry: 0xf, lost: 8, 'a.lo': 0x6780, 'a.hi': 0x765f },
      by: 'program',
    },
    {
      name: 'to the left and arithmetic where the program has a logical shift to the right',
      execution: right,
      edits: { left: 1, arithmetic: 1, sign: 1, carry: 0xf, lost: 8, 'a.lo': 0x6780, 'a.hi': 0x765f },
      by: 'one operation',
    },
    {
      name: 'arithmetic -1 times, to the right, where the program shifts to the left',
      execution: shift('left', 0x8765f678, 4),
      edits: { left: 0, arithmetic: -1, sign: 0, carry: 5, lost: 8, 'a.lo': 0x5f67, 'a.hi': 0x876 },
      by: 'arithmetic is boolean',
    },
    {
      name: 'left by half',
      execution: right,
      edits: { left: inv(2), arithmetic: inv(2) },
      by: 'left is boolean',
    },
    {
      name: 'left -1 times and right twice',
      execution: shift('arithmetic', 5, 1),
      edits: { left: -1, arithmetic: 0, lost: 0, 'a.lo': 4 },
      by: 'left is boolean',
    },
    {
      name: 'result plus p',
      execution: left,
      edits: { 'a.lo': more(1), 'a.hi': more(P >>> 16) },
      by: 'limbs',
    },
    { name: 'another destination', execution: left, edits: { rd: more(4) }, by: 'program' },
    { name: 'another source', execution: left, edits: { rs1: more(4) }, by: 'program' },
    {
      name: 'b with a limb out of range',
      execution: shift('left', 0xf678, 4),
      edits: { 'b.lo': 0x1f678, carry: 0x1f, 'a.hi': 0x1f },
      by: 'bits',
    },
    { name: 'b from the future', execution: left, edits: { 'b.gap': -1 }, by: 'bits' },
    { name: 'an old value from the future', execution: left, edits: { 'a.gap': -3 }, by: 'bits' },
    { name: 'half a row', execution: left, edits: { real: inv(2) }, by: 'real is boolean' },
    { name: 'a row taken back', execution: left, edits: { real: -1 }, by: 'real is boolean' },
  ]
}

/**
 * All rows for an execution: every carry, every number of lost bits and both signs, with the result that follows
 * from them modulo p if its limbs are in range. `tried` rows satisfy both equations and all range checks but
 * that of the sign; `right` ones satisfy everything.
 */
export function allShifts(
  family: Family,
  execution: Case,
  direction: Direction,
  amount: number,
): { tried: number; right: number[][] } {
  const honest = honestRow(family, execution)
  const { b = 0 } = execution
  const [low, high] = [b & 0xffff, b >>> 16]
  const power = 2 ** (amount & 15)
  const isFar = amount >= 16
  const inverse = inv(power)
  const right: number[][] = []
  let tried = 0
  const attempt = (edits: Record<string, number>) => {
    tried++
    const row = edited(family.table, honest, edits)
    if (violations(family.table, row).length === 0) right.push(row)
  }
  for (const sign of [0, 1]) {
    for (let carry = 0; carry < power; carry++) {
      if (direction === 'left') {
        const lo = reduce((isFar ? 0 : power * low) - 0x10000 * carry)
        if (lo >= 0x10000) continue
        for (let lost = 0; lost < power; lost++) {
          const hi = reduce(power * (isFar ? low : high) + carry - 0x10000 * lost)
          if (hi < 0x10000) attempt({ sign, carry, lost, 'a.lo': lo, 'a.hi': hi })
        }
      } else {
        const upper = isFar ? -sign : high - 0x10000 * sign
        const hi = reduce(mul(reduce(upper - carry), inverse) + 0x10000 * sign)
        if (hi >= 0x10000) continue
        for (let lost = 0; lost < power; lost++) {
          const lo = mul(reduce((isFar ? high : low) + 0x10000 * carry - lost), inverse)
          if (lo < 0x10000) attempt({ sign, carry, lost, 'a.lo': lo, 'a.hi': hi })
        }
      }
    }
  }
  return { tried, right }
}

/** The columns that prove a shift, of a row. */
export const shiftWitness = (family: Family, row: readonly number[]): number[] =>
  ['a.lo', 'a.hi', 'carry', 'lost', 'sign'].map((name) => row[at(family.table, name)]!)
