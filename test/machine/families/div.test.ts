import { describe, expect, test } from 'vitest'
import { inv, mul, P, reduce } from '../../../src/field/koalabear.ts'
import { div } from '../../../src/machine/families/div.ts'
import { testConfusion } from '../../support/confusion.ts'
import {
  type Attack,
  at,
  type Case,
  EDGES,
  type Edits,
  edited,
  honestRow,
  instruction,
  judge,
  operandPairs,
  random,
  testFamily,
} from '../../support/family.ts'
import { testNecessity } from '../../support/necessity.ts'

const MNEMONICS = ['div', 'divu', 'rem', 'remu'] as const
type Division = (typeof MNEMONICS)[number]

const next = random(9)
/** Words of all sizes, so that quotients are too. */
const word = () => next(2 ** (1 + next(32)))
const signedWord = () => (next(2) === 0 ? word() : (2 ** 32 - word()) % 2 ** 32)

/** Dividends q c + r with remainders at their bounds and limbs that are 0 or all ones. */
const EXACT: [number, number][] = [
  0x10000, 0x20000, 0x1ffff, 0x30000, 0x7fff0000, 0xffff, 0x8000, 0x4000, 3,
].flatMap((c) =>
  [1, 2, 3, 0x7fff, 0xffff].flatMap((q) => {
    const dividends = [q * c - 1, q * c, q * c + 1, q * c + c - 1].filter((b) => b < 2 ** 31)
    return dividends.flatMap((b): [number, number][] =>
      [b, (2 ** 32 - b) % 2 ** 32].flatMap((x): [number, number][] => [
        [x, c],
        [x, 2 ** 32 - c],
      ]),
    )
  }),
)

const PAIRS: [number, number][] = [
  ...operandPairs(),
  ...EXACT,
  ...Array.from({ length: 300 }, (): [number, number] => [signedWord(), signedWord()]),
]

const cases: Case[] = MNEMONICS.flatMap((mnemonic): Case[] => [
  ...PAIRS.map(([b, c]) => ({ instruction: instruction(mnemonic), b, c })),
  {
    instruction: instruction(mnemonic, { rd: 6, rs2: 6 }),
    b: 2 ** 31,
    c: 2 ** 31,
    cGap: 0,
    aOld: 2 ** 31,
    aGap: 1,
  },
  { instruction: instruction(mnemonic, { rs2: 0 }), b: 77, c: 0 },
])

const add = (n: number) => (honest: number) => honest + n
const of = (mnemonic: Division, b: number, c: number): Case => ({ instruction: instruction(mnemonic), b, c })
const plain = of('divu', 100, 7)
const negative = of('rem', 2 ** 32 - 100, 7)
const overflow = of('div', 2 ** 31, 2 ** 32 - 1)
const byZero = of('divu', 100, 0)

