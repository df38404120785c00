import { expect, test } from 'vitest'
import { modmulTable } from '../../../src/machine/precompiles/modmul/table.ts'
import { CALLS, judge, modmulRowTest, sampleOf } from '../../support/precompiles/modmul-rows.ts'
import { testRows, violations } from '../../support/rows.ts'

test.each(CALLS.map(sampleOf))('$name', ({ row }) => {
  expect(violations(modmulTable, row)).toEqual([])
  expect(judge(row)).toEqual({ kind: 'honest', why: [] })
})

testRows(modmulRowTest)
