/**
 * Rho on one limb of all lanes. A lane that is rotated by 16 q + r bits has its limbs cut into their upper r bits and the
 * rest. The upper part goes to the row of the next limb, which puts it below its own rest and sends the whole to the
 * row q limbs further, of the next layer.
 *
 * One part of each cut is in range, of at most 12 bits. So the sums below are sums of integers: with hi < 2^r in range, lo =
 * limb - 2^(16 - r) hi lies between -2^16 and 2^16, and hi' + 2^r lo is what the next layer knows to be a limb; hence 0 <=
 * lo < 2^(16 - r). With lo in range it is the other way round.
 */
import type { Column, Expression } from '../../../air/expression.ts'
import type { TableBuilder } from '../../../air/table.ts'
import { inv } from '../../../field/koalabear.ts'
import { rangeBits } from '../../access.ts'
import type { Row } from '../../row.ts'
import { LIMBS, ROTATIONS } from './permutation.ts'
import type { LimbBytes, RowFlags } from './rows.ts'

const BITS = 16

export interface Rho {
  /** Upper parts of the lanes that have one, and those of the limb before, which the caller must make equal to them. */
  readonly upper: readonly Expression[]
  readonly received: readonly Column[]
  /** Rotated limbs by lane, before they move. */
  readonly rotated: readonly Expression[]
  /** Fills the row of limb `b` from the state before. */
  fill(row: Row, b: number, state: Uint16Array): void
  /** Fills a row without a theta, whose rotated limbs have to be these, by lane. */
  fillLast(row: Row, limbs: readonly number[]): void
}

export function rhoLayer(t: TableBuilder, flags: RowFlags, lanes: readonly LimbBytes[]): Rho {
  const cuts = lanes.map((limb, lane) => {
    const rotation = ROTATIONS[lane]! % BITS
    return rotation === 0 ? undefined : cutLimb(t, flags, `cut${lane}`, limb, rotation)
  })
  const present = cuts.filter((cut) => cut !== undefined)
  return {
    upper: present.map(({ upper }) => upper),
    received: present.map(({ received }) => received),
    rotated: lanes.map(({ limb }, lane) => cuts[lane]?.rotated ?? limb),
    fill(row, b, state) {
      for (const [lane, cut] of cuts.entries())
        cut?.fill(row, state[LIMBS * lane + b]!, state[LIMBS * lane + ((b + 3) % LIMBS)]!)
    },
    fillLast(row, limbs) {
      for (const [lane, limb] of limbs.entries()) {
        const cut = cuts[lane]
        if (cut === undefined) lanes[lane]!.fill(row, limb)
        else row.set(cut.received, limb)
      }
    },
  }
}

/** A limb that is cut: its upper `rotation` bits, and the limb with those received below the rest. */
interface Cut {
  readonly upper: Expression
  readonly received: Column
  readonly rotated: Expression
  fill(row: Row, limb: number, before: number): void
}

function cutLimb(
  t: TableBuilder,
  { theta }: RowFlags,
  name: string,
  { bytes, limb }: LimbBytes,
  rotation: number,
): Cut {
  const lowBits = BITS - rotation
  const received = t.column(`${name} received`)
  const { lower, fill } = lowerPart(t, theta, name, bytes, lowBits)
  return {
    upper: limb.minus(lower).times(inv(2 ** lowBits)),
    received,
    rotated: received.plus(lower.times(2 ** rotation)),
    fill(row, value, before) {
      fill(row, value)
      row.set(received, before >>> lowBits)
    },
  }
}

/** The lower `bits` bits of a limb: of the byte that is cut, the smaller part is in a column. */
function lowerPart(
  t: TableBuilder,
  theta: Expression,
  name: string,
  bytes: LimbBytes['bytes'],
  bits: number,
): { readonly lower: Expression; fill(row: Row, limb: number): void } {
  const whole = bits >>> 3
  const inByte = bits % 8
  if (inByte === 0) return { lower: bytes[0], fill: () => {} }
  const isUpper = inByte >= 4
  const size = isUpper ? 8 - inByte : inByte
  const part = t.column(`${name} part`)
  if (size === 1) t.assertBoolean(`${name} part is boolean`, part)
  else rangeBits(t, part, size, theta)
  const byte = bytes[whole]!
  const ofByte = isUpper ? byte.minus(part.times(2 ** inByte)) : part
  return {
    lower: whole === 0 ? ofByte : bytes[0].plus(ofByte.times(256)),
    fill(row, limb) {
      const value = (limb >>> (8 * whole)) & 0xff
      row.set(part, isUpper ? value >>> inByte : value & (2 ** inByte - 1))
    },
  }
}
