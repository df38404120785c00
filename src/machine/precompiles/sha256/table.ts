/**
 * The table of SHA-256: 8 rows for each compression, 8 rounds a row. All rows of a call have its clk, and numbers from
 * 0 to 7. They hand words to each other over a bus of their own.
 *
 * The eight words of the state go from row to row: those that enter row i are numbered 8 i to 8 i + 7. So words 0 to 7 are
 * the state in memory and words 64 to 71 are what is added to it. Each row also replaces one of the words in memory, and
 * reads two words of the block, which it tells to the row that makes them words of the schedule.
 *
 * Look at the rows of one clk. Word k, 0 to 7, is sent by row k only and received by row 0 only: so there is each row as
 * often as row 0. Row 0 receives the call, and clk is unique; so there are all rows of a call, once each, or none, and no
 * message is sent twice.
 *
 * Sums of words are sums of limbs with carries; all are below 2^20, so that the equations hold for integers. Words are
 * in range because their bits or bytes are. Those that a row passes on before they are taken apart are so in the row after
 * it.
 */
import type { Expression } from '../../../air/expression.ts'
import { defineTable } from '../../../air/table.ts'
import type { Word } from '../../access.ts'
import type { Row } from '../../row.ts'
import { type CallRecord, receiveCall } from '../precompile.ts'
import { BLOCK_WORDS, memoryAccesses } from './accesses.ts'
import { swappedLimbsOf } from './bits.ts'
import { type Compression, compress, swapBytes } from './compress.ts'
import { round } from './rounds.ts'
import {
  BLOCK_MESSAGE,
  LOADS,
  message,
  NUMBER,
  ROUNDS,
  ROWS,
  rowFlags,
  SHA256,
  STATE_WORDS,
  STEPS,
} from './rows.ts'
import { messageSchedule } from './schedule.ts'
import { stateWords } from './words.ts'

export const { table: sha256Table, result: fillRow } = defineTable('sha256', (t) => {
  const flags = rowFlags(t)
  const { rows, real, index, loads, clk } = flags
  const statePointer = t.column('state')
  const blockPointer = t.column('block')
  receiveCall(t, { number: NUMBER, pointers: [statePointer, blockPointer] }, clk, STEPS, rows[0]!)

  const a = stateWords(t, 'a')
  const e = stateWords(t, 'e')
  const schedule = messageSchedule(t, flags)
  const rounds = schedule.words.map((w, r) => round(t, flags, a, e, w, r))
  const accesses = memoryAccesses(t, flags, statePointer, blockPointer)

  /** Pointers go along, since all rows of a call must have the same. */
  const stateWord = (number: Expression, word: Word) =>
    message(clk, number, [word], [statePointer, blockPointer])
  for (const [k, own] of [a, a, a, a, e, e, e, e].entries()) {
    const newest = -1 - (k % 4)
    const number = index.times(STATE_WORDS).plus(k)
    t.receive(SHA256, stateWord(number, own.word(newest)), real)
    t.send(SHA256, stateWord(number.plus(STATE_WORDS), own.word(newest + ROUNDS)), real)
  }
  t.send(SHA256, stateWord(index, accesses.old), real)
  t.receive(SHA256, stateWord(index.plus(STATE_WORDS * ROWS), accesses.added), real)

  t.send(SHA256, message(clk, index.plus(BLOCK_MESSAGE), accesses.block), real)
  const pairs = ROUNDS / BLOCK_WORDS
  for (let k = 0; k < pairs; k++) {
    const words = schedule.bits.slice(BLOCK_WORDS * k, BLOCK_WORDS * (k + 1))
    const number = index.times(pairs).plus(BLOCK_MESSAGE + k)
    const inMemory = words.map(({ columns }) => swappedLimbsOf(columns))
    t.receive(SHA256, message(clk, number, inMemory), loads)
  }

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
    accesses.fill(row, call, i)
  }
})

/** The words of a call: the block is read first, then the state is replaced. */
export function compressionOf(call: CallRecord): Compression {
  const block = Array.from({ length: LOADS * ROUNDS }, (_, k) => swapBytes(call.before(k)))
  const state = Array.from({ length: STATE_WORDS }, (_, k) => call.before(LOADS * ROUNDS + k))
  return compress(state, block)
}

export function fillSha256(call: CallRecord, next: () => Row): void {
  const values = compressionOf(call)
  for (let i = 0; i < ROWS; i++) fillRow(next(), i, call, values)
}
