/** Honest and forged rows of the family slli. */
import { slli } from '../../../src/machine/families/slli.ts'
import { type Attack, type Case, type FamilyTest, instruction } from '../family.ts'
import { EDGES } from '../rows.ts'
import { AMOUNTS, type Direction, type MakeShift, shiftAttacks } from '../shifts.ts'

const MNEMONIC = { left: 'slli', logical: 'srli', arithmetic: 'srai' } as const
export const DIRECTIONS: readonly Direction[] = ['left', 'logical', 'arithmetic']

export const shift: MakeShift = (direction, b, imm) => ({
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

export const slliTest: FamilyTest = {
  family: slli,
  cases,
  attacks,
  refuses: [instruction('sll'), instruction('srl'), instruction('addi'), instruction('slti')],
  cells: 42,
}
