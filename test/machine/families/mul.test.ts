import { testFamily } from '../../support/family.ts'
import { mulTest } from '../../support/tables/mul.ts'

testFamily(mulTest)
