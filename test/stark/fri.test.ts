/** Indices and points of FRI, and the fold of a fibre. */
import { describe, expect, test } from 'vitest'
import * as F from '../../src/field/koalabear.ts'
import * as E from '../../src/field/quartic.ts'
import { cosetShift, createDomain, domainPoint } from '../../src/poly/domain.ts'
import { evaluate } from '../../src/poly/polynomial.ts'
import type { Shape } from '../../src/stark/shape.ts'
import { fibreIndex, foldsTo, friPoint } from '../../src/stark/verifier/fri.ts'
import { tinyParameters } from '../support/stark/parameters.ts'
import { seeded } from '../support/stark/tape.ts'
import { STAIRS, toyShape } from '../support/stark/toy.ts'

const rows = (log: number) => Array.from({ length: 2 ** log }, (_, row) => row)

describe('indices', () => {
  test.each([2, 3])('friPoint is the point of the domain over its shift, blowup 2^%i', (logBlowup) => {
    const domain = createDomain(5, logBlowup)
    const points = rows(5 + logBlowup).map((row) => friPoint(row, 5, logBlowup))
    expect(new Set(points).size).toBe(domain.size)
    points.forEach((point, row) => {
      expect(F.mul(point, cosetShift(5))).toBe(domainPoint(domain, row))
      expect(F.squareTimes(point, 5 + logBlowup)).toBe(1)
    })
  })

  test.each([1, 2, 3, 4, 5])(
    'a fibre of 2^%i points has one index, and one power that is its point',
    (logArity) => {
      const fibres = new Map<number, number[]>()
      for (const row of rows(7)) {
        const fibre = fibreIndex(row, 5, logArity)
        fibres.set(fibre, [...(fibres.get(fibre) ?? []), row])
        expect(friPoint(fibre, 5 - logArity, 2)).toBe(F.squareTimes(friPoint(row, 5, 2), logArity))
      }
      expect([...fibres.keys()].sort((a, b) => a - b)).toEqual(rows(7 - logArity))
      for (const own of fibres.values()) expect(own).toHaveLength(2 ** logArity)
    },
  )
})

describe('foldsTo', () => {
  const source = seeded(61)
  const randomExt = () => Array.from({ length: 4 }, source) as unknown as E.Ext
  const shape = toyShape(tinyParameters({ logArity: 2, logFinal: 3 }), STAIRS)

  /** The layers of a polynomial over E by the definition of folding: values on fibres, interpolated. */
  function layersOf(f: readonly E.Ext[], betas: readonly E.Ext[]) {
    let coefficients = f
    const leaves: ((index: number) => number[])[] = []
    shape.folds.forEach(({ logHeight, logArity }, layer) => {
      const arity = 2 ** logArity
      const part = (t: number) => coefficients.filter((_, i) => i % arity === t)
      const parts = Array.from({ length: arity }, (_, t) => part(t))
      leaves.push((index) => {
        const y = friPoint(index, logHeight - logArity, 2)
        return parts.flatMap((own) =>
          E.BASIS.map((_, c) =>
            evaluate(
              own.map((value) => value[c]),
              y,
            ),
          ),
        )
      })
      coefficients = parts[0].map((_, i) =>
        parts.reduceRight<E.Ext>((sum, own) => E.add(E.mul(sum, betas[layer]), own[i] ?? E.ZERO), E.ZERO),
      )
    })
    return { leaves, final: coefficients }
  }

  const valueAt = (f: readonly E.Ext[], index: number): E.Ext => {
    const x = friPoint(index, shape.logHeight, 2)
    return E.BASIS.map((_, c) =>
      evaluate(
        f.map((value) => value[c]),
        x,
      ),
    ) as unknown as E.Ext
  }

  const f = Array.from({ length: 192 }, randomExt)
  const betas = shape.folds.map(randomExt)
  const { leaves, final } = layersOf(f, betas)
  const check = (
    index: number,
    changes: { value?: E.Ext; betas?: readonly E.Ext[]; final?: readonly E.Ext[]; own?: Shape } = {},
  ) =>
    foldsTo(
      shape,
      index,
      changes.value ?? valueAt(f, index),
      changes.betas ?? betas,
      changes.final ?? final,
      (layer, at) => leaves[layer](at),
    )

  test('accepts every point of a code word', () => {
    expect(final).toHaveLength(shape.finalLength)
    for (const index of rows(9)) expect(check(index)).toBe(true)
  })

  test('refuses another value, another challenge, another last polynomial', () => {
    for (const index of [0, 1, 100, 300, 511]) {
      expect(check(index, { value: E.add(valueAt(f, index), E.BASIS[3]) })).toBe(false)
      for (const layer of betas.keys()) {
        expect(
          check(index, { betas: betas.map((beta, k) => (k === layer ? E.add(beta, E.ONE) : beta)) }),
        ).toBe(false)
      }
      for (const at of [0, 5, final.length - 1]) {
        expect(check(index, { final: final.map((c, k) => (k === at ? E.add(c, E.BASIS[2]) : c)) })).toBe(
          false,
        )
      }
    }
  })

  test('without a fold compares with the last polynomial', () => {
    const own = toyShape(tinyParameters({ logFinal: 7 }), STAIRS)
    expect(own.folds).toEqual([])
    expect(foldsTo(own, 77, valueAt(f, 77), [], f, () => [])).toBe(true)
    expect(foldsTo(own, 77, valueAt(f, 78), [], f, () => [])).toBe(false)
  })
})
