/** What follows from parameters and heights: degrees, bounds, lengths. */

import { describe, expect, test } from 'vitest'
import { hub } from '../../src/air/blinding.ts'
import { DEGREE } from '../../src/field/quartic.ts'
import { standardMachine } from '../../src/machine/machine.ts'
import { CHUNKS, codeDimension, type Parameters, profiles, standard } from '../../src/stark/parameters.ts'
import { createShape, type Heights, SALT_ELEMENTS, ShapeError, type System } from '../../src/stark/shape.ts'
import { tinyParameters } from '../support/stark/parameters.ts'
import { proveToy, toyPairs } from '../support/stark/run.ts'
import { seeded } from '../support/stark/tape.ts'
import { SPARE, STAIRS, toyShape, toySystem } from '../support/stark/toy.ts'

const hubOnly: System = { tables: [hub, hub], required: [0] }

describe('degrees are attained', () => {
  test.each([
    ['masks at their bounds', tinyParameters()],
    ['longer masks', tinyParameters({ mask: 8, nextMask: 12 })],
  ])('%s', async (_, parameters) => {
    const { secrets } = await proveToy(toyPairs(STAIRS, seeded(41)), { parameters })
    const shape = toyShape(parameters, STAIRS)
    const height = 2 ** shape.logHeight
    const dimension = codeDimension(parameters, shape.logHeight)
    expect(dimension).toBe(192)

    // Q: 3 N_0 + 4 m (h - 1) + 1 coefficients, m the longest period with a group of three fractions.
    const size = 3 * height + 4 * 4 * (parameters.mask - 1) + 1
    expect(Math.max(...secrets.quotient.map(lengthOf))).toBe(size)
    expect(size).toBeLessThanOrEqual(Math.min(4 * height, 3 * dimension - 2 * parameters.mask))

    // Chunks fill the code, so does f_0, and nothing goes beyond.
    const tall = secrets.columns.get('quotient')![0]
    expect(tall).toHaveLength(DEGREE * (CHUNKS + 1))
    for (const { coefficients } of tall) expect(coefficients).toHaveLength(dimension)
    expect(Math.max(...tall.slice(0, DEGREE).map(({ coefficients }) => lengthOf(coefficients)))).toBe(
      dimension,
    )
    expect(Math.max(...secrets.word.map(lengthOf))).toBe(dimension)

    // Masked columns of the longest period fit.
    const [short] = secrets.columns.get('aux')!
    const sigma = short[short.length - 1].coefficients
    expect(lengthOf(sigma)).toBe(32 + parameters.nextMask)
    expect((lengthOf(sigma) - 1) * 4 + 1).toBeLessThanOrEqual(dimension)
  })
})

/** Coefficients up to the last that is not zero. */
const lengthOf = (coefficients: ArrayLike<number>): number => {
  let length = coefficients.length
  while (length > 0 && coefficients[length - 1] === 0) length--
  return length
}

