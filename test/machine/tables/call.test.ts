import { testRows } from '../../support/rows.ts'
import { callTest } from '../../support/tables/call.ts'

testRows(callTest)
