import { describe, expect, test } from 'vitest'
import { inv, mul, P, reduce } from '../../../src/field/koalabear.ts'
import { div } from '../../../src/machine/families/div.ts'
import { testConfusion } from '../../support/confusion.ts'
import {
  type Attack, at, type Case, EDGES, edited, honestRow, instruction, judge, operandPairs, random, testFamily,
  violations,
} from '../../support/family.ts'

const MNEMONICS = ['div', 'divu', 'rem', 'remu'] as const
type Division = (typeof MNEMONICS)[number]

const next = random(9)
/** Words of all sizes, so that quotients are too. */
const word = () => next(2 ** (1 + next(32)))
const signedWord = () => (next(2) === 0 ? word() : (2 ** 32 - word()) % 2 ** 32)

/** Dividends q c + r with remainders at their bounds and limbs that are 0 or all ones. */
const EXACT: [number, number][] = [0x10000, 0x20000, 0x1ffff, 0x30000, 0x7fff0000, 0xffff, 0x8000, 0x4000, 3].flatMap((c) =>
  [1, 2, 3, 0x7fff, 0xffff].flatMap((q) => {
    const dividends = [q * c - 1, q * c, q * c + 1, q * c + c - 1].filter((b) => b < 2 ** 31)
    return dividends.flatMap((b): [number, number][] => [b, (2 ** 32 - b) % 2 ** 32].flatMap((x): [number, number][] => [[x, c], [x, 2 ** 32 - c]]))
  }),
)

const PAIRS: [number, number][] = [
  ...operandPairs(),
  ...EXACT,
  ...Array.from({ length: 300 }, (): [number, number] => [signedWord(), signedWord()]),
]

const cases: Case[] = MNEMONICS.flatMap((mnemonic): Case[] => [
  ...PAIRS.map(([b, c]) => ({ instruction: instruction(mnemonic), b, c })),
  { instruction: instruction(mnemonic, { rd: 6, rs2: 6 }), b: 2 ** 31, c: 2 ** 31, cGap: 0, aOld: 2 ** 31, aGap: 1 },
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
  { name: 'sign of an unsigned number', execution: of('divu', 2 ** 31, 7), edits: { 'b.sign': 1 }, by: 'signs only if signed' },
  { name: 'half a sign', execution: negative, edits: { 'q.sign': inv(2) }, by: 'q.sign is boolean' },
  { name: 'upper limb of q out of range', execution: plain, edits: { 'q.lo': 14 - 2 ** 16, 'q.hi': 1, 'a.lo': 14 - 2 ** 16, 'a.hi': 1 }, by: 'bits' },
  { name: 'lower limb of q out of range', execution: of('divu', 0x100000, 1), edits: { 'q.lo': 0x100000, 'q.hi': 0, 'a.lo': 0x100000, 'a.hi': 0 }, by: 'bits' },
  { name: 'r out of range', execution: of('remu', 100, 0x20000), edits: { 'r.lo': 100 - 2 ** 16, 'r.hi': 1, 'a.lo': 100 - 2 ** 16, 'a.hi': 1 }, by: 'bits' },
  { name: 'upper limb of r below 0', execution: plain, edits: { 'r.lo': 2 + 2 ** 16, 'r.hi': -1 }, by: 'bits' },
  { name: 'overflow into the sign', execution: overflow, edits: { 'q.sign': 1 }, by: 'modulo p' },
  { name: 'division by zero claimed', execution: plain, edits: { 'division by zero': 1 }, by: 'zero is 0' },
  { name: 'half a division by zero', execution: byZero, edits: { 'division by zero': inv(2) }, by: 'boolean' },
  { name: 'another quotient by zero', execution: byZero, edits: { 'q.lo': 0, 'q.hi': 0, 'q.lo upper bit': 0, 'a.lo': 0, 'a.hi': 0 }, by: 'quotient by zero' },
  { name: 'another remainder by zero', execution: of('remu', 100, 0), edits: { 'r.lo': 101, 'a.lo': 101 }, by: 'modulo p' },
  { name: 'both limb comparisons', execution: plain, edits: { 'equal upper limbs': inv(2) }, by: 'boolean' },
  { name: 'small is 2', execution: plain, edits: { small: 2 }, by: 'small is -1, 0 or 1' },
  { name: 'bounded by another', execution: of('divu', 2 ** 31, 5), edits: { small: 0, bounded: 0 }, by: 'what is bounded' },
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
  },
  refuses: [instruction('mul'), instruction('mulh'), instruction('srl')],
  cells: 64,
})

