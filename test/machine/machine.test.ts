import { describe, expect, test } from 'vitest'
import { machineTables } from '../../src/machine/machine.ts'

describe('the tables of the machine', () => {
  test.each(machineTables.map((table) => ({ name: table.name, table })))(
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
    for (const { constraints } of machineTables) {
      expect(new Set(constraints.map(({ label }) => label)).size).toBe(constraints.length)
    }
  })

  test('use distinct bus ids', () => {
    const buses = new Set(machineTables.flatMap(({ interactions }) => interactions.map(({ bus }) => bus)))
    expect(new Set([...buses].map(({ id }) => id)).size).toBe(buses.size)
  })

  test('use every column', () => {
    for (const { graph, constraints, interactions, name, main, preprocessed } of machineTables) {
      const used = new Set<number>()
      const visit = (id: number) => {
        used.add(id)
        const node = graph.nodes[id]
        if ('left' in node) [node.left, node.right].forEach(visit)
      }
      for (const { expression } of constraints) visit(expression.id)
      for (const { tuple, multiplicity } of interactions)
        for (const { id } of [...tuple, multiplicity]) visit(id)
      const columns = [...used].filter((id) => graph.nodes[id].kind === 'column')
      expect(columns.length, name).toBe(main.length + preprocessed.length)
    }
  })
})
