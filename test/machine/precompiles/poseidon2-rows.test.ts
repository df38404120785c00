import { expect, test } from 'vitest'
import { poseidon2RowTest, poseidon2WordsRowTest } from '../../support/precompiles/poseidon2-rows.ts'
import { testRows, violatedParts } from '../../support/rows.ts'

const tests = [poseidon2RowTest, poseidon2WordsRowTest]
for (const own of tests) testRows(own)

test.each(tests.map((own) => ({ name: own.table.name, own })))(
  'every constraint and lookup of $name alone refutes a forgery',
  ({ own: { table, forgeries = [], judge } }) => {
    const refuting = new Set<object>()
    for (const { name, row, sample } of forgeries) {
      const parts = violatedParts(table, row)
      expect(parts, name).toHaveLength(1)
      expect(judge(row, sample).kind, name).toBe('forged')
      refuting.add(parts[0]!)
    }
    const lookups = table.interactions.filter(({ bus }) => bus.name === 'bits' || bus.name === 'xor')
    expect(refuting.size).toBe(table.constraints.length + lookups.length)
  },
)