testConfusion(div, MNEMONICS, { b: 0xfedcba98, c: 0x89ab })

test('div: a row without an instruction takes nothing from the lookups but what is there', () => {
  const row = edited(div.table, div.table.main.map(() => 0), { signed: -1, 'b.hi': 12345678 })
  expect(violations(div.table, row)).toContain('signed is boolean')
})

/** What a forger claims. The integers are modulo 2^32 with a sign, which need not be theirs. */
interface Claim {
  readonly q: number
  readonly r: number
  readonly qSign: number
  readonly rSign: number
  readonly zero?: number
}

/** All rows with these claims in which the forger gets everything right that follows by an equation. */
function* forgeries(execution: Case, { q, r, qSign, rSign, zero = 0 }: Claim): Generator<number[]> {
  const { table } = div
  const honest = honestRow(div, execution)
  const get = (name: string) => honest[at(table, name)]
  const isRemainder = get('remainder') === 1
  const value = isRemainder ? r : q
  const c = { lo: get('c.lo'), hi: get('c.hi'), sign: get('c.sign') }
  const [rLo, rHi] = [r & 0xffff, r >>> 16].map((limb) => (rSign === 1 ? 0xffff - limb : limb))
  const [cLo, cHi] = [c.lo, c.hi].map((limb) => (c.sign === 1 ? 0xffff - limb : limb))
  const upper = cHi - rHi
  const lower = cLo - rLo + c.sign - rSign - 1
  const high = { q: (q >>> 16) - 0xffff * qSign, c: c.hi - 0xffff * c.sign }
  const low = { q: (q & 0xffff) - 2 ** 16 * qSign, c: c.lo - 2 ** 16 * c.sign }
  for (let choice = 0; choice < 24; choice++) {
    const bit = choice & 1
    const equal = (choice >> 1) & 1
    const large = (choice >> 2) & 1
    const small = (choice >> 3) - 1
    const digit = reduce((q & 0xffff) - bit * 2 ** 15)
    const change = reduce(mul(digit, c.lo) + (r & 0xffff) - get('b.lo'))
    const difference = zero === 1 ? 0 : equal === 1 ? lower : upper - 1
    const sum = reduce(difference + lower + 65537)
    yield edited(table, honest, {
      'q.lo': q & 0xffff,
      'q.hi': q >>> 16,
      'q.sign': qSign,
      'r.lo': r & 0xffff,
      'r.hi': r >>> 16,
      'r.sign': rSign,
      'a.lo': value & 0xffff,
      'a.hi': value >>> 16,
      'q.lo upper bit': bit,
      deficit: 2 * digit + c.lo - mul(change, inv(2 ** 14)),
      'large deficit': large,
      small,
      bounded: small === 0 ? high.q + high.c : small === 1 ? low.c : low.q,
      'division by zero': zero,
      'equal upper limbs': equal,
      difference,
      inverse: zero === 1 || sum === 0 ? 0 : inv(sum),
    })
  }
}

