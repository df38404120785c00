import { testFamily } from '../../support/family.ts'
import { addTest } from '../../support/tables/add.ts'

testFamily(addTest)
