import { expect, test } from 'vitest'
import { slli } from '../../../src/machine/families/slli.ts'
import { testConfusion } from '../../support/confusion.ts'
import { honestRow, testFamily } from '../../support/family.ts'
import { allShifts, shiftWitness } from '../../support/shifts.ts'
import { DIRECTIONS, shift, slliTest } from '../../support/tables/slli.ts'

testFamily(slliTest)

testConfusion(slli, ['slli', 'srli', 'srai'], { b: 0x89abcdef })

test.each(DIRECTIONS)('one witness only: %s', (direction) => {
  let mostTried = 0
  for (const amount of [0, 1, 5, 8, 13, 14, 15, 16, 17, 23, 29, 30, 31]) {
    for (const b of [
      0, 1, 0x7fff, 0x8000, 0xffff, 0x10000, 0xfe00_0100, 0x7fff_fe01, 0x8000_0000, 0xffff_ffff,
    ]) {
      const execution = shift(direction, b, amount)
      const { tried, right } = allShifts(slli, execution, direction, amount)
      expect(
        right.map((row) => shiftWitness(slli, row)),
        `${b} by ${amount}`,
      ).toEqual([shiftWitness(slli, honestRow(slli, execution))])
      mostTried = Math.max(mostTried, tried)
    }
  }
  // By 15 and 31 the equations alone leave a choice.
  expect(mostTried).toBeGreaterThan(2)
})
