import { sha256RowTest } from '../../support/precompiles/sha256-rows.ts'
import { testRows } from '../../support/rows.ts'

testRows(sha256RowTest)
