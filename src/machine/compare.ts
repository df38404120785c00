/**
 * Which of two words is less, signed or not.
 *
 * With signs s (0 for unsigned operations) a word is lo + 2^16 (hi - 2^16 s), and comparing words is comparing the high
 * limbs and, only if they are equal, the low ones. `high` says which limb decides. `difference` is that of the deciding
 * limbs, c - b if b < c and b - c if not, less 1 where equality would be wrong: if b < c, or if the high limbs decide. It
 * is at least -2^16, so it does not wrap; the range check leaves it >= 0, and that leaves one choice of both.
 *
 * Signs: hi + 2^15 - 2^16 s for signed operations and hi - 2^16 s for others are in range only if s is right.
 */
import type { Column, Expression } from '../air/expression.ts'
import type { TableBuilder } from '../air/table.ts'
import { LIMB, range16, type Word } from './access.ts'
import type { Row } from './row.ts'

export interface Comparison {
  /** 1 if b < c, else 0. */
  readonly less: Column
  fill(row: Row, b: number, c: number, signed: boolean, less: number): void
}

/** `isUnsigned` must be boolean. */
export function compareWords(
  t: TableBuilder,
  real: Expression,
  b: Word,
  c: Word,
  isUnsigned: Expression,
): Comparison {
  const less = t.boolean('less')
  const signs = { b: t.boolean('b sign'), c: t.boolean('c sign') }
  const bias = isUnsigned.not().times(LIMB / 2)
  range16(t, b.hi.plus(bias).minus(signs.b.times(LIMB)), real)
  range16(t, c.hi.plus(bias).minus(signs.c.times(LIMB)), real)
  const high = t.boolean('high')
  const difference = t.column('difference')
  const low = c.lo.minus(b.lo)
  const upper = c.hi.minus(b.hi).minus(signs.c.minus(signs.b).times(LIMB))
  const deciding = low.plus(high.times(upper.minus(low)))
  const notEqual = high.plus(less).minus(high.times(less))
  t.assertZero('difference', less.times(2).minus(1).times(deciding).minus(notEqual).minus(difference))
  t.assertZero('high limbs are equal if low ones decide', high.not().times(upper))
  range16(t, difference, real)
  return {
    less,
    fill(row, x, y, signed, isLess) {
      const xSign = signed ? x >>> 31 : 0
      const ySign = signed ? y >>> 31 : 0
      const lowDifference = (y & 0xffff) - (x & 0xffff)
      const highDifference = (y >>> 16) - (x >>> 16) - LIMB * (ySign - xSign)
      const isHigh = highDifference !== 0
      const decidingDifference = isHigh ? highDifference : lowDifference
      row.set(less, isLess)
      row.set(signs.b, xSign)
      row.set(signs.c, ySign)
      row.set(high, isHigh ? 1 : 0)
      row.set(
        difference,
        (isLess === 1 ? decidingDifference : -decidingDifference) - (isHigh || isLess === 1 ? 1 : 0),
      )
    },
  }
}
