import { expect, test } from 'vitest'
import { slli } from '../../../src/machine/families/slli.ts'
import { testConfusion } from '../../support/confusion.ts'
import { type Attack, type Case, EDGES, honestRow, instruction, testFamily } from '../../support/family.ts'
import {
  AMOUNTS,
  allShifts,
  type Direction,
  type MakeShift,
  shiftAttacks,
  shiftWitness,
} from '../../support/shifts.ts'

const MNEMONIC = { left: 'slli', logical: 'srli', arithmetic: 'srai' } as const
const DIRECTIONS: readonly Direction[] = ['left', 'logical', 'arithmetic']

const shift: MakeShift = (direction, b, imm) => ({
  instruction: instruction(MNEMONIC[direction], { imm, rs2: 0 }),
  b,
})

const cases: Case[] = DIRECTIONS.flatMap((direction): Case[] => [
  ...EDGES.flatMap((b) => AMOUNTS.map((amount) => shift(direction, b, amount))),
  ...Array.from({ length: 32 }, (_, amount) => shift(direction, 0x89abcdef, amount)),
  {
    instruction: instruction(MNEMONIC[direction], { rd: 6, imm: 3, rs2: 0 }),
    b: 0x8000ffff,
    aOld: 0x8000ffff,
    aGap: 2,
  },
  { instruction: instruction(MNEMONIC[direction], { rs1: 0, imm: 3, rs2: 0 }), b: 0 },
])

const left = shift('left', 0x1234f678, 4)
const most = shift('left', 0, 15)

const attacks: Attack[] = [
  ...shiftAttacks(shift),
  {
    name: 'another amount',
    execution: left,
    edits: { power: 32, carry: 0x1e, lost: 2, 'a.lo': 0xcf00, 'a.hi': 0x469e },
    by: 'program',
  },
  {
    name: 'moved by a limb',
    execution: left,
    edits: { far: 16, carry: 0, lost: 0xf, 'a.lo': 0, 'a.hi': 0x6780 },
    by: 'program',
  },
  {
    name: 'a power that is none',
    execution: shift('left', 1, 1),
    edits: { power: 3, 'a.lo': 3 },
    by: 'bits',
  },
  {
    name: 'wrapped, and 15 is not the amount',
    execution: most,
    edits: { 'left by 15': 0, 'a.lo': 1, carry: 2 ** 15 - 2 ** 8, 'a.hi': 2 ** 15 - 2 ** 8 },
    by: 'program',
  },
  { name: 'two rows', execution: shift('logical', 0, 0), edits: { real: 2 }, by: 'real is boolean' },
]

testFamily({
  family: slli,
  cases,
  attacks,
  refuses: [instruction('sll'), instruction('srl'), instruction('addi'), instruction('slti')],
  cells: 42,
})

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
