/** Fingerprints, public sums and batching coefficients. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { BLINDING } from '../../src/air/blinding.ts'
import { type Bus, defineBus, MAX_TUPLE } from '../../src/air/bus.ts'
import { defineTable } from '../../src/air/table.ts'
import * as F from '../../src/field/koalabear.ts'
import * as E from '../../src/field/quartic.ts'
import { batchCoefficients, batchRounds, powers } from '../../src/stark/challenges.ts'
import {
  columnForm,
  fingerprint,
  fingerprintForm,
  type LookupChallenges,
  lookupChallenges,
  publicSum,
} from '../../src/stark/logup.ts'
import { element, ext } from '../support/laws/arbitraries.ts'

const names = Array.from({ length: MAX_TUPLE }, (_, k) => `x${k}`)
const A = defineBus(2, 'a', names)
const B = defineBus(3, 'b', names)
const challenges: LookupChallenges = lookupChallenges([3, 14, 15, 92], [65, 35, 89, 79])
const of = (bus: Bus, tuple: readonly number[], own = challenges) =>
  fingerprint(own, bus, tuple.map(E.fromBase))

describe('fingerprints', () => {
  test('are alpha + beta^8 bus - sum of beta^k entry', () => {
    const { alpha, beta } = challenges
    let expected = E.add(alpha, E.scale(E.pow(beta, 8), 2))
    for (let k = 0; k < 8; k++) expected = E.sub(expected, E.scale(E.pow(beta, k), k + 1))
    expect(of(A, [1, 2, 3, 4, 5, 6, 7, 8])).toEqual(expected)
  })

  test('tell tuples and buses apart', () => {
    const tuple = fc.array(element, { minLength: MAX_TUPLE, maxLength: MAX_TUPLE })
    fc.assert(
      fc.property(tuple, tuple, (a, b) => {
        expect(E.equal(of(A, a), of(A, b))).toBe(a.join() === b.join())
        expect(of(A, a)).not.toEqual(of(B, b))
        expect(of(A, a)).not.toEqual(of(B, a))
        expect(of(A, a)).not.toEqual(of(A, [...a.slice(1), F.add(a[0], 1)]))
      }),
    )
  })

  test('of blinding messages are a bijection of E, even if beta lies in F', () => {
    for (const beta of [E.ZERO, E.ONE, E.fromBase(7), [5, 0, 7, 0] as const]) {
      const own = lookupChallenges([3, 14, 15, 92], beta)
      const constant = of(BLINDING, [0, 0, 0, 0], own)
      fc.assert(
        fc.property(ext, (u) => {
          expect(E.sub(constant, of(BLINDING, u, own))).toEqual(u)
        }),
      )
    }
  })

  test('are affine forms of columns', () => {
    const { table } = defineTable(
      'forms',
      (t) => {
        const p = t.preprocessedColumn('p')
        const [x, y] = [t.column('x'), t.column('y')]
        t.send(
          A,
          [p, x, x.plus(y).times(3), y.minus(p).minus(5), 0, 7, x.minus(x), x.negated()],
          x.times(2).minus(9),
        )
        t.receive(BLINDING, [x, y, p, x.plus(1)], 1)
      },
      'fixed',
    )
    fc.assert(
      fc.property(element, element, element, (p, x, y) => {
        const values = table.graph.evaluate([p], [x, y])
        const columns = [p, x, y]
        for (const interaction of table.interactions) {
          const { bus, tuple, multiplicity } = interaction
          const form = fingerprintForm(challenges, interaction, 1)
          const value = form.terms.reduce(
            (sum, term) => E.add(sum, E.scale(term.weight, columns[term.column])),
            form.constant,
          )
          expect(value).toEqual(
            of(
              bus,
              tuple.map(({ id }) => values[id]),
            ),
          )
          const { constant, terms } = columnForm(multiplicity, 1)
          const times = terms.reduce(
            (sum, term) => F.add(sum, F.mul(term.weight, columns[term.column])),
            constant,
          )
          expect(times).toBe(values[multiplicity.id])
        }
      }),
    )
  })
})

describe('public sums', () => {
  const tuple = (k: number) => [k, k * k, 0, 0, 0, 0, 0, 1]

  test('add what is sent and subtract what is received', () => {
    const sum = publicSum(challenges, [
      { bus: A, tuple: tuple(1), multiplicity: 1 },
      { bus: B, tuple: tuple(2), multiplicity: -1 },
      { bus: A, tuple: tuple(3), multiplicity: -1 },
    ])
    const term = (bus: Bus, k: number) => E.inv(of(bus, tuple(k)))
    expect(sum).toEqual(E.sub(E.sub(term(A, 1), term(B, 2)), term(A, 3)))
  })

  test('of nothing, and of what cancels, are zero', () => {
    expect(publicSum(challenges, [])).toEqual(E.ZERO)
    const both = ([1, -1] as const).map((multiplicity) => ({ bus: A, tuple: tuple(4), multiplicity }))
    expect(publicSum(challenges, both)).toEqual(E.ZERO)
    // The same tuple on another bus does not cancel.
    expect(publicSum(challenges, [both[0], { ...both[1], bus: B }])).not.toEqual(E.ZERO)
  })

  test('do not exist where a fingerprint is zero', () => {
    const rest = of(A, tuple(5), lookupChallenges(E.ZERO, challenges.beta))
    const own = lookupChallenges(E.neg(rest), challenges.beta)
    expect(of(A, tuple(5), own)).toEqual(E.ZERO)
    const tuples = [4, 5].map((k) => ({ bus: A, tuple: tuple(k), multiplicity: 1 as const }))
    expect(publicSum(own, tuples)).toBeUndefined()
  })
})

describe('batching', () => {
  test('coefficient i is the product of the challenges at the bits of i; index 0 is left to R', () => {
    const rounds: E.Ext[] = [
      [2, 0, 0, 1],
      [0, 3, 0, 0],
      [5, 0, 0, 0],
    ]
    const [a, b, c] = rounds
    expect(batchCoefficients(rounds, 7)).toEqual([
      a,
      b,
      E.mul(a, b),
      c,
      E.mul(a, c),
      E.mul(b, c),
      E.mul(E.mul(a, b), c),
    ])
    expect(batchCoefficients(rounds, 4)).toEqual([a, b, E.mul(a, b), c])
  })

  test('there are enough challenges for all openings and R, and not one too many', () => {
    for (let count = 1; count <= 2100; count++) {
      const rounds = batchRounds(count)
      expect(2 ** rounds).toBeGreaterThanOrEqual(count + 1)
      expect(2 ** (rounds - 1)).toBeLessThan(count + 1)
    }
    expect(batchRounds(1023)).toBe(10)
    expect(batchRounds(1024)).toBe(11)
  })

  test('powers begin with 1', () => {
    const base: E.Ext = [1, 2, 3, 4]
    expect(powers(base, 4)).toEqual([E.ONE, base, E.square(base), E.mul(base, E.square(base))])
    expect(powers(base, 0)).toEqual([])
  })
})
