/** The laws of an extension field E of F, as tests of one implementation. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as F from '../../../src/field/koalabear.ts'
import type { FieldImplementation } from './field.ts'

export interface ExtensionImplementation<T> extends FieldImplementation<T> {
  readonly degree: number
  fromBase(a: number): T
  isBase(a: T): boolean
  scale(a: T, c: number): T
  frobenius(a: T, times?: number): T
}

export function extensionLaws<T>(
  name: string,
  extension: ExtensionImplementation<T>,
  base: fc.Arbitrary<number>,
): void {
  const { arbitrary, add, mul, pow, fromBase, isBase, scale, frobenius, degree } = extension

  describe(`${name} is an extension of F`, () => {
    test('F is a subfield', () => {
      fc.assert(
        fc.property(base, base, (a, b) => {
          expect(add(fromBase(a), fromBase(b))).toEqual(fromBase(F.add(a, b)))
          expect(mul(fromBase(a), fromBase(b))).toEqual(fromBase(F.mul(a, b)))
          expect(isBase(fromBase(a))).toBe(true)
        }),
      )
    })

    test('scale multiplies by an element of F', () => {
      fc.assert(
        fc.property(arbitrary, base, (a, c) => {
          expect(scale(a, c)).toEqual(mul(a, fromBase(c)))
        }),
      )
    })

    test('frobenius is the automorphism x -> x^p, whose fixed points are F', () => {
      fc.assert(
        fc.property(arbitrary, arbitrary, fc.nat(2 * degree), (a, b, times) => {
          expect(frobenius(a)).toEqual(pow(a, F.P))
          expect(frobenius(mul(a, b))).toEqual(mul(frobenius(a), frobenius(b)))
          expect(frobenius(add(a, b))).toEqual(add(frobenius(a), frobenius(b)))
          let image = a
          for (let i = 0; i < times; i++) image = frobenius(image)
          expect(frobenius(a, times)).toEqual(image)
          expect(frobenius(a, degree)).toEqual(a)
          expect(JSON.stringify(frobenius(a)) === JSON.stringify(a)).toBe(isBase(a))
        }),
      )
    })
  })
}
