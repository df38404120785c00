import { describe, expect, test } from 'vitest'
import { BLINDING_BUS_ID, defineBus, MAX_TUPLE } from '../../src/air/bus.ts'
import { defineTable, MAX_DEGREE, type TableBuilder } from '../../src/air/table.ts'
import { P } from '../../src/field/koalabear.ts'

const PAIR = defineBus(20, 'pair', ['x', 'y'])

const define = (body: (t: TableBuilder) => void) => defineTable('example', body).table

describe('buses', () => {
  test('have ids above that of the blinding bus', () => {
    expect(() => defineBus(BLINDING_BUS_ID, 'bus', [])).toThrow(RangeError)
    expect(() => defineBus(0, 'bus', [])).toThrow(RangeError)
  })

  test('have short tuples', () => {
    const entries = (length: number) => Array.from({ length }, (_, k) => `${k}`)
    expect(defineBus(30, 'bus', entries(MAX_TUPLE)).entries).toHaveLength(MAX_TUPLE)
    expect(() => defineBus(30, 'bus', entries(MAX_TUPLE + 1))).toThrow(RangeError)
  })
})

describe('a table', () => {
  test('has columns in the order of their declaration', () => {
    const { table } = defineTable(
      'example',
      (t) => {
        t.preprocessedColumn('p')
        expect(t.column('x').index).toBe(0)
        expect(t.column('y')).toMatchObject({ index: 1, name: 'y', degree: 1 })
      },
      'fixed',
    )
    expect(table.main).toEqual(['x', 'y'])
    expect(table.preprocessed).toEqual(['p'])
    expect(table.tree).toBe('fixed')
  })

  test('returns the result of its definition', () => {
    expect(defineTable('example', (t) => t.column('x').name).result).toBe('x')
  })

  test('has no two columns of one name', () => {
    expect(() => define((t) => [t.column('x'), t.column('x')])).toThrow(TypeError)
  })

  test('needs a tree if and only if it has preprocessed columns', () => {
    expect(() => define((t) => t.preprocessedColumn('p'))).toThrow(TypeError)
    expect(() => defineTable('example', (t) => t.column('x'), 'program')).toThrow(TypeError)
  })

  test('has constraints of bounded degree', () => {
    const power = (t: TableBuilder, exponent: number) => {
      const x = t.column('x')
      let product = t.constant(1)
      for (let k = 0; k < exponent; k++) product = product.times(x)
      t.assertZero('a power', product)
    }
    expect(define((t) => power(t, MAX_DEGREE)).constraints).toHaveLength(1)
    expect(() => define((t) => power(t, MAX_DEGREE + 1))).toThrow(/a power/)
  })

  test('has affine tuples and multiplicities', () => {
    expect(() => define((t) => t.send(PAIR, [t.column('x').times(t.column('y')), 0], 1))).toThrow(/degree 2/)
    const square = (t: TableBuilder) => {
      const x = t.column('x')
      t.send(PAIR, [x, 0], x.times(x))
    }
    expect(() => define(square)).toThrow(/degree 2/)
  })

  test('has tuples of the length of their bus', () => {
    expect(() => define((t) => t.send(PAIR, [1], 1))).toThrow(TypeError)
  })

  test('gives multiplicities a sign and a bound', () => {
    const { graph, interactions } = define((t) => {
      const m = t.column('m')
      t.send(PAIR, [1, 2], m)
      t.receive(PAIR, [1, 2], m)
      t.provide(PAIR, [1, 2], m)
    })
    const values = graph.evaluate([], [5])
    expect(interactions.map(({ multiplicity, bound }) => [values[multiplicity.id], bound])).toEqual([
      [5, 1],
      [P - 5, 1],
      [P - 5, undefined],
    ])
  })

  test('asserts booleans', () => {
    const { graph, constraints } = define((t) => t.assertBoolean('x is boolean', t.column('x')))
    const value = (x: number) => graph.evaluate([], [x])[constraints[0].expression.id]
    expect([value(0), value(1)]).toEqual([0, 0])
    for (const x of [2, P - 1, (P + 1) / 2]) expect(value(x)).not.toBe(0)
  })
})