/** All reasons for which the best forgeries of a claim are rejected; fails if one is not. */
function refute(execution: Case, claim: Claim): string[][] {
  const reasons: string[][] = []
  for (const row of forgeries(execution, claim)) {
    const verdict = judge(div, row, [execution])
    if (verdict.kind !== 'rejected') {
      expect.fail(`${execution.instruction.mnemonic} ${execution.b} ${execution.c}: ${JSON.stringify(claim)}: ${verdict.kind} ${verdict.why}`)
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
  q: modulo(q), r: modulo(r), qSign: q < 0n ? 1 : 0, rSign: r < 0n ? 1 : 0,
})
const isWord = (value: bigint) => value >= -(2n ** 32n) && value < 2n ** 32n
const magnitude = (value: bigint) => (value < 0n ? -value : value)

describe('div: no other quotient and remainder', () => {
  const executions = MNEMONICS.flatMap((mnemonic) => PAIRS.filter((_, k) => k % 9 === 0).map(([b, c]) => of(mnemonic, b, c)))

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
    const divisors = [3, 2 ** 13, 2 ** 14 - 1, 2 ** 14 + 1, 0xffff, 0x10001, 2 ** 20, 2 ** 29 + 5, 2 ** 31, 2 ** 32 - 2 ** 14]
    const dividends = [100, 2 ** 31 + 12345, 2 ** 32 - 2 ** 20]
    const all = MNEMONICS.flatMap((mnemonic) => dividends.flatMap((b) => divisors.map((c) => of(mnemonic, b, c))))
    for (const execution of all) {
      const { dividend, divisor } = integersOf(execution)
      if (divisor === 0n) continue
      for (const step of steps) {
        for (const times of [-3n, -2n, -1n, 1n, 2n, 3n, 4n]) {
          const other = dividend + times * step
          const r = other % divisor
          const q = other / divisor
          for (const [by, rest] of [[0n, r], [1n, r - divisor], [-1n, r + divisor]]) {
            if (isWord(q + by) && rest !== undefined && isWord(rest) && magnitude(rest) < magnitude(divisor)) {
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
        for (const [q, r] of [[0, b], [1, b], [2 ** 32 - 2, b], [2 ** 32 - 1, b ^ 1], [2 ** 32 - 1, 0]]) {
          if (q === 2 ** 32 - 1 && r === b) continue
          for (const zero of [0, 1]) {
            for (const sign of [0, 1]) refute(of(mnemonic, b, 0), { q, r: r >>> 0, qSign: sign, rSign: sign & (r >>> 31), zero })
          }
        }
      }
    }
  })

  test('each of the three facts is needed', () => {
    // q c + r = b + p: not modulo 2^14.
    const other = BigInt(P) + 100n
    expect(refute(of('divu', 100, 7), claimOf(other / 7n, other % 7n)).flat().join()).toMatch(/^(range \d+,?)+$/)
    // q c + r = b + 2^14: not modulo p.
    expect(refute(of('divu', 100, 7), claimOf((100n + 2n ** 14n) / 7n, (100n + 2n ** 14n) % 7n)).flat().join()).toMatch(
      /^(b = q c \+ r modulo p,?)+$/,
    )
    // q c + r = b + 2^14 p: too large. Each way to bound it fails.
    const c = 2 ** 14
    const claim = claimOf(BigInt(P) + 5n, 3n)
    const reasons = refute(of('divu', 5 * c + 3, c), claim)
    expect(reasons.length).toBeGreaterThan(0)
    for (const why of reasons) expect(why.join()).toMatch(/^(a small quotient has high 0|bits \d+,8192)$/)
  })

  test('with a remainder that is minus the divisor', () => {
    for (const c of [0x10000, 0x30000, 0x7fff0000]) {
      const b = 2 ** 32 - 2 * c
      if (b < 2 ** 31) continue
      const reasons = refute(of('rem', b, c), claimOf(-1n, -BigInt(c))).flat()
      expect(reasons).toContain('remainder is not minus the divisor')
      expect(new Set(reasons)).toEqual(new Set(['remainder is not minus the divisor']))
    }
  })
})
