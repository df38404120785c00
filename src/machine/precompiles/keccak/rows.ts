/**
 * The rows of a permutation: layers 0 to 24 of four rows each, one for each limb of the lanes. The *place* of a row is
 * g^layer i^limb, where g generates the units of the field and i has order 4: so all places that are so many layers and
 * limbs further on, limbs in a circle, are the same multiple of where a row is. What rows tell each other has the call's
 * clk and a number, which is the place that hears it times g^(32 kind). No two numbers are the same, since
 * 32 kind + layer is less than (p - 1) / 4.
 */
import { type Bus, defineBus, padded } from '../../../air/bus.ts'
import type { Column, Expression } from '../../../air/expression.ts'
import type { TableBuilder } from '../../../air/table.ts'
import { GENERATOR, mul, pow, rootOfUnity } from '../../../field/koalabear.ts'
import type { Row } from '../../row.ts'
import { LANES, LIMBS, moved, ROTATIONS, ROUND_CONSTANTS, ROUNDS } from './permutation.ts'

export const NUMBER = 0x1001
export const ROWS = LIMBS * (ROUNDS + 1)
/** Steps of the clock that a call takes, and the tick in it at which the state is accessed. */
export const STEPS = 1
export const TICK = 0

export const KECCAK: Bus = defineBus(NUMBER, 'keccak', ['clk', 'message', 'x0', 'x1', 'x2', 'x3', 'x4', 'x5'])
/** Entries of a message besides clk and number. */
export const MESSAGE_ENTRIES = 6

/** What a row is: the table of words tells each row of a call once, and nobody else does. */
export const START: Bus = defineBus(2 ** 16 + NUMBER, 'keccak start', [
  'clk',
  'place',
  'constant',
  'flip',
  'first',
  'last',
])

/** Lanes whose limbs are told together: rho moves them by the same number of whole limbs. */
export interface LaneGroup {
  readonly lanes: readonly number[]
  readonly limbs: number
}

export const LANE_GROUPS: readonly LaneGroup[] = [0, 1, 2, 3].flatMap((limbs) => {
  const lanes = [...Array(LANES).keys()].filter((lane) => ROTATIONS[lane]! >>> 4 === limbs)
  const groups: LaneGroup[] = []
  for (let at = 0; at < lanes.length; at += MESSAGE_ENTRIES)
    groups.push({ lanes: lanes.slice(at, at + MESSAGE_ENTRIES), limbs })
  return groups
})

/** Lanes of a group where pi moves them. */
export const movedLanes = ({ lanes }: LaneGroup): number[] => lanes.map(moved)

/** Kinds of messages: four go to the next limb, five to the next layer, one to the next words. */
export const NEIGHBOUR = 0
export const NEIGHBOUR_MESSAGES = 4
export const LAYER = NEIGHBOUR + NEIGHBOUR_MESSAGES
export const WORDS = LAYER + LANE_GROUPS.length
/** More than there are layers; layer 25 stands for the state after the permutation. */
const KIND_LAYERS = 32

/** What the place of a row is times if it is so much further on. */
const step = (layers: number, limbs: number): number =>
  mul(pow(GENERATOR, layers), pow(rootOfUnity(2), limbs))

/** The place of row `n`. */
export const placeOf = (n: number): number => step(Math.floor(n / LIMBS), n % LIMBS)

/** The number of a message of this kind to a row so many layers and limbs further on than the one at `place`. */
export const numberAt = (kind: number, place: Expression, layers = 0, limbs = 0): Expression =>
  place.times(step(KIND_LAYERS * kind + layers, limbs))

/** The number of a message of this kind to row `n`. */
export const numberOf = (kind: number, n: number): number =>
  step(KIND_LAYERS * kind + Math.floor(n / LIMBS), n % LIMBS)

/** A message: what is left of its entries is 0. */
export function message(
  clk: Expression,
  number: Expression,
  entries: readonly (Expression | number)[],
): (Expression | number)[] {
  return padded(KECCAK, [clk, number, ...entries])
}

/**
 * What row `n` is told besides its place: the low byte of the round's constant and its upper bit, which are all of it;
 * whether it is of the first or of the last layer.
 */
export function startOf(n: number): number[] {
  const [layer, limb] = [Math.floor(n / LIMBS), n % LIMBS]
  const constant = layer === 0 ? 0 : ROUND_CONSTANTS[layer - 1]![limb]!
  return [constant & 0xff, constant >>> 15, layer === 0 ? 1 : 0, layer === ROUNDS ? 1 : 0]
}

export interface RowFlags {
  readonly clk: Column
  readonly place: Column
  /** 1, or 0 in rows that say nothing. */
  readonly real: Column
  /** Rows of the first layer have the state from memory, those of the last one the state for it. */
  readonly first: Column
  readonly last: Column
  /** Rows after a chi, and rows before a theta. */
  readonly chi: Expression
  readonly theta: Expression
  /** The low byte of the round's constant, and its upper bit. */
  readonly constant: Column
  readonly flip: Column
  fill(row: Row, clk: number, n: number): void
}

export function rowFlags(t: TableBuilder): RowFlags {
  const [clk, place, real] = [t.column('clk'), t.column('place'), t.boolean('real')]
  const [constant, flip, first, last] = [
    t.column('constant'),
    t.column('flip'),
    t.column('first'),
    t.column('last'),
  ]
  // In real rows they are what the row is told.
  t.assertZero('first of real rows', first.times(real.not()))
  t.assertZero('last of real rows', last.times(real.not()))
  t.receive(START, [clk, place, constant, flip, first, last], real)
  return {
    clk,
    place,
    real,
    first,
    last,
    chi: real.minus(first),
    theta: real.minus(last),
    constant,
    flip,
    fill(row, clkValue, n) {
      row.set(clk, clkValue)
      row.set(place, placeOf(n))
      row.set(real, 1)
      for (const [k, value] of startOf(n).entries()) row.set([constant, flip, first, last][k]!, value)
    },
  }
}

/** A limb as two bytes, each of which is the caller's to range-check. */
export interface LimbBytes {
  readonly bytes: readonly [Column, Column]
  readonly limb: Expression
  fill(row: Row, value: number): void
}

export function limbBytes(t: TableBuilder, name: string): LimbBytes {
  const bytes = [t.column(`${name}.0`), t.column(`${name}.1`)] as const
  return {
    bytes,
    limb: bytes[0].plus(bytes[1].times(256)),
    fill(row, value) {
      row.set(bytes[0], value & 0xff)
      row.set(bytes[1], value >>> 8)
    },
  }
}
