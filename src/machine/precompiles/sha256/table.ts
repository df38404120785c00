/**
 * The table of SHA-256: 16 rows for each compression, 4 rounds a row. All rows of a call have its clk, and numbers from
 * 0 to 15. They hand words to each other over a bus of their own.
 *
 * The eight words of the state go from row to row in pairs: those that enter row i are numbered 4 i to 4 i + 3. So pairs 0
 * to 3 are the state in memory and pairs 64 to 67 are what is added to it. Rows 0 to 3 read the block, rows 4 to 7
 * replace the state in memory, a pair each.
 *
 * Row 0 receives the call, and needs the pairs 0 to 3 of rows 4 to 7 with the same clk, each of which needs one of the
 * last four pairs, that is row 15, and so all rows before it: there are all rows of a call, once each, or none.
 *
 * Sums of words are sums of limbs with carries; all are below 2^20, so that the equations hold for integers. Words are
 * in range because their bits are. Those that a row passes on before they are taken apart are so in the row after it.
 */
import type { Expression } from '../../../air/expression.ts'
import { defineTable } from '../../../air/table.ts'
import type { Word } from '../../access.ts'
import type { Row } from '../../row.ts'
import { type CallRecord, receiveCall } from '../precompile.ts'
import { memoryAccesses } from './accesses.ts'
import { type Compression, compress, swapBytes } from './compress.ts'
import { round, stateWords } from './rounds.ts'
import { LOADS, limbs, NUMBER, ROUNDS, ROWS, rowFlags, SHA256, STEPS } from './rows.ts'
import { messageSchedule } from './schedule.ts'

export const { table: sha256Table, result: fillRow } = defineTable('sha256', (t) => {
  const flags = rowFlags(t)
  const { rows, real, index, updates, clk } = flags
  const statePointer = t.column('state')
  const blockPointer = t.column('block')
  receiveCall(t, { number: NUMBER, pointers: [statePointer, blockPointer] }, clk, STEPS, rows[0]!)

  const a = stateWords(t, 'a')
  const e = stateWords(t, 'e')
  const schedule = messageSchedule(t, flags)
  const rounds = schedule.words.map((w, r) => round(t, flags, a, e, w, r))
  const accesses = memoryAccesses(t, flags, statePointer, blockPointer, schedule)

  /** Pointers go along, since all rows of a call must have the same. */
  const pair = (number: Expression, first: Word, second: Word): Expression[] => [
    clk,
    number,
    ...limbs([first, second]),
    statePointer,
    blockPointer,
  ]
  const halves = [a, a, e, e].map((own, k) => ({ own, newest: k % 2 === 0 ? -1 : -3 }))
  for (const [k, { own, newest }] of halves.entries()) {
    const [before, after] = [index.times(ROUNDS).plus(k), index.times(ROUNDS).plus(ROUNDS + k)]
    t.receive(SHA256, pair(before, own.word(newest), own.word(newest - 1)), real)
    t.send(SHA256, pair(after, own.word(newest + ROUNDS), own.word(newest + ROUNDS - 1)), real)
  }
  const [old, added] = [accesses.old, accesses.added]
  t.send(SHA256, pair(index.minus(LOADS), old[0]!, old[1]!), updates)
  t.receive(SHA256, pair(index.plus(ROUNDS * ROWS - LOADS), added[0]!, added[1]!), updates)

  /** Fills row number i of a call. */
  return (row: Row, i: number, call: CallRecord, values: Compression) => {
    row.set(rows[i]!, 1)
    row.set(clk, call.clk)
    row.set(statePointer, call.pointer(0))
    row.set(blockPointer, call.pointer(1))
    a.fill(row, values.a, ROUNDS * i)
    e.fill(row, values.e, ROUNDS * i)
    schedule.fill(row, values.schedule, i)
    for (const [r, own] of rounds.entries()) own.fill(row, values, ROUNDS * i + r)
    if (i < 2 * LOADS) accesses.fill(row, call, i)
  }
})

/** The words of a call: the block is read first, then the state is replaced. */
export function compressionOf(call: CallRecord): Compression {
  const block = Array.from({ length: 16 }, (_, k) => swapBytes(call.before(k)))
  const state = Array.from({ length: 8 }, (_, k) => call.before(16 + k))
  return compress(state, block)
}

export function fillSha256(call: CallRecord, next: () => Row): void {
  const values = compressionOf(call)
  for (let i = 0; i < ROWS; i++) fillRow(next(), i, call, values)
}
