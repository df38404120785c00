import { describe, expect, test } from 'vitest'
import { standardMachine } from '../../src/machine/machine.ts'
import { columnsOf } from '../support/cone.ts'

describe('the tables of the machine', () => {
  test.each(standardMachine.tables.map((table) => ({ name: table.name, table })))(
    '$name: zeros are padding',
    ({ table }) => {
      const { graph, constraints, interactions } = table
      const zeros = (names: readonly string[]) => names.map(() => 0)
      const values = graph.evaluate(zeros(table.preprocessed), zeros(table.main))
      expect(constraints.filter(({ expression }) => values[expression.id] !== 0)).toEqual([])
      expect(interactions.filter(({ multiplicity }) => values[multiplicity.id] !== 0)).toEqual([])
    },
  )

  test('have labels that tell constraints apart', () => {
    for (const { constraints } of standardMachine.tables) {
      expect(new Set(constraints.map(({ label }) => label)).size).toBe(constraints.length)
    }
  })

  test('use distinct bus ids', () => {
    const buses = new Set(
      standardMachine.tables.flatMap(({ interactions }) => interactions.map(({ bus }) => bus)),
    )
    expect(new Set([...buses].map(({ id }) => id)).size).toBe(buses.size)
  })

  test('use every column', () => {
    for (const { constraints, interactions, name, main, preprocessed } of standardMachine.tables) {
      const expressions = [
        ...constraints.map(({ expression }) => expression),
        ...interactions.flatMap(({ tuple, multiplicity }) => [...tuple, multiplicity]),
      ]
      const columns = new Set(expressions.flatMap(columnsOf))
      expect(columns.size, name).toBe(main.length + preprocessed.length)
    }
  })
})
