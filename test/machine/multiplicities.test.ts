/**
 * Every multiplicity that a table declares as bounded is 0 or 1 (0 or -1 if received) in every row that satisfies the
 * constraints. Soundness counts on the bound: with a free multiplicity p - 1 one row could undo what another says.
 * Found out by trying all values of the columns that a multiplicity depends on, each of which a constraint keeps boolean.
 */
import { expect, test } from 'vitest'
import type { Expression } from '../../src/air/expression.ts'
import type { Interaction, Table } from '../../src/air/table.ts'
import { P } from '../../src/field/koalabear.ts'
import { distinctTables, FIRST_PRECOMPILE_TABLE, tableNumber } from '../../src/machine/machine.ts'

const known = new WeakMap<Expression, string[]>()

/** Columns, `main` and `preprocessed` ones, that an expression depends on. */
function columnsOf(expression: Expression): string[] {
  const columns = known.get(expression) ?? collect(expression)
  known.set(expression, columns)
  return columns
}

function collect({ graph, id }: Expression): string[] {
  const found = new Set<string>()
  const seen = new Set<number>()
  const visit = (at: number) => {
    if (seen.has(at)) return
    seen.add(at)
    const node = graph.nodes[at]
    if (node.kind === 'column') found.add(`${node.of} ${node.index}`)
    else if (node.kind !== 'constant') [node.left, node.right].forEach(visit)
  }
  visit(id)
  return [...found]
}

/** Values of expressions in a row that has these values and else zeros. */
function evaluated(table: Table, values: ReadonlyMap<string, number>): number[] {
  const row = (of: string, names: readonly string[]) => names.map((_, k) => values.get(`${of} ${k}`) ?? 0)
  return table.graph.evaluate(row('preprocessed', table.preprocessed), row('main', table.main))
}

/** The values of a multiplicity in all rows that satisfy the table's constraints about booleans. */
function valuesOf(table: Table, { multiplicity }: Interaction): { values: Set<number>; unchecked: string[] } {
  const alone = (column: string) =>
    table.constraints.filter(({ expression }) => `${columnsOf(expression)}` === column)
  const isBoolean = (column: string) =>
    alone(column).some(({ expression }) => {
      const at = (value: number) => evaluated(table, new Map([[column, value]]))[expression.id]
      // Degree 2 with the roots 0 and 1 has no other root.
      return expression.degree === 2 && at(0) === 0 && at(1) === 0 && at(2) !== 0
    })
  const own = columnsOf(multiplicity)
  const booleans = new Set(own.filter(isBoolean))
  // Constraints over booleans alone may exclude some of their values together.
  for (let size = -1; size !== booleans.size; ) {
    size = booleans.size
    for (const { expression } of table.constraints) {
      const columns = columnsOf(expression)
      if (columns.some((column) => booleans.has(column)) && columns.every((column) => isBoolean(column)))
        for (const column of columns) booleans.add(column)
    }
  }
  const columns = [...booleans]
  const rules = table.constraints.filter(({ expression }) => {
    const used = columnsOf(expression)
    return used.length > 0 && used.every((column) => booleans.has(column))
  })
  const values = new Set<number>()
  for (let choice = 0; choice < 2 ** columns.length; choice++) {
    const row = evaluated(table, new Map(columns.map((column, k) => [column, (choice >> k) & 1])))
    if (rules.every(({ expression }) => row[expression.id] === 0)) values.add(row[multiplicity.id])
  }
  return { values, unchecked: own.filter((column) => !booleans.has(column)) }
}

/** The image's rows are in the verifying key: `present` is what its author wrote. */
const PREPROCESSED: Readonly<Record<string, readonly string[]>> = { image: ['preprocessed 0'] }

/** Tables of precompiles have more booleans than can be tried; their own tests forge rows for every message. */
const tables = distinctTables.filter((table) => tableNumber(table) < FIRST_PRECOMPILE_TABLE)

test.each(tables.map((table) => ({ name: table.name, table })))(
  '$name: multiplicities are 0 or 1',
  ({ table }) => {
    for (const own of table.interactions) {
      if (own.bound === undefined) continue
      const { values, unchecked } = valuesOf(table, own)
      expect(unchecked).toEqual(PREPROCESSED[table.name] ?? [])
      if (unchecked.length > 0) continue
      const sent = [...values].filter((value) => value !== 0)
      expect([[], [1], [P - 1]], `${own.bus.name}: ${[...values]}`).toContainEqual(sent)
      expect(own.bound).toBe(1)
    }
  },
)

test('a table without one of the constraints is noticed', () => {
  for (const table of tables) {
    const needed = table.constraints.filter((rule) => {
      const weak = { ...table, constraints: table.constraints.filter((other) => other !== rule) }
      return weak.interactions.some((own) => {
        if (own.bound === undefined) return false
        const { values, unchecked } = valuesOf(weak, own)
        return unchecked.length > 0 || [...values].some((value) => ![0, 1, P - 1].includes(value))
      })
    })
    const isLookupOnly = table.interactions.every(({ bound }) => bound === undefined)
    if (!isLookupOnly && table.name !== 'image') expect(needed.length, table.name).toBeGreaterThan(0)
  }
})
