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
import { BYTES, type ByteOperand, byteOf, LIMBS, limbOf } from './operands.ts'

/** Carries plus `CARRY_OFFSET` have so many bits. */
const CARRY_BITS = 14
const CARRY_OFFSET = 2 ** (CARRY_BITS - 1)

/** Calls `use` with the i and j that add up to k. */
function pairs(k: number, use: (i: number, j: number) => void): void {
  for (let i = Math.max(0, k - BYTES + 1); i <= Math.min(k, BYTES - 1); i++) use(i, k - i)
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
): { fill(row: Row, values: Record<keyof Sides, readonly number[]>): void } {
  const carries = Array.from({ length: BYTES - 1 }, (_, k) => t.column(`carry[${k}]`))
  for (const carry of carries) rangeBits(t, carry.plus(CARRY_OFFSET), CARRY_BITS, real)
  const products = (left: ByteOperand, right: ByteOperand, k: number) => {
    let sum: Expression = t.constant(0)
    pairs(k, (i, j) => {
      sum = sum.plus(left.bytes[i]!.times(right.bytes[j]!))
    })
    return sum
  }
  for (let k = 0; k < BYTES; k++) {
    const at = (byte: number) => products(x, y, byte).minus(products(q, m, byte))
    let sum = at(2 * k).plus(at(2 * k + 1).times(256))
    if (k < LIMBS) sum = sum.plus(z[k]!).minus(w[k]!)
    if (k > 0) sum = sum.plus(carries[k - 1]!)
    if (k < carries.length) sum = sum.minus(carries[k]!.times(LIMB))
    t.assertZero(`limb ${k} of the identity`, sum)
  }
  return {
    fill(row, { x, y, z, q, m, w }) {
      const [left, right, times, modulus] = [x, y, q, m].map(bytesOf) as [Bytes, Bytes, Bytes, Bytes]
      const sums = new Float64Array(2 * BYTES)
      for (let i = 0; i < BYTES; i++)
        for (let j = 0; j < BYTES; j++) sums[i + j]! += left[i]! * right[j]! - times[i]! * modulus[j]!
      let carry = 0
      for (const [k, column] of carries.entries()) {
        carry += sums[2 * k]! + 256 * sums[2 * k + 1]!
        if (k < LIMBS) carry += limbOf(z, k) - limbOf(w, k)
        carry = Math.floor(carry / LIMB)
        row.set(column, carry)
      }
    },
  }
}

type Bytes = Uint8Array

const bytesOf = (words: readonly number[]): Bytes =>
  Uint8Array.from({ length: BYTES }, (_, k) => byteOf(words, k))
