/** Numbers of 256 bits in a table: as limbs of 16 bits, which are halves of words in memory, or as bytes. */
import type { Column, Expression } from '../../../air/expression.ts'
import type { TableBuilder } from '../../../air/table.ts'
import { type Word, wordAccess } from '../../access.ts'
import { XOR } from '../../buses.ts'
import type { Row } from '../../row.ts'
import type { CallRecord } from '../precompile.ts'
import { WORDS } from './operation.ts'

export const LIMBS = 16
export const BYTES = 32

/** A number, lowest limb first. */
export interface Operand<T extends Expression = Expression> {
  readonly limbs: readonly T[]
  /** Writes a number, given by words. */
  fill(row: Row, words: readonly number[]): void
}

export interface ByteOperand extends Operand {
  readonly bytes: readonly Column[]
}

export const limbOf = (words: readonly number[], k: number): number =>
  (words[k >> 1]! >>> (16 * (k & 1))) & 0xffff
export const byteOf = (words: readonly number[], k: number): number =>
  (words[k >> 2]! >>> (8 * (k & 3))) & 0xff

/** Limbs that are in range because they are what memory holds, or that somebody else checks. */
export function limbOperand(t: TableBuilder, name: string): Operand<Column> {
  const limbs = Array.from({ length: LIMBS }, (_, k) => t.column(`${name}[${k}]`))
  return {
    limbs,
    fill(row, words) {
      for (const [k, limb] of limbs.entries()) row.set(limb, limbOf(words, k))
    },
  }
}

/** Bytes, checked two at a time by looking up their xor, which nobody needs. */
export function byteOperand(t: TableBuilder, name: string, real: Expression): ByteOperand {
  const bytes = Array.from({ length: BYTES }, (_, k) => t.column(`${name}[${k}]`))
  const pairs = Array.from({ length: LIMBS }, (_, k) => [bytes[2 * k]!, bytes[2 * k + 1]!] as const)
  const xors = pairs.map(([low, high], k) => {
    const xor = t.column(`${name} xor[${k}]`)
    t.send(XOR, [low, high, xor], real)
    return xor
  })
  return {
    bytes,
    limbs: pairs.map(([low, high]) => low.plus(high.times(256))),
    fill(row, words) {
      for (const [k, byte] of bytes.entries()) row.set(byte, byteOf(words, k))
      for (const [k, xor] of xors.entries()) row.set(xor, byteOf(words, 2 * k) ^ byteOf(words, 2 * k + 1))
    },
  }
}

/** The accesses to the words of an operand, all at one time. `first` is the number of the first one in the record. */
export function operandAccess(
  t: TableBuilder,
  name: string,
  {
    real,
    pointer,
    time,
  }: { readonly real: Expression; readonly pointer: Expression; readonly time: Expression },
  before: Operand,
  after: Operand,
): { fill(row: Row, call: CallRecord, first: number): void } {
  const word = ({ limbs }: Operand, k: number): Word => ({ lo: limbs[2 * k]!, hi: limbs[2 * k + 1]! })
  const accesses = Array.from({ length: WORDS }, (_, k) =>
    wordAccess(t, `${name} ${k}`, real, pointer.plus(4 * k), time, word(before, k), word(after, k)),
  )
  return {
    fill(row, call, first) {
      for (const [k, access] of accesses.entries()) access.fill(row, call.gap(first + k))
    },
  }
}
