/**
 * The one table of the instruction set: RV32I and M, version 2.1 and 2.0 of the unprivileged specification.
 *
 * Decoder, disassembler, executors, the prover's program table and the documentation are derived from it. The
 * position of an instruction in the table is its `op`.
 */

/** Layout of the immediate and of the operands in an instruction word. `shift` is I with a 5-bit amount. */
export type Format = 'R' | 'I' | 'shift' | 'S' | 'B' | 'U' | 'J' | 'fence' | 'system'

/** How the operands are written in assembly. */
export type Syntax =
  | 'rd, rs1, rs2'
  | 'rd, rs1, imm'
  | 'rd, imm(rs1)'
  | 'rs2, imm(rs1)'
  | 'rs1, rs2, target'
  | 'rd, upper'
  | 'rd, target'
  | ''

export interface InstructionSpec {
  readonly mnemonic: string
  readonly format: Format
  readonly syntax: Syntax
  /** A word w is this instruction if (w & mask) = match, both unsigned. */
  readonly mask: number
  readonly match: number
  /**
   * What it does. Values are 32 bits; `s(x)` reads x as a signed number, `x[h:l]` are bits, `M` is memory.
   */
  readonly effect: string
}

const r = <M extends string>(mnemonic: M, funct7: number, funct3: number, effect: string) => ({
  mnemonic,
  format: 'R' as const,
  syntax: 'rd, rs1, rs2' as const,
  mask: 0xfe00707f,
  match: ((funct7 << 25) | (funct3 << 12) | 0x33) >>> 0,
  effect,
})

const i = <M extends string>(mnemonic: M, funct3: number, effect: string) => ({
  mnemonic,
  format: 'I' as const,
  syntax: 'rd, rs1, imm' as const,
  mask: 0x707f,
  match: (funct3 << 12) | 0x13,
  effect,
})

const shift = <M extends string>(mnemonic: M, funct7: number, funct3: number, effect: string) => ({
  mnemonic,
  format: 'shift' as const,
  syntax: 'rd, rs1, imm' as const,
  mask: 0xfe00707f,
  match: ((funct7 << 25) | (funct3 << 12) | 0x13) >>> 0,
  effect,
})

const load = <M extends string>(mnemonic: M, funct3: number, effect: string) => ({
  mnemonic,
  format: 'I' as const,
  syntax: 'rd, imm(rs1)' as const,
  mask: 0x707f,
  match: (funct3 << 12) | 0x03,
  effect,
})

const store = <M extends string>(mnemonic: M, funct3: number, effect: string) => ({
  mnemonic,
  format: 'S' as const,
  syntax: 'rs2, imm(rs1)' as const,
  mask: 0x707f,
  match: (funct3 << 12) | 0x23,
  effect,
})

const branch = <M extends string>(mnemonic: M, funct3: number, effect: string) => ({
  mnemonic,
  format: 'B' as const,
  syntax: 'rs1, rs2, target' as const,
  mask: 0x707f,
  match: (funct3 << 12) | 0x63,
  effect,
})

const upper = <M extends string>(mnemonic: M, opcode: number, effect: string) => ({
  mnemonic,
  format: 'U' as const,
  syntax: 'rd, upper' as const,
  mask: 0x7f,
  match: opcode,
  effect,
})

const system = <M extends string>(mnemonic: M, match: number, effect: string) => ({
  mnemonic,
  format: 'system' as const,
  syntax: '' as const,
  mask: 0xffffffff,
  match,
  effect,
})

