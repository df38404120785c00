import { beforeAll, describe, expect, test } from 'vitest'
import { compile } from '../../../src/machine/compile.ts'
import { oneProduct } from '../../support/precompiles/matmul-programs.ts'
import { TraceProver } from '../../support/traces.ts'
import { runBoth, wasmEngine } from '../../vm/support/run.ts'

let prover: TraceProver
beforeAll(async () => {
  prover = await TraceProver.create()
})

describe('products', () => {
  test.each([
    [1, 1, 16, false],
    [1, 1, 16, true],
    [4, 4, 16, false],
    [5, 3, 32, true],
    [9, 6, 48, false],
    [3, 11, 64, true],
  ])('%i x %i of rows of %i bytes, accumulated: %s', async (rows, columns, length, accumulate) => {
    const { program, output } = oneProduct({ rows, columns, length, accumulate })
    const run = await runBoth(await wasmEngine(), program.elf, {}, (own) => compile(own).plan)
    expect(run.exitCode).toBe(0)
    expect(Buffer.from(run.output).equals(output)).toBe(true)
    const { faults } = await prover.check(program.elf)
    expect(faults).toEqual({ violated: [], unbalanced: [] })
  })

  test('are proved', async () => {
    const { program, output } = oneProduct({ rows: 5, columns: 6, length: 32, accumulate: true })
    const { statement, refusal } = await prover.attempt(program.elf)
    expect(Buffer.from(statement.output).equals(output)).toBe(true)
    expect(refusal).toBeUndefined()
  })
})
