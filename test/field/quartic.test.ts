import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as F from '../../src/field/koalabear.ts'
import * as E from '../../src/field/quartic.ts'
import { element, ext } from '../support/laws/arbitraries.ts'
import { extensionLaws } from '../support/laws/extension.ts'
import { fieldLaws } from '../support/laws/field.ts'

const implementation = { ...E, arbitrary: ext, zero: E.ZERO, one: E.ONE, degree: E.DEGREE }

fieldLaws('E = F[X]/(X^4 - 3)', implementation)
extensionLaws('E = F[X]/(X^4 - 3)', implementation, element)

describe('E', () => {
  const X: E.Ext = [0, 1, 0, 0]

  test('X^4 = 3, and X^4 - 3 is irreducible: X has four conjugates', () => {
    expect(E.pow(X, 4)).toEqual([3, 0, 0, 0])
    const conjugates = [0, 1, 2, 3].map((times) => JSON.stringify(E.frobenius(X, times)))
    expect(new Set(conjugates).size).toBe(4)
  })

  test('multiplies as polynomials modulo X^4 - 3', () => {
    fc.assert(
      fc.property(ext, ext, (a, b) => {
        const product = [0, 0, 0, 0]
        for (let i = 0; i < 4; i++) {
          for (let j = 0; j < 4; j++) {
            const term = F.mul(i + j < 4 ? 1 : 3, F.mul(a[i], b[j]))
            product[(i + j) % 4] = F.add(product[(i + j) % 4], term)
          }
        }
        expect(E.mul(a, b)).toEqual(product)
        expect(E.square(a)).toEqual(E.mul(a, a))
      }),
    )
  })

  test('recognises subfields', () => {
    fc.assert(
      fc.property(ext, (a) => {
        expect(E.isBase(a)).toBe(E.equal(E.frobenius(a), a))
        expect(E.isQuadratic(a)).toBe(E.equal(E.frobenius(a, 2), a))
        expect(E.isZero(a)).toBe(E.equal(a, E.ZERO))
      }),
    )
    expect(E.isQuadratic([1, 0, 5, 0])).toBe(true)
    expect(E.isBase([1, 0, 5, 0])).toBe(false)
    expect(E.isBase([0, 0, 0, 1])).toBe(false)
    expect(E.isZero([0, 0, 0, 0])).toBe(true)
    expect(E.isZero([0, 0, 0, 1])).toBe(false)
  })

  test('equal compares every coordinate', () => {
    fc.assert(
      fc.property(ext, fc.nat(3), (a, i) => {
        const b = [...a] as [number, number, number, number]
        b[i] = F.add(b[i], 1)
        expect(E.equal(a, a)).toBe(true)
        expect(E.equal(a, b)).toBe(false)
      }),
    )
  })

  test('read and write are inverse, with any stride', () => {
    fc.assert(
      fc.property(ext, fc.nat(3), fc.integer({ min: 1, max: 5 }), (a, offset, stride) => {
        const memory = new Uint32Array(24)
        E.write(memory, a, offset, stride)
        expect(E.read(memory, offset, stride)).toEqual(a)
        expect(memory.filter((word) => word !== 0).length).toBe(a.filter((c) => c !== 0).length)
      }),
    )
  })
})
