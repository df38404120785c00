/**
 * div, divu, rem, remu: the quotient q or the remainder r of b by c. The program provides `signed` and
 * `remainder`.
 *
 * Signs. Every word w has a boolean sign s and stands for the integer w - 2^32 s. The signs of b and c are
 * their upper bits, or 0 if unsigned, by range checks. Those of q and r follow from what comes now, and so do
 * q and r.
 *
 * Exactness. D = q c + r - b is 0 as an integer, since 2^14 p divides D (p is odd) and |D| < 2^14 p:
 *  - p divides D: one constraint.
 *  - 2^14 divides D: let x be q.lo modulo 2^15, by a range check. D is x c.lo + r.lo - b.lo modulo 2^14,
 *    which is said to be 2^14 (2 x + c.lo - deficit). The difference of the two is an integer, (x - 2^14)
 *    (c.lo - 2^15) - 2^29 + r.lo - b.lo + 2^14 deficit. The product is at most 2^29 in absolute value, and a
 *    range check gives -2^2 < deficit < 2^16 + 2^3; so the difference is at most 2^30 + 2^17 < p and, being 0
 *    modulo p, 0.
 *  - |D| < 2^44 + 2^34: write integers as low + 2^16 high with low = w.lo - 2^16 s and high = w.hi - (2^16 -
 *    1) s, hence -2^16 <= low < 2^16. The product of the highs of q and c is 0, so one of q, c is its low.
 *    And `bounded` is within 2^12: it is the other high; or c, if `small` is 1; or q, if `small` is -1. Other
 *    values of `small` need both highs to be 0. Honest provers can choose: as |q c| < 2^32, one high is 0;
 *    and if neither c nor q is within 2^12, both are below 2^20.
 *
 * Remainder. If the signs of b and r differ, the word of r is 0: r is 0, or -2^32 and then refuted by |r| <
 * |c|. That compares limbs: |w| = w~ + s where w~ is w, or its complement if s is 1. With `equal`, the upper
 * limbs of c~ and r~ are the same and `difference` is |c| - |r| - 1, which is not negative by a range check.
 * Otherwise c~.hi - r~.hi >= 1, which gives |c| - |r| - 1 >= -1, equal to -1 only if the upper limbs differ
 * by 1 and the lower ones by the most, which `inverse` excludes.
 *
 * Division by zero. `zero`, if not 0, needs c = 0, forces q = 2^32 - 1 and lifts the comparison; D = 0 gives
 * r = b. If it is 0, the comparison excludes c = 0. Overflow. -2^31 / -1 is the integer 2^31: q has no sign.
 */
import type { Column, Expression } from '../../air/expression.ts'
import { inv } from '../../field/koalabear.ts'
import {
  instruction,
  packed,
  range16,
  rangeBits,
  registerRead,
  registerWrite,
  wordColumns,
} from '../access.ts'
import { BITS } from '../buses.ts'
import { ACCESS_A, ACCESS_B, ACCESS_C, defineFamily, destination, OPERATION, source } from '../family.ts'
import { TIME_B, TIME_C } from '../layout.ts'

/** A word with a sign: the integer lo + 2^16 hi - 2^32 sign. */
interface Signed {
  readonly lo: Column
  readonly hi: Column
  readonly sign: Column
}

const integer = (w: Signed): Expression => packed(w).minus(w.sign.times(2 ** 32))
const low = (w: Signed): Expression => w.lo.minus(w.sign.times(2 ** 16))
const high = (w: Signed): Expression => w.hi.minus(w.sign.times(2 ** 16 - 1))

/** A limb of a word, or of its complement if the word has a sign. */
const complemented = (w: Signed, limb: 'lo' | 'hi'): Expression =>
  w[limb].plus(w.sign.times(w[limb].times(-2).plus(2 ** 16 - 1)))

/** Quotients, divisors and high parts are small if they are at least -2^12 and below 2^12. */
const SMALL_BITS = 12
const isSmall = (value: number): boolean => value >= -(2 ** SMALL_BITS) && value < 2 ** SMALL_BITS

