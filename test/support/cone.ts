/** Values of single nodes of a table, for tests that change a few cells of wide rows. */
import type { Expression } from '../../src/air/expression.ts'
import type { Table } from '../../src/air/table.ts'
import { add, mul, sub } from '../../src/field/koalabear.ts'

type Graph = Table['graph']

interface Cones {
  /** By node: the nodes that it depends on and itself, in topological order. */
  readonly nodes: Map<number, readonly number[]>
  /** By main column: the nodes of the constraints that depend on it. */
  constraints: readonly (readonly number[])[] | undefined
}

const known = new WeakMap<Graph, Cones>()
const values: number[] = []

function conesOf(graph: Graph): Cones {
  let cones = known.get(graph)
  if (cones === undefined) {
    cones = { nodes: new Map(), constraints: undefined }
    known.set(graph, cones)
  }
  return cones
}

function coneOf(graph: Graph, id: number): readonly number[] {
  const { nodes } = conesOf(graph)
  const before = nodes.get(id)
  if (before !== undefined) return before
  const seen = new Set<number>()
  const visit = (node: number): void => {
    if (seen.has(node)) return
    seen.add(node)
    const own = graph.nodes[node]
    if ('left' in own) {
      visit(own.left)
      visit(own.right)
    }
  }
  visit(id)
  const cone = [...seen].sort((a, b) => a - b)
  nodes.set(id, cone)
  return cone
}

function evaluate(graph: Graph, id: number, column: (index: number, node: number) => number): number {
  for (const node of coneOf(graph, id)) {
    const own = graph.nodes[node]
    if (own.kind === 'constant') values[node] = own.value
    else if (own.kind === 'column') values[node] = column(own.index, node)
    else {
      const [left, right] = [values[own.left], values[own.right]]
      values[node] =
        own.kind === 'add' ? add(left, right) : own.kind === 'sub' ? sub(left, right) : mul(left, right)
    }
  }
  return values[id]
}

/** The nodes of the columns, preprocessed and main ones, that an expression depends on. */
export function columnsOf({ graph, id }: Pick<Expression, 'graph' | 'id'>): number[] {
  return coneOf(graph, id).filter((node) => graph.nodes[node].kind === 'column')
}

/** The value of an expression where columns have these values, by node, and all others are 0. */
export function valueAt({ graph, id }: Expression, columns: ReadonlyMap<number, number>): number {
  return evaluate(graph, id, (_, node) => columns.get(node) ?? 0)
}

/** Whether constraints keep a column, by node, boolean: one of degree 2 with the roots 0 and 1 has no other root. */
export function isBoolean({ constraints }: Pick<Table, 'constraints'>, column: number): boolean {
  return constraints.some(({ expression }) => {
    if (expression.degree !== 2 || `${columnsOf(expression)}` !== `${column}`) return false
    const at = (value: number) => valueAt(expression, new Map([[column, value]]))
    return at(0) === 0 && at(1) === 0 && at(2) !== 0
  })
}

/** The value of a node on a row of a table without preprocessed columns. */
export function nodeValue(table: Table, id: number, row: readonly number[]): number {
  return evaluate(table.graph, id, (index) => row[index])
}

/** Whether a row that satisfied all constraints violates one after some of its columns were changed. */
export function violatesAny(table: Table, row: readonly number[], changed: readonly number[]): boolean {
  const cones = conesOf(table.graph)
  if (cones.constraints === undefined) {
    const byColumn: number[][] = table.main.map(() => [])
    for (const id of new Set(table.constraints.map(({ expression }) => expression.id))) {
      for (const node of coneOf(table.graph, id)) {
        const own = table.graph.nodes[node]
        if (own.kind === 'column' && own.of === 'main') byColumn[own.index].push(id)
      }
    }
    cones.constraints = byColumn
  }
  return changed.some((column) => cones.constraints![column].some((id) => nodeValue(table, id, row) !== 0))
}
