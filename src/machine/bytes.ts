/** Words as bytes, and products of words by their bytes. */
import type { Column, Expression } from '../air/expression.ts'
import type { TableBuilder } from '../air/table.ts'
import type { Word } from './access.ts'
import { XOR } from './buses.ts'
import type { Row } from './row.ts'

/**
 * Range-checks two bytes by one lookup of their xor, which is a column, where `real` is 1.
 *
 * @example
 * import { defineTable } from 'limpid/air'
 *
 * const { table } = defineTable('bytes', (t) => {
 *   bytePair(t, 'both', t.column('a'), t.column('b'), t.boolean('real'))
 * })
 * console.log(table.main) // [ 'a', 'b', 'real', 'both xor' ]
 */
export function bytePair(
  t: TableBuilder,
  name: string,
  a: Expression,
  b: Expression,
  real: Expression,
): { fill(row: Row, a: number, b: number): void } {
  const xor = t.column(`${name} xor`)
  t.send(XOR, [a, b, xor], real)
  return { fill: (row, x, y) => row.set(xor, x ^ y) }
}

/** The bytes of a word, lowest first, that the caller has to range-check; then they are unique. */
export interface WordBytes {
  readonly bytes: readonly [Expression, Expression, Expression, Expression]
  fill(row: Row, value: number): void
}

/** Splits a word into bytes: the upper byte of each limb is a column, the lower one follows. */
export function wordBytes(t: TableBuilder, name: string, word: Word): WordBytes {
  const low: Column = t.column(`${name}.lo upper`)
  const high: Column = t.column(`${name}.hi upper`)
  return {
    bytes: [word.lo.minus(low.times(256)), low, word.hi.minus(high.times(256)), high],
    fill(row, value) {
      row.set(low, (value >>> 8) & 0xff)
      row.set(high, value >>> 24)
    },
  }
}

/**
 * The part of a product of 32-bit numbers, given by bytes, that counts 2^(16 limb): two diagonals, the second
 * 256 times.
 */
export function productLimb(x: readonly Expression[], y: readonly Expression[], limb: number): Expression {
  const diagonal = (n: number) => {
    const products = x.flatMap((byte, i) => (n - i in y ? [byte.times(y[n - i]!)] : []))
    return products.reduce((sum, product) => sum.plus(product))
  }
  const first = diagonal(2 * limb)
  return 2 * limb + 1 > 6 ? first : first.plus(diagonal(2 * limb + 1).times(256))
}

/**
 * The same for numbers, -2^31 <= x, y < 2^32; the bytes of a negative number are those of x modulo 2^32, the
 * last signed.
 */
export function productLimbOf(x: number, y: number, limb: number): number {
  return diagonalOf(x, y, 2 * limb) + 256 * diagonalOf(x, y, 2 * limb + 1)
}

function diagonalOf(x: number, y: number, n: number): number {
  let sum = 0
  for (let i = Math.max(0, n - 3); i <= Math.min(3, n); i++) sum += byteOf(x, i) * byteOf(y, n - i)
  return sum
}

const byteOf = (x: number, i: number): number => (i === 3 ? Math.floor(x / 2 ** 24) : (x >>> (8 * i)) & 0xff)
