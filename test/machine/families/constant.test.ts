import { expect, test } from 'vitest'
import { P } from '../../../src/field/koalabear.ts'
import { constant } from '../../../src/machine/families/constant.ts'
import { instruction, testFamily } from '../../support/family.ts'
import { constantTest } from '../../support/tables/constant.ts'

testFamily(constantTest)

test('targets below address 0 are no address modulo p', () => {
  const operands = constant.operands(instruction('jal', { rd: 1, imm: -0x1000 }), 0x100)!
  for (const operand of operands) expect(operand).toBeLessThan(P)
  expect(operands[operands.length - 1]).toBeGreaterThanOrEqual(2 ** 30)
})
