import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as F from '../../src/field/koalabear.ts'
import * as E from '../../src/field/quartic.ts'
import {
  bitReverse,
  bitReverseIndex,
  evaluate,
  evaluateAtExt,
  evaluateExt,
  exactLog2,
  interpolate,
  ntt,
} from '../../src/poly/polynomial.ts'
import { element, ext, nonZero } from '../support/laws/arbitraries.ts'

/** Arrays of 1, 2, 4, ... 64 elements. */
const column = fc.nat(6).chain((log) => fc.array(element, { minLength: 2 ** log, maxLength: 2 ** log }))

describe('evaluate', () => {
  test('sums the powers of the point', () => {
    expect(evaluate([], 5)).toBe(0)
    expect(evaluate([7], 0)).toBe(7)
    expect(evaluate([1, 2, 3], 10)).toBe(321)
    fc.assert(
      fc.property(column, element, (f, x) => {
        const terms = f.map((c, i) => F.mul(c, F.pow(x, i)))
        expect(evaluate(f, x)).toBe(terms.reduce(F.add, 0))
      }),
    )
  })

  test('is the same over F and over E', () => {
    fc.assert(
      fc.property(column, element, ext, (f, x, z) => {
        expect(evaluateAtExt(f, E.fromBase(x))).toEqual(E.fromBase(evaluate(f, x)))
        expect(evaluateExt(f.map(E.fromBase), z)).toEqual(evaluateAtExt(f, z))
      }),
    )
  })
})

describe('bit reversal', () => {
  test('of an index', () => {
    expect([0, 1, 2, 3, 4, 5, 6, 7].map((i) => bitReverseIndex(i, 3))).toEqual([0, 4, 2, 6, 1, 5, 3, 7])
    expect(bitReverseIndex(0, 0)).toBe(0)
    expect(bitReverseIndex(1, 31)).toBe(2 ** 30)
  })

  test('of an array is an involution', () => {
    fc.assert(
      fc.property(column, (f) => {
        expect(Array.from(bitReverse(bitReverse(f)))).toEqual(f)
      }),
    )
  })

  test('needs a power of two', () => {
    for (const length of [0, 3, 6]) expect(() => bitReverse(new Uint32Array(length))).toThrow(RangeError)
    expect(exactLog2(1)).toBe(0)
    expect(exactLog2(2 ** 22)).toBe(22)
    for (const size of [0, -4, 1.5, Number.NaN, 2 ** 32 + 4])
      expect(() => exactLog2(size)).toThrow(RangeError)
  })
})

describe('ntt', () => {
  test('evaluates at shift * w^i', () => {
    fc.assert(
      fc.property(column, nonZero, (f, shift) => {
        const root = F.rootOfUnity(exactLog2(f.length))
        const naive = f.map((_, i) => evaluate(f, F.mul(shift, F.pow(root, i))))
        expect(Array.from(ntt(f, shift))).toEqual(naive)
      }),
    )
  })

  test('interpolate is its inverse', () => {
    fc.assert(
      fc.property(column, nonZero, (f, shift) => {
        expect(Array.from(interpolate(ntt(f, shift), shift))).toEqual(f)
        expect(Array.from(ntt(interpolate(f, shift), shift))).toEqual(f)
      }),
    )
    expect(() => interpolate([1, 2], 0)).toThrow(RangeError)
  })
})
