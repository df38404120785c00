import { describe, expect, test } from 'vitest'
import { defineBus } from '../../src/air/bus.ts'
import { checkTraces, type Trace } from '../../src/air/check.ts'
import { defineTable } from '../../src/air/table.ts'
import { P } from '../../src/field/koalabear.ts'

const PAIR = defineBus(20, 'pair', ['x', 'y'])
const OTHER = defineBus(21, 'other', ['x', 'y'])

const { table: squares } = defineTable('squares', (t) => {
  const x = t.column('x')
  const y = t.column('y')
  const real = t.column('real')
  t.assertBoolean('real is boolean', real)
  t.assertZero('y is the square of x', x.times(x).minus(y))
  t.send(PAIR, [x, y], real)
})

const { table: receiver } = defineTable('receiver', (t) => {
  const x = t.column('x')
  t.receive(PAIR, [x, t.column('y')], t.column('real'))
})

const { table: provider } = defineTable(
  'provider',
  (t) => t.provide(PAIR, [t.preprocessedColumn('x'), t.preprocessedColumn('y')], t.column('times')),
  'fixed',
)

const sent = (xs: number[], ys = xs.map((x) => x * x), real = xs.map(() => 1)): Trace => ({
  table: squares,
  preprocessed: [],
  main: [xs, ys, real].map((column) => Uint32Array.from(column)),
})
const received = (xs: number[], real = xs.map(() => 1)): Trace => ({
  table: receiver,
  preprocessed: [],
  main: [xs, xs.map((x) => x * x), real],
})
const provided = (xs: number[], times: number[]): Trace => ({
  table: provider,
  preprocessed: [xs, xs.map((x) => x * x)],
  main: [times],
})

const fine = { violations: [], unbalanced: [] }

describe('constraints', () => {
  test('accepts rows that satisfy them', () => {
    expect(checkTraces([sent([0, 0, 0], [0, 0, 0], [0, 0, 0])])).toEqual(fine)
  })

  test('names table, row and label of each violation', () => {
    const { violations } = checkTraces([sent([1, 2, 3], [1, 5, 9], [0, 0, 2])])
    expect(violations).toEqual([
      { table: 'squares', row: 1, label: 'y is the square of x' },
      { table: 'squares', row: 2, label: 'real is boolean' },
      { table: 'squares', row: 2, label: 'multiplicity on bus pair' },
    ])
  })

  test('finds multiplicities beyond their bound that no constraint excludes', () => {
    const { violations } = checkTraces([sent([3, 3]), received([3], [2])])
    expect(violations).toEqual([{ table: 'receiver', row: 0, label: 'multiplicity on bus pair' }])
    expect(checkTraces([received([3, 3], [P - 1, 1])])).toEqual(fine)
  })

  test('leaves the multiplicities of providers free', () => {
    expect(checkTraces([sent([4, 5, 4]), provided([3, 4, 5], [0, 2, 1])])).toEqual(fine)
  })
})

describe('buses', () => {
  test('balance in any order', () => {
    expect(checkTraces([sent([1, 2, 2, 7]), received([2, 7, 1, 2])])).toEqual(fine)
  })

  test('report what is sent or received too often, with its origins', () => {
    const { unbalanced } = checkTraces([sent([1, 2]), received([1, 3])])
    expect(unbalanced).toEqual([
      { bus: 'pair', tuple: [2, 4], total: 1, origins: [{ table: 'squares', row: 1, multiplicity: 1 }] },
      { bus: 'pair', tuple: [3, 9], total: -1, origins: [{ table: 'receiver', row: 1, multiplicity: -1 }] },
    ])
  })

  test('count every copy', () => {
    const { unbalanced } = checkTraces([sent([6, 6, 6]), provided([6], [2])])
    expect(unbalanced).toMatchObject([{ tuple: [6, 36], total: 1 }])
    expect(unbalanced[0].origins).toHaveLength(4)
  })

  test('are apart from each other', () => {
    const tuple = [2, 4]
    const { unbalanced } = checkTraces([sent([2])], [{ bus: OTHER, tuple, multiplicity: -1 }])
    expect(unbalanced.map(({ bus, total }) => [bus, total])).toEqual([
      ['pair', 1],
      ['other', -1],
    ])
  })

  test('include the tuples of the verifier', () => {
    const publicTuples = [
      { bus: PAIR, tuple: [2, 4], multiplicity: -2 },
      { bus: PAIR, tuple: [5, 25], multiplicity: 1 },
      { bus: PAIR, tuple: [8, 64], multiplicity: 0 },
    ]
    expect(checkTraces([sent([2, 2]), received([5])], publicTuples)).toEqual(fine)
    const { unbalanced } = checkTraces([sent([2, 2])], publicTuples)
    expect(unbalanced).toEqual([
      { bus: 'pair', tuple: [5, 25], total: 1, origins: [{ table: undefined, row: 1, multiplicity: 1 }] },
    ])
  })

  test('do not take a multiplicity of p for none sent', () => {
    const half = (P + 1) / 2
    const { violations, unbalanced } = checkTraces([sent([2, 2], [4, 4], [half, half])])
    expect(violations).toHaveLength(4)
    expect(unbalanced).toMatchObject([{ tuple: [2, 4], total: 1 }])
  })
})

describe('misuse', () => {
  test('a wrong number of columns', () => {
    expect(() => checkTraces([{ ...sent([1]), preprocessed: [[1]] }])).toThrow(RangeError)
    expect(() => checkTraces([{ ...sent([1]), main: [[1], [1]] }])).toThrow(RangeError)
  })

  test('columns of different heights', () => {
    expect(() => checkTraces([{ ...sent([1]), main: [[1], [1, 4], [0]] }])).toThrow(/height/)
  })

  test('a public tuple of the wrong length', () => {
    expect(() => checkTraces([], [{ bus: PAIR, tuple: [1], multiplicity: 1 }])).toThrow(RangeError)
  })

  test('no tables at all', () => {
    expect(checkTraces([])).toEqual(fine)
  })
})
