import { expect, test } from 'vitest'
import { ecall } from '../../../src/machine/families/ecall.ts'
import { instruction } from '../../support/family.ts'
import { testRows } from '../../support/rows.ts'
import { ecallTest, execute, exit, PC } from '../../support/tables/ecall.ts'

testRows(ecallTest)

test('takes ecall only, and exit has no row', () => {
  expect(ecall.operands(instruction('ebreak'), PC)).toBeUndefined()
  expect(ecall.operands(instruction('addi'), PC)).toBeUndefined()
  expect(execute({ call: exit })).toBeUndefined()
})