const attacks: Attack[] = [
  { name: 'the remainder instead of the quotient', execution: plain, edits: { 'a.lo': 2 }, by: 'result' },
  { name: 'a mixture of both', execution: plain, edits: { remainder: inv(2), 'a.lo': 8 }, by: 'program' },
  { name: 'sign of b dropped', execution: negative, edits: { 'b.sign': 0 }, by: 'bits' },
  { name: 'sign of c invented', execution: negative, edits: { 'c.sign': 1 }, by: 'bits' },
  {
    name: 'sign of an unsigned number',
    execution: of('divu', 2 ** 31, 7),
    edits: { 'b.sign': 1 },
    by: 'signs only if signed',
  },
  { name: 'half a sign', execution: negative, edits: { 'q.sign': inv(2) }, by: 'q.sign is boolean' },
  {
    name: 'upper limb of q out of range',
    execution: plain,
    edits: { 'q.lo': 14 - 2 ** 16, 'q.hi': 1, 'a.lo': 14 - 2 ** 16, 'a.hi': 1 },
    by: 'bits',
  },
  {
    name: 'lower limb of q out of range',
    execution: of('divu', 0x100000, 1),
    edits: { 'q.lo': 0x100000, 'q.hi': 0, 'a.lo': 0x100000, 'a.hi': 0 },
    by: 'bits',
  },
  {
    name: 'r out of range',
    execution: of('remu', 100, 0x20000),
    edits: { 'r.lo': 100 - 2 ** 16, 'r.hi': 1, 'a.lo': 100 - 2 ** 16, 'a.hi': 1 },
    by: 'bits',
  },
  {
    name: 'upper limb of r below 0',
    execution: plain,
    edits: { 'r.lo': 2 + 2 ** 16, 'r.hi': -1 },
    by: 'bits',
  },
  { name: 'overflow into the sign', execution: overflow, edits: { 'q.sign': 1 }, by: 'modulo p' },
  { name: 'division by zero claimed', execution: plain, edits: { 'division by zero': 1 }, by: 'zero is 0' },
  {
    name: 'another quotient by zero',
    execution: byZero,
    edits: { 'q.lo': 0, 'q.hi': 0, 'q.lo upper bit': 0, 'a.lo': 0, 'a.hi': 0 },
    by: 'quotient by zero',
  },
  {
    name: 'another remainder by zero',
    execution: of('remu', 100, 0),
    edits: { 'r.lo': 101, 'a.lo': 101 },
    by: 'modulo p',
  },
  { name: 'both limb comparisons', execution: plain, edits: { 'equal upper limbs': inv(2) }, by: 'boolean' },
  {
    name: 'bounded by another',
    execution: of('divu', 2 ** 31, 5),
    edits: { small: 0, bounded: 0 },
    by: 'what is bounded',
  },
  { name: 'operands swapped', execution: plain, edits: { rs1: add(4), rs2: add(-4) }, by: 'program' },
  { name: 'another destination', execution: plain, edits: { rd: add(4) }, by: 'program' },
  { name: 'half a row', execution: plain, edits: { real: inv(2) }, by: 'real is boolean' },
]

testFamily({
  family: div,
  cases,
  attacks,
  free: {
    'q.sign': 'a quotient by zero counts 0 times',
    small: 'several bounds may hold',
    bounded: 'follows small',
    'large deficit': 'most deficits are in both ranges',
    inverse: 'nothing is compared with a divisor 0',
    'division by zero': 'any number but 0 means it',
    'equal upper limbs': 'nothing is compared with a divisor 0',
    difference: 'nothing is compared with a divisor 0',
  },
  refuses: [instruction('mul'), instruction('mulh'), instruction('srl')],
  cells: 64,
})

testConfusion(div, MNEMONICS, { b: 0xfedcba98, c: 0x89ab })

/** What a forger claims. The integers are modulo 2^32 with a sign, which need not be theirs. */
interface Claim {
  readonly q: number
  readonly r: number
  readonly qSign: number
  readonly rSign: number
  readonly zero?: number
  /** What is used instead of q.lo modulo 2^15. */
  readonly digit?: number
  /** What is edited before the rest follows from it, and after. */
  readonly before?: Edits
  readonly after?: Edits
}

