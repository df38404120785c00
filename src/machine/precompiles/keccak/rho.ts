/**
 * Rho on one limb of all lanes. A lane that is rotated by 16 q + r bits has its limbs cut into their upper r bits and the
 * rest. The upper part goes to the row of the next limb, which puts it below its own rest and sends the whole to the
 * row q limbs further, of the next layer.
 *
 * One part of each cut is in range, of at most 12 bits. So the sums below are sums of integers: with hi < 2^r in range, lo =
 * limb - 2^(16 - r) hi lies between -2^16 and 2^16, and hi' + 2^r lo is what the next layer knows to be a limb; hence 0 <=
 * lo < 2^(16 - r). With lo in range it is the other way round.
 *
 * The part of the byte that is cut, of s <= 4 bits, is a bit, or 2^(8 - s) times it is a byte. It is an integer all the same.
 * Let u, a multiple of 2^-8 of less than 2^4, be by how much hi is wrong, and u' the same of the limb before; then the
 * rotated limb is wrong by u' - 2^16 u, which is an integer w of less than 2^16, since it is a limb, right or wrong. Modulo p
 * this says 2^8 u' - 2^16 2^8 u = 2^8 w, and both sides are integers below 2^29: so u' is an integer, for each of the four
 * limbs.
 */
import type { Column, Expression } from '../../../air/expression.ts'
import type { TableBuilder } from '../../../air/table.ts'
import { inv } from '../../../field/koalabear.ts'
import { bytePair } from '../../bytes.ts'
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

export function rhoLayer(t: TableBuilder, { theta }: RowFlags, lanes: readonly LimbBytes[]): Rho {
  const cuts = lanes.map((limb, lane) => {
    const rotation = ROTATIONS[lane]! % BITS
    return rotation === 0 ? undefined : cutLimb(t, `cut${lane}`, limb, rotation)
  })
  const parts = cuts.flatMap((cut, lane) => (cut?.part === undefined ? [] : [{ ...cut.part, lane }]))
  const checks = checkParts(t, theta, parts)
  const present = cuts.filter((cut) => cut !== undefined)
  return {
    upper: present.map(({ upper }) => upper),
    received: present.map(({ received }) => received),
    rotated: lanes.map(({ limb }, lane) => cuts[lane]?.rotated ?? limb),
    fill(row, b, state) {
      for (const [lane, cut] of cuts.entries())
        cut?.fill(row, state[LIMBS * lane + b]!, state[LIMBS * lane + ((b + 3) % LIMBS)]!)
      checks.fill(row, (lane) => state[LIMBS * lane + b]!)
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
  readonly part: Part | undefined
  fill(row: Row, limb: number, before: number): void
}

function cutLimb(t: TableBuilder, name: string, { bytes, limb }: LimbBytes, rotation: number): Cut {
  const lowBits = BITS - rotation
  const received = t.column(`${name} received`)
  const { lower, part } = lowerPart(t, name, bytes, lowBits)
  return {
    upper: limb.minus(lower).times(inv(2 ** lowBits)),
    received,
    rotated: received.plus(lower.times(2 ** rotation)),
    part,
    fill(row, value, before) {
      if (part !== undefined) row.set(part.column, part.of(value))
      row.set(received, before >>> lowBits)
    },
  }
}

/** The smaller part of a byte that is cut. */
interface Part {
  readonly name: string
  readonly column: Column
  /** Bits. */
  readonly size: number
  /** What it is of a limb. */
  of(limb: number): number
}

/** The lower `bits` bits of a limb. */
function lowerPart(
  t: TableBuilder,
  name: string,
  bytes: LimbBytes['bytes'],
  bits: number,
): { readonly lower: Expression; readonly part: Part | undefined } {
  const whole = bits >>> 3
  const inByte = bits % 8
  if (inByte === 0) return { lower: bytes[0], part: undefined }
  const isUpper = inByte >= 4
  const size = isUpper ? 8 - inByte : inByte
  const column = t.column(`${name} part`)
  const byte = bytes[whole]!
  const ofByte = isUpper ? byte.minus(column.times(2 ** inByte)) : column
  const first = 8 * whole + (isUpper ? inByte : 0)
  return {
    lower: whole === 0 ? ofByte : bytes[0].plus(ofByte.times(256)),
    part: { name, column, size, of: (limb) => (limb >>> first) % 2 ** size },
  }
}

/** Range-checks parts of lanes: those of one bit by a constraint, all others in pairs by a lookup. */
function checkParts(
  t: TableBuilder,
  theta: Expression,
  parts: readonly (Part & { readonly lane: number })[],
): { fill(row: Row, limbOf: (lane: number) => number): void } {
  for (const { name, column, size } of parts)
    if (size === 1) t.assertBoolean(`${name} part is boolean`, column)
  const longer = parts
    .filter(({ size }) => size > 1)
    .map((part) => ({ ...part, scale: 2 ** (8 - part.size) }))
  const pairs = Array.from({ length: longer.length / 2 }, (_, k) => {
    const [x, y] = [longer[2 * k]!, longer[2 * k + 1]!]
    const name = `${x.name} and ${y.lane}`
    return { x, y, pair: bytePair(t, name, x.column.times(x.scale), y.column.times(y.scale), theta) }
  })
  return {
    fill(row, limbOf) {
      for (const { x, y, pair } of pairs)
        pair.fill(row, x.of(limbOf(x.lane)) * x.scale, y.of(limbOf(y.lane)) * y.scale)
    },
  }
}
