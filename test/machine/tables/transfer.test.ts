import { testRows } from '../../support/rows.ts'
import { transferTest } from '../../support/tables/transfer.ts'

testRows(transferTest)
