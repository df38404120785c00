/** A table: its columns, constraints and interactions, defined once by a function over a builder. */
import type { Bus } from './bus.ts'
import { Column, type Expression, Graph } from './expression.ts'

/** An expression that must be zero on every row. */
export interface Constraint {
  readonly label: string
  readonly expression: Expression
}

/** A tuple on a bus, with a multiplicity: positive when sent, negative when received. */
export interface Interaction {
  readonly bus: Bus
  readonly tuple: readonly Expression[]
  readonly multiplicity: Expression
  /** A bound on |multiplicity| of one row, over the integers; undefined for a provider with free multiplicities. */
  readonly bound: number | undefined
}

export interface Table {
  readonly name: string
  /** Names of the preprocessed columns, and the tree that they are committed in. */
  readonly preprocessed: readonly string[]
  readonly tree: PreprocessedTree | undefined
  readonly main: readonly string[]
  readonly graph: Graph
  readonly constraints: readonly Constraint[]
  readonly interactions: readonly Interaction[]
}

/** `fixed` is the same for all programs; `program` depends on the program and is part of its verifying key. */
export type PreprocessedTree = 'fixed' | 'program'

/**
 * What a table's definition is written with.
 *
 * @example
 * const isSelected = (t: TableBuilder) => t.boolean('selected')
 * const { table } = defineTable('choices', isSelected)
 * console.log(table.constraints.map(({ label }) => label)) // [ 'selected is boolean' ]
 */
export class TableBuilder {
  readonly graph = new Graph()
  readonly main: string[] = []
  readonly preprocessed: string[] = []
  readonly constraints: Constraint[] = []
  readonly interactions: Interaction[] = []
  readonly name: string

  constructor(name: string) {
    this.name = name
  }

  constant(value: number): Expression {
    return this.graph.constant(value)
  }

  column(name: string): Column {
    if (this.main.includes(name)) throw new TypeError(`table ${this.name} has two columns ${name}`)
    const index = this.main.push(name) - 1
    return new Column(this.graph, this.graph.column('main', index, name).id, name, index)
  }

  /** A column that is 0 or 1. */
  boolean(name: string): Column {
    const column = this.column(name)
    this.assertBoolean(`${name} is boolean`, column)
    return column
  }

  preprocessedColumn(name: string): Expression {
    const index = this.preprocessed.push(name) - 1
    return this.graph.column('preprocessed', index, name)
  }

  assertZero(label: string, expression: Expression): void {
    this.constraints.push({ label, expression })
  }

  assertBoolean(label: string, expression: Expression): void {
    this.assertZero(label, expression.times(expression.minus(1)))
  }

  /** The tuple with a boolean multiplicity: the row sends it or it does not. */
  send(bus: Bus, tuple: readonly (Expression | number)[], multiplicity: Expression | number): void {
    this.#interact(bus, tuple, this.graph.lift(multiplicity), 1)
  }

  receive(bus: Bus, tuple: readonly (Expression | number)[], multiplicity: Expression | number): void {
    this.#interact(bus, tuple, this.graph.lift(multiplicity).negated(), 1)
  }

  /** Offers a tuple of a lookup bus any number of times, counted by `multiplicity`. */
  provide(bus: Bus, tuple: readonly (Expression | number)[], multiplicity: Expression): void {
    this.#interact(bus, tuple, multiplicity.negated(), undefined)
  }

  #interact(
    bus: Bus,
    tuple: readonly (Expression | number)[],
    multiplicity: Expression,
    bound: number | undefined,
  ): void {
    if (tuple.length !== bus.entries.length) {
      throw new TypeError(
        `table ${this.name}: a tuple of ${tuple.length} on bus ${bus.name} of ${bus.entries.length}`,
      )
    }
    this.interactions.push({ bus, tuple: tuple.map((entry) => this.graph.lift(entry)), multiplicity, bound })
  }
}

/** The highest degree of a table's own constraints, payloads included. */
export const MAX_DEGREE = 3

/**
 * Runs a definition. The second result is whatever the definition returns, such as its `fill`.
 *
 * @example
 * const { table } = defineTable('squares', (t) => {
 *   const [x, y] = [t.column('x'), t.column('y')]
 *   t.assertZero('y is the square of x', x.times(x).minus(y))
 * })
 * console.log(table.main) // [ 'x', 'y' ]
 */
export function defineTable<T>(
  name: string,
  define: (t: TableBuilder) => T,
  tree?: PreprocessedTree,
): { table: Table; result: T } {
  const builder = new TableBuilder(name)
  const result = define(builder)
  for (const { label, expression } of builder.constraints) {
    if (expression.degree > MAX_DEGREE)
      throw new RangeError(`${name}: ${label} has degree ${expression.degree}`)
  }
  for (const { bus, tuple, multiplicity } of builder.interactions) {
    for (const expression of [...tuple, multiplicity]) {
      if (expression.degree > 1) {
        throw new RangeError(
          `${name}: an entry on bus ${bus.name} has degree ${expression.degree}; make it a column`,
        )
      }
    }
  }
  if ((tree === undefined) !== (builder.preprocessed.length === 0)) {
    throw new TypeError(`${name}: preprocessed columns and their tree belong together`)
  }
  const { preprocessed, main, graph, constraints, interactions } = builder
  return { table: { name, preprocessed, tree, main, graph, constraints, interactions }, result }
}
