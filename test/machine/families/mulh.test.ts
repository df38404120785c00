import { mulh } from '../../../src/machine/families/mulh.ts'
import { testConfusion } from '../../support/confusion.ts'
import { testFamily } from '../../support/family.ts'
import { MNEMONICS, mulhTest } from '../../support/tables/mulh.ts'

testFamily(mulhTest)

testConfusion(mulh, MNEMONICS, { b: 0xfedcba98, c: 0x89abcdef })
