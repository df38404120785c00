/**
 * Theta on one limb of all lanes, by bytes: the parity of each column, its effect, and the lanes after it. A row hears from
 * the row of the limb before what its own limbs lack when they are rotated by one bit.
 */
import type { Column, Expression } from '../../../air/expression.ts'
import type { TableBuilder } from '../../../air/table.ts'
import { XOR } from '../../buses.ts'
import type { Row } from '../../row.ts'
import { LANES, LIMBS, laneAt, type Theta } from './permutation.ts'
import { type LimbBytes, limbBytes, type RowFlags } from './rows.ts'

export interface ThetaLayer {
  /** Limbs after it, by lane. */
  readonly after: readonly LimbBytes[]
  /** Upper bits of the parities of each column, and those of the limb before, which the caller must make equal to them; bits all. */
  readonly carries: readonly Column[]
  readonly carried: readonly Column[]
  /** Fills the row of limb `b`. */
  fill(row: Row, b: number, before: Uint16Array, theta: Theta): void
}

const COLUMNS = [0, 1, 2, 3, 4] as const
const BYTES = [0, 1] as const

export function thetaLayer(t: TableBuilder, { theta }: RowFlags, before: readonly LimbBytes[]): ThetaLayer {
  const sums = COLUMNS.map((x) => [1, 2, 3].map((y) => limbBytes(t, `sum${x} to ${y}`)))
  const parity = COLUMNS.map((x) => limbBytes(t, `parity${x}`))
  const tops = COLUMNS.map((x) => limbBytes(t, `top${x}`).bytes)
  const carried = COLUMNS.map((x) => t.column(`carried${x}`))
  const effect = COLUMNS.map((x) => limbBytes(t, `effect${x}`))
  const after = Array.from({ length: LANES }, (_, lane) => limbBytes(t, `c${lane}`))

  for (const x of COLUMNS)
    for (const k of BYTES) {
      const partial = [before[x]!, ...sums[x]!, parity[x]!]
      for (let y = 1; y < 5; y++) {
        const lane = before[laneAt(x, y)]!
        t.send(XOR, [partial[y - 1]!.bytes[k], lane.bytes[k], partial[y]!.bytes[k]], theta)
      }
    }
  for (const x of COLUMNS) {
    const [last, next] = [parity[(x + 4) % 5]!, (x + 1) % 5]
    t.assertBoolean(`carried${next} is boolean`, carried[next]!)
    // The lower bit is an integer and 256 times it is between -255 and 511, since both rotated bytes are in range.
    t.assertBoolean(`top of parity${next} is boolean`, tops[next]![1])
    for (const k of BYTES) {
      const into: Expression = k === 0 ? carried[next]! : tops[next]![0]
      const rotated = parity[next]!.bytes[k].times(2).plus(into).minus(tops[next]![k].times(256))
      t.send(XOR, [last.bytes[k], rotated, effect[x]!.bytes[k]], theta)
    }
  }
  for (const [lane, limb] of after.entries())
    for (const k of BYTES)
      t.send(XOR, [before[lane]!.bytes[k], effect[lane % 5]!.bytes[k], limb.bytes[k]], theta)

  return {
    after,
    carries: tops.map((bits) => bits[1]),
    carried,
    fill(row, b, from, values) {
      for (const x of COLUMNS) {
        let sum = from[LIMBS * x + b]!
        for (const [k, partial] of sums[x]!.entries()) {
          sum ^= from[LIMBS * laneAt(x, k + 1) + b]!
          partial.fill(row, sum)
        }
        const own = values.parity[LIMBS * x + b]!
        parity[x]!.fill(row, own)
        row.set(tops[x]![0], (own >>> 7) & 1)
        row.set(tops[x]![1], own >>> 15)
        row.set(carried[x]!, values.parity[LIMBS * x + ((b + 3) % LIMBS)]! >>> 15)
        effect[x]!.fill(row, values.effect[LIMBS * x + b]!)
      }
      for (const [lane, limb] of after.entries()) limb.fill(row, values.state[LIMBS * lane + b]!)
    },
  }
}
