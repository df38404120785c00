import { keccakRowTest, keccakWordsRowTest } from '../../support/precompiles/keccak-rows.ts'
import { testRows } from '../../support/rows.ts'

testRows(keccakRowTest)
testRows(keccakWordsRowTest)
