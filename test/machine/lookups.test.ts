/** Whom rows may ask: one table offers what is looked up on a bus, and its padding is of no use. */
import { describe, expect, test } from 'vitest'
import type { Expression } from '../../src/air/expression.ts'
import type { Table } from '../../src/air/table.ts'
import { PROGRAM } from '../../src/machine/buses.ts'
import { families } from '../../src/machine/families.ts'
import { OPERATION } from '../../src/machine/family.ts'
import { distinctTables } from '../../src/machine/machine.ts'

/** Main columns that an expression depends on. */
function columnsOf({ graph, id }: Expression): number[] {
  const found = new Set<number>()
  const visit = (at: number) => {
    const node = graph.nodes[at]
    if (node.kind === 'column') found.add(node.index)
    else if (node.kind !== 'constant') [node.left, node.right].forEach(visit)
  }
  visit(id)
  return [...found].sort((a, b) => a - b)
}

/** The value of an expression that depends on these columns only. */
function evaluated(
  table: Table,
  { id }: Expression,
  columns: readonly number[],
  values: readonly number[],
): number {
  const row = table.main.map((_, index) => values[columns.indexOf(index)] ?? 0)
  return table.graph.evaluate(
    table.preprocessed.map(() => 0),
    row,
  )[id]
}

test('a bus with free multiplicities has one table that offers', () => {
  const providers = new Map<string, string[]>()
  for (const { name, interactions } of distinctTables) {
    for (const { bus, bound } of interactions) {
      if (bound === undefined) providers.set(bus.name, [...(providers.get(bus.name) ?? []), name])
    }
  }
  for (const [bus, names] of providers) expect(new Set(names).size, bus).toBe(1)
  expect([...providers.keys()].sort()).toEqual(['bits', 'matmul chunks', 'program', 'xor'])
})

/** Selectors that no constraint of their own keeps boolean: where they are declared, a comment says what does. */
const BOOLEAN_TOGETHER: Readonly<Record<string, string>> = { beq: 'is bne' }

describe('the operation of a row is one of its family', () => {
  const withProgram = distinctTables.filter(({ interactions }) =>
    interactions.some(({ bus, bound }) => bus === PROGRAM && bound !== undefined),
  )

  test('of all families, of exit and of call', () => {
    expect(withProgram.map(({ name }) => name)).toEqual([...families.map(({ name }) => name), 'exit', 'call'])
  })

  test.each(withProgram)('$name: never 0, which is padding of the program', (table) => {
    const op = table.interactions.find(({ bus }) => bus === PROGRAM)!.tuple[1]!
    const columns = columnsOf(op)
    const own = table.constraints.filter(({ expression }) => {
      const used = columnsOf(expression)
      return used.length > 0 && used.every((column) => columns.includes(column))
    })
    // Constraints of degree 2 with the roots 0 and 1 are what keeps selectors boolean.
    for (const column of columns) {
      const boolean = own.some(({ expression }) => {
        const value = (x: number) => evaluated(table, expression, [column], [x])
        const alone = columnsOf(expression).length === 1 && columnsOf(expression)[0] === column
        return alone && value(0) === 0 && value(1) === 0 && value(2) !== 0
      })
      expect(boolean, table.main[column]).toBe(BOOLEAN_TOGETHER[table.name] !== table.main[column])
    }
    const codes: number[] = []
    for (let choice = 0; choice < 2 ** columns.length; choice++) {
      const values = columns.map((_, k) => (choice >> k) & 1)
      if (own.every(({ expression }) => evaluated(table, expression, columns, values) === 0))
        codes.push(evaluated(table, op, columns, values))
    }
    expect(codes.length).toBeGreaterThan(0)
    expect(codes).not.toContain(0)
    for (const code of codes) expect(Object.values<number>(OPERATION)).toContain(code)
  })
})
