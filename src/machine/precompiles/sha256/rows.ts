/** The rows of a compression: 8, of 8 rounds each, and what they tell each other. */
import { type Bus, defineBus, padded } from '../../../air/bus.ts'
import type { Column, Expression } from '../../../air/expression.ts'
import type { TableBuilder } from '../../../air/table.ts'
import type { Word } from '../../access.ts'
import { bits } from './bits.ts'

export const NUMBER = 0x1000
export const ROWS = 8
export const ROUNDS = 8
export const STATE_WORDS = 8
/** The first rows, whose words of the schedule are the block. */
export const LOADS = 2

/** Steps of the clock that a call takes, and the ticks in it at which the block and the state are accessed. */
export const STEPS = 1
export const BLOCK_TICK = 0
export const STATE_TICK = 1

/** What rows of a call tell each other: a message has a number and up to three words. */
export const SHA256: Bus = defineBus(NUMBER, 'sha256', ['clk', 'message', 'x0', 'x1', 'x2', 'x3', 'x4', 'x5'])
/** Words in a message. */
export const MESSAGE_WORDS = 3

/** Numbers of messages: word k of the state that enters row i is 8 i + k; then come pairs of the block, then the schedule. */
export const BLOCK_MESSAGE = STATE_WORDS * (ROWS + 1)
export const SCHEDULE_MESSAGE = BLOCK_MESSAGE + ROWS

/** Which row a row is. Sums of flags are linear, so they may be multiplicities. */
export interface RowFlags {
  readonly rows: readonly Column[]
  /** 1, or 0 in rows that say nothing. */
  readonly real: Expression
  /** The number of the row, 0 to 7. */
  readonly index: Expression
  readonly loads: Expression
  /** Rows that make words of the schedule. */
  readonly schedules: Expression
  readonly clk: Column
}

export const sumOf = (t: TableBuilder, terms: readonly Expression[]): Expression =>
  terms.reduce((sum, term) => sum.plus(term), t.constant(0))

export function rowFlags(t: TableBuilder): RowFlags {
  const rows = bits(t, 'row', ROWS).columns
  const real = sumOf(t, rows)
  t.assertBoolean('one row', real)
  return {
    rows,
    real,
    index: sumOf(
      t,
      rows.map((row, k) => row.times(k)),
    ),
    loads: sumOf(t, rows.slice(0, LOADS)),
    schedules: sumOf(t, rows.slice(LOADS)),
    clk: t.column('clk'),
  }
}

/** A message: what is left of its entries is 0. */
export function message(
  clk: Expression,
  number: Expression,
  words: readonly Word[],
  more: readonly Expression[] = [],
): (Expression | number)[] {
  return padded(SHA256, [clk, number, ...limbs(words), ...more])
}

export const limbs = (words: readonly Word[]): Expression[] => words.flatMap(({ lo, hi }) => [lo, hi])
export const lowLimb = (value: number): number => value & 0xffff
export const highLimb = (value: number): number => value >>> 16
