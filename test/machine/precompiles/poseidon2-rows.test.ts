import { poseidon2RowTest, poseidon2WordsRowTest } from '../../support/precompiles/poseidon2-rows.ts'
import { testRows } from '../../support/rows.ts'

testRows(poseidon2RowTest)
testRows(poseidon2WordsRowTest)
