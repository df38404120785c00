/** Instruction words from the ISA table, for tests. */
import { type InstructionSpec, ISA, type Mnemonic, OP } from '../../../src/vm/isa.ts'

export interface Operands {
  readonly rd?: number
  readonly rs1?: number
  readonly rs2?: number
  readonly imm?: number
}

/** The word of an instruction; the immediate as `decode` gives it. */
export function encode(mnemonic: Mnemonic, { rd = 0, rs1 = 0, rs2 = 0, imm = 0 }: Operands = {}): number {
  const spec: InstructionSpec = ISA[OP[mnemonic]]!
  const [d, a, b] = [rd << 7, rs1 << 15, rs2 << 20]
  const fields: Record<InstructionSpec['format'], () => number> = {
    R: () => d | a | b,
    I: () => d | a | (imm << 20),
    shift: () => d | a | ((imm & 31) << 20),
    S: () => a | b | ((imm >> 5) << 25) | ((imm & 31) << 7),
    B: () =>
      a |
      b |
      (((imm >> 12) & 1) << 31) |
      (((imm >> 5) & 63) << 25) |
      (((imm >> 1) & 15) << 8) |
      (((imm >> 11) & 1) << 7),
    U: () => d | (imm & 0xfffff000),
    J: () =>
      d |
      (((imm >> 20) & 1) << 31) |
      (((imm >> 1) & 0x3ff) << 21) |
      (((imm >> 11) & 1) << 20) |
      (((imm >> 12) & 0xff) << 12),
    fence: () => 0,
    system: () => 0,
  }
  return (spec.match | fields[spec.format]()) >>> 0
}

/** `lui` and `addi` that load a constant. */
export function loadConstant(rd: number, value: number): number[] {
  const low = (value << 20) >> 20
  return [encode('lui', { rd, imm: (value - low) | 0 }), encode('addi', { rd, rs1: rd, imm: low })]
}

/** a7 = number; ecall. */
export const systemCall = (number: number): number[] => [
  encode('addi', { rd: 17, imm: number }),
  encode('ecall'),
]

/** a0 = code; exit. */
export const exit = (code: number): number[] => [encode('addi', { rd: 10, imm: code }), ...systemCall(93)]
