import { testFamily } from '../../support/family.ts'
import { logiciTest } from '../../support/tables/logici.ts'

testFamily(logiciTest)
