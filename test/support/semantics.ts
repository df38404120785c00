/** What RV32IM instructions do, on integers of any size: the oracle for the tables that prove them. */
import { MEMORY_BYTES } from '../../src/vm/abi.ts'
import type { Instruction } from '../../src/vm/decode.ts'

/** Unsigned 32-bit values that an instruction finds: registers rs1 and rs2, the memory word it accesses. */
export interface Operands {
  readonly b: number
  readonly c: number
  readonly m: number
}

export interface Outcome {
  /** What rd becomes, also if rd is x0; undefined for instructions without rd. */
  readonly a?: number
  /** The next pc. */
  readonly next: number
  /** Byte address of a memory access, and what its aligned word becomes. */
  readonly address?: number
  readonly m?: number
}

const unsigned = (value: bigint): bigint => BigInt.asUintN(32, value)
const signed = (value: bigint): bigint => BigInt.asIntN(32, value)

type Binary = (b: bigint, c: bigint) => bigint

const divide: Binary = (b, c) => (c === 0n ? -1n : b / c)
const remainder: Binary = (b, c) => (c === 0n ? b : b % c)

/** Results of register instructions; b, c unsigned, the result taken modulo 2^32. */
const REGISTER: Readonly<Record<string, Binary>> = {
  add: (b, c) => b + c,
  sub: (b, c) => b - c,
  sll: (b, c) => b << (c & 31n),
  srl: (b, c) => b >> (c & 31n),
  sra: (b, c) => signed(b) >> (c & 31n),
  slt: (b, c) => (signed(b) < signed(c) ? 1n : 0n),
  sltu: (b, c) => (b < c ? 1n : 0n),
  xor: (b, c) => b ^ c,
  or: (b, c) => b | c,
  and: (b, c) => b & c,
  mul: (b, c) => b * c,
  mulh: (b, c) => (signed(b) * signed(c)) >> 32n,
  mulhsu: (b, c) => (signed(b) * c) >> 32n,
  mulhu: (b, c) => (b * c) >> 32n,
  div: (b, c) => divide(signed(b), signed(c)),
  divu: divide,
  rem: (b, c) => remainder(signed(b), signed(c)),
  remu: remainder,
}

const IMMEDIATE: Readonly<Record<string, string>> = {
  addi: 'add',
  slli: 'sll',
  srli: 'srl',
  srai: 'sra',
  slti: 'slt',
  sltiu: 'sltu',
  xori: 'xor',
  ori: 'or',
  andi: 'and',
}

const BRANCH: Readonly<Record<string, (b: bigint, c: bigint) => boolean>> = {
  beq: (b, c) => b === c,
  bne: (b, c) => b !== c,
  blt: (b, c) => signed(b) < signed(c),
  bge: (b, c) => signed(b) >= signed(c),
  bltu: (b, c) => b < c,
  bgeu: (b, c) => b >= c,
}

const LOAD: Readonly<Record<string, { readonly bytes: number; readonly signed: boolean }>> = {
  lb: { bytes: 1, signed: true },
  lh: { bytes: 2, signed: true },
  lw: { bytes: 4, signed: false },
  lbu: { bytes: 1, signed: false },
  lhu: { bytes: 2, signed: false },
}

const STORE: Readonly<Record<string, number>> = { sb: 1, sh: 2, sw: 4 }

/** The outcome, or undefined if the instruction traps: a bad access, or a jump to where no instruction can be. */
export function execute(instruction: Instruction, pc: number, operands: Operands): Outcome | undefined {
  const { mnemonic, imm } = instruction
  const b = BigInt(operands.b)
  const c = BigInt(operands.c)
  const offset = BigInt(imm)
  const go = (target: bigint, rest: Partial<Outcome> = {}): Outcome | undefined =>
    target < BigInt(MEMORY_BYTES) ? { next: Number(target), ...rest } : undefined
  const result = (value: bigint, target = unsigned(BigInt(pc) + 4n)) =>
    go(target, { a: Number(unsigned(value)) })
  const relative = unsigned(BigInt(pc) + offset)

  if (mnemonic === 'lui') return result(offset)
  if (mnemonic === 'auipc') return result(BigInt(pc) + offset)
  if (mnemonic === 'jal') return result(BigInt(pc) + 4n, relative)
  if (mnemonic === 'jalr') return result(BigInt(pc) + 4n, unsigned(b + offset) & ~1n)
  if (mnemonic === 'fence') return go(BigInt(pc) + 4n)
  if (mnemonic in REGISTER) return result(REGISTER[mnemonic](b, c))
  if (mnemonic in IMMEDIATE) return result(REGISTER[IMMEDIATE[mnemonic]](b, unsigned(offset)))
  if (mnemonic in BRANCH) return go(BRANCH[mnemonic](b, c) ? relative : BigInt(pc) + 4n)

  const address = Number(unsigned(b + offset))
  const bytes = LOAD[mnemonic]?.bytes ?? STORE[mnemonic]
  if (bytes === undefined) throw new RangeError(`no semantics for ${mnemonic}`)
  if (address >= MEMORY_BYTES || address % bytes !== 0) return undefined
  const shift = BigInt(8 * (address % 4))
  const mask = (1n << BigInt(8 * bytes)) - 1n
  const word = BigInt(operands.m)
  if (mnemonic in LOAD) {
    const value = (word >> shift) & mask
    const extended = LOAD[mnemonic].signed ? BigInt.asIntN(8 * bytes, value) : value
    return { next: pc + 4, address, m: operands.m, a: Number(unsigned(extended)) }
  }
  return { next: pc + 4, address, m: Number((word & ~(mask << shift)) | ((c & mask) << shift)) }
}
