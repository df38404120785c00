import { expect, test } from 'vitest'
import { blt } from '../../../src/machine/families/blt.ts'
import { NOWHERE } from '../../../src/machine/target.ts'
import { testConfusion } from '../../support/confusion.ts'
import { instruction, testFamily } from '../../support/family.ts'
import { bltTest, MNEMONICS } from '../../support/tables/blt.ts'

testFamily(bltTest)

testConfusion(blt, MNEMONICS, { b: 0xfffffff0, c: 0x10 })

test('targets outside of memory are no address modulo p', () => {
  const operands = (imm: number, pc: number) => blt.operands(instruction('bge', { imm }), pc)
  expect(operands(-4096, 0x100)).toContain(NOWHERE)
  expect(operands(4094, 2 ** 30 - 4)).toContain(NOWHERE)
})
