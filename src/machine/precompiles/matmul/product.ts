/** Matrix products on numbers, and where the record of a call has them. */
import type { CallRecord } from '../precompile.ts'
import { ARGUMENTS, CHUNK, MAX_LENGTH, MAX_SIDE, TILE } from './layout.ts'

export type Arguments = Readonly<Record<(typeof ARGUMENTS)[number], number>>

export const argumentsOf = (word: (k: number) => number): Arguments =>
  Object.fromEntries(ARGUMENTS.map((name, k) => [name, word(k)])) as Arguments

/** Rows that a table can have; what needs more cannot be proved, and traps. */
const MAX_ROWS = 2 ** 22

/** Whether there is such a call. */
export function isAllowed({ rows, columns, length, accumulate }: Arguments): boolean {
  const isSide = (size: number) => size >= 1 && size <= MAX_SIDE
  if (!isSide(rows) || !isSide(columns) || accumulate > 1) return false
  if (length < CHUNK || length > MAX_LENGTH || length % CHUNK !== 0) return false
  const counts = rowCounts({ rows, columns, length })
  return Object.values(counts).every((count) => count <= MAX_ROWS)
}

/** Rows that a call has in the tables. */
export function rowCounts({ rows, columns, length }: Pick<Arguments, 'rows' | 'columns' | 'length'>) {
  const chunks = length / CHUNK
  const outputRows = Math.ceil(rows / TILE) * Math.ceil(columns / TILE)
  const wordRows = rows * Math.ceil(columns / TILE)
  return { chunkRows: (rows + columns) * chunks, blockRows: outputRows * chunks, outputRows, wordRows }
}

/** Bytes of words, lowest first, signed. */
export function signedBytes(words: ArrayLike<number>): Int8Array {
  return Int8Array.from({ length: 4 * words.length }, (_, k) => words[k >> 2]! >>> (8 * (k & 3)))
}

/** What `length` bytes at `i` of a and at `j` of b give, below 2^14 `length`. */
export function dot(a: Int8Array, i: number, b: Int8Array, j: number, length: number): number {
  let sum = 0
  for (let k = 0; k < length; k++) sum += a[i + k]! * b[j + k]!
  return sum
}

/** The product of a recorded call. */
export class Product {
  readonly sizes: Arguments
  readonly a: Int8Array
  readonly b: Int8Array
  /** Numbers of the first accesses to the matrices and the result. */
  readonly firstOf: { readonly a: number; readonly b: number; readonly c: number }

  constructor(call: CallRecord) {
    this.sizes = argumentsOf((k) => call.before(k))
    const { rows, columns, length } = this.sizes
    const a = ARGUMENTS.length
    const b = a + (rows * length) / 4
    this.firstOf = { a, b, c: b + (columns * length) / 4 }
    const words = (from: number, count: number) =>
      signedBytes(Uint32Array.from({ length: count / 4 }, (_, k) => call.before(from + k)))
    this.a = words(a, rows * length)
    this.b = words(b, columns * length)
  }

  /** Row i of a by row j of b. */
  sum(i: number, j: number): number {
    const { length } = this.sizes
    return dot(this.a, i * length, this.b, j * length, length)
  }

  /** The blocks of the result, row by row. */
  *blocks(): Generator<Block> {
    const { rows, columns } = this.sizes
    for (let i = 0; i < rows; i += TILE)
      for (let j = 0; j < columns; j += TILE)
        yield {
          i,
          j,
          height: Math.min(TILE, rows - i),
          width: Math.min(TILE, columns - j),
          address: this.sizes.c + 4 * (i * columns + j),
        }
  }
}

/** Rows from i on and columns from j on of the result. */
export interface Block {
  readonly i: number
  readonly j: number
  readonly height: number
  readonly width: number
  readonly address: number
}