/** Deficits are -3 to 2^16 + 2, a few more than 2^16 values: those from here on have the boolean `large`. */
const LEAST_DEFICIT = -3
const LARGE_DEFICIT = LEAST_DEFICIT + 2 ** 3
const DEFICIT_IS_LARGE = LEAST_DEFICIT + 2 ** 16

/** 1 - (the least difference of lower limbs, 0 - (2^16 - 1) - 1 - 1). */
const ABOVE_LEAST = 2 ** 16 + 1

export const div = defineFamily({
  name: 'div',
  access: ACCESS_B | ACCESS_C | ACCESS_A,
  operands({ mnemonic, rd, rs1, rs2 }) {
    const isRemainder = mnemonic === 'rem' || mnemonic === 'remu'
    if (!isRemainder && mnemonic !== 'div' && mnemonic !== 'divu') return undefined
    const isSigned = mnemonic === 'div' || mnemonic === 'rem'
    return [OPERATION.div, destination(rd), source(rs1), source(rs2), isSigned ? 1 : 0, isRemainder ? 1 : 0]
  },
  define(t) {
    const names = ['rd', 'rs1', 'rs2', 'signed', 'remainder']
    const step = instruction(t, names, () => ({ op: OPERATION.div }))
    const { real } = step
    const [rd, rs1, rs2, signed, remainder] = step.operands
    const readB = registerRead(t, step, 'b', rs1!, TIME_B)
    const readC = registerRead(t, step, 'c', rs2!, TIME_C)
    const b: Signed = { lo: readB.lo, hi: readB.hi, sign: t.boolean('b.sign') }
    const c: Signed = { lo: readC.lo, hi: readC.hi, sign: t.boolean('c.sign') }
    const q: Signed = { ...wordColumns(t, 'q'), sign: t.boolean('q.sign') }
    const r: Signed = { ...wordColumns(t, 'r'), sign: t.boolean('r.sign') }

    for (const [name, { hi, sign }] of [
      ['b', b],
      ['c', c],
    ] as const) {
      t.assertZero(`${name}.sign only if signed`, sign.times(signed!.not()))
      t.send(BITS, [hi.minus(sign.times(2 ** 15)), signed!.times(-(2 ** 15)).plus(2 ** 16)], real)
    }
    const upperBit = t.boolean('q.lo upper bit')
    const x = q.lo.minus(upperBit.times(2 ** 15))
    rangeBits(t, x, 15, real)
    for (const limb of [q.hi, r.lo, r.hi]) range16(t, limb, real)

    t.assertZero('b = q c + r modulo p', integer(q).times(integer(c)).plus(integer(r)).minus(integer(b)))
    const deficit = t.column('deficit')
    const large = t.boolean('large deficit')
    const multiple = x
      .times(2)
      .plus(c.lo)
      .minus(deficit)
      .times(2 ** 14)
    t.assertZero('b = q c + r modulo 2^14', x.times(c.lo).plus(r.lo).minus(b.lo).minus(multiple))
    range16(t, deficit.minus(LEAST_DEFICIT).minus(large.times(LARGE_DEFICIT - LEAST_DEFICIT)), real)

    const small = t.column('small')
    const bounded = t.column('bounded')
    const square = small.times(small)
    t.assertZero('one high is 0', high(q).times(high(c)))
    t.assertZero('a small divisor has high 0', square.plus(small).times(high(c)))
    t.assertZero('a small quotient has high 0', square.minus(small).times(high(q)))
    const highs = high(q).plus(high(c))
    const choice = highs.times(2).plus(small.times(low(c).minus(low(q))))
    t.assertZero(
      'what is bounded',
      choice.plus(square.times(low(c).plus(low(q)).minus(highs.times(2)))).minus(bounded.times(2)),
    )
    rangeBits(t, bounded.plus(2 ** SMALL_BITS), SMALL_BITS + 1, real)

    const zero = t.column('division by zero')
    const equal = t.boolean('equal upper limbs')
    const difference = t.column('difference')
    const inverse = t.column('inverse')
    for (const limb of ['lo', 'hi'] as const) {
      t.assertZero(`zero is 0 (${limb})`, zero.times(c[limb]))
      t.assertZero(`quotient by zero (${limb})`, zero.times(q[limb].minus(2 ** 16 - 1)))
      t.assertZero(`remainder with another sign than b is 0 (${limb})`, b.sign.minus(r.sign).times(r[limb]))
    }
    const upper = complemented(c, 'hi').minus(complemented(r, 'hi'))
    const lower = complemented(c, 'lo').minus(complemented(r, 'lo')).plus(c.sign).minus(r.sign).minus(1)
    t.assertZero('equal upper limbs are equal', equal.times(upper))
    t.assertZero(
      'difference',
      equal
        .times(lower)
        .plus(real.minus(zero).minus(equal).times(upper.minus(1)))
        .minus(difference),
    )
    range16(t, difference, real)
    t.assertZero(
      'remainder is not minus the divisor',
      difference.plus(lower).plus(ABOVE_LEAST).times(inverse).minus(real).plus(zero),
    )

    const a = wordColumns(t, 'a')
    t.assertZero('result (lo)', a.lo.minus(q.lo).minus(remainder!.times(r.lo.minus(q.lo))))
    t.assertZero('result (hi)', a.hi.minus(q.hi).minus(remainder!.times(r.hi.minus(q.hi))))
    const write = registerWrite(t, step, rd!, a)

    return (row) => {
      const isSigned = row.operand(5) === 1
      const dividend = isSigned ? row.get('b') | 0 : row.get('b')
      const divisor = isSigned ? row.get('c') | 0 : row.get('c')
      const isZero = divisor === 0
      const quotient = isZero ? 2 ** 32 - 1 : Math.trunc(dividend / divisor)
      const rest = isZero ? dividend : dividend - quotient * divisor
      step.fill(row)
      readB.fill(row, row.get('b'), row.get('bGap'))
      readC.fill(row, row.get('c'), row.get('cGap'))
      row.set(b.sign, dividend < 0 ? 1 : 0)
      row.set(c.sign, divisor < 0 ? 1 : 0)
      row.setWord(q, quotient)
      row.set(q.sign, quotient < 0 ? 1 : 0)
      row.setWord(r, rest)
      row.set(r.sign, rest < 0 ? 1 : 0)
      row.setWord(a, row.get('a'))
      write.fill(row)

      const digit = quotient & 0x7fff
      const divisorLow = divisor & 0xffff
      const change = digit * divisorLow + (rest & 0xffff) - (dividend & 0xffff)
      const missing = 2 * digit + divisorLow - change / 2 ** 14
      row.set(upperBit, (quotient >>> 15) & 1)
      row.set(deficit, missing)
      row.set(large, missing >= DEFICIT_IS_LARGE ? 1 : 0)
      const choose = isSmall(divisor) ? 1 : isSmall(quotient) ? -1 : 0
      row.set(small, choose)
      row.set(bounded, choose === 1 ? divisor : choose === -1 ? quotient : highOf(quotient) + highOf(divisor))

      row.set(zero, isZero ? 1 : 0)
      if (isZero) return
      const c1 = divisor < 0 ? ~divisor : divisor
      const r1 = rest < 0 ? ~rest : rest
      const upperBy = (c1 >>> 16) - (r1 >>> 16)
      const lowerBy = (c1 & 0xffff) - (r1 & 0xffff) + (divisor < 0 ? 1 : 0) - (rest < 0 ? 1 : 0) - 1
      const by = upperBy === 0 ? lowerBy : upperBy - 1
      row.set(equal, upperBy === 0 ? 1 : 0)
      row.set(difference, by)
      row.set(inverse, inv(by + lowerBy + ABOVE_LEAST))
    }
  },
})

/** `high` of an integer. */
const highOf = (value: number): number => (value >>> 16) - (value < 0 ? 2 ** 16 - 1 : 0)
