/**
 * sll, srl, sra: shift b by the low five bits of c; and what they have in common with shifts by immediates.
 *
 * A shift by t < 16 is U 2^t + r = V + 2^32 d. To the left U = b, V = a, r = 0 and d is what b loses; to the
 * right U = a, V = b, d = 0 and r is what b loses. For 16 + t, b is first moved by a limb: to the left U is
 * 2^16 b.lo, to the right V is b.hi with copies of its sign above. Shifting right, the high limbs of a and b
 * count as hi - 2^16 s with the sign s of b, which is 0 for all but sra. A carry takes the limbs apart:
 *
 *     U.lo 2^t + r = V.lo + 2^16 carry,    U.hi 2^t + carry = V.hi + 2^16 d.
 *
 * Soundness. s is right because b.hi + 2^15 - 2^16 s is in range, or b.hi - 2^16 s where s must be 0. The
 * limbs of a are below 2^16; carry, r and d are below 2^t. For t < 15 the two sides of an equation differ by
 * less than p, so it holds for integers; each is a division by 2^16 or by 2^t with a remainder in range, and
 * has one solution. For t = 15 the sides may differ by p. There, bits x and x' remain by constraints:
 *
 * - left: a.lo = 2^15 x and a.hi - carry = 2^15 x', so that U.lo = x + 2 carry and U.hi = x' + 2 d;
 * - right: a.hi = 65535 s + x', so that U.hi = x' - s and (x' - s) 2^15 + carry = V.hi; and
 *   a.lo = x + 2 carry, so that 2^15 x + r = V.lo.
 *
 * These numbers are below 2^17, the equations hold for integers and have one solution.
 */
import type { Column, Expression } from '../../air/expression.ts'
import type { TableBuilder } from '../../air/table.ts'
import { inv } from '../../field/koalabear.ts'
import {
  instruction,
  LIMB,
  producedWord,
  range16,
  rangeBits,
  registerRead,
  registerWrite,
  type Word,
  type WordColumns,
} from '../access.ts'
import { BITS } from '../buses.ts'
import { ACCESS_A, ACCESS_B, ACCESS_C, defineFamily, destination, OPERATION, source } from '../family.ts'
import { TIME_B, TIME_C } from '../layout.ts'
import type { Row } from '../row.ts'

/** What a shift does: boolean columns, not both 1, and the code of the operation in the program. */
export interface ShiftKind {
  readonly left: Column
  readonly arithmetic: Column
  readonly op: Expression
}

export function shiftKind(
  t: TableBuilder,
  codes: { left: number; logical: number; arithmetic: number },
): ShiftKind {
  const left = t.boolean('left')
  const arithmetic = t.boolean('arithmetic')
  t.assertZero('one operation', left.times(arithmetic))
  const op = left
    .times(codes.left - codes.logical)
    .plus(arithmetic.times(codes.arithmetic - codes.logical))
    .plus(codes.logical)
  return { left, arithmetic, op }
}

/** An amount t or 16 + t, 0 <= t < 16. Program or constraints determine it. */
export interface ShiftAmount {
  /** 2^t. */
  readonly power: Expression
  /** 0 for t; for 16 + t it is 2^t to the left and 1 to the right. */
  readonly far: Expression
  /** t = 15: not 0 in rows that shift to the left, or to the right. */
  readonly most: { readonly left: Expression; readonly right: Expression }
}

export interface ShiftedWord {
  readonly a: WordColumns
  /** All columns of this part, from b, a, and an amount below 32. */
  fill(row: Row, kind: 'left' | 'logical' | 'arithmetic', amount: number): void
}

/** Declares the result `a` of a shift of `b`, a word in range. */
export function shiftedWord(
  t: TableBuilder,
  real: Expression,
  kind: ShiftKind,
  b: Word,
  amount: ShiftAmount,
): ShiftedWord {
  const { left, arithmetic } = kind
  const right = real.minus(left)
  const { power, far, most } = amount
  const a = producedWord(t, 'a', real)
  const carry = t.column('carry')
  const lost = t.column('lost')
  const sign = t.boolean('sign')
  t.send(BITS, [carry, power], real)
  t.send(BITS, [lost, power], real)
  range16(t, b.hi.plus(arithmetic.times(LIMB / 2)).minus(sign.times(LIMB)), real)

  const near = power.minus(far)
  const extended = (high: Expression) => high.minus(sign.times(LIMB))
  const choose = (first: Expression, second: Expression) => first.plus(far.times(second.minus(first)))
  const low = {
    left: near.times(b.lo).minus(a.lo),
    right: power.times(a.lo).plus(lost).minus(choose(b.lo, b.hi)),
  }
  const high = {
    left: near.times(b.hi).plus(far.times(b.lo)).minus(a.hi).minus(lost.times(LIMB)),
    right: power.times(extended(a.hi)).minus(choose(extended(b.hi), sign.negated())),
  }
  t.assertZero('low limbs', left.times(low.left).plus(right.times(low.right)).minus(carry.times(LIMB)))
  t.assertZero('high limbs', left.times(high.left).plus(right.times(high.right)).plus(carry))

  const half = LIMB / 2
  const bit = (x: Expression, unit: number) => x.times(x.minus(unit))
  t.assertZero('left by 15, low limb', most.left.times(bit(a.lo, half)))
  t.assertZero('left by 15, high limb', most.left.times(bit(a.hi.minus(carry), half)))
  t.assertZero('right by 15, low limb', most.right.times(bit(a.lo.minus(carry.times(2)), 1)))
  t.assertZero('right by 15, high limb', most.right.times(bit(a.hi.minus(sign.times(LIMB - 1)), 1)))

  const fill: ShiftedWord['fill'] = (row, name, shift) => {
    const x = row.get('b')
    const factor = 2 ** (shift & 15)
    row.set(left, name === 'left' ? 1 : 0)
    row.set(arithmetic, name === 'arithmetic' ? 1 : 0)
    row.setWord(a, row.get('a'))
    const isFar = shift >= 16
    if (name === 'left') {
      const carried = isFar ? 0 : ((x & 0xffff) * factor) >>> 16
      row.set(carry, carried)
      row.set(lost, ((isFar ? x & 0xffff : x >>> 16) * factor + carried) >>> 16)
    } else {
      const negative = name === 'arithmetic' ? x >>> 31 : 0
      row.set(sign, negative)
      row.set(carry, (isFar ? -negative : x >>> 16) & (factor - 1))
      row.set(lost, (isFar ? x >>> 16 : x) & (factor - 1))
    }
  }
  return { a, fill }
}

