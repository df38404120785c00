/** Words as bits in a table, and the functions of SHA-256 on them. */
import type { Column, Expression } from '../../../air/expression.ts'
import type { TableBuilder } from '../../../air/table.ts'
import type { Word } from '../../access.ts'
import type { Row } from '../../row.ts'
import type { Mix } from './compress.ts'

/** The digits of a number, lowest first. */
export interface Digits {
  readonly columns: readonly Column[]
  /** Writes a number; what does not fit is left out. */
  fill(row: Pick<Row, 'set'>, value: number): void
}

/** Boolean columns. */
export function bits(t: TableBuilder, name: string, count: number): Digits {
  const columns = Array.from({ length: count }, (_, k) => t.boolean(`${name}[${k}]`))
  return {
    columns,
    fill(row, value) {
      for (const [k, column] of columns.entries()) row.set(column, (value >>> k) & 1)
    },
  }
}

/** Sum of 2^k times what is at k. */
export const numberOf = (digits: readonly Expression[]): Expression =>
  digits.slice(1).reduce((sum, digit, k) => sum.plus(digit.times(2 ** (k + 1))), digits[0]!)

/** A word of 32 bits as limbs. */
export const limbsOf = (digits: readonly Expression[]): Word => ({
  lo: numberOf(digits.slice(0, 16)),
  hi: numberOf(digits.slice(16)),
})

/** The same with the bytes in opposite order. */
export const swappedLimbsOf = (digits: readonly Expression[]): Word =>
  limbsOf([24, 16, 8, 0].flatMap((at) => digits.slice(at, at + 8)))

const xor = (x: Expression, y: Expression): Expression => x.plus(y).minus(x.times(y).times(2))

/** x + y, where + is xor, bit by bit. */
export const sums = (x: readonly Expression[], y: readonly Expression[]): Expression[] =>
  x.map((bit, k) => xor(bit, y[k]!))

/** Rotations of a word and a shift, added without carries. Degree 3. */
export function mixed({ rotations, shift }: Mix, x: readonly Expression[]): Word {
  return limbsOf(
    x.map((_, k) => {
      const terms = rotations.map((by) => x[(k + by) % 32]!)
      if (shift !== undefined && k + shift < 32) terms.push(x[k + shift]!)
      return terms.reduce(xor)
    }),
  )
}

/** x and y, bit by bit. */
export const both = (x: readonly Expression[], y: readonly Expression[]): Word =>
  limbsOf(x.map((bit, k) => bit.times(y[k]!)))

/** x ? y : z, bit by bit. */
export const choice = (x: readonly Expression[], y: readonly Expression[], z: readonly Expression[]): Word =>
  limbsOf(x.map((bit, k) => z[k]!.plus(bit.times(y[k]!.minus(z[k]!)))))

/** What two of three bits are. Degree 3. */
export const majority = (
  x: readonly Expression[],
  y: readonly Expression[],
  z: readonly Expression[],
): Word => limbsOf(x.map((bit, k) => bit.times(y[k]!).plus(z[k]!.times(xor(bit, y[k]!)))))