export const ISA = [
  upper('lui', 0x37, 'rd = imm'),
  upper('auipc', 0x17, 'rd = pc + imm'),
  {
    mnemonic: 'jal',
    format: 'J',
    syntax: 'rd, target',
    mask: 0x7f,
    match: 0x6f,
    effect: 'rd = pc + 4; pc += imm',
  },
  {
    mnemonic: 'jalr',
    format: 'I',
    syntax: 'rd, imm(rs1)',
    mask: 0x707f,
    match: 0x67,
    effect: 'rd = pc + 4; pc = (rs1 + imm) & ~1',
  },
  branch('beq', 0, 'if rs1 = rs2: pc += imm'),
  branch('bne', 1, 'if rs1 != rs2: pc += imm'),
  branch('blt', 4, 'if s(rs1) < s(rs2): pc += imm'),
  branch('bge', 5, 'if s(rs1) >= s(rs2): pc += imm'),
  branch('bltu', 6, 'if rs1 < rs2: pc += imm'),
  branch('bgeu', 7, 'if rs1 >= rs2: pc += imm'),
  load('lb', 0, 'rd = M[rs1 + imm], 1 byte, sign-extended'),
  load('lh', 1, 'rd = M[rs1 + imm], 2 bytes, sign-extended'),
  load('lw', 2, 'rd = M[rs1 + imm], 4 bytes'),
  load('lbu', 4, 'rd = M[rs1 + imm], 1 byte'),
  load('lhu', 5, 'rd = M[rs1 + imm], 2 bytes'),
  store('sb', 0, 'M[rs1 + imm] = rs2[7:0]'),
  store('sh', 1, 'M[rs1 + imm] = rs2[15:0]'),
  store('sw', 2, 'M[rs1 + imm] = rs2'),
  i('addi', 0, 'rd = rs1 + imm'),
  i('slti', 2, 'rd = 1 if s(rs1) < imm, else 0'),
  i('sltiu', 3, 'rd = 1 if rs1 < imm as unsigned, else 0'),
  i('xori', 4, 'rd = rs1 xor imm'),
  i('ori', 6, 'rd = rs1 or imm'),
  i('andi', 7, 'rd = rs1 and imm'),
  shift('slli', 0x00, 1, 'rd = rs1 << imm'),
  shift('srli', 0x00, 5, 'rd = rs1 >> imm, zeros shifted in'),
  shift('srai', 0x20, 5, 'rd = rs1 >> imm, copies of the sign shifted in'),
  r('add', 0x00, 0, 'rd = rs1 + rs2'),
  r('sub', 0x20, 0, 'rd = rs1 - rs2'),
  r('sll', 0x00, 1, 'rd = rs1 << rs2[4:0]'),
  r('slt', 0x00, 2, 'rd = 1 if s(rs1) < s(rs2), else 0'),
  r('sltu', 0x00, 3, 'rd = 1 if rs1 < rs2, else 0'),
  r('xor', 0x00, 4, 'rd = rs1 xor rs2'),
  r('srl', 0x00, 5, 'rd = rs1 >> rs2[4:0], zeros shifted in'),
  r('sra', 0x20, 5, 'rd = rs1 >> rs2[4:0], copies of the sign shifted in'),
  r('or', 0x00, 6, 'rd = rs1 or rs2'),
  r('and', 0x00, 7, 'rd = rs1 and rs2'),
  {
    mnemonic: 'fence',
    format: 'fence',
    syntax: '',
    mask: 0x707f,
    match: 0x0f,
    effect: 'nothing: there is one hart',
  },
  system('ecall', 0x00000073, 'system call a7 with arguments a0, a1, a2; result in a0'),
  system('ebreak', 0x00100073, 'trap'),
  r('mul', 0x01, 0, 'rd = (rs1 * rs2)[31:0]'),
  r('mulh', 0x01, 1, 'rd = (s(rs1) * s(rs2))[63:32]'),
  r('mulhsu', 0x01, 2, 'rd = (s(rs1) * rs2)[63:32]'),
  r('mulhu', 0x01, 3, 'rd = (rs1 * rs2)[63:32]'),
  r('div', 0x01, 4, 'rd = s(rs1) / s(rs2) towards 0; -1 if rs2 = 0; -2^31 if -2^31 / -1'),
  r('divu', 0x01, 5, 'rd = rs1 / rs2 rounded down; 2^32 - 1 if rs2 = 0'),
  r('rem', 0x01, 6, 'rd = s(rs1) - s(rs2) * div(rs1, rs2); rs1 if rs2 = 0; 0 if -2^31 / -1'),
  r('remu', 0x01, 7, 'rd = rs1 - rs2 * divu(rs1, rs2); rs1 if rs2 = 0'),
] as const satisfies readonly InstructionSpec[]

export type Mnemonic = (typeof ISA)[number]['mnemonic']

/** The `op` of every mnemonic: its position in the table. */
export const OP = Object.fromEntries(ISA.map((spec, op) => [spec.mnemonic, op])) as Readonly<
  Record<Mnemonic, number>
>

/** Which operands the instructions of a format use. */
export const OPERANDS: Readonly<
  Record<Format, { readonly rd: boolean; readonly rs1: boolean; readonly rs2: boolean }>
> = {
  R: { rd: true, rs1: true, rs2: true },
  I: { rd: true, rs1: true, rs2: false },
  shift: { rd: true, rs1: true, rs2: false },
  S: { rd: false, rs1: true, rs2: true },
  B: { rd: false, rs1: true, rs2: true },
  U: { rd: true, rs1: false, rs2: false },
  J: { rd: true, rs1: false, rs2: false },
  fence: { rd: false, rs1: false, rs2: false },
  system: { rd: false, rs1: false, rs2: false },
}

/** ABI names of the registers x0 to x31. */
export const REGISTER_NAMES: readonly string[] = [
  'zero',
  'ra',
  'sp',
  'gp',
  'tp',
  't0',
  't1',
  't2',
  's0',
  's1',
  'a0',
  'a1',
  'a2',
  'a3',
  'a4',
  'a5',
  'a6',
  'a7',
  's2',
  's3',
  's4',
  's5',
  's6',
  's7',
  's8',
  's9',
  's10',
  's11',
  't3',
  't4',
  't5',
  't6',
]
