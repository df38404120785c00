import { expect, test } from 'vitest'
import { P } from '../../../src/field/koalabear.ts'
import { jump } from '../../../src/machine/families/jump.ts'
import { instruction, testFamily } from '../../support/family.ts'
import { jumpTest } from '../../support/tables/jump.ts'

testFamily(jumpTest)

test('targets below address 0 are no address modulo p', () => {
  const [, target] = jump.operands(instruction('jal', { rd: 0, imm: -0x1000 }), 0x100)!
  expect(target).toBeLessThan(P)
  expect(target).toBeGreaterThanOrEqual(2 ** 30)
})
