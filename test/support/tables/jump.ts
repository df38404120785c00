/** Honest and forged rows of the family jump. */
import { P } from '../../../src/field/koalabear.ts'
import { jump } from '../../../src/machine/families/jump.ts'
import { ISA, type Mnemonic, OPERANDS } from '../../../src/vm/isa.ts'
import { type Attack, type Case, CLK, type FamilyTest, instruction, PC } from '../family.ts'

/** Instructions that can do something, or trap, even if rd is x0. */
const EFFECTS = new Set<Mnemonic>(['jal', 'jalr', 'lb', 'lh', 'lw', 'lbu', 'lhu'])

const silent = ISA.filter(({ mnemonic, format }) => OPERANDS[format].rd && !EFFECTS.has(mnemonic))

const cases: Case[] = [
  ...[8, -8, 4, 0, 0xffffe, -0x10000].map((imm) => ({ instruction: instruction('jal', { rd: 0, imm }) })),
  { instruction: instruction('fence', { rd: 0, rs1: 0, rs2: 0 }) },
  { instruction: instruction('fence'), pc: 2 ** 30 - 8 },
  ...silent.map(({ mnemonic }) => ({ instruction: instruction(mnemonic, { rd: 0, imm: 7 }) })),
]

const execution: Case = { instruction: instruction('jal', { rd: 0, imm: 64 }) }

const attacks: Attack[] = [
  { name: 'another target', execution, edits: { next: PC + 4 }, by: 'program' },
  { name: 'another pc', execution, edits: { pc: PC + 4 }, by: 'program' },
  { name: 'a time after all times', execution, edits: { clk: -CLK }, by: 'clk' },
  { name: 'half a row', execution, edits: { real: (P + 1) / 2 }, by: 'real is boolean' },
  { name: 'a row taken back', execution, edits: { real: -1 }, by: 'real is boolean' },
]

export const jumpTest: FamilyTest = {
  family: jump,
  cases,
  attacks,
  refuses: [
    ...[...EFFECTS]
      .filter((mnemonic) => mnemonic !== 'jal')
      .map((mnemonic) => instruction(mnemonic, { rd: 0 })),
    instruction('jal'),
    instruction('addi'),
    instruction('sw', { rd: 0 }),
    instruction('beq', { rd: 0 }),
    instruction('ecall', { rd: 0 }),
    instruction('ebreak', { rd: 0 }),
  ],
  cells: 8,
}
