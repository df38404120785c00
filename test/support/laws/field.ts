/** The laws of a finite field, as tests of one implementation. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

export interface FieldImplementation<T> {
  readonly arbitrary: fc.Arbitrary<T>
  readonly zero: T
  readonly one: T
  add(a: T, b: T): T
  sub(a: T, b: T): T
  neg(a: T): T
  mul(a: T, b: T): T
  inv(a: T): T
  div(a: T, b: T): T
  pow(a: T, exponent: number): T
  squareTimes(a: T, times: number): T
  batchInverse(elements: readonly T[]): ArrayLike<T>
}

export function fieldLaws<T>(name: string, field: FieldImplementation<T>): void {
  const { arbitrary, zero, one, add, sub, neg, mul, inv, div, pow } = field
  const nonZero = arbitrary.filter((a) => !same(a, zero))
  const holds = (law: (a: T, b: T, c: T) => [T, T]) =>
    fc.assert(
      fc.property(arbitrary, arbitrary, arbitrary, (a, b, c) => {
        const [left, right] = law(a, b, c)
        expect(left).toEqual(right)
      }),
    )

  describe(`${name} is a field`, () => {
    test('addition is an abelian group', () => {
      holds((a, b) => [add(a, b), add(b, a)])
      holds((a, b, c) => [add(add(a, b), c), add(a, add(b, c))])
      holds((a) => [add(a, zero), a])
      holds((a) => [add(a, neg(a)), zero])
      holds((a, b) => [sub(a, b), add(a, neg(b))])
    })

    test('multiplication is commutative, associative and distributive', () => {
      holds((a, b) => [mul(a, b), mul(b, a)])
      holds((a, b, c) => [mul(mul(a, b), c), mul(a, mul(b, c))])
      holds((a, b, c) => [mul(a, add(b, c)), add(mul(a, b), mul(a, c))])
      holds((a) => [mul(a, one), a])
      holds((a) => [mul(a, zero), zero])
    })

    test('every element but zero has an inverse', () => {
      fc.assert(
        fc.property(nonZero, (a) => {
          expect(mul(a, inv(a))).toEqual(one)
        }),
      )
      fc.assert(
        fc.property(arbitrary, nonZero, (a, b) => {
          expect(mul(div(a, b), b)).toEqual(a)
        }),
      )
      expect(() => inv(zero)).toThrow(RangeError)
      expect(() => div(one, zero)).toThrow(RangeError)
    })

    test('batchInverse inverts each element and rejects zero', () => {
      fc.assert(
        fc.property(fc.array(nonZero, { maxLength: 20 }), (elements) => {
          expect(Array.from(field.batchInverse(elements))).toEqual(elements.map(inv))
        }),
      )
      expect(() => field.batchInverse([one, zero, one])).toThrow(RangeError)
    })

    test('powers', () => {
      fc.assert(
        fc.property(arbitrary, fc.nat(30), (a, exponent) => {
          let power = one
          for (let i = 0; i < exponent; i++) power = mul(power, a)
          expect(pow(a, exponent)).toEqual(power)
        }),
      )
      fc.assert(
        fc.property(arbitrary, fc.nat(26), (a, times) => {
          expect(field.squareTimes(a, times)).toEqual(pow(a, 2 ** times))
        }),
      )
      fc.assert(
        fc.property(nonZero, fc.nat(2 ** 50), fc.nat(2 ** 50), (a, m, n) => {
          expect(mul(pow(a, m), pow(a, n))).toEqual(pow(a, m + n))
        }),
      )
    })
  })
}

function same<T>(a: T, b: T): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}
