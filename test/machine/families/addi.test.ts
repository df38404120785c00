import { testFamily } from '../../support/family.ts'
import { addiTest } from '../../support/tables/addi.ts'

testFamily(addiTest)
