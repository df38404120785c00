import { testRows } from '../../support/rows.ts'
import { bumpTest } from '../../support/tables/bump.ts'

testRows(bumpTest)
