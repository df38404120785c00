import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { affineForm, type Expression, Graph } from '../../src/air/expression.ts'
import { add, mul, P, sub } from '../../src/field/koalabear.ts'

const setup = () => {
  const graph = new Graph()
  const x = graph.column('main', 0, 'x')
  const y = graph.column('main', 1, 'y')
  const z = graph.column('preprocessed', 0, 'z')
  return { graph, x, y, z }
}

const valueAt = (expression: Expression, main: number[], preprocessed: number[] = []) =>
  expression.graph.evaluate(preprocessed, main)[expression.id]

describe('arithmetic', () => {
  test('is that of F', () => {
    const { x, y, z } = setup()
    const expression = x.times(y).minus(z.plus(3)).times(x.not()).plus(y.negated()).minus(1)
    const element = fc.integer({ min: 0, max: P - 1 })
    fc.assert(
      fc.property(element, element, element, (a, b, c) => {
        const product = mul(sub(mul(a, b), add(c, 3)), sub(1, a))
        expect(valueAt(expression, [a, b], [c])).toBe(sub(add(product, sub(0, b)), 1))
      }),
    )
  })

  test('takes negative numbers as constants of F', () => {
    const { x } = setup()
    expect(valueAt(x.plus(-5), [3])).toBe(P - 2)
    expect(valueAt(x.times(-1), [3])).toBe(P - 3)
    expect(valueAt(x.times(-(2 ** 40)), [1])).toBe(Number(BigInt(P) - (2n ** 40n % BigInt(P))))
  })

  test('refuses numbers that are no integers', () => {
    const { x } = setup()
    for (const number of [0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 60]) {
      expect(() => x.plus(number)).toThrow(RangeError)
    }
  })

  test('refuses expressions of another table', () => {
    expect(() => setup().x.plus(setup().x)).toThrow(TypeError)
  })
})

describe('the graph', () => {
  test('has equal expressions once', () => {
    const { graph, x, y } = setup()
    const first = x.plus(y).times(3)
    const nodes = graph.nodes.length
    expect(x.plus(y).times(3).id).toBe(first.id)
    expect(graph.nodes.length).toBe(nodes)
    expect(y.plus(x).id).not.toBe(x.plus(y).id)
    expect(graph.constant(P + 3).id).toBe(graph.constant(3).id)
  })

  test('tells apart columns of different kinds', () => {
    const { x, z } = setup()
    expect(x.id).not.toBe(z.id)
  })

  test('folds constants and neutral elements', () => {
    const { graph, x } = setup()
    expect(graph.constant(5).times(7).minus(36).node).toEqual({ kind: 'constant', value: P - 1 })
    for (const same of [
      x.plus(0),
      x.minus(0),
      x.times(1),
      graph.constant(0).plus(x),
      graph.constant(1).times(x),
    ]) {
      expect(same.id).toBe(x.id)
    }
    expect(x.times(0).id).toBe(graph.constant(0).id)
    expect(graph.constant(0).times(x).id).toBe(graph.constant(0).id)
    expect(graph.constant(0).minus(x).id).not.toBe(x.id)
  })

  test('has operands before what uses them', () => {
    const { graph, x, y, z } = setup()
    x.times(y).plus(z).times(x.minus(2)).negated()
    graph.nodes.forEach((node, id) => {
      if ('left' in node) expect(Math.max(node.left, node.right)).toBeLessThan(id)
    })
  })

  test('knows degrees', () => {
    const { graph, x, y, z } = setup()
    expect(graph.constant(9).degree).toBe(0)
    expect(x.times(3).plus(1).degree).toBe(1)
    expect(x.times(y).plus(z).degree).toBe(2)
    expect(x.times(y).times(z.minus(1)).degree).toBe(3)
    expect(x.times(y).times(0).degree).toBe(0)
  })

  test('is evaluated over any ring', () => {
    const { graph, x, y } = setup()
    const expression = x.times(y).plus(x.times(2)).minus(7)
    const text = graph.evaluateOver(
      {
        constant: String,
        add: (a, b) => `(${a} + ${b})`,
        sub: (a, b) => `(${a} - ${b})`,
        mul: (a, b) => `${a} ${b}`,
      },
      (of, index) => `${of}${index}`,
    )
    expect(text[expression.id]).toBe('((main0 main1 + main0 2) - 7)')
  })
})

describe('affine forms', () => {
  test('collect coefficients of columns', () => {
    const { x, y, z } = setup()
    const form = affineForm(x.times(3).minus(y.minus(x).times(-2)).plus(z).minus(9))
    expect(form.constant).toBe(P - 9)
    expect(new Map(form.terms)).toEqual(
      new Map([
        [x.id, 1],
        [y.id, 2],
        [z.id, 1],
      ]),
    )
  })

  test('drop what cancels', () => {
    const { x, y } = setup()
    const form = affineForm(x.plus(y).minus(x))
    expect([...form.terms]).toEqual([[y.id, 1]])
  })

  test('take products as atoms', () => {
    const { x, y } = setup()
    const product = x.times(y)
    const form = affineForm(product.times(4).plus(product).plus(x))
    expect(new Map(form.terms)).toEqual(
      new Map([
        [product.id, 5],
        [x.id, 1],
      ]),
    )
  })

  test('have the value of the expression', () => {
    const { graph, x, y, z } = setup()
    const expression = x.times(5).minus(z.times(2).plus(y)).times(-3).plus(x.times(y)).negated()
    const { constant, terms } = affineForm(expression)
    const values = graph.evaluate([123456], [P - 2, 99])
    const total = [...terms].reduce((sum, [id, c]) => add(sum, mul(c, values[id])), constant)
    expect(total).toBe(values[expression.id])
  })
})
