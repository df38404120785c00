/** What the harnesses have to know of matrix products. */
import { matmul } from '../../../src/machine/precompiles/matmul/matmul.ts'
import type { PrecompileTests } from '../precompile-tests.ts'
import { matmulFalsehoods } from './matmul-falsehoods.ts'
import { oneProduct } from './matmul-programs.ts'
import { matmulRowTests } from './matmul-rows.ts'

export const matmulTests: PrecompileTests = {
  precompile: matmul,
  rowTests: matmulRowTests,
  honest: [
    {
      name: 'matmul, accumulated',
      program: oneProduct({ rows: 5, columns: 6, length: 32, accumulate: true }).program,
      exitCode: 0,
    },
    {
      name: 'matmul, one word',
      program: oneProduct({ rows: 1, columns: 1, length: 16 }).program,
      exitCode: 0,
    },
  ],
  falsehoods: matmulFalsehoods,
  implied: {},
  unbound: {},
  free: Object.fromEntries(matmulRowTests.map(({ table, free }) => [table.name, free])),
}
