/**
 * The rows of a permutation: layers 0 to 24 of four rows each, one for each limb of the lanes. What they tell each other
 * has the call's clk and a number, which is a kind of message and the row that hears it.
 */
import { type Bus, defineBus } from '../../../air/bus.ts'
import type { Column, Expression } from '../../../air/expression.ts'
import type { TableBuilder } from '../../../air/table.ts'
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

/** Rows are numbered below; those of layer 25 stand for the state after the permutation. */
const KIND_FACTOR = 128
/** Kinds of messages: the first has what a row is, five go to the next limb, five to the next layer, one to the next words. */
export const START = 0
export const NEIGHBOUR = KIND_FACTOR
export const NEIGHBOUR_MESSAGES = 5
export const LAYER = NEIGHBOUR + KIND_FACTOR * NEIGHBOUR_MESSAGES
export const WORDS = LAYER + KIND_FACTOR * LANE_GROUPS.length
export const messageOf = (first: number, k: number): number => first + KIND_FACTOR * k

/** A message: what is left of its entries is 0. */
export function message(
  clk: Expression,
  number: Expression,
  entries: readonly (Expression | number)[],
): (Expression | number)[] {
  const unused = new Array<number>(MESSAGE_ENTRIES - entries.length).fill(0)
  return [clk, number, ...entries, ...unused]
}

/** What row `n` is told first: bytes of the round's constant, whether it is of the first or of the last layer, its limb. */
export function startOf(n: number): number[] {
  const [layer, limb] = [Math.floor(n / LIMBS), n % LIMBS]
  const constant = layer === 0 ? 0 : ROUND_CONSTANTS[layer - 1]![limb]!
  return [constant & 0xff, constant >>> 8, layer === 0 ? 1 : 0, layer === ROUNDS ? 1 : 0, limb]
}

export interface RowFlags {
  readonly clk: Column
  readonly number: Column
  /** 1, or 0 in rows that say nothing. */
  readonly real: Expression
  /** Rows of the first layer have the state from memory, those of the last one the state for it. */
  readonly first: Column
  readonly last: Column
  /** Rows after a chi, and rows before a theta. */
  readonly chi: Expression
  readonly theta: Expression
  /** The two bytes of the round's constant. */
  readonly constant: readonly [Column, Column]
  /** How many limbs the number of a row must be less if it shall be `limbs` limbs further, after the last the first. */
  wrap(limbs: number): Expression
  fill(row: Row, clk: number, n: number): void
}

export function rowFlags(t: TableBuilder): RowFlags {
  const clk = t.column('clk')
  const number = t.column('number')
  const constant = [t.column('constant 0'), t.column('constant 1')] as const
  const first = t.column('first')
  const last = t.column('last')
  const limbs = Array.from({ length: LIMBS }, (_, k) => t.column(`limb ${k}`))
  for (const [k, limb] of limbs.entries()) t.assertBoolean(`limb ${k} is boolean`, limb)
  const real = limbs.slice(1).reduce<Expression>((sum, limb) => sum.plus(limb), limbs[0]!)
  t.assertBoolean('one limb', real)
  // In real rows they are what the row is told.
  t.assertZero('first of real rows', first.times(real.not()))
  t.assertZero('last of real rows', last.times(real.not()))
  const limb = limbs[1]!.plus(limbs[2]!.times(2)).plus(limbs[3]!.times(3))
  t.receive(KECCAK, message(clk, number.plus(START), [...constant, first, last, limb]), real)
  return {
    clk,
    number,
    real,
    first,
    last,
    chi: real.minus(first),
    theta: real.minus(last),
    constant,
    wrap: (by) =>
      limbs.slice(LIMBS - by).reduce<Expression>((sum, own) => sum.plus(own.times(LIMBS)), t.constant(0)),
    fill(row, clkValue, n) {
      const [low, high, isFirst, isLast, own] = startOf(n) as [number, number, number, number, number]
      row.set(clk, clkValue)
      row.set(number, n)
      row.set(constant[0], low)
      row.set(constant[1], high)
      row.set(first, isFirst)
      row.set(last, isLast)
      row.set(limbs[own]!, 1)
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
