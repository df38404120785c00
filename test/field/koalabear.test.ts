import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as F from '../../src/field/koalabear.ts'
import { element } from '../support/laws/arbitraries.ts'
import { fieldLaws } from '../support/laws/field.ts'

const p = BigInt(F.P)

fieldLaws('KoalaBear', {
  ...F,
  arbitrary: element,
  zero: 0,
  one: 1,
  batchInverse: (elements) => F.batchInverse(elements),
})

describe('constants', () => {
  test('p = 2^31 - 2^24 + 1 is prime', () => {
    expect(F.P).toBe(2 ** 31 - 2 ** 24 + 1)
    let divisor = 3
    while (F.P % divisor !== 0 && divisor * divisor < F.P) divisor += 2
    expect(divisor * divisor).toBeGreaterThan(F.P)
  })

  test('3 generates the multiplicative group', () => {
    expect(F.P - 1).toBe(2 ** F.TWO_ADICITY * 127)
    expect(F.pow(F.GENERATOR, (F.P - 1) / 2)).not.toBe(1)
    expect(F.pow(F.GENERATOR, (F.P - 1) / 127)).not.toBe(1)
  })
})

describe('arithmetic agrees with big integers', () => {
  test('on edges and random elements', () => {
    fc.assert(
      fc.property(element, element, (a, b) => {
        expect(BigInt(F.mul(a, b))).toBe((BigInt(a) * BigInt(b)) % p)
        expect(BigInt(F.add(a, b))).toBe((BigInt(a) + BigInt(b)) % p)
        expect(BigInt(F.sub(a, b))).toBe((BigInt(a) - BigInt(b) + p) % p)
      }),
      { numRuns: 2000 },
    )
  })

  test('where the quotient of a product is next to an integer', () => {
    // a * inverse(a) = 1 and a * -inverse(a) = -1 modulo p: a b / p is an integer plus or minus 1 / p.
    fc.assert(
      fc.property(element, (a) => {
        if (a === 0) return
        expect(F.mul(a, F.inv(a))).toBe(1)
        expect(F.mul(a, F.neg(F.inv(a)))).toBe(F.P - 1)
        expect(Object.is(F.mul(a, 0), 0)).toBe(true)
      }),
      { numRuns: 1000 },
    )
  })

  test('reduce takes any safe integer', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (x) => {
        expect(BigInt(F.reduce(x))).toBe(((BigInt(x) % p) + p) % p)
      }),
    )
    for (const zero of [0, -0, F.P, -F.P, F.P * 2 ** 21]) expect(Object.is(F.reduce(zero), 0)).toBe(true)
  })

  test('isElement accepts canonical elements only', () => {
    for (const x of [0, 1, F.P - 1]) expect(F.isElement(x)).toBe(true)
    for (const x of [F.P, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY]) expect(F.isElement(x)).toBe(false)
  })
})

describe('rootOfUnity', () => {
  test('has exactly the order 2^k, and each is the square of the next', () => {
    expect(F.rootOfUnity(0)).toBe(1)
    expect(F.rootOfUnity(1)).toBe(F.P - 1)
    for (let k = 1; k <= F.TWO_ADICITY; k++) {
      expect(F.pow(F.rootOfUnity(k), 2 ** (k - 1))).toBe(F.P - 1)
      expect(F.mul(F.rootOfUnity(k), F.rootOfUnity(k))).toBe(F.rootOfUnity(k - 1))
    }
  })

  test('rejects orders that do not exist', () => {
    for (const k of [-1, 25, 1.5, Number.NaN]) expect(() => F.rootOfUnity(k)).toThrow(RangeError)
  })
})