describe('bounds of masks', () => {
  const refused = (parameters: Parameters, heights = STAIRS) =>
    expect(() => toyShape(parameters, heights)).toThrow(ShapeError)
  const allowed = (parameters: Parameters, heights = STAIRS) =>
    expect(() => toyShape(parameters, heights)).not.toThrow()

  test('a column has as many coefficients as openings, a running sum twice as many', () => {
    for (const queries of [1, 2, 3, 4]) {
      const own = { queries, mask: queries + 4, nextMask: 2 * queries + 2 }
      allowed(tinyParameters(own))
      refused(tinyParameters({ ...own, mask: own.mask - 1 }))
      refused(tinyParameters({ ...own, nextMask: own.nextMask - 1 }))
    }
  })

  test('a masked column of the shortest table fits the code', () => {
    // 128 + 4 (h - 1) + 1 <= 192.
    allowed(tinyParameters({ nextMask: 16 }))
    refused(tinyParameters({ nextMask: 17 }))
    allowed(tinyParameters({ nextMask: 17 }), { work: 6, range: 6, hub: 6 })
  })

  test('the quotient fits four cosets and three chunks', () => {
    // 3 * 128 + 16 (h - 1) + 1 <= 4 * 128.
    allowed(tinyParameters({ mask: 8, nextMask: 8 }))
    refused(tinyParameters({ mask: 9, nextMask: 9 }))
    // 3 N + 4 (h - 1) + 1 <= 3 (N + N / 16) - 2 h.
    const own = { queries: 1, nextMask: 4, logSlack: 4, logFinal: 4 }
    const tall = { work: 8, range: 8, hub: 8 }
    allowed(tinyParameters({ ...own, mask: 8 }), tall)
    refused(tinyParameters({ ...own, mask: 9 }), tall)
  })

  test.each(profiles)('of profile $name hold for all heights', (profile) => {
    const { minLogHeight, maxLogHeight } = profile
    for (let least = minLogHeight; least <= maxLogHeight; least++) {
      for (let most = least; most <= maxLogHeight; most++) {
        const { openings, finalLength } = createShape(hubOnly, profile, [least, most])
        expect(openings.length).toBeGreaterThan(0)
        expect(Number.isInteger(finalLength)).toBe(true)
      }
    }
    expect(() => createShape(hubOnly, { ...profile, minLogHeight: 10 }, [10, maxLogHeight])).toThrow(
      ShapeError,
    )
    expect(() => createShape(hubOnly, profile, [minLogHeight - 1, maxLogHeight])).toThrow(ShapeError)
    expect(() => createShape(hubOnly, profile, [minLogHeight, maxLogHeight + 1])).toThrow(ShapeError)
  })

  test('h = 128 needs tables of 2^12 rows, h = 256 tables of 2^13', () => {
    const shape = (mask: number, nextMask: number, least: number, most: number) => () =>
      createShape(hubOnly, { ...standard, mask, nextMask, minLogHeight: least }, [least, most])
    for (let most = 13; most <= 22; most++) {
      expect(shape(128, 256, 12, most)).not.toThrow()
      expect(shape(128, 256, 11, most)).toThrow(ShapeError)
      expect(shape(256, 256, 12, most)).toThrow(ShapeError)
      expect(shape(256, 512, 13, most)).not.toThrow()
    }
  })
})

describe('heights', () => {
  const parameters = tinyParameters()
  const make = (heights: Heights) => () => createShape(toySystem, parameters, heights)

  test('of required tables cannot be left out, of others they can', () => {
    expect(make([5, undefined, 6, 7])).not.toThrow()
    for (const absent of [0, 2, 3]) {
      const heights: (number | undefined)[] = [5, 5, 6, 7]
      heights[absent] = undefined
      expect(make(heights)).toThrow(/must not be absent/)
    }
  })

  test('are integers in the range of the parameters, one per table', () => {
    for (const bad of [4, 11, 5.5, -5, Number.NaN, Number.POSITIVE_INFINITY, 0]) {
      expect(make([bad, undefined, 6, 7]), `${bad}`).toThrow(ShapeError)
    }
    expect(make([5, undefined, 6])).toThrow(ShapeError)
    expect(make([5, undefined, 6, 7, 7])).toThrow(ShapeError)
    expect(make([])).toThrow(ShapeError)
  })

  test('of no table at all are refused by every system', () => {
    const free: System = { tables: [hub], required: [] }
    expect(() => createShape(free, parameters, [undefined])).toThrow(ShapeError)
  })

  test('the tallest is the maximum of those present', () => {
    expect(createShape(toySystem, parameters, [5, 9, 6, 7]).logHeight).toBe(9)
    expect(createShape(toySystem, parameters, [5, undefined, 6, 7]).logHeight).toBe(7)
  })
})

