/**
 * A number below another one: there is a limb in which it is smaller, and the limbs above are the same. Both have limbs
 * of 16 bits, so a difference of limbs is at least 1 exactly if the difference less 1 has 16 bits.
 *
 * At most one of the limbs above the lowest decides, else the lowest does. That the flag of the uppermost is 0 or 1 is
 * not asserted, because it does not matter: it is an integer since the sum is; if it is not 1, its limbs are the same, and
 * so are the limbs below until the flags above add up to 1.
 */
import type { Expression } from '../../../air/expression.ts'
import type { TableBuilder } from '../../../air/table.ts'
import { range16 } from '../../access.ts'
import type { Row } from '../../row.ts'
import { LIMBS, limbOf } from './operands.ts'

export function assertLess(
  t: TableBuilder,
  smaller: readonly Expression[],
  greater: readonly Expression[],
  real: Expression,
): { fill(row: Row, smaller: readonly number[], greater: readonly number[]): void } {
  const decides = Array.from({ length: LIMBS - 1 }, (_, k) => t.column(`decides[${k + 1}]`))
  const excess = t.column('excess')
  let above: Expression = t.constant(0)
  let difference: Expression = t.constant(0)
  for (let k = LIMBS - 1; k > 0; k--) {
    const flag = decides[k - 1]!
    const own = greater[k]!.minus(smaller[k]!)
    if (k < LIMBS - 1) t.assertBoolean(`decides[${k}] is boolean`, flag)
    above = above.plus(flag)
    t.assertZero(`limb ${k} is the same above the one that decides`, real.minus(above).times(own))
    difference = difference.plus(flag.times(own))
  }
  t.assertBoolean('one limb decides', above)
  const lowest = real.minus(above).times(greater[0]!.minus(smaller[0]!))
  t.assertZero('excess', difference.plus(lowest).minus(excess))
  range16(t, excess.minus(1), real)
  return {
    fill(row, low, high) {
      const own = (k: number) => limbOf(high, k) - limbOf(low, k)
      let k = LIMBS - 1
      while (k > 0 && own(k) === 0) k--
      if (k > 0) row.set(decides[k - 1]!, 1)
      row.set(excess, own(k))
    },
  }
}
