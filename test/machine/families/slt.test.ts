import { testFamily } from '../../support/family.ts'
import { sltTest } from '../../support/tables/slt.ts'

testFamily(sltTest)
