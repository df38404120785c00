import { expect, test } from 'vitest'
import { shift as family } from '../../../src/machine/families/shift.ts'
import { testConfusion } from '../../support/confusion.ts'
import { honestRow, testFamily } from '../../support/family.ts'
import { allShifts, shiftWitness } from '../../support/shifts.ts'
import { DIRECTIONS, shift, shiftTest } from '../../support/tables/shift.ts'

testFamily(shiftTest)

testConfusion(family, ['sll', 'srl', 'sra'], { b: 0x89abcdef, c: 7 })

test.each(DIRECTIONS)('one witness only: %s', (direction) => {
  let mostTried = 0
  for (const amount of [0, 3, 14, 15, 16, 30, 31]) {
    for (const b of [0, 1, 0x7fff, 0x8000, 0xffff_0000, 0xfe00_0100, 0x7fff_fe01, 0x8000_0000, 0xffff_ffff]) {
      const execution = shift(direction, b, amount)
      const { tried, right } = allShifts(family, execution, direction, amount)
      expect(
        right.map((row) => shiftWitness(family, row)),
        `${b} by ${amount}`,
      ).toEqual([shiftWitness(family, honestRow(family, execution))])
      mostTried = Math.max(mostTried, tried)
    }
  }
  // By 15 and 31 the equations alone leave a choice.
  expect(mostTried).toBeGreaterThan(2)
})
