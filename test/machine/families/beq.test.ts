import { expect, test } from 'vitest'
import { P } from '../../../src/field/koalabear.ts'
import { beq } from '../../../src/machine/families/beq.ts'
import { instruction, testFamily } from '../../support/family.ts'
import { beqTest } from '../../support/tables/beq.ts'

testFamily(beqTest)

test('targets below address 0 are no address modulo p', () => {
  const operands = beq.operands(instruction('beq', { imm: -0x1000 }), 0x100)!
  for (const operand of operands) expect(operand).toBeLessThan(P)
})
