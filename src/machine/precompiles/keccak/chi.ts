/**
 * Chi and iota on one limb of all lanes, by bytes: b0 + (~b1 & b2), where + is xor. With t = ~b1 + b2 the product is half
 * of ~b1 + b2 - t as integers. Rows of the first layer have 0 in its place, so that the state is what is loaded.
 *
 * Iota changes lane 0: of the upper byte only the upper bit, which is changed in b0 already. That adds 128 modulo 256,
 * so what is looked up there is b0 + 128 flip less 256 or 0. Both it and b0 are bytes: if flip is 0, nothing is subtracted.
 * (In the first layer nobody looks b0 up, but its limb is one in memory, and its lower byte is looked up.)
 */
import type { Column, Expression } from '../../../air/expression.ts'
import type { TableBuilder } from '../../../air/table.ts'
import { P } from '../../../field/koalabear.ts'
import { XOR } from '../../buses.ts'
import type { Row } from '../../row.ts'
import { LANES, LIMBS } from './permutation.ts'
import { type LimbBytes, limbBytes, type RowFlags, startOf } from './rows.ts'

const HALF = (P + 1) / 2

export interface Chi {
  /** Limbs before it, by lane. */
  readonly before: readonly LimbBytes[]
  readonly after: readonly LimbBytes[]
  fill(row: Row, n: number, before: Uint16Array, after: Uint16Array): void
}

/** Declares columns and constraints. All bytes are in range, because they are looked up. */
export function chiLayer(t: TableBuilder, { chi, real, first, constant, flip }: RowFlags): Chi {
  const limbs = (name: string) => Array.from({ length: LANES }, (_, lane) => limbBytes(t, `${name}${lane}`))
  const before = limbs('b')
  const xors = limbs('t')
  const after = limbs('a')
  const unmasked = t.column('a0.0 before iota')
  const reduced = t.column('b0.1 is reduced')
  t.assertBoolean('b0.1 is reduced or not', reduced)
  const flipped = before[0]!.bytes[1].plus(flip.times(128)).minus(reduced.times(256))
  const neighbour = (lane: number, by: number) => lane - (lane % 5) + ((lane + by) % 5)
  const lookUp = (lane: number, k: 0 | 1) => {
    const byte = (by: number): Column => before[neighbour(lane, by)]!.bytes[k]
    const not = t.constant(255).minus(byte(1))
    const xor = xors[lane]!.bytes[k]
    const twice: Expression = not.plus(byte(2)).minus(xor)
    t.send(XOR, [not, byte(2), xor], chi)
    t.assertZero(`first layer is loaded (${lane}.${k})`, first.times(twice))
    const [own, result] =
      lane > 0
        ? [byte(0), after[lane]!.bytes[k]]
        : k === 0
          ? [byte(0), unmasked]
          : [flipped, after[0]!.bytes[1]]
    t.send(XOR, [own, twice.times(HALF), result], real)
  }
  for (let lane = 0; lane < LANES; lane++) for (const k of [0, 1] as const) lookUp(lane, k)
  t.send(XOR, [unmasked, constant, after[0]!.bytes[0]], real)

  return {
    before,
    after,
    fill(row, n, from, to) {
      const b = n % LIMBS
      const isFirst = n < LIMBS
      const limb = (lane: number) => from[LIMBS * lane + b]!
      for (let lane = 0; lane < LANES; lane++) {
        before[lane]!.fill(row, limb(lane))
        after[lane]!.fill(row, to[LIMBS * lane + b]!)
        const [not, other] = [limb(neighbour(lane, 1)) ^ 0xffff, limb(neighbour(lane, 2))]
        // Bytes of sums, which are no bytes, in the first layer.
        for (const k of [0, 1] as const) {
          const [x, y] = [(not >>> (8 * k)) & 0xff, (other >>> (8 * k)) & 0xff]
          row.set(xors[lane]!.bytes[k], isFirst ? x + y : x ^ y)
        }
      }
      const [b0, b1, b2] = [0, 1, 2].map(limb) as [number, number, number]
      row.set(unmasked, (isFirst ? b0 : b0 ^ (~b1 & b2)) & 0xff)
      row.set(reduced, (b0 >>> 15) & startOf(n)[1]!)
    },
  }
}
