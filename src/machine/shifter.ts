/**
 * Shifts of a word by 16 u + s bits, u in {0, 1}, 0 <= s < 16.
 *
 * Both limbs are split at one bit: limb = upper * p + lower with lower < p and upper < q, where p q = 2^16. A shift to the
 * right splits at bit s (p = 2^s), one to the left at bit 16 - s (q = 2^s). The parts are unique: they are range-checked
 * and upper * p + lower < 2^16 does not wrap. Results are sums of parts that fill disjoint bits, so they are in range.
 */
import type { Expression } from '../air/expression.ts'
import type { TableBuilder } from '../air/table.ts'
import { LIMB, rangeBits, type Word, type WordColumns, wordColumns } from './access.ts'
import { BITS } from './buses.ts'
import type { Row } from './row.ts'

/** What is shifted how: the four are boolean and add up to 1 on every row with an instruction. */
export interface ShiftKind {
  /** Left by s, left by 16 + s, right by s, right by 16 + s. */
  readonly left: Expression
  readonly leftFar: Expression
  readonly right: Expression
  readonly rightFar: Expression
  /** 1 for sra and srai, boolean. */
  readonly arithmetic: Expression
  /** Powers of two with p q = 2^16; the product is asserted by `shifter`. */
  readonly p: Expression
  readonly q: Expression
}

export interface Shifter {
  readonly a: WordColumns
  /** `split` is the bit that the limbs are split at. */
  fill(row: Row, b: number, a: number, split: number, arithmetic: boolean): void
}

export function shifter(t: TableBuilder, real: Expression, b: Word, kind: ShiftKind): Shifter {
  const { left, leftFar, right, rightFar, arithmetic, p, q } = kind
  t.assertZero('p q = 2^16', p.times(q).minus(real.times(LIMB)))
  const split = (name: string, limb: Expression) => {
    const lower = t.column(`${name} lower`)
    const upper = t.column(`${name} upper`)
    t.send(BITS, [lower, p], real)
    t.send(BITS, [upper, q], real)
    t.assertZero(`${name} is split`, upper.times(p).plus(lower).minus(limb))
    // The lower part moved to the top of a limb.
    const raised = t.column(`${name} lower raised`)
    t.assertZero(`${name} lower raised`, lower.times(q).minus(raised))
    return { lower, upper, raised }
  }
  const lo = split('lo', b.lo)
  const hi = split('hi', b.hi)
  const sign = t.column('sign')
  t.assertBoolean('sign is boolean', sign)
  t.assertZero('sign only if arithmetic', sign.times(arithmetic.not()))
  rangeBits(t, b.hi.minus(sign.times(LIMB / 2)), 15, arithmetic)
  const a = wordColumns(t, 'a')
  // Copies of the sign above the bits that are left of the high limb.
  const extension = sign.times(q.times(-1).plus(LIMB))
  const signed = hi.upper.plus(extension)
  t.assertZero(
    'low limb of the result',
    left
      .times(lo.raised)
      .plus(right.times(lo.upper.plus(hi.raised)))
      .plus(rightFar.times(signed))
      .minus(a.lo),
  )
  t.assertZero(
    'high limb of the result',
    left
      .times(hi.raised.plus(lo.upper))
      .plus(leftFar.times(lo.raised))
      .plus(right.times(signed))
      .plus(rightFar.times(sign).times(LIMB - 1))
      .minus(a.hi),
  )
  return {
    a,
    fill(row, value, result, at, isArithmetic) {
      const mask = 2 ** at - 1
      for (const [part, limb] of [
        [lo, value & 0xffff],
        [hi, value >>> 16],
      ] as const) {
        row.set(part.lower, limb & mask)
        row.set(part.upper, limb >>> at)
        row.set(part.raised, (limb & mask) << (16 - at))
      }
      row.set(sign, isArithmetic ? value >>> 31 : 0)
      row.setWord(a, result)
    },
  }
}
