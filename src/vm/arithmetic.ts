/**
 * What the instructions of RV32IM compute, in readable form. Operands and results are unsigned 32-bit
 * numbers.
 */
import type { Mnemonic } from './isa.ts'

const high = (product: bigint) => Number(BigInt.asUintN(32, product >> 32n))
const signed = (x: number) => BigInt(x | 0)
const unsigned = (x: number) => BigInt(x)

const MIN = 0x80000000
const MINUS_ONE = 0xffffffff

/** Results of the instructions that write rd from two operands: rs1, and rs2 or the immediate. */
export const COMPUTE: Partial<Record<Mnemonic, (x: number, y: number) => number>> = {
  add: (x, y) => (x + y) >>> 0,
  sub: (x, y) => (x - y) >>> 0,
  sll: (x, y) => (x << (y & 31)) >>> 0,
  slt: (x, y) => Number((x | 0) < (y | 0)),
  sltu: (x, y) => Number(x < y),
  xor: (x, y) => (x ^ y) >>> 0,
  srl: (x, y) => x >>> (y & 31),
  sra: (x, y) => ((x | 0) >> (y & 31)) >>> 0,
  or: (x, y) => (x | y) >>> 0,
  and: (x, y) => (x & y) >>> 0,
  mul: (x, y) => Math.imul(x, y) >>> 0,
  mulh: (x, y) => high(signed(x) * signed(y)),
  mulhsu: (x, y) => high(signed(x) * unsigned(y)),
  mulhu: (x, y) => high(unsigned(x) * unsigned(y)),
  div: (x, y) => {
    if (y === 0) return MINUS_ONE
    if (x === MIN && y === MINUS_ONE) return MIN
    return Math.trunc((x | 0) / (y | 0)) >>> 0
  },
  divu: (x, y) => (y === 0 ? MINUS_ONE : Math.floor(x / y)),
  rem: (x, y) => {
    if (y === 0) return x
    if (x === MIN && y === MINUS_ONE) return 0
    return ((x | 0) % (y | 0)) >>> 0
  },
  remu: (x, y) => (y === 0 ? x : x % y),
}

/** The operation in COMPUTE that an instruction with an immediate is a form of. */
export const IMMEDIATE_FORM: Partial<Record<Mnemonic, Mnemonic>> = {
  addi: 'add',
  slti: 'slt',
  sltiu: 'sltu',
  xori: 'xor',
  ori: 'or',
  andi: 'and',
  slli: 'sll',
  srli: 'srl',
  srai: 'sra',
}

/** Conditions of the branches. */
export const TAKEN: Partial<Record<Mnemonic, (x: number, y: number) => boolean>> = {
  beq: (x, y) => x === y,
  bne: (x, y) => x !== y,
  blt: (x, y) => (x | 0) < (y | 0),
  bge: (x, y) => (x | 0) >= (y | 0),
  bltu: (x, y) => x < y,
  bgeu: (x, y) => x >= y,
}

/** Bytes of memory that the loads and stores access. */
export const ACCESS_BYTES: Partial<Record<Mnemonic, number>> = {
  lb: 1,
  lh: 2,
  lw: 4,
  lbu: 1,
  lhu: 2,
  sb: 1,
  sh: 2,
  sw: 4,
}

/** What a load gives, from the word that holds its bytes and their position in it. */
export function loadValue(mnemonic: Mnemonic, word: number, byte: number): number {
  const shifted = word >>> (8 * byte)
  switch (mnemonic) {
    case 'lb':
      return ((shifted << 24) >> 24) >>> 0
    case 'lh':
      return ((shifted << 16) >> 16) >>> 0
    case 'lbu':
      return shifted & 0xff
    case 'lhu':
      return shifted & 0xffff
    default:
      return shifted
  }
}

/** The word after `bytes` low bytes of a value are written into it from position `byte` on. */
export function storeValue(word: number, byte: number, bytes: number, value: number): number {
  const mask = bytes === 4 ? 0xffffffff : ((1 << (8 * bytes)) - 1) << (8 * byte)
  return ((word & ~mask) | ((value << (8 * byte)) & mask)) >>> 0
}
