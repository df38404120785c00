/**
 * x y + z = q m + w for numbers of 256 bits, as an identity of integers.
 *
 * x, y, q, m are bytes. The products that belong to a byte sum up to less than 32 255^2 < 2^21, so two neighbours with
 * their weights, less those of the other side, are below 2^29.01 in absolute value. That is one equation for every 16
 * bits, with a carry into the next one between -2^13 and 2^13 - 1, checked. No equation exceeds 2^30.1 in absolute
 * value, which is less than p: they hold for integers. There is no carry out of the last one, so their sum with weights
 * 2^16k is the identity.
 */
import type { Expression } from '../../../air/expression.ts'
import type { TableBuilder } from '../../../air/table.ts'
import { LIMB, rangeBits } from '../../access.ts'
import type { Row } from '../../row.ts'
import { BYTES, type ByteOperand, LIMBS } from './operands.ts'
import { digitsOf, type Relation } from './operation.ts'

/** Carries plus `CARRY_OFFSET` have so many bits. */
const CARRY_BITS = 14
const CARRY_OFFSET = 2 ** (CARRY_BITS - 1)

/** Sum of left[i] right[k - i]; `zero` if there is no such product. */
function position<T>(
  left: readonly T[],
  right: readonly T[],
  k: number,
  zero: T,
  add: (sum: T, a: T, b: T) => T,
): T {
  let sum = zero
  for (let i = Math.max(0, k - BYTES + 1); i <= Math.min(k, BYTES - 1); i++)
    sum = add(sum, left[i]!, right[k - i]!)
  return sum
}

/** What an identity is between: bytes of the products, limbs of what is added. */
export interface Sides {
  readonly x: ByteOperand
  readonly y: ByteOperand
  readonly z: readonly Expression[]
  readonly q: ByteOperand
  readonly m: ByteOperand
  readonly w: readonly Expression[]
}

export function assertIdentity(
  t: TableBuilder,
  { x, y, z, q, m, w }: Sides,
  real: Expression,
): { fill(row: Row, relation: Relation, quotient: bigint, modulus: bigint): void } {
  const carries = Array.from({ length: BYTES - 1 }, (_, k) => t.column(`carry[${k}]`))
  for (const carry of carries) rangeBits(t, carry.plus(CARRY_OFFSET), CARRY_BITS, real)
  const zero = t.constant(0)
  const products = (left: ByteOperand, right: ByteOperand, k: number) =>
    position<Expression>(left.bytes, right.bytes, k, zero, (sum, a, b) => sum.plus(a.times(b)))
  for (let k = 0; k < BYTES; k++) {
    const at = (byte: number) => products(x, y, byte).minus(products(q, m, byte))
    let sum = at(2 * k).plus(at(2 * k + 1).times(256))
    if (k < LIMBS) sum = sum.plus(z[k]!).minus(w[k]!)
    if (k > 0) sum = sum.plus(carries[k - 1]!)
    if (k < carries.length) sum = sum.minus(carries[k]!.times(LIMB))
    t.assertZero(`limb ${k} of the identity`, sum)
  }
  return {
    fill(row, relation, quotient, modulus) {
      const [left, right] = [digitsOf(relation.x, 8), digitsOf(relation.y, 8)]
      const [times, divisor] = [digitsOf(quotient, 8), digitsOf(modulus, 8)]
      const [added, rest] = [digitsOf(relation.z, 16), digitsOf(relation.w, 16)]
      const multiply = (sum: number, a: number, b: number) => sum + a * b
      const at = (byte: number) =>
        position(left, right, byte, 0, multiply) - position(times, divisor, byte, 0, multiply)
      let carry = 0
      for (const [k, column] of carries.entries()) {
        carry += at(2 * k) + 256 * at(2 * k + 1) + (added[k] ?? 0) - (rest[k] ?? 0)
        carry = Math.floor(carry / LIMB)
        row.set(column, carry)
      }
    },
  }
}
