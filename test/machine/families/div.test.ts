import { describe, expect, test } from 'vitest'
import { P } from '../../../src/field/koalabear.ts'
import { div } from '../../../src/machine/families/div.ts'
import { testConfusion } from '../../support/confusion.ts'
import {
  type Claim,
  DIVISIONS,
  division,
  forgeries,
  PAIRS,
  refute,
  signedWord,
} from '../../support/division.ts'
import { type Case, EDGES, judge, random, testFamily } from '../../support/family.ts'
import { divTest } from '../../support/tables/div.ts'

testFamily(divTest)

testConfusion(div, DIVISIONS, { b: 0xfedcba98, c: 0x89ab })

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

const next = random(13)

describe('div: no other quotient and remainder', () => {
  const executions = DIVISIONS.flatMap((mnemonic) =>
    PAIRS.filter((_, k) => k % 9 === 0).map(([b, c]) => division(mnemonic, b, c)),
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
    const all = DIVISIONS.flatMap((mnemonic) =>
      dividends.flatMap((b) => divisors.map((c) => division(mnemonic, b, c))),
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
    for (const mnemonic of DIVISIONS) {
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
              refute(division(mnemonic, b, 0), { q, r: r >>> 0, qSign: sign, rSign: sign & (r >>> 31), zero })
          }
        }
      }
    }
  })
})