/** Bits of the upper part of c's low limb, which a shift ignores. */
const IGNORED_BITS = 11

export const shift = defineFamily({
  name: 'shift',
  access: ACCESS_B | ACCESS_C | ACCESS_A,
  operands({ mnemonic, rd, rs1, rs2 }) {
    if (mnemonic !== 'sll' && mnemonic !== 'srl' && mnemonic !== 'sra') return undefined
    return [OPERATION[mnemonic], destination(rd), source(rs1), source(rs2)]
  },
  define(t) {
    const kind = shiftKind(t, { left: OPERATION.sll, logical: OPERATION.srl, arithmetic: OPERATION.sra })
    const step = instruction(t, ['rd', 'rs1', 'rs2'], () => ({ op: kind.op }))
    const { real } = step
    const [rd, rs1, rs2] = step.operands
    const b = registerRead(t, step, 'b', rs1!, TIME_B)
    const c = registerRead(t, step, 'c', rs2!, TIME_C)

    // That bit 8 is boolean follows from the rest: power is a power of two, by the range check of the carry, and
    // (256 - 255 bit8) power = 256 * 2^j with j < 8 leaves 0 and 1, or else a bit 8 with which c.lo - total is no
    // multiple of 32 below 2^16 (all powers and j were tried).
    const bits = [1, 2, 4, 8, 16].map((weight) => {
      const bit = t.boolean(`amount bit ${weight}`)
      return bit
    })
    const [bit1, bit2, bit4, bit8, bit16] = bits as [Column, Column, Column, Column, Column]
    const total = bits.reduce((sum: Expression, bit, k) => sum.plus(bit.times(2 ** k)), t.constant(0))
    rangeBits(t, c.lo.minus(total).times(inv(32)), IGNORED_BITS, real)

    // The factor 1 + 255 bit8 of the power has the inverse 1 - bit8 255 / 256. `real` stands for 1, so that
    // the row of zeros is right.
    const power = t.column('power')
    const scaled = power.times(bit8.times(-255).plus(256))
    const upTo7 = real.plus(bit1).times(bit2.times(3).plus(1)).times(bit4.times(15).plus(1))
    t.assertZero('power is 2^t', scaled.minus(upTo7.times(256)))
    const far = t.column('far')
    t.assertZero('far', far.minus(bit16.times(real.minus(kind.left).plus(kind.left.times(power)))))
    // If bit 8 is set, power / 256 = (1 + bit1)(1 + 3 bit2)(1 + 15 bit4). Without the terms of at most two
    // bits, 45 times the product of all three is left.
    const most = t.column('t is 15')
    const pairs = bit1
      .plus(1)
      .times(bit2.times(3).plus(1))
      .plus(bit4.times(15).times(bit1.plus(bit2.times(3)).plus(1)))
    t.assertZero('t is 15', bit8.times(power.minus(pairs.times(256))).minus(most.times(45 * 256)))
    const mostLeft = t.column('left by 15')
    t.assertZero('left by 15', mostLeft.minus(most.times(kind.left)))

    const shifted = shiftedWord(t, real, kind, b, {
      power,
      far,
      most: { left: mostLeft, right: most.minus(mostLeft) },
    })
    const write = registerWrite(t, step, rd!, shifted.a)
    return (row) => {
      const op = row.operand(1)
      const name = op === OPERATION.sll ? 'left' : op === OPERATION.srl ? 'logical' : 'arithmetic'
      const value = row.get('c')
      const amount = value & 31
      const factor = 2 ** (amount & 15)
      const isMost = (amount & 15) === 15 ? 1 : 0
      step.fill(row)
      b.fill(row, row.get('b'), row.get('bGap'))
      c.fill(row, value, row.get('cGap'))
      for (let k = 0; k < 5; k++) row.set(bits[k]!, (amount >>> k) & 1)
      row.set(power, factor)
      row.set(far, amount < 16 ? 0 : name === 'left' ? factor : 1)
      row.set(most, isMost)
      row.set(mostLeft, name === 'left' ? isMost : 0)
      shifted.fill(row, name, amount)
      write.fill(row)
    }
  },
})
