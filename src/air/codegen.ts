/**
 * Compiles the constraints of tables into AssemblyScript: one straight-line function per table that evaluates all its
 * constraints on 4 rows at a time.
 *
 * Columns are canonical, and a Montgomery product of two of them is their product over R = 2^32. Instead of converting,
 * every node v is kept as v * R^k with a k known at compile time, sums align their operands, and a constraint comes out
 * as C * R^k; the caller divides by R^k in the weight that it multiplies the constraint by anyway (`constraintScales`).
 */
import { mul, P, pow } from '../field/koalabear.ts'
import type { Graph } from './expression.ts'
import type { Table } from './table.ts'

/** Montgomery's R modulo p. */
const R = 2 ** 32 % P
/** R^k modulo p for any integer k. */
export const montgomeryPower = (k: number): number => (k >= 0 ? pow(R, k) : pow(pow(R, -k), P - 2))

/** How many rows a call of `evaluateTable` may ask for, and so the distance between outputs in its target. */
export const EVALUATION_ROWS = 256

/** For each constraint the k of its value C * R^k as `evaluateTable` gives it. */
export function constraintScales(table: Table): number[] {
  const scales = nodeScales(table.graph)
  return table.constraints.map(({ expression }) => scales[expression.id]!)
}

/** The k of every node. Constants adapt to their neighbour, which `undefined` says. */
export function nodeScales(graph: Graph): (number | undefined)[] {
  const scales: (number | undefined)[] = []
  for (const node of graph.nodes) {
    if (node.kind === 'constant') scales.push(undefined)
    else if (node.kind === 'column') scales.push(0)
    else {
      const a = scales[node.left]
      const b = scales[node.right]
      if (a === undefined || b === undefined) scales.push(a ?? b)
      else scales.push(node.kind === 'mul' ? a + b - 1 : Math.min(a, b))
    }
  }
  return scales
}

/** The source of `evaluateTable` and its functions, table number = position; a table may stand there twice. */
export function generateEvaluators(tables: readonly Table[]): string {
  const distinct = [...new Set(tables)]
  const functions = distinct.map((table, number) => generateTable(table, number))
  const cases = tables.map((table, number) => {
    return `    case ${number}: // ${table.name}\n      return evaluate${distinct.indexOf(table)}(columns, target, row, rows)`
  })
  return `// Generated from the tables' definitions by src/air/codegen.ts. Do not edit.
import { add, mul, mulFactor, sub } from '../field/koalabear'

${functions.join('\n')}
export function evaluateTable(scratch: usize, table: u32, columns: usize, target: usize, row: u32, rows: u32): void {
  switch (table) {
${cases.join('\n')}
  }
}
`
}

function generateTable(table: Table, number: number): string {
  const { graph, constraints } = table
  const scales = nodeScales(graph)
  const used = usedNodes(table)
  const lines: string[] = []
  const pointers: string[] = []
  const columnIndex = (of: string, index: number) =>
    of === 'main' ? table.preprocessed.length + index : index
  const splat = (value: number) => `i32x4.splat(${value | 0})`
  // A product by a constant w is exact; it needs floor(2^32 w / p) beside w.
  const byConstant = (operand: string, w: number) =>
    `mulFactor(${operand}, ${splat(w)}, ${splat(Number((BigInt(w) << 32n) / BigInt(P)))})`
  const constantAt = (id: number, k: number) => {
    const node = graph.nodes[id]!
    if (node.kind !== 'constant') throw new TypeError('not a constant')
    return mul(node.value, montgomeryPower(k))
  }
  const aligned = (id: number, k: number): string => {
    const own = scales[id]
    if (own === undefined) return splat(constantAt(id, k))
    return own === k ? `n${id}` : byConstant(`n${id}`, montgomeryPower(k - own))
  }
  graph.nodes.forEach((node, id) => {
    if (!used.has(id) || node.kind === 'constant') return
    if (node.kind === 'column') {
      const column = columnIndex(node.of, node.index)
      pointers.push(`  const p${id} = <usize>load<u32>(columns, ${4 * column}) + first`)
      lines.push(`    const n${id} = v128.load(p${id} + at)`)
      return
    }
    const k = scales[id]!
    const { left, right } = node
    if (node.kind === 'mul') {
      if (scales[left] === undefined)
        lines.push(`    const n${id} = ${byConstant(`n${right}`, constantAt(left, 0))}`)
      else if (scales[right] === undefined)
        lines.push(`    const n${id} = ${byConstant(`n${left}`, constantAt(right, 0))}`)
      else lines.push(`    const n${id} = mul(n${left}, n${right})`)
      return
    }
    lines.push(
      `    const n${id} = ${node.kind === 'add' ? 'add' : 'sub'}(${aligned(left, k)}, ${aligned(right, k)})`,
    )
  })
  constraints.forEach(({ expression }, index) => {
    lines.push(`    v128.store(target + at, n${expression.id}, ${4 * EVALUATION_ROWS * index})`)
  })
  return `// ${table.name}
function evaluate${number}(columns: usize, target: usize, row: u32, rows: u32): void {
  const first = <usize>row << 2
  const end = <usize>rows << 2
${pointers.join('\n')}
  for (let at: usize = 0; at < end; at += 16) {
${lines.join('\n')}
  }
}
`
}

function usedNodes(table: Table): Set<number> {
  const used = new Set<number>()
  const visit = (id: number) => {
    if (used.has(id)) return
    used.add(id)
    const node = table.graph.nodes[id]!
    if (node.kind !== 'constant' && node.kind !== 'column') {
      visit(node.left)
      visit(node.right)
    }
  }
  for (const { expression } of table.constraints) visit(expression.id)
  return used
}
