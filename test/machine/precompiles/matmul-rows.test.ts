import { matmulRowTests } from '../../support/precompiles/matmul-rows.ts'
import { testRows } from '../../support/rows.ts'

for (const own of matmulRowTests) testRows(own)
