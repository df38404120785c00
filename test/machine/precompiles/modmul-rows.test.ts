import { expect, test } from 'vitest'
import { modmulTable } from '../../../src/machine/precompiles/modmul/table.ts'
import { forgeriesByPart, forgeriesOf, isLookup, partName } from '../../support/deletion.ts'
import { CALLS, judge, modmulRowTest, sampleOf } from '../../support/precompiles/modmul-rows.ts'
import { testRows, violatedParts, violations } from '../../support/rows.ts'

test.each(CALLS.map(sampleOf))('$name', ({ row }) => {
  expect(violations(modmulTable, row)).toEqual([])
  expect(judge(row)).toEqual({ kind: 'honest', why: [] })
})

test('every constraint and lookup alone refutes a forgery', () => {
  const found = forgeriesByPart(modmulRowTest)
  const { constraints, interactions } = modmulTable
  const parts = [...constraints, ...interactions.filter(isLookup)]
  expect(parts.filter((part) => !found.has(part)).map((part) => partName(modmulTable, part))).toEqual([])
})

test('forgeries are refuted by one part alone', () => {
  for (const { name, row } of forgeriesOf(modmulRowTest)) {
    if (name === 'real') continue
    const parts = violatedParts(modmulTable, row).map((part) => partName(modmulTable, part))
    expect({ name, parts }).toEqual({ name, parts: [expect.anything()] })
    expect({ name, verdict: judge(row).kind }).toEqual({ name, verdict: 'forged' })
  }
})

testRows(modmulRowTest)
