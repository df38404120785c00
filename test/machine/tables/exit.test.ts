import { testRows } from '../../support/rows.ts'
import { exitTest } from '../../support/tables/exit.ts'

testRows(exitTest)
