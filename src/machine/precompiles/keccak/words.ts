/**
 * The table of the state's words: ten rows for each call, one for each half of each group of lanes. It replaces the words
 * in memory, tells the old ones to the first layer of rows and hears the new ones from the last; and it tells each of the
 * hundred rows once what it is.
 *
 * The first row receives the call, each row is followed by the next one with the same clk and pointer. So there are all of
 * a call or none. New words are in range because they are looked up as bytes where they come from.
 */
import type { Expression } from '../../../air/expression.ts'
import { defineTable, type TableBuilder } from '../../../air/table.ts'
import { type WordColumns, wordAccess, wordColumns } from '../../access.ts'
import { TICKS } from '../../layout.ts'
import type { Row } from '../../row.ts'
import { type CallRecord, receiveCall } from '../precompile.ts'
import { LIMBS } from './permutation.ts'
import {
  KECCAK,
  LANE_GROUPS,
  LAYER,
  MESSAGE_ENTRIES,
  message,
  movedLanes,
  NUMBER,
  numberOf,
  placeOf,
  ROWS,
  START,
  STEPS,
  startOf,
  TICK,
  WORDS,
} from './rows.ts'

const HALVES = 2
export const WORD_ROWS = HALVES * LANE_GROUPS.length
/** How many rows a row tells what they are. */
const STARTS = ROWS / WORD_ROWS

/** The words of row `j`: numbers of words of the state, at most six. */
function wordsAt(j: number): number[] {
  const half = j % HALVES
  return movedLanes(LANE_GROUPS[Math.floor(j / HALVES)]!).map((lane) => HALVES * lane + half)
}

export const { table: wordsTable, result: fillRow } = defineTable('keccak words', (t) => {
  const rows = Array.from({ length: WORD_ROWS }, (_, j) => t.boolean(`row[${j}]`))
  /** What is `value(j)` in row j. */
  const byRow = (value: (j: number) => number): Expression =>
    rows.reduce<Expression>((sum, row, j) => sum.plus(row.times(value(j))), t.constant(0))
  const real = byRow(() => 1)
  t.assertBoolean('one row', real)
  const clk = t.column('clk')
  const pointer = t.column('pointer')
  receiveCall(t, { number: NUMBER, pointers: [pointer] }, clk, STEPS, rows[0]!)
  const inChain = (further: number) => byRow((j) => numberOf(WORDS, j + further))
  t.send(KECCAK, message(clk, inChain(1), [pointer]), real.minus(rows[WORD_ROWS - 1]!))
  t.receive(KECCAK, message(clk, inChain(0), [pointer]), real.minus(rows[0]!))

  const time = clk.plus(TICKS + TICK)
  const words = Array.from({ length: MESSAGE_ENTRIES }, (_, k) =>
    stateWord(t, {
      name: `w${k}`,
      isUsed: byRow((j) => (k < wordsAt(j).length ? 1 : 0)),
      address: pointer.plus(byRow((j) => 4 * (wordsAt(j)[k] ?? 0))),
      time,
    }),
  )
  const groupOf = (j: number) => Math.floor(j / HALVES)
  for (const [k, limb] of (['lo', 'hi'] as const).entries()) {
    const limbAt = (j: number) => HALVES * (j % HALVES) + k
    const first = byRow((j) => numberOf(LAYER + groupOf(j), limbAt(j)))
    // The last layer sends as if it was to be rotated.
    const last = byRow((j) => {
      const limbs = limbAt(j) + LANE_GROUPS[groupOf(j)]!.limbs
      return numberOf(LAYER + groupOf(j), ROWS + (limbs % LIMBS))
    })
    const limbs = (which: 'before' | 'after') => words.map((word) => word[which][limb])
    t.send(KECCAK, message(clk, first, limbs('before')), real)
    t.receive(KECCAK, message(clk, last, limbs('after')), real)
  }
  for (let k = 0; k < STARTS; k++) {
    const row = (j: number) => STARTS * j + k
    const start = startOf(0).map((_, entry) => byRow((j) => startOf(row(j))[entry]!))
    t.send(START, [clk, byRow((j) => placeOf(row(j))), ...start], real)
  }

  return (row: Row, j: number, call: CallRecord) => {
    row.set(rows[j]!, 1)
    row.set(clk, call.clk)
    row.set(pointer, call.pointer(0))
    for (const [k, word] of wordsAt(j).entries()) words[k]!.fill(row, call, word)
  }
})

/** A word of the state in memory. */
function stateWord(
  t: TableBuilder,
  access: { name: string; isUsed: Expression; address: Expression; time: Expression },
): {
  readonly before: WordColumns
  readonly after: WordColumns
  fill(row: Row, call: CallRecord, word: number): void
} {
  const { name, isUsed, address, time } = access
  const before = wordColumns(t, `${name}.old`)
  const after = wordColumns(t, `${name}.new`)
  const { fill } = wordAccess(t, name, isUsed, address, time, before, after)
  return {
    before,
    after,
    fill(row, call, word) {
      row.setWord(before, call.before(word))
      row.setWord(after, call.after(word))
      fill(row, call.gap(word))
    },
  }
}

export function fillWords(call: CallRecord, next: () => Row): void {
  for (let j = 0; j < WORD_ROWS; j++) fillRow(next(), j, call)
}
