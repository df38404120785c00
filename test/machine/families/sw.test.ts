import { testFamily } from '../../support/family.ts'
import { swTest } from '../../support/tables/sw.ts'

testFamily(swTest)
