import { describe, expect, test } from 'vitest'
import { hub } from '../../src/air/blinding.ts'
import { BLINDING_BUS_ID, defineBus } from '../../src/air/bus.ts'
import { defineTable, type Table, type TableBuilder } from '../../src/air/table.ts'
import { P } from '../../src/field/koalabear.ts'
import { standard } from '../../src/stark/parameters.ts'
import { checkMultiplicities, countFractions, countTuples, LIMITS } from '../../src/stark/security/limits.ts'
import { createShape, type Heights, type Shape } from '../../src/stark/shape.ts'

const MEMORY = defineBus(20, 'memory', ['address', 'value'])
const RANGE = defineBus(21, 'range', ['value'])

const shapeOf = (tables: readonly Table[], heights: Heights): Shape =>
  createShape({ tables, required: [] }, standard, heights)

/** A table of one column whose interactions are repeated. */
function repeat(
  times: number,
  interact: (t: TableBuilder, x: ReturnType<TableBuilder['column']>) => void,
): Table {
  return defineTable('example', (t) => {
    const x = t.column('x')
    for (let k = 0; k < times; k++) interact(t, x)
  }).table
}

/** The same table with other bounds on its multiplicities. */
const bounded = (table: Table, bound: number): Table => ({
  ...table,
  interactions: table.interactions.map((interaction) => ({ ...interaction, bound })),
})

const sends = (times: number) => repeat(times, (t, x) => t.send(MEMORY, [x, 0], x))
const NONE = new Map<number, number>()

describe('fractions', () => {
  test('are counted by the height of their own table, with one more per row of a class', () => {
    const shape = shapeOf([sends(3), sends(5), sends(2), hub], [12, 14, 14, 12])
    expect(countFractions(shape, 0)).toBe(2 ** 12 * (3 + 1 + 1) + 2 ** 14 * (5 + 2 + 1))
  })

  test('include the public ones', () => {
    const shape = shapeOf([hub], [12])
    expect(countFractions(shape, 7)).toBe(2 ** 12 * 2 + 7)
  })

  test('do not come from absent tables', () => {
    expect(countFractions(shapeOf([sends(3), hub], [undefined, 12]), 0)).toBe(2 ** 12 * 2)
  })

  test('may not exceed the limit, to the last one', () => {
    // A class of one table with i interactions has (i + 1) 2^n of them.
    const shape = shapeOf([sends(63), hub], [22, 12])
    expect(countFractions(shape, 0)).toBe(2 ** 28 + 2 ** 13)
    expect(checkMultiplicities(shape, NONE)).toMatch(/fractions/)
    const full = shapeOf([sends(62), hub], [22, 12])
    const room = LIMITS.fractions - countFractions(full, 0)
    expect(checkMultiplicities(full, new Map([[MEMORY.id, room]]))).toBeUndefined()
    expect(checkMultiplicities(full, new Map([[MEMORY.id, room + 1]]))).toMatch(/fractions/)
    expect(
      checkMultiplicities(
        full,
        new Map([
          [MEMORY.id, room],
          [RANGE.id, 1],
        ]),
      ),
    ).toMatch(/fractions/)
  })
})

describe('multiplicities', () => {
  // 520192 * 2^12 = p - 1.
  const BOUND = (P - 1) / 2 ** 12

  test('add up to less than p', () => {
    const shape = shapeOf([bounded(sends(1), BOUND), hub], [12, 12])
    expect(checkMultiplicities(shape, NONE)).toBeUndefined()
    expect(checkMultiplicities(shape, new Map([[MEMORY.id, 1]]))).toMatch(/bus 20 .* 2130706433/)
  })

  test('add up over all interactions and tables of a bus', () => {
    const half = bounded(sends(1), BOUND / 2)
    expect(checkMultiplicities(shapeOf([half, half, hub], [12, 12, 12]), NONE)).toBeUndefined()
    expect(checkMultiplicities(shapeOf([half, half, hub], [12, 13, 12]), NONE)).toMatch(/bus 20/)
    expect(
      checkMultiplicities(shapeOf([bounded(sends(2), BOUND / 2), sends(1), hub], [12, 12, 12]), NONE),
    ).toMatch(/bus 20/)
  })

  test('of different buses do not add up', () => {
    const other = bounded(
      repeat(1, (t, x) => t.receive(RANGE, [x], x)),
      BOUND,
    )
    const shape = shapeOf([bounded(sends(1), BOUND), other, hub], [12, 12, 12])
    expect(checkMultiplicities(shape, NONE)).toBeUndefined()
    expect(checkMultiplicities(shape, new Map([[22, 5]]))).toBeUndefined()
    expect(checkMultiplicities(shape, new Map([[RANGE.id, 1]]))).toMatch(/bus 21/)
  })

  test('of providers are free', () => {
    const provider = repeat(1, (t, x) => t.provide(RANGE, [x], x))
    const shape = shapeOf([provider, hub], [22, 12])
    expect(checkMultiplicities(shape, new Map([[RANGE.id, 2 ** 20]]))).toBeUndefined()
  })

  test('of blinding messages are one per class and the rows of the hub', () => {
    // The hub's own class and that of the other table.
    const room = (P - 2) / 2 ** 12
    expect(Number.isInteger(room)).toBe(false)
    const shape = (bound: number) => shapeOf([sends(1), bounded(hub, bound)], [13, 12])
    expect(checkMultiplicities(shape(Math.floor(room)), NONE)).toBeUndefined()
    expect(checkMultiplicities(shape(BOUND), NONE)).toMatch(new RegExp(`bus ${BLINDING_BUS_ID} .* ${P + 1}`))
  })
})

describe('other limits', () => {
  test('constraints', () => {
    const table = (count: number) =>
      defineTable('example', (t) => {
        const x = t.column('x')
        for (let k = 0; k < count; k++) t.assertZero(`${k}`, x.minus(k))
      }).table
    // The class adds two, the hub a constraint and a group.
    expect(checkMultiplicities(shapeOf([table(LIMITS.constraints - 4), hub], [12, 12]), NONE)).toBeUndefined()
    expect(checkMultiplicities(shapeOf([table(LIMITS.constraints - 3), hub], [12, 12]), NONE)).toMatch(
      /constraints/,
    )
  })

  test('openings', () => {
    const table = (columns: number) =>
      defineTable('example', (t) => {
        for (let k = 0; k < columns; k++) t.column(`${k}`)
      }).table
    const spare = LIMITS.openings - shapeOf([table(0), hub], [12, 12]).openings.length
    expect(checkMultiplicities(shapeOf([table(spare), hub], [12, 12]), NONE)).toBeUndefined()
    expect(checkMultiplicities(shapeOf([table(spare + 1), hub], [12, 12]), NONE)).toMatch(/opened values/)
  })
})

test('public tuples are counted by bus', () => {
  const tuple = (bus: typeof MEMORY, multiplicity: 1 | -1) => ({
    bus,
    tuple: bus.entries.map(() => 0),
    multiplicity,
  })
  const counts = countTuples([tuple(MEMORY, 1), tuple(RANGE, -1), tuple(MEMORY, -1)])
  expect([...counts]).toEqual([
    [MEMORY.id, 2],
    [RANGE.id, 1],
  ])
})