/** All rows with these claims in which the forger gets everything right that follows by an equation. */
function* forgeries(execution: Case, claim: Claim): Generator<number[]> {
  const { table } = div
  const { q, r, qSign, rSign, zero = 0, before = {}, after = {} } = claim
  const base = edited(table, honestRow(div, execution), before)
  const get = (name: string) => base[at(table, name)]
  const value = get('remainder') === 1 ? r : q
  const c = { lo: get('c.lo'), hi: get('c.hi'), sign: get('c.sign') }
  const complemented = (limb: number, sign: number) => reduce(limb + mul(sign, reduce(0xffff - 2 * limb)))
  const upper = reduce(complemented(c.hi, c.sign) - complemented(r >>> 16, rSign))
  const lower = reduce(complemented(c.lo, c.sign) - complemented(r & 0xffff, rSign) + c.sign - rSign - 1)
  const high = { q: (q >>> 16) - 0xffff * qSign, c: c.hi - 0xffff * c.sign }
  const low = { q: (q & 0xffff) - 2 ** 16 * qSign, c: c.lo - 2 ** 16 * c.sign }
  for (let choice = 0; choice < 24; choice++) {
    const bit = choice & 1
    const equal = (choice >> 1) & 1
    const large = (choice >> 2) & 1
    const small = (choice >> 3) - 1
    const digit = reduce(claim.digit ?? (q & 0xffff) - bit * 2 ** 15)
    const change = reduce(mul(digit, c.lo) + (r & 0xffff) - get('b.lo'))
    const difference = zero === 1 ? 0 : equal === 1 ? lower : reduce(upper - 1)
    const sum = reduce(difference + lower + 65537)
    yield edited(
      table,
      edited(table, base, {
        'q.lo': q & 0xffff,
        'q.hi': q >>> 16,
        'q.sign': qSign,
        'r.lo': r & 0xffff,
        'r.hi': r >>> 16,
        'r.sign': rSign,
        'a.lo': value & 0xffff,
        'a.hi': value >>> 16,
        'q.lo upper bit': mul(reduce((q & 0xffff) - digit), inv(2 ** 15)),
        deficit: 2 * digit + c.lo - mul(change, inv(2 ** 14)),
        'large deficit': large,
        small,
        bounded: small === 0 ? high.q + high.c : small === 1 ? low.c : low.q,
        'division by zero': zero,
        'equal upper limbs': equal,
        difference,
        inverse: zero === 1 || sum === 0 ? 0 : inv(sum),
      }),
      after,
    )
  }
}

/** All reasons for which the best forgeries of a claim are rejected; fails if one is not. */
function refute(execution: Case, claim: Claim): string[][] {
  const reasons: string[][] = []
  for (const row of forgeries(execution, claim)) {
    const verdict = judge(div, row, [execution])
    if (verdict.kind !== 'rejected') {
      const { instruction: own, b, c } = execution
      expect.fail(`${own.mnemonic} ${b} ${c}: ${JSON.stringify(claim)}: ${verdict.kind} ${verdict.why}`)
    }
    reasons.push([...verdict.why])
  }
  const least = Math.min(...reasons.map((why) => why.length))
  return reasons.filter((why) => why.length === least)
}

const isSignedDivision = (mnemonic: string) => mnemonic === 'div' || mnemonic === 'rem'
const modulo = (value: bigint) => Number(BigInt.asUintN(32, value))

/** The integers of an execution: dividend, divisor, and the true quotient and remainder if there are. */
function integersOf({ instruction: { mnemonic }, b = 0, c = 0 }: Case) {
  const integer = (w: number) => (isSignedDivision(mnemonic) ? BigInt.asIntN(32, BigInt(w)) : BigInt(w))
  return { dividend: integer(b), divisor: integer(c) }
}

const claimOf = (q: bigint, r: bigint): Claim => ({
  q: modulo(q),
  r: modulo(r),
  qSign: q < 0n ? 1 : 0,
  rSign: r < 0n ? 1 : 0,
})
const isWord = (value: bigint) => value >= -(2n ** 32n) && value < 2n ** 32n
const magnitude = (value: bigint) => (value < 0n ? -value : value)

