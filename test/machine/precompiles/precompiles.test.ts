/** What holds for every precompile. */
import { describe, expect, test } from 'vitest'
import { compile } from '../../../src/machine/compile.ts'
import { standardMachine } from '../../../src/machine/machine.ts'
import { precompiles } from '../../../src/machine/precompiles.ts'
import { precompileTests } from '../../support/precompiles.ts'
import { runBoth, wasmEngine } from '../../vm/support/run.ts'

test('each has tests', () => {
  expect(precompileTests.map(({ precompile }) => precompile.name)).toEqual(
    precompiles.map(({ name }) => name),
  )
})

describe.each(precompileTests.map((own) => ({ name: own.precompile.name, own })))('$name', ({ own }) => {
  const { precompile } = own

  test('has tests for the rows of all its tables', () => {
    expect(own.rowTests.map(({ table }) => table.name)).toEqual(
      precompile.tables.map(({ table }) => table.name),
    )
  })

  test('bounds the clock', () => {
    const number = standardMachine.tables.indexOf(precompile.tables[precompile.clock.table]!.table)
    expect(standardMachine.clockTables).toContainEqual({ number, steps: precompile.clock.steps })
  })

  test('does the same in both executors, with what it was counted for', async () => {
    const engine = await wasmEngine()
    for (const { program, inputs = {} } of own.honest) {
      const { calls } = await runBoth(engine, program.elf, inputs, (executable) => compile(executable).plan)
      const { rows } = calls[precompiles.indexOf(precompile)]!
      for (const [k, { table }] of precompile.tables.entries()) expect(rows[k], table.name).toBeGreaterThan(0)
    }
  })
})
