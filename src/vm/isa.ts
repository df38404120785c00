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
}

const r = <M extends string>(mnemonic: M, funct7: number, funct3: number) => ({
  mnemonic,
  format: 'R' as const,
  syntax: 'rd, rs1, rs2' as const,
  mask: 0xfe00707f,
  match: ((funct7 << 25) | (funct3 << 12) | 0x33) >>> 0,
})

const i = <M extends string>(mnemonic: M, funct3: number) => ({
  mnemonic,
  format: 'I' as const,
  syntax: 'rd, rs1, imm' as const,
  mask: 0x707f,
  match: (funct3 << 12) | 0x13,
})

const shift = <M extends string>(mnemonic: M, funct7: number, funct3: number) => ({
  mnemonic,
  format: 'shift' as const,
  syntax: 'rd, rs1, imm' as const,
  mask: 0xfe00707f,
  match: ((funct7 << 25) | (funct3 << 12) | 0x13) >>> 0,
})

const load = <M extends string>(mnemonic: M, funct3: number) => ({
  mnemonic,
  format: 'I' as const,
  syntax: 'rd, imm(rs1)' as const,
  mask: 0x707f,
  match: (funct3 << 12) | 0x03,
})

const store = <M extends string>(mnemonic: M, funct3: number) => ({
  mnemonic,
  format: 'S' as const,
  syntax: 'rs2, imm(rs1)' as const,
  mask: 0x707f,
  match: (funct3 << 12) | 0x23,
})

const branch = <M extends string>(mnemonic: M, funct3: number) => ({
  mnemonic,
  format: 'B' as const,
  syntax: 'rs1, rs2, target' as const,
  mask: 0x707f,
  match: (funct3 << 12) | 0x63,
})

const upper = <M extends string>(mnemonic: M, opcode: number) => ({
  mnemonic,
  format: 'U' as const,
  syntax: 'rd, upper' as const,
  mask: 0x7f,
  match: opcode,
})

const system = <M extends string>(mnemonic: M, match: number) => ({
  mnemonic,
  format: 'system' as const,
  syntax: '' as const,
  mask: 0xffffffff,
  match,
})

export const ISA = [
  upper('lui', 0x37),
  upper('auipc', 0x17),
  {
    mnemonic: 'jal',
    format: 'J',
    syntax: 'rd, target',
    mask: 0x7f,
    match: 0x6f,
  },
  {
    mnemonic: 'jalr',
    format: 'I',
    syntax: 'rd, imm(rs1)',
    mask: 0x707f,
    match: 0x67,
  },
  branch('beq', 0),
  branch('bne', 1),
  branch('blt', 4),
  branch('bge', 5),
  branch('bltu', 6),
  branch('bgeu', 7),
  load('lb', 0),
  load('lh', 1),
  load('lw', 2),
  load('lbu', 4),
  load('lhu', 5),
  store('sb', 0),
  store('sh', 1),
  store('sw', 2),
  i('addi', 0),
  i('slti', 2),
  i('sltiu', 3),
  i('xori', 4),
  i('ori', 6),
  i('andi', 7),
  shift('slli', 0x00, 1),
  shift('srli', 0x00, 5),
  shift('srai', 0x20, 5),
  r('add', 0x00, 0),
  r('sub', 0x20, 0),
  r('sll', 0x00, 1),
  r('slt', 0x00, 2),
  r('sltu', 0x00, 3),
  r('xor', 0x00, 4),
  r('srl', 0x00, 5),
  r('sra', 0x20, 5),
  r('or', 0x00, 6),
  r('and', 0x00, 7),
  {
    mnemonic: 'fence',
    format: 'fence',
    syntax: '',
    mask: 0x707f,
    match: 0x0f,
  },
  system('ecall', 0x00000073),
  system('ebreak', 0x00100073),
  r('mul', 0x01, 0),
  r('mulh', 0x01, 1),
  r('mulhsu', 0x01, 2),
  r('mulhu', 0x01, 3),
  r('div', 0x01, 4),
  r('divu', 0x01, 5),
  r('rem', 0x01, 6),
  r('remu', 0x01, 7),
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
