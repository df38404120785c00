/** Whom rows may ask: one table offers what is looked up on a bus, and its padding is of no use. */

import { describe, expect, test } from 'vitest'
import { PROGRAM } from '../../src/machine/buses.ts'
import { families } from '../../src/machine/families.ts'
import { OPERATION } from '../../src/machine/family.ts'
import { columnsOf, isBoolean, valueAt } from '../support/cone.ts'
import { distinctTables } from '../support/machine.ts'

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
    for (const column of columns) {
      const { name } = table.graph.nodes[column] as { name: string }
      expect(isBoolean(table, column), name).toBe(BOOLEAN_TOGETHER[table.name] !== name)
    }
    const codes: number[] = []
    for (let choice = 0; choice < 2 ** columns.length; choice++) {
      const row = new Map(columns.map((column, k) => [column, (choice >> k) & 1]))
      if (own.every(({ expression }) => valueAt(expression, row) === 0)) codes.push(valueAt(op, row))
    }
    expect(codes.length).toBeGreaterThan(0)
    expect(codes).not.toContain(0)
    for (const code of codes) expect(Object.values<number>(OPERATION)).toContain(code)
  })
})
