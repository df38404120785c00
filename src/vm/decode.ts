/** Instruction words to instructions. */
import { type Format, type InstructionSpec, ISA, type Mnemonic, OPERANDS } from './isa.ts'

export interface Instruction {
  readonly mnemonic: Mnemonic
  /** Position in the ISA table. */
  readonly op: number
  /** Register numbers; 0 for an operand that the instruction does not have. */
  readonly rd: number
  readonly rs1: number
  readonly rs2: number
  /**
   * Signed 32-bit immediate: offset, shift amount, or all 32 bits of an upper immediate. 0 if there is none.
   */
  readonly imm: number
}

const BY_OPCODE: readonly (readonly { readonly op: number; readonly spec: InstructionSpec }[])[] = Array.from(
  { length: 128 },
  (_, opcode) => ISA.map((spec, op) => ({ op, spec })).filter(({ spec }) => (spec.match & 0x7f) === opcode),
)

/**
 * The instruction that a 32-bit word encodes, or undefined if it is none of RV32IM.
 *
 * @example
 * console.log(decode(0x00a00513)) // { mnemonic: 'addi', op: 18, rd: 10, rs1: 0, rs2: 0, imm: 10 }
 */
export function decode(word: number): Instruction | undefined {
  for (const { op, spec } of BY_OPCODE[word & 0x7f]!) {
    if ((word & spec.mask) >>> 0 !== spec.match) continue
    const uses = OPERANDS[spec.format]
    return {
      mnemonic: spec.mnemonic as Mnemonic,
      op,
      rd: uses.rd ? (word >>> 7) & 31 : 0,
      rs1: uses.rs1 ? (word >>> 15) & 31 : 0,
      rs2: uses.rs2 ? (word >>> 20) & 31 : 0,
      imm: immediate(spec.format, word),
    }
  }
  return undefined
}

function immediate(format: Format, word: number): number {
  switch (format) {
    case 'I':
      return word >> 20
    case 'shift':
      return (word >>> 20) & 31
    case 'S':
      return ((word >> 25) << 5) | ((word >>> 7) & 31)
    case 'B':
      return ((word >> 31) << 12) | ((word << 4) & 0x800) | ((word >>> 20) & 0x7e0) | ((word >>> 7) & 0x1e)
    case 'U':
      return word & 0xfffff000
    case 'J':
      return ((word >> 31) << 20) | (word & 0xff000) | ((word >>> 9) & 0x800) | ((word >>> 20) & 0x7fe)
    default:
      return 0
  }
}
