import { expect, test } from 'vitest'
import { beqz } from '../../../src/machine/families/beqz.ts'
import { NOWHERE } from '../../../src/machine/target.ts'
import { instruction, testFamily } from '../../support/family.ts'
import { beqzTest } from '../../support/tables/beqz.ts'

testFamily(beqzTest)

test('targets outside of memory are no address modulo p', () => {
  const operands = (imm: number, pc: number) => beqz.operands(instruction('beq', { rs2: 0, imm }), pc)
  expect(operands(-4096, 0x100)).toContain(NOWHERE)
  expect(operands(4094, 2 ** 30 - 4)).toContain(NOWHERE)
  expect(operands(-0x100, 0x100)).toContain(0)
})
