/** Claims about divisions that a single constraint or lookup refutes. */
import { inv, mul, P, reduce } from '../../src/field/koalabear.ts'
import { type Claim, division, forgeries } from './division.ts'
import type { Case, Edits } from './family.ts'

const plain = division('divu', 100, 7)
const byZero = division('divu', 100, 0)

/** The word of an integer. */
const w = (value: number) => value >>> 0
const unsigned = { qSign: 0, rSign: 0 }
/** 100 + p = 7 q + r. */
const plusP = { ...unsigned, q: Math.floor((100 + P) / 7), r: (100 + P) % 7 }
/** What q.lo modulo 2^15 had to be for it. */
const digitOfPlusP = [...Array(2 ** 14).keys()].find((digit) => (7 * digit + plusP.r - 100) % 2 ** 14 === 0)!

/**
 * A sign of the remainder 0 that is m / (2^16 - 1) makes it any integer modulo p; one of those m also fits
 * modulo 2^14.
 */
function remainderSign(b: number, c: number): { q: number; rSign: number } {
  for (let m = -1; m >= -(2 ** 16); m--) {
    const rSign = mul(reduce(m), inv(2 ** 16 - 1))
    const q = mul(reduce(b + mul(rSign, reduce(2 ** 32))), inv(c))
    if (((q & 0x7fff) * c - (b & 0xffff)) % 2 ** 14 === 0) return { q, rSign }
  }
  throw new RangeError('no sign fits')
}