describe('div: no other quotient and remainder', () => {
  const executions = MNEMONICS.flatMap((mnemonic) =>
    PAIRS.filter((_, k) => k % 9 === 0).map(([b, c]) => of(mnemonic, b, c)),
  )

  test('the honest claim is honest', () => {
    for (const execution of executions.filter(({ c }) => c !== 0)) {
      const { dividend, divisor } = integersOf(execution)
      const claim = claimOf(dividend / divisor, dividend % divisor)
      const verdicts = [...forgeries(execution, claim)].map((row) => judge(div, row, [execution]).kind)
      expect(verdicts).toContain('honest')
      expect(verdicts).not.toContain('forged')
    }
  })

  test('with a remainder out of its range', () => {
    for (const execution of executions) {
      const { dividend, divisor } = integersOf(execution)
      const quotient = divisor === 0n ? 0n : dividend / divisor
      for (const by of [-2n, -1n, 1n, 2n]) {
        const q = quotient + by
        const r = dividend - q * divisor
        if (divisor !== 0n && isWord(q) && isWord(r)) refute(execution, claimOf(q, r))
      }
    }
  })

  test('with other signs', () => {
    for (const execution of executions) {
      const { dividend, divisor } = integersOf(execution)
      if (divisor === 0n) continue
      const { q, r, qSign, rSign } = claimOf(dividend / divisor, dividend % divisor)
      for (const claim of [
        { q, r, qSign: 1 - qSign, rSign },
        { q, r, qSign, rSign: 1 - rSign },
        { q: modulo(-BigInt(q)), r, qSign: 1 - qSign, rSign },
        { q, r: modulo(-BigInt(r)), qSign, rSign: 1 - rSign },
        { q: modulo(-BigInt(q)), r: modulo(-BigInt(r)), qSign: 1 - qSign, rSign: 1 - rSign },
      ]) {
        refute(execution, claim)
      }
    }
  })

  test('of the dividend plus multiples of p, of 2^14, of 2^14 p', () => {
    const steps = [BigInt(P), 2n ** 14n, 2n ** 16n, 2n ** 32n, 2n ** 14n * BigInt(P), 2n ** 16n * BigInt(P)]
    const divisors = [
      3,
      2 ** 13,
      2 ** 14 - 1,
      2 ** 14 + 1,
      0xffff,
      0x10001,
      2 ** 20,
      2 ** 29 + 5,
      2 ** 31,
      2 ** 32 - 2 ** 14,
    ]
    const dividends = [100, 2 ** 31 + 12345, 2 ** 32 - 2 ** 20]
    const all = MNEMONICS.flatMap((mnemonic) =>
      dividends.flatMap((b) => divisors.map((c) => of(mnemonic, b, c))),
    )
    for (const execution of all) {
      const { dividend, divisor } = integersOf(execution)
      if (divisor === 0n) continue
      for (const step of steps) {
        for (const times of [-3n, -2n, -1n, 1n, 2n, 3n, 4n]) {
          const other = dividend + times * step
          const r = other % divisor
          const q = other / divisor
          for (const [by, rest] of [
            [0n, r],
            [1n, r - divisor],
            [-1n, r + divisor],
          ]) {
            if (
              isWord(q + by) &&
              rest !== undefined &&
              isWord(rest) &&
              magnitude(rest) < magnitude(divisor)
            ) {
              refute(execution, claimOf(q + by, rest))
            }
          }
        }
      }
    }
  })

  test('of random claims', () => {
    for (const execution of executions) {
      const { dividend, divisor } = integersOf(execution)
      for (let k = 0; k < 4; k++) {
        const claim = { q: signedWord(), r: signedWord(), qSign: next(2), rSign: next(2), zero: next(2) }
        const q = BigInt(claim.q) - 2n ** 32n * BigInt(claim.qSign)
        if (divisor !== 0n ? q !== dividend / divisor : claim.q !== 2 ** 32 - 1) refute(execution, claim)
      }
    }
  })

  test('by zero', () => {
    for (const mnemonic of MNEMONICS) {
      for (const b of EDGES) {
        for (const [q, r] of [
          [0, b],
          [1, b],
          [2 ** 32 - 2, b],
          [2 ** 32 - 1, b ^ 1],
          [2 ** 32 - 1, 0],
        ]) {
          if (q === 2 ** 32 - 1 && r === b) continue
          for (const zero of [0, 1]) {
            for (const sign of [0, 1])
              refute(of(mnemonic, b, 0), { q, r: r >>> 0, qSign: sign, rSign: sign & (r >>> 31), zero })
          }
        }
      }
    }
  })
})

/** The word of an integer. */
const w = (value: number) => value >>> 0
const unsigned = { qSign: 0, rSign: 0 }
/** 100 + p = 7 q + r. */
const plusP = { ...unsigned, q: Math.floor((100 + P) / 7), r: (100 + P) % 7 }
/** What q.lo modulo 2^15 had to be for it. */
const digitOfPlusP = [...Array(2 ** 14).keys()].find((digit) => (7 * digit + plusP.r - 100) % 2 ** 14 === 0)!

