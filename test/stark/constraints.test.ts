/**
 * The verifier's constraints, each of them necessary: for every one there is a false statement that the
 * verifier without it would believe.
 */
import { afterEach, describe, expect, test, vi } from 'vitest'
import { hubColumns } from '../../src/air/blinding.ts'
import * as F from '../../src/field/koalabear.ts'
import * as E from '../../src/field/quartic.ts'
import { fingerprint, publicSum } from '../../src/stark/logup.ts'
import type { Shape } from '../../src/stark/shape.ts'
import type * as constraints from '../../src/stark/verifier/constraints.ts'
import { identityGap } from '../support/stark/cheats.ts'
import type { Cheats } from '../support/stark/input.ts'
import { withItem } from '../support/stark/lists.ts'
import { tinyParameters } from '../support/stark/parameters.ts'
import { proveToy, type ToyOptions, toyPairs, verifyToy } from '../support/stark/run.ts'
import { seeded } from '../support/stark/tape.ts'
import {
  HUB,
  honestRow,
  MISREAD,
  multiplicities,
  OUT,
  products,
  publicProducts,
  SPARE,
  type ToyHeights,
  toyShape,
  toyTraces,
  WORK,
} from '../support/stark/toy.ts'

/** Exponents of lambda whose constraints the verifier under test does not know. */
const mutant = vi.hoisted(() => ({ without: [] as readonly number[] }))

vi.mock('../../src/stark/verifier/constraints.ts', async (original) => {
  const real = await original<typeof constraints>()
  const batchedConstraints: typeof real.batchedConstraints = (shape, challenges, lambdas, ...rest) =>
    real.batchedConstraints(shape, challenges, weights(lambdas, mutant.without), ...rest)
  return { ...real, batchedConstraints }
})

afterEach(() => {
  mutant.without = []
})

/** lambda^k, but 0 for the constraints that are left out. */
const weights = (lambdas: readonly E.Ext[], without: readonly number[]): E.Ext[] =>
  lambdas.map((power, k) => (without.includes(k) ? E.ZERO : power))

const heights: ToyHeights = { work: 5, spare: 6, range: 6, hub: 7 }
const parameters = tinyParameters()
const shape = toyShape(parameters, heights)
const pairs = toyPairs(heights, seeded(11))
const rows = pairs.map(honestRow)
const z = products(pairs)

interface Forgery {
  readonly without: readonly number[]
  readonly options: ToyOptions
}

/**
 * The real verifier refuses, even a prover who knows that constraints will be left out; the mutant believes.
 */
async function expectNecessary({ without, options }: Forgery): Promise<void> {
  const prove = (left: readonly number[]) => {
    const cheats: Cheats = { ...options.cheats, lambdas: (lambdas) => weights(lambdas, left) }
    return proveToy(pairs, { parameters, heights, z, ...options, cheats })
  }
  expect(verifyToy(await prove([]))).toBe('CONSTRAINTS')
  const forged = await prove(without)
  expect(verifyToy(forged)).toBe('CONSTRAINTS')
  mutant.without = without
  expect(verifyToy(forged)).toBeUndefined()
}

const tableOf = (own: Shape, number: number) =>
  own.classes.flatMap(({ tables }) => tables).find((table) => table.number === number)!

test('prover and verifier mean the same constraints', async () => {
  const { secrets, proof } = await proveToy(pairs, { heights })
  expect(identityGap(shape, proof.values, secrets.zeta, secrets)).toEqual(E.ZERO)
  expect(shape.constraints).toBe(1 + 1 + 1 + 2 + 1 + 1 + 2 * 3)
})

describe('a constraint less, and a lie is believed', () => {
  test('product', async () => {
    const wrong = withItem(rows, 5, { ...rows[5], product: 10 })
    const options = { traces: toyTraces(heights, wrong), z: withItem(z, 5, 10) }
    await expectNecessary({ without: [tableOf(shape, WORK).firstExponent], options })
  })

  test('cube', async () => {
    const traces = toyTraces(heights, rows)
    traces.get(SPARE)![0][40] = 1
    await expectNecessary({ without: [tableOf(shape, SPARE).firstExponent], options: { traces } })
  })

  test('real is boolean', async () => {
    const traces = (own: ReadonlyMap<number, number[][]>) => {
      const real = own.get(HUB)![hubColumns.real.index]
      real[9] = F.inv(2)
      real[10] = F.neg(F.inv(2))
    }
    await expectNecessary({ without: [tableOf(shape, HUB).firstExponent], options: { cheats: { traces } } })
  })

  const groups = shape.classes.flatMap((own, k) => {
    const columns = own.tables.flatMap(({ table, groups, firstExponent }) =>
      groups.map((_, g) => ({
        name: `${table.name} ${g}`,
        exponent: firstExponent + table.constraints.length + g,
      })),
    )
    return columns.map((column, at) => ({ ...column, k, at }))
  })
  test.each(groups)('fractions of $name', async ({ exponent, k, at }) => {
    // z_5 is false, and the column contains what the bus lacks.
    const claimed = z[5] + 1
    const fractions: Cheats['fractions'] = (columns, lookups) => {
      const term = (value: number) => E.inv(fingerprint(lookups, OUT, [5, value].map(E.fromBase)))
      columns[k][at][3] = E.add(columns[k][at][3], E.sub(term(claimed), term(z[5])))
    }
    await expectNecessary({
      without: [exponent],
      options: { z: withItem(z, 5, claimed), cheats: { fractions } },
    })
  })

  test.each(shape.classes.map((_, k) => k))('step of class %i', async (k) => {
    const claimed = withItem(z, 5, z[5] + 1)
    const sums: Cheats['sums'] = (honest, lookups) => {
      const missing = honest.reduce(E.add, publicSum(lookups, publicProducts(claimed))!)
      return withItem(honest, k, E.sub(honest[k], missing))
    }
    await expectNecessary({
      without: [shape.classes[k].stepExponent],
      options: { z: claimed, cheats: { sums } },
    })
  })

  test('anchors: superposed executions that swap what they read', async () => {
    // a = 1 is read as 2, and a = 2 as 1. All rows are right, and so is the sum over all periods; no period
    // balances.
    const first = { ...rows[0], a: 1, b: 0, read: 2, product: MISREAD }
    const second = { ...rows[0], a: 2, b: 0, read: 1, product: MISREAD }
    const periods = [first, second, first, second].map((row) => withItem(rows, 0, row))
    const counts = multiplicities(periods.flat()).map((count) => F.div(count, 4))
    const traces = toyTraces(heights, periods.flat(), counts, 2)
    const without = shape.classes.map(({ anchorExponent }) => anchorExponent)
    const options = { traces, z: withItem(z, 0, MISREAD) }
    await expectNecessary({ without, options })
    // It is the class of `work` alone that matters, and an anchor in its very first row would not help: sigma
    // is 0 there.
    await expectNecessary({ without: without.slice(0, 1), options })
    mutant.without = without.slice(1)
    expect(verifyToy(await proveToy(pairs, { parameters, heights, ...options }))).toBe('CONSTRAINTS')
  })
})