describe('trees', () => {
  const shape = toyShape(tinyParameters(), { ...STAIRS, spare: 6 })

  test('hiding trees have n leaves and a salt in the tallest link, preprocessed trees neither', () => {
    const tree = (name: string) => shape.trees.find((own) => own.name === name)!
    expect(shape.trees.map(({ name, salted, logHeight }) => [name, salted, logHeight])).toEqual([
      ['fixed', false, 6],
      ['program', false, 5],
      ['main', true, 7],
      ['aux', true, 7],
      ['quotient', true, 7],
    ])
    expect(tree('main').links).toEqual([
      { logHeight: 5, columns: 4 + DEGREE },
      { logHeight: 6, columns: 3 + 1 + DEGREE },
      { logHeight: 7, columns: 5 + DEGREE + SALT_ELEMENTS },
    ])
    expect(tree('aux').links).toEqual([
      { logHeight: 5, columns: DEGREE * 3 },
      { logHeight: 6, columns: DEGREE * 2 },
      { logHeight: 7, columns: DEGREE * 2 + SALT_ELEMENTS },
    ])
    expect(tree('quotient').links).toEqual([{ logHeight: 7, columns: DEGREE * 4 + SALT_ELEMENTS }])
  })

  test('every committed column is opened at zeta, running sums also at g zeta, R and salts never', () => {
    const places = shape.openings.map(({ tree, link, column, point }) => `${tree} ${link} ${column} ${point}`)
    expect(new Set(places).size).toBe(places.length)
    const count = (name: string, point: 0 | 1) =>
      shape.openings.filter((own) => own.tree === name && own.point === point).length
    expect([count('fixed', 0), count('program', 0)]).toEqual([1, 1])
    expect(count('main', 0)).toBe(4 + 3 + 1 + 5 + 3 * DEGREE)
    expect(count('aux', 0)).toBe(2 + 1 + 1 + 3)
    expect(count('aux', 1)).toBe(3)
    expect(count('quotient', 0)).toBe(CHUNKS)
    expect(shape.openings.filter(({ point }) => point === 1).every(({ tree }) => tree === 'aux')).toBe(true)
  })

  test('every constraint has a power of lambda of its own', () => {
    const exponents = shape.classes.flatMap(({ tables, stepExponent, anchorExponent }) => [
      ...tables.flatMap(({ table, groups, firstExponent }) =>
        Array.from({ length: table.constraints.length + groups.length }, (_, k) => firstExponent + k),
      ),
      stepExponent,
      anchorExponent,
    ])
    expect([...exponents].sort((a, b) => a - b)).toEqual(
      Array.from({ length: shape.constraints }, (_, k) => k),
    )
  })

  test('a table without interactions has no fractions, its class has a running sum', () => {
    const own = toyShape(tinyParameters(), { work: 5, range: 5, hub: 5, spare: 6 })
    const alone = own.classes.find(({ logHeight }) => logHeight === 6)!
    expect(alone.tables.map(({ number }) => number)).toEqual([SPARE])
    expect(alone.tables[0].groups).toEqual([])
    expect(own.trees.find(({ name }) => name === 'aux')!.links[1].columns).toBe(DEGREE + SALT_ELEMENTS)
  })

  test('of the machine: openings are in one order, whatever is present', () => {
    const heights = standardMachine.tables.map((_, k) =>
      standardMachine.required.includes(k) ? 17 : undefined,
    )
    const few = createShape(standardMachine, standard, heights)
    const all = createShape(
      standardMachine,
      standard,
      standardMachine.tables.map(() => 17),
    )
    for (const { openings, trees } of [few, all]) {
      const columns = trees.flatMap(({ links, salted, name }) => {
        const hidden = (salted ? SALT_ELEMENTS : 0) + (name === 'quotient' ? DEGREE : 0)
        return links.map((link, k) => link.columns - (k === links.length - 1 ? hidden : 0))
      })
      const opened = openings
        .filter(({ point }) => point === 0)
        .reduce((sum, { extension }) => sum + (extension ? DEGREE : 1), 0)
      expect(opened).toBe(columns.reduce((sum, own) => sum + own, 0))
    }
  })
})