/**
 * A sign of the remainder 0 that is m / (2^16 - 1) makes it any integer modulo p; one of those m also fits modulo 2^14.
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
const claims: readonly { readonly name: string; readonly execution: Case; readonly claim: Claim }[] = [
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
  { name: '2^14 p more', execution: of('divu', 3, 2 ** 14), claim: { ...unsigned, q: P, r: 3 } },
  {
    name: '2^14 p more, not bounded',
    execution: of('divu', 3, 2 ** 14),
    claim: { ...unsigned, q: P, r: 3, after: { bounded: 0 } },
  },
  {
    name: '2^14 p more by the divisor',
    execution: of('divu', 100, P),
    claim: { ...unsigned, q: 2 ** 14, r: 100 },
  },
  {
    name: '2^14 p more by highs that cancel',
    execution: of('div', 100, w(-0x7f000000)),
    claim: { ...unsigned, q: P, r: 100 },
  },
  {
    name: "fraction of a quotient's sign",
    execution: plain,
    claim: { ...unsigned, q: 14 + 2 ** 14, r: 2, qSign: inv(2 ** 18) },
  },
  {
    name: "fraction of a remainder's sign",
    execution: of('div', w(-100), 7),
    claim: { ...remainderSign(-100, 7), r: 0, qSign: 0 },
  },
  // b.hi - 2^15 sign is 0, and b counts 2^17 less; and so for a divisor 0.
  {
    name: "fraction of a dividend's sign",
    execution: of('div', 0x10000, 0x10),
    claim: { q: w(-0x1000), qSign: 1, r: 0, rSign: 0, before: { 'b.sign': inv(2 ** 15) } },
  },
  {
    name: "fraction of a divisor's sign",
    execution: of('rem', 100, 0),
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
    execution: of('divu', w(-100), 7),
    claim: { q: w(-14), qSign: 1, r: w(-2), rSign: 1, before: { 'b.sign': 1 } },
  },
  {
    name: 'divisor signed',
    execution: of('divu', 100, w(-7)),
    claim: { q: w(-14), qSign: 1, r: 2, rSign: 0, before: { 'c.sign': 1 } },
  },
  {
    name: 'dividend unsigned',
    execution: of('div', w(-100), 7),
    claim: { ...unsigned, q: Math.floor(w(-100) / 7), r: w(-100) % 7, before: { 'b.sign': 0 } },
  },
  {
    name: 'divisor unsigned',
    execution: of('div', 100, w(-7)),
    claim: { ...unsigned, q: 0, r: 100, before: { 'c.sign': 0 } },
  },
  {
    name: 'quotient with a limb of 17 bits',
    execution: of('divu', 0x10001, 1),
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
    execution: of('remu', 0x10005, 0x20100),
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
    execution: of('remu', 0x50007, 0x20005),
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
  { name: 'remainder below 0', execution: of('rem', 100, 7), claim: { q: 15, qSign: 0, r: w(-5), rSign: 1 } },
  {
    name: 'remainder above 0',
    execution: of('rem', w(-100), 7),
    claim: { q: w(-15), qSign: 1, r: 5, rSign: 0 },
  },
  {
    name: 'remainder above 0, in the upper limb',
    execution: of('rem', w(-0x50000), 0x30000),
    claim: { q: w(-2), qSign: 1, r: 0x10000, rSign: 0 },
  },
  {
    name: 'remainder minus the divisor',
    execution: of('rem', w(-0x60000), 0x30000),
    claim: { q: w(-1), qSign: 1, r: w(-0x30000), rSign: 1 },
  },
  { name: '7 is zero', execution: plain, claim: { q: w(-1), qSign: 1, r: 107, rSign: 0, zero: 1 } },
  {
    name: '2^16 is zero',
    execution: of('remu', 100, 0x10000),
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
    execution: of('divu', 100, 0x30000),
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

test.each(claims)('div: rejects: $name', ({ execution, claim }) => {
  refute(execution, claim)
})

const rows = claims.flatMap(({ name, execution, claim }) =>
  [...forgeries(execution, claim)].map((row) => ({ name, execution, row })),
)
testNecessity(div, attacks, rows)
