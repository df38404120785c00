/** Instructions as assembly text. */
import { decode, type Instruction } from './decode.ts'
import { ISA, REGISTER_NAMES } from './isa.ts'

/** A 32-bit number as 0x and 8 digits. */
export const hex32 = (value: number): string => `0x${(value >>> 0).toString(16).padStart(8, '0')}`

/**
 * `addi a0, a1, -1`, `lw a0, 8(sp)`, `beq a0, zero, 0x00010010`; a word that is no instruction as `.word
 * 0x...`.
 *
 * @example
 * console.log(disassemble(0x00a00513, 0x10000)) // addi a0, zero, 10
 */
export function disassemble(word: number, pc: number): string {
  const instruction = decode(word)
  return instruction === undefined ? `.word ${hex32(word)}` : format(instruction, pc)
}

function format({ mnemonic, op, rd, rs1, rs2, imm }: Instruction, pc: number): string {
  const [d, a, b] = [REGISTER_NAMES[rd], REGISTER_NAMES[rs1], REGISTER_NAMES[rs2]]
  switch (ISA[op]!.syntax) {
    case 'rd, rs1, rs2':
      return `${mnemonic} ${d}, ${a}, ${b}`
    case 'rd, rs1, imm':
      return `${mnemonic} ${d}, ${a}, ${imm}`
    case 'rd, imm(rs1)':
      return `${mnemonic} ${d}, ${imm}(${a})`
    case 'rs2, imm(rs1)':
      return `${mnemonic} ${b}, ${imm}(${a})`
    case 'rs1, rs2, target':
      return `${mnemonic} ${a}, ${b}, ${hex32(pc + imm)}`
    case 'rd, upper':
      return `${mnemonic} ${d}, 0x${(imm >>> 12).toString(16)}`
    case 'rd, target':
      return `${mnemonic} ${d}, ${hex32(pc + imm)}`
    case '':
      return mnemonic
  }
}
