import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Regime } from '../../src/stark/parameters.ts'
import {
  agreement,
  type Code,
  exceptionalChallenges,
  listSize,
  requireProven,
} from '../../src/stark/security/proximity.ts'

const UNIQUE: Regime = { name: 'unique decoding' }
const johnson = (m: number): Regime => ({ name: 'johnson', m })

/** Codes of the shape that profiles have: N (1 + 1/16) coefficients on 2, 4, 8 or 16 N points. */
const codes = fc
  .record({ logHeight: fc.integer({ min: 5, max: 22 }), logBlowup: fc.integer({ min: 1, max: 4 }) })
  .map(
    ({ logHeight, logBlowup }): Code => ({
      dimension: 17 * 2 ** (logHeight - 4),
      length: 2 ** (logHeight + logBlowup),
    }),
  )

describe('unique decoding', () => {
  test('reaches half the distance and no further', () => {
    fc.assert(
      fc.property(codes, (code) => {
        const errors = code.length * (1 - agreement(UNIQUE, code))
        // Two codewords differ in at least length - dimension + 1 points.
        expect(2 * errors).toBeLessThan(code.length - code.dimension + 1)
        expect(2 * (errors + 1)).toBeGreaterThanOrEqual(code.length - code.dimension + 1)
      }),
    )
  })

  test('knows one candidate, and one bad challenge per point', () => {
    const code = { dimension: 17 * 2 ** 16, length: 2 ** 22 }
    expect(listSize(UNIQUE, code)).toBe(1)
    expect(exceptionalChallenges(UNIQUE, code)).toBe(2 ** 22)
  })
})

describe("Johnson's regime", () => {
  test('follows the theorem to the digit', () => {
    // ePrint 2025/2055, theorem 4.6, with n = 2^24, k = 17 * 2^16 - 1 and m = 4, computed with 50 digits.
    const code = { dimension: 17 * 2 ** 16, length: 2 ** 24 }
    expect(agreement(johnson(4), code)).toBeCloseTo(0.322117627001, 12)
    expect(listSize(johnson(4), code)).toBeCloseTo(17.462565002616, 12)
    expect(exceptionalChallenges(johnson(4), code) / 1206284823898.75).toBeCloseTo(1, 12)
  })

  test('is short of the radius where lists are no longer bounded', () => {
    fc.assert(
      fc.property(codes, fc.integer({ min: 3, max: 100 }), (code, m) => {
        const rate = code.dimension / code.length
        expect(agreement(johnson(m), code)).toBeGreaterThan(Math.sqrt(rate))
        // Guruswami and Sudan: multiplicity r corrects all but sqrt(rho (1 + 1/r)) of the points,
        // with lists of (r + 1/2) / sqrt(rho).
        const r = Math.ceil(m / 2)
        expect(agreement(johnson(m), code)).toBeGreaterThan(Math.sqrt(rate * (1 + 1 / r)))
        expect(listSize(johnson(m), code)).toBeGreaterThanOrEqual((r + 0.5) / Math.sqrt(rate))
      }),
    )
  })

  test('trades exceptional challenges for errors', () => {
    fc.assert(
      fc.property(codes, fc.integer({ min: 3, max: 50 }), (code, m) => {
        expect(agreement(johnson(m + 1), code)).toBeLessThan(agreement(johnson(m), code))
        expect(exceptionalChallenges(johnson(m + 1), code)).toBeGreaterThan(
          exceptionalChallenges(johnson(m), code),
        )
        expect(listSize(johnson(m + 1), code)).toBeGreaterThan(listSize(johnson(m), code))
      }),
    )
  })

  test('takes the m of the theorem for the radius', () => {
    fc.assert(
      fc.property(codes, fc.integer({ min: 3, max: 50 }), (code, m) => {
        const rate = (code.dimension - 1) / code.length
        const gap = agreement(johnson(m), code) - Math.sqrt(rate)
        expect(Math.max(Math.ceil(Math.sqrt(rate) / gap), 3)).toBeLessThanOrEqual(m)
      }),
    )
  })
})

describe('codes without a theorem', () => {
  const code = { dimension: 17 * 2 ** 12, length: 2 ** 18 }
  test.each([2, 0, -3, 3.5, Number.NaN])('m = %s', (m) => {
    expect(() => requireProven(johnson(m), code)).toThrow(RangeError)
  })

  test('a rate so high that no error is tolerated', () => {
    expect(() => requireProven(johnson(3), { dimension: 600, length: 1000 })).toThrow(RangeError)
    expect(() => requireProven(UNIQUE, { dimension: 1000, length: 1000 })).toThrow(RangeError)
    expect(() => requireProven(UNIQUE, { dimension: 1, length: 1000 })).toThrow(RangeError)
  })

  test('are told from those with one', () => {
    expect(() => requireProven(johnson(3), code)).not.toThrow()
    expect(() => requireProven(UNIQUE, code)).not.toThrow()
  })
})
