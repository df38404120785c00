/**
 * Expressions over the columns of a table's current row, as nodes of a directed acyclic graph. A table's constraints
 * are written once, in this form; prover kernel, verifier, row checker, degree report and documentation are derived
 * from the graph. Equal subexpressions are one node.
 */
import { add, mul, neg, P, sub } from '../field/koalabear.ts'

export type ColumnKind = 'preprocessed' | 'main'

export type Node =
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'column'; readonly of: ColumnKind; readonly index: number; readonly name: string }
  | { readonly kind: 'add' | 'sub' | 'mul'; readonly left: number; readonly right: number }

/**
 * A node of a graph, with arithmetic. Numbers stand for constants of F and may be negative.
 *
 * @example
 * defineTable('inverses', (t) => {
 *   const [x, inverse] = [t.column('x'), t.column('inverse')]
 *   const product: Expression = x.times(inverse)
 *   console.log(product.degree) // 2
 *   t.assertZero('x and inverse are inverse to each other', product.minus(1))
 * })
 */
export class Expression {
  readonly graph: Graph
  readonly id: number

  constructor(graph: Graph, id: number) {
    this.graph = graph
    this.id = id
  }

  get node(): Node {
    return this.graph.nodes[this.id]!
  }

  plus(other: Expression | number): Expression {
    return this.graph.binary('add', this, this.graph.lift(other))
  }

  minus(other: Expression | number): Expression {
    return this.graph.binary('sub', this, this.graph.lift(other))
  }

  times(other: Expression | number): Expression {
    return this.graph.binary('mul', this, this.graph.lift(other))
  }

  negated(): Expression {
    return this.graph.constant(0).minus(this)
  }

  /** 1 - this: the other value of a boolean. */
  not(): Expression {
    return this.graph.constant(1).minus(this)
  }

  /** Total degree in the columns. */
  get degree(): number {
    return this.graph.degrees[this.id]!
  }
}

/**
 * A column of the main trace, by which `fill` writes it.
 *
 * @example
 * const { result } = defineTable('pairs', (t): Column[] => [t.column('left'), t.column('right')])
 * console.log(result.map(({ name, index }) => `${name} ${index}`)) // [ 'left 0', 'right 1' ]
 */
export class Column extends Expression {
  readonly name: string
  readonly index: number

  constructor(graph: Graph, id: number, name: string, index: number) {
    super(graph, id)
    this.name = name
    this.index = index
  }
}

/** The nodes of one table, in topological order: operands come before what uses them. */
export class Graph {
  readonly nodes: Node[] = []
  readonly degrees: number[] = []
  readonly #interned = new Map<string, number>()

  lift(value: Expression | number): Expression {
    if (typeof value === 'number') return this.constant(value)
    if (value.graph !== this) throw new TypeError('an expression of another table')
    return value
  }

  constant(value: number): Expression {
    if (!Number.isSafeInteger(value)) throw new RangeError(`constant ${value} is not an integer`)
    return this.#intern({ kind: 'constant', value: ((value % P) + P) % P }, 0)
  }

  column(of: ColumnKind, index: number, name: string): Expression {
    return this.#intern({ kind: 'column', of, index, name }, 1)
  }

  binary(kind: 'add' | 'sub' | 'mul', left: Expression, right: Expression): Expression {
    const a = left.node
    const b = right.node
    if (a.kind === 'constant' && b.kind === 'constant') {
      const fold = { add, sub, mul }[kind]
      return this.constant(fold(a.value, b.value))
    }
    const isValue = (node: Node, value: number) => node.kind === 'constant' && node.value === value
    if (kind === 'mul') {
      if (isValue(a, 0) || isValue(b, 1)) return left
      if (isValue(b, 0) || isValue(a, 1)) return right
    } else {
      if (isValue(b, 0)) return left
      if (kind === 'add' && isValue(a, 0)) return right
    }
    const degree = kind === 'mul' ? left.degree + right.degree : Math.max(left.degree, right.degree)
    return this.#intern({ kind, left: left.id, right: right.id }, degree)
  }

  /** Values of all nodes on one row. */
  evaluate(preprocessed: ArrayLike<number>, main: ArrayLike<number>): number[] {
    const values = new Array<number>(this.nodes.length)
    for (let id = 0; id < values.length; id++) {
      const node = this.nodes[id]!
      if (node.kind === 'constant') values[id] = node.value
      else if (node.kind === 'column') values[id] = (node.of === 'main' ? main : preprocessed)[node.index]!
      else {
        const [left, right] = [values[node.left]!, values[node.right]!]
        values[id] =
          node.kind === 'add' ? add(left, right) : node.kind === 'sub' ? sub(left, right) : mul(left, right)
      }
    }
    return values
  }

  /** Values of all nodes in any ring: numbers, extension elements, a recorder. */
  evaluateOver<T>(ring: Ring<T>, column: (of: ColumnKind, index: number) => T): T[] {
    const values: T[] = []
    for (const node of this.nodes) {
      if (node.kind === 'constant') values.push(ring.constant(node.value))
      else if (node.kind === 'column') values.push(column(node.of, node.index))
      else values.push(ring[node.kind](values[node.left]!, values[node.right]!))
    }
    return values
  }

  #intern(node: Node, degree: number): Expression {
    const key =
      node.kind === 'constant'
        ? `${node.value}`
        : node.kind === 'column'
          ? `${node.of}${node.index}`
          : `${node.kind} ${node.left} ${node.right}`
    let id = this.#interned.get(key)
    if (id === undefined) {
      id = this.nodes.length
      this.nodes.push(node)
      this.degrees.push(degree)
      this.#interned.set(key, id)
    }
    return new Expression(this, id)
  }
}

/** What an interpreter of the graph computes with. */
export interface Ring<T> {
  constant(value: number): T
  add(a: T, b: T): T
  sub(a: T, b: T): T
  mul(a: T, b: T): T
}

/** An affine form: constant + sum of coefficient * atom, atoms being columns or nodes that are not affine. */
export interface AffineForm {
  readonly constant: number
  readonly terms: ReadonlyMap<number, number>
}

/** Splits an expression into an affine form over columns and non-linear nodes (by node id). */
export function affineForm(expression: Expression): AffineForm {
  const { graph } = expression
  const visit = (id: number): { constant: number; terms: Map<number, number> } => {
    const node = graph.nodes[id]!
    if (node.kind === 'constant') return { constant: node.value, terms: new Map() }
    if (node.kind === 'column') return { constant: 0, terms: new Map([[id, 1]]) }
    if (node.kind === 'mul') {
      const left = graph.nodes[node.left]!
      const right = graph.nodes[node.right]!
      if (left.kind !== 'constant' && right.kind !== 'constant')
        return { constant: 0, terms: new Map([[id, 1]]) }
      const factor = left.kind === 'constant' ? left.value : (right as { value: number }).value
      const inner = visit(left.kind === 'constant' ? node.right : node.left)
      const terms = new Map([...inner.terms].map(([atom, c]) => [atom, mul(c, factor)]))
      return { constant: mul(inner.constant, factor), terms }
    }
    const left = visit(node.left)
    const right = visit(node.right)
    const sign = (value: number) => (node.kind === 'sub' ? neg(value) : value)
    for (const [atom, c] of right.terms) left.terms.set(atom, add(left.terms.get(atom) ?? 0, sign(c)))
    return { constant: add(left.constant, sign(right.constant)), terms: left.terms }
  }
  const form = visit(expression.id)
  for (const [atom, c] of form.terms) if (c === 0) form.terms.delete(atom)
  return form
}
