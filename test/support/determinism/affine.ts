/**
 * Expressions of a table as affine forms over its columns and over products of forms, after some columns have got values:
 * products of which one factor is a constant then disappear.
 */
import type { Graph } from '../../../src/air/expression.ts'
import { add, div, mul, neg, P } from '../../../src/field/koalabear.ts'

/** constant + sum of coefficient * variable over F; no coefficient is 0. Variables below the number of columns are columns. */
export interface Form {
  readonly constant: number
  readonly terms: ReadonlyMap<number, number>
}

export interface Product {
  readonly left: Form
  readonly right: Form
}

export const signed = (element: number): number => (element > P / 2 ? element - P : element)
export const constantForm = (constant: number): Form => ({ constant, terms: new Map() })
export const isConstant = ({ terms }: Form): boolean => terms.size === 0

/** a + factor * b */
export function combine(a: Form, b: Form, factor: number): Form {
  const terms = new Map(a.terms)
  for (const [variable, c] of b.terms) {
    const sum = add(terms.get(variable) ?? 0, mul(c, factor))
    if (sum === 0) terms.delete(variable)
    else terms.set(variable, sum)
  }
  return { constant: add(a.constant, mul(b.constant, factor)), terms }
}

export const scale = (form: Form, factor: number): Form => combine(constantForm(0), form, factor)

/** The forms of one graph where some columns have values. */
export class Forms {
  readonly #graph: Graph
  readonly #values: ReadonlyMap<number, number>
  readonly #columns: number
  readonly #known: (Form | undefined)[] = []
  readonly #numbers = new Map<string, number>()
  /** Product k is variable `columns` + k. */
  readonly products: Product[] = []

  constructor(graph: Graph, columns: number, values: ReadonlyMap<number, number>) {
    this.#graph = graph
    this.#columns = columns
    this.#values = values
  }

  /** The form of a node. */
  of(id: number): Form {
    const known = this.#known[id]
    if (known !== undefined) return known
    const form = this.#form(id)
    this.#known[id] = form
    return form
  }

  productOf(variable: number): Product | undefined {
    return this.products[variable - this.#columns]
  }

  #form(id: number): Form {
    const node = this.#graph.nodes[id]!
    if (node.kind === 'constant') return constantForm(node.value)
    if (node.kind === 'column') {
      if (node.of !== 'main') throw new TypeError(`a preprocessed column: ${node.name}`)
      const value = this.#values.get(node.index)
      return value === undefined
        ? { constant: 0, terms: new Map([[node.index, 1]]) }
        : constantForm(value < 0 ? value + P : value)
    }
    const [left, right] = [this.of(node.left), this.of(node.right)]
    if (node.kind !== 'mul') return combine(left, right, node.kind === 'add' ? 1 : neg(1))
    if (isConstant(left)) return scale(right, left.constant)
    if (isConstant(right)) return scale(left, right.constant)
    return { constant: 0, terms: new Map([[this.#product(left, right), 1]]) }
  }

  #product(left: Form, right: Form): number {
    const key = `${keyOf(left)} * ${keyOf(right)}`
    let variable = this.#numbers.get(key)
    if (variable === undefined) {
      variable = this.#columns + this.products.push({ left, right }) - 1
      this.#numbers.set(key, variable)
    }
    return variable
  }
}

/** Names a form, by the order of its terms too. */
export const keyOf = ({ constant, terms }: Form): string =>
  `${constant},${[...terms].map(([variable, c]) => `${variable}:${c}`)}`

/** What a form says if it must be 0 and is a polynomial in one other form: that form and all its values. */
export interface Choice {
  readonly form: Form
  readonly values: readonly number[]
}

/** Values that are looked for. A polynomial with other roots gives no choice. */
const CANDIDATES = [...Array(17).keys()].map((k) => k - 8)

/** The values, -8 to 8, that a constraint leaves to a form, if it splits into such; ascending. */
export function choiceOf(zero: Form, forms: Forms): Choice | undefined {
  const factor = [...zero.terms.keys()].map((v) => forms.productOf(v)).find((own) => own !== undefined)
  if (factor === undefined) return undefined
  const base = innermost(factor.left, forms)
  if (base === undefined) return undefined
  const polynomial = polynomialIn(zero, base, forms)
  if (polynomial === undefined) return undefined
  while (polynomial.length > 1 && polynomial[polynomial.length - 1] === 0) polynomial.pop()
  const values = CANDIDATES.filter((x) => {
    const at = x < 0 ? x + P : x
    return polynomial.reduceRight((sum, c) => add(mul(sum, at), c), 0) === 0
  })
  return values.length > 0 && values.length === polynomial.length - 1 ? { form: base, values } : undefined
}

/** A factor without products. */
function innermost(form: Form, forms: Forms): Form | undefined {
  if (isConstant(form)) return undefined
  for (const variable of form.terms.keys()) {
    const product = forms.productOf(variable)
    if (product !== undefined) return innermost(product.left, forms)
  }
  return form
}

/** Coefficients, lowest first, of a form as a polynomial in another one that has no products. */
function polynomialIn(form: Form, base: Form, forms: Forms): number[] | undefined {
  let rest: Form = constantForm(form.constant)
  const result: number[] = []
  const accumulate = (own: readonly number[], factor: number) => {
    for (const [k, c] of own.entries()) result[k] = add(result[k] ?? 0, mul(c, factor))
  }
  for (const [variable, c] of form.terms) {
    const product = forms.productOf(variable)
    if (product === undefined) {
      rest = combine(rest, { constant: 0, terms: new Map([[variable, c]]) }, 1)
      continue
    }
    const left = polynomialIn(product.left, base, forms)
    const right = polynomialIn(product.right, base, forms)
    if (left === undefined || right === undefined) return undefined
    for (const [k, own] of left.entries()) accumulate([...new Array(k).fill(0), ...right], mul(own, c))
  }
  const [first] = rest.terms
  const factor = first === undefined ? 0 : div(first[1], base.terms.get(first[0]) ?? 1)
  const difference = combine(rest, base, neg(factor))
  if (!isConstant(difference)) return undefined
  accumulate([difference.constant, factor], 1)
  return result
}
