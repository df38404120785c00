import { testFamily } from '../../support/family.ts'
import { logicTest } from '../../support/tables/logic.ts'

testFamily(logicTest)
