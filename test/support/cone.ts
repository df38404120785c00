/** Values of single nodes of a table, for tests that change a few cells of wide rows. */
import type { Table } from '../../src/air/table.ts'
import { add, mul, sub } from '../../src/field/koalabear.ts'

interface Cones {
  /** By node: the nodes that it depends on and itself, in topological order. */
  readonly nodes: Map<number, readonly number[]>
  /** By main column: the nodes of the constraints that depend on it. */
  constraints: readonly (readonly number[])[] | undefined
}

const known = new WeakMap<Table['graph'], Cones>()
const values: number[] = []

function conesOf({ graph }: Table): Cones {
  let cones = known.get(graph)
  if (cones === undefined) {
    cones = { nodes: new Map(), constraints: undefined }
    known.set(graph, cones)
  }
  return cones
}

function coneOf(table: Table, id: number): readonly number[] {
  const { nodes } = conesOf(table)
  const before = nodes.get(id)
  if (before !== undefined) return before
  const seen = new Set<number>()
  const visit = (node: number): void => {
    if (seen.has(node)) return
    seen.add(node)
    const own = table.graph.nodes[node]
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

/** The value of a node on a row of a table without preprocessed columns. */
export function nodeValue(table: Table, id: number, row: readonly number[]): number {
  for (const node of coneOf(table, id)) {
    const own = table.graph.nodes[node]
    if (own.kind === 'constant') values[node] = own.value
    else if (own.kind === 'column') values[node] = row[own.index]
    else {
      const [left, right] = [values[own.left], values[own.right]]
      values[node] =
        own.kind === 'add' ? add(left, right) : own.kind === 'sub' ? sub(left, right) : mul(left, right)
    }
  }
  return values[id]
}

/** Whether a row that satisfied all constraints violates one after some of its columns were changed. */
export function violatesAny(table: Table, row: readonly number[], changed: readonly number[]): boolean {
  const cones = conesOf(table)
  if (cones.constraints === undefined) {
    const byColumn: number[][] = table.main.map(() => [])
    for (const id of new Set(table.constraints.map(({ expression }) => expression.id))) {
      for (const node of coneOf(table, id)) {
        const own = table.graph.nodes[node]
        if (own.kind === 'column' && own.of === 'main') byColumn[own.index].push(id)
      }
    }
    cones.constraints = byColumn
  }
  return changed.some((column) => cones.constraints![column].some((id) => nodeValue(table, id, row) !== 0))
}
