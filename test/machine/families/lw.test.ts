import { testFamily } from '../../support/family.ts'
import { lwTest } from '../../support/tables/lw.ts'

testFamily(lwTest)
