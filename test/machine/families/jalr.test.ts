import { expect, test } from 'vitest'
import { P } from '../../../src/field/koalabear.ts'
import { jalr } from '../../../src/machine/families/jalr.ts'
import { instruction, PC, testFamily } from '../../support/family.ts'
import { jalrTest } from '../../support/tables/jalr.ts'

testFamily(jalrTest)

test('a negative offset is an element of F', () => {
  expect(jalr.operands(instruction('jalr', { imm: -4 }), PC)).toContain(P - 4)
})