/** Claims that only one constraint or lookup refutes. */
export const claims: readonly { readonly name: string; readonly execution: Case; readonly claim: Claim }[] = [
  {
    name: '2^14 more',
    execution: plain,
    claim: { ...unsigned, q: (100 + 2 ** 14) / 7, r: (100 + 2 ** 14) % 7 },
  },
  { name: 'p more', execution: plain, claim: plusP },
  {
    name: 'p more, no deficit',
    execution: plain,
    claim: { ...plusP, after: { deficit: 0, 'large deficit': 0 } },
  },
  { name: 'p more, another digit', execution: plain, claim: { ...plusP, digit: digitOfPlusP } },
  {
    name: 'p more, any deficit',
    execution: plain,
    claim: { ...plusP, digit: plusP.q & 0x7fff, after: { 'large deficit': largeFor(plusP, 100, 7) } },
  },
  { name: '2^14 p more', execution: division('divu', 3, 2 ** 14), claim: { ...unsigned, q: P, r: 3 } },
  {
    name: '2^14 p more, not bounded',
    execution: division('divu', 3, 2 ** 14),
    claim: { ...unsigned, q: P, r: 3, after: { bounded: 0 } },
  },
  {
    name: '2^14 p more by the divisor',
    execution: division('divu', 100, P),
    claim: { ...unsigned, q: 2 ** 14, r: 100 },
  },
  {
    name: '2^14 p more by highs that cancel',
    execution: division('div', 100, w(-0x7f000000)),
    claim: { ...unsigned, q: P, r: 100 },
  },
  {
    name: "fraction of a quotient's sign",
    execution: plain,
    claim: { ...unsigned, q: 14 + 2 ** 14, r: 2, qSign: inv(2 ** 18) },
  },
  {
    name: "fraction of a remainder's sign",
    execution: division('div', w(-100), 7),
    claim: { ...remainderSign(-100, 7), r: 0, qSign: 0 },
  },
  // b.hi - 2^15 sign is 0, and b counts 2^17 less; and so for a divisor 0.
  {
    name: "fraction of a dividend's sign",
    execution: division('div', 0x10000, 0x10),
    claim: { q: w(-0x1000), qSign: 1, r: 0, rSign: 0, before: { 'b.sign': inv(2 ** 15) } },
  },
  {
    name: "fraction of a divisor's sign",
    execution: division('rem', 100, 0),
    claim: {
      q: w(-1),
      qSign: 1,
      r: 100 + 2 ** 17,
      rSign: 0,
      zero: 1,
      before: { 'c.sign': -inv(2 ** 15) },
      after: { small: -1, bounded: -1 },
    },
  },
  {
    name: 'dividend signed',
    execution: division('divu', w(-100), 7),
    claim: { q: w(-14), qSign: 1, r: w(-2), rSign: 1, before: { 'b.sign': 1 } },
  },
  {
    name: 'divisor signed',
    execution: division('divu', 100, w(-7)),
    claim: { q: w(-14), qSign: 1, r: 2, rSign: 0, before: { 'c.sign': 1 } },
  },
  {
    name: 'dividend unsigned',
    execution: division('div', w(-100), 7),
    claim: { ...unsigned, q: Math.floor(w(-100) / 7), r: w(-100) % 7, before: { 'b.sign': 0 } },
  },
  {
    name: 'divisor unsigned',
    execution: division('div', 100, w(-7)),
    claim: { ...unsigned, q: 0, r: 100, before: { 'c.sign': 0 } },
  },
  {
    name: 'quotient with a limb of 17 bits',
    execution: division('divu', 0x10001, 1),
    claim: {
      ...unsigned,
      q: 0x8001,
      r: 0,
      digit: 0x8001,
      after: { 'q.lo': 0x10001, 'q.hi': 0, 'a.lo': 0x10001, 'q.lo upper bit': 1 },
    },
  },
  {
    name: 'quotient with a sign and a limb for it',
    execution: plain,
    claim: { q: 14, qSign: 1, r: 2, rSign: 0, after: { 'q.hi': 2 ** 16, 'a.hi': 2 ** 16 } },
  },
  {
    name: 'remainder with a limb of 17 bits',
    execution: division('remu', 0x10005, 0x20100),
    claim: {
      ...unsigned,
      q: 0,
      r: 5,
      after: { 'r.lo': 0x10005, 'a.lo': 0x10005, deficit: 0x100 - 4, inverse: inv(0xfc) },
    },
  },
  {
    name: 'remainder below 0 by its upper limb',
    execution: plain,
    claim: {
      ...unsigned,
      q: 9376,
      r: 4,
      after: { 'r.hi': -1, 'equal upper limbs': 0, difference: 0, inverse: inv(2 + 65537) },
    },
  },
  { name: 'remainder above the divisor', execution: plain, claim: { ...unsigned, q: 13, r: 9 } },
  {
    name: 'remainder above the divisor, another difference',
    execution: plain,
    claim: {
      ...unsigned,
      q: 13,
      r: 9,
      after: { 'equal upper limbs': 1, difference: 0, inverse: inv(65537 - 3) },
    },
  },
  {
    name: 'remainder above the divisor, only in the upper limb',
    execution: division('remu', 0x50007, 0x20005),
    claim: { ...unsigned, q: 1, r: 0x30002 },
  },
  {
    name: 'remainder above the divisor, in part',
    execution: plain,
    claim: {
      ...unsigned,
      q: 13,
      r: 9,
      after: { 'equal upper limbs': -inv(2), difference: 0, inverse: inv(65537 - 3) },
    },
  },
  {
    name: 'remainder below 0',
    execution: division('rem', 100, 7),
    claim: { q: 15, qSign: 0, r: w(-5), rSign: 1 },
  },
  {
    name: 'remainder above 0',
    execution: division('rem', w(-100), 7),
    claim: { q: w(-15), qSign: 1, r: 5, rSign: 0 },
  },
  {
    name: 'remainder above 0, in the upper limb',
    execution: division('rem', w(-0x50000), 0x30000),
    claim: { q: w(-2), qSign: 1, r: 0x10000, rSign: 0 },
  },
  {
    name: 'remainder minus the divisor',
    execution: division('rem', w(-0x60000), 0x30000),
    claim: { q: w(-1), qSign: 1, r: w(-0x30000), rSign: 1 },
  },
  { name: '7 is zero', execution: plain, claim: { q: w(-1), qSign: 1, r: 107, rSign: 0, zero: 1 } },
  {
    name: '2^16 is zero',
    execution: division('remu', 100, 0x10000),
    claim: { q: w(-1), qSign: 1, r: 100 + 0x10000, rSign: 0, zero: 1 },
  },
  { name: 'quotient by zero', execution: byZero, claim: { ...unsigned, q: 0xffff0000, r: 100, zero: 1 } },
  {
    name: 'quotient by zero, upper limb',
    execution: byZero,
    claim: { ...unsigned, q: 0xffff, r: 100, zero: 1 },
  },
  { name: 'another result', execution: plain, claim: { ...unsigned, q: 14, r: 2, after: { 'a.lo': 13 } } },
  {
    name: 'another upper limb of the result',
    execution: plain,
    claim: { ...unsigned, q: 14, r: 2, after: { 'a.hi': 1 } },
  },
  // Where the upper limbs differ by 3.
  {
    name: 'half a row',
    execution: division('divu', 100, 0x30000),
    claim: { ...unsigned, q: 0, r: 100, after: halfRow(0x30000, 100) },
  },
]

/** The part of `large deficit` that makes the deficit 0 in the range check. */
function largeFor({ q, r }: Claim, b: number, c: number): number {
  const digit = q & 0x7fff
  const deficit = 2 * digit + c - mul(reduce(digit * c + r - b), inv(2 ** 14))
  return mul(reduce(deficit + 3), inv(8))
}

/** The comparison of a row that is half real. */
function halfRow(c: number, r: number): Edits {
  const difference = mul(reduce((c >>> 16) - 1), inv(2))
  return { real: inv(2), difference, inverse: mul(inv(2), inv(reduce(difference - r - 1 + 65537))) }
}

/** The best rows for each claim. */
export const claimedRows = claims.flatMap(({ name, execution, claim }) =>
  [...forgeries(execution, claim)].map((row) => ({ name, execution, row })),
)
