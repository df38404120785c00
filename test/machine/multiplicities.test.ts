/**
 * Every multiplicity that a table declares as bounded is 0 or 1 (0 or -1 if received) in every row that satisfies the
 * constraints. Soundness counts on the bound: with a free multiplicity p - 1 one row could undo what another says.
 * Found out by trying all values of the columns that a multiplicity depends on, each of which a constraint keeps boolean.
 */

import { expect, test } from 'vitest'
import { affineForm } from '../../src/air/expression.ts'
import type { Constraint, Interaction, Table } from '../../src/air/table.ts'
import { inv, mul, P, sub } from '../../src/field/koalabear.ts'
import { columnsOf, isBoolean, valueAt } from '../support/cone.ts'
import { distinctTables } from '../support/machine.ts'

type Rules = Pick<Table, 'constraints'>

/** More columns than this are not tried: the caller sees them as unchecked. */
const MOST_COLUMNS = 17

/** Columns that are no free booleans: where they come from bounds them, which is argued there. */
const ELSEWHERE: Readonly<Record<string, readonly string[]>> = {
  // In the verifying key: what the program's author wrote.
  image: ['present'],
  // Heard from the table of words (src/machine/precompiles/keccak/table.ts).
  keccak: ['first', 'last'],
}

const isBounded = (values: readonly number[]) => {
  const sent = values.filter((value) => value !== 0)
  return sent.every((value) => value === 1) || sent.every((value) => value === P - 1)
}

const union = (...lists: readonly (readonly number[])[]) => [...new Set(lists.flat())]

/** The constraint that says which value a column has by others, all of them boolean. */
function definitionOf(rules: Rules, column: number): Constraint | undefined {
  return rules.constraints.find(({ expression }) => {
    const atoms = [...affineForm(expression).terms.keys()]
    if (!atoms.includes(column)) return false
    const others = atoms.flatMap((id) => (id === column ? [] : columnsOf({ graph: expression.graph, id })))
    return others.every((other) => other !== column && isBoolean(rules, other))
  })
}

/** The values of a multiplicity in all rows in which these booleans satisfy the constraints over them alone. */
function valuesOver(
  rules: Rules,
  { multiplicity }: Interaction,
  booleans: readonly number[],
  defined: ReadonlyMap<number, Constraint>,
): number[] {
  const own = rules.constraints.filter(({ expression }) => {
    const used = columnsOf(expression)
    return used.length > 0 && used.every((column) => booleans.includes(column))
  })
  const found = new Set<number>()
  for (let choice = 0; choice < 2 ** booleans.length; choice++) {
    const row = new Map(booleans.map((column, k) => [column, (choice >> k) & 1]))
    if (own.some(({ expression }) => valueAt(expression, row) !== 0)) continue
    for (const [column, { expression }] of defined) {
      const [zero, one] = [0, 1].map((value) => valueAt(expression, new Map([...row, [column, value]])))
      row.set(column, mul(zero, inv(sub(zero, one))))
    }
    found.add(valueAt(multiplicity, row))
  }
  return [...found]
}

/** Bounded interactions, one for each multiplicity that they have. */
function boundedOf({ interactions }: Table): Interaction[] {
  const bounded = interactions.filter(({ bound }) => bound !== undefined)
  return [...new Map(bounded.map((own) => [own.multiplicity.id, own])).values()]
}

/** The values of a multiplicity in all rows that satisfy what the constraints say of booleans. */
function valuesOf(rules: Rules, own: Interaction): { values: number[]; unchecked: number[] } {
  const needed = columnsOf(own.multiplicity)
  const others = needed.filter((column) => !isBoolean(rules, column))
  const defined = new Map<number, Constraint>()
  for (const column of others) {
    const definition = definitionOf(rules, column)
    if (definition !== undefined) defined.set(column, definition)
  }
  const free = others.filter((column) => !defined.has(column))
  if (free.length > 0) return { values: [], unchecked: free }
  const inDefinitions = [...defined.values()].flatMap(({ expression }) => columnsOf(expression))
  let columns = union(needed, inDefinitions).filter((column) => !defined.has(column))
  if (columns.length > MOST_COLUMNS) return { values: [], unchecked: columns }
  // Constraints with further booleans may exclude some values: each is only asked if it is needed, small ones first.
  for (;;) {
    const values = valuesOver(rules, own, columns, defined)
    if (isBounded(values)) return { values, unchecked: [] }
    const wider = rules.constraints
      .map(({ expression }) => columnsOf(expression))
      .filter((used) => used.some((column) => columns.includes(column)))
      .filter((used) => used.every((column) => columns.includes(column) || isBoolean(rules, column)))
      .map((used) => union(columns, used))
      .filter(({ length }) => length > columns.length && length <= MOST_COLUMNS)
      .sort((a, b) => a.length - b.length)
    const helpful = wider.find((some) => isBounded(valuesOver(rules, own, some, defined)))
    const next = helpful ?? wider[0]
    if (next === undefined) return { values, unchecked: [] }
    columns = next
  }
}

test.each(distinctTables.map((table) => ({ name: table.name, table })))(
  '$name: multiplicities are 0 or 1',
  ({ table }) => {
    for (const own of boundedOf(table)) {
      const { values, unchecked } = valuesOf(table, own)
      const names = unchecked
        .map((node) => table.graph.nodes[node])
        .map((node) => 'name' in node && node.name)
      const allowed = ELSEWHERE[table.name] ?? []
      expect(
        names.filter((name) => !allowed.includes(`${name}`)),
        own.bus.name,
      ).toEqual([])
      expect(isBounded(values), `${own.bus.name}: ${values}`).toBe(true)
    }
  },
)

test('bounds are 1', () => {
  const bounds = distinctTables.flatMap(({ interactions }) => interactions.map(({ bound }) => bound ?? 1))
  expect(new Set(bounds)).toEqual(new Set([1]))
})

test('a table without one of the constraints is noticed', () => {
  for (const table of distinctTables) {
    const bounded = boundedOf(table)
    if (bounded.length === 0 || table.name === 'image') continue
    // Only rules over the columns of a multiplicity are taken away: of others, it is seen only after a long search.
    const isNeeded = table.constraints.some((rule) => {
      const weak = { constraints: table.constraints.filter((other) => other !== rule) }
      const isOver = ({ multiplicity }: Interaction) => {
        const flags = columnsOf(multiplicity)
        return columnsOf(rule.expression).every((column) => flags.includes(column))
      }
      return bounded.filter(isOver).some((own) => {
        const { values, unchecked } = valuesOf(weak, own)
        return unchecked.length > 0 || !isBounded(values)
      })
    })
    expect(isNeeded, table.name).toBe(true)
  }
})
