/** A row's accesses to memory: four words of the block in rows 0 to 3, two of the state in rows 4 to 7. */
import type { Expression } from '../../../air/expression.ts'
import type { TableBuilder } from '../../../air/table.ts'
import { assertSum, range16, type WordColumns, wordAccess, wordColumns } from '../../access.ts'
import { TICKS } from '../../layout.ts'
import type { Row } from '../../row.ts'
import type { CallRecord } from '../precompile.ts'
import { swappedLimbsOf } from './bits.ts'
import { BLOCK_TICK, LOADS, type RowFlags, STATE_TICK, sumOf } from './rows.ts'
import type { Schedule } from './schedule.ts'

const STATE_WORDS = 2

export interface Accesses {
  /** Two words of the state before the call; in rows 0 to 3 the block's first two. */
  readonly old: readonly WordColumns[]
  /** What is added to them. */
  readonly added: readonly WordColumns[]
  fill(row: Row, call: CallRecord, i: number): void
}

/**
 * Declares the accesses. A row may read words that are replaced later, at the next tick; so state and block may overlap.
 * The new state is in range, and with that it is the sum modulo 2^32, whatever multiples of 2^16 are in the limbs of what
 * is added.
 */
export function memoryAccesses(
  t: TableBuilder,
  { rows, loads, updates, clk }: RowFlags,
  statePointer: Expression,
  blockPointer: Expression,
  schedule: Schedule,
): Accesses {
  const address = t.column('address')
  const offsets = rows.slice(0, 2 * LOADS).map((row, k) => row.times(k < LOADS ? 16 * k : 8 * (k - LOADS)))
  const pointer = loads.times(blockPointer).plus(updates.times(statePointer))
  t.assertZero('address', pointer.plus(sumOf(t, offsets)).minus(address))
  const time = clk.plus(TICKS + BLOCK_TICK).plus(updates.times(STATE_TICK - BLOCK_TICK))
  const pair = (name: string) => [0, 1].map((k) => wordColumns(t, `${name}${k}`))
  const [old, replaced, added] = [pair('old'), pair('new'), pair('added')]
  const words = schedule.bits.map(({ columns }) => swappedLimbsOf(columns))
  const accesses = words.map((word, k) => {
    const isShared = k < STATE_WORDS
    const [before, after] = isShared ? [old[k]!, replaced[k]!] : [word, word]
    return wordAccess(
      t,
      `m${k}`,
      isShared ? loads.plus(updates) : loads,
      address.plus(4 * k),
      time,
      before,
      after,
    )
  })
  for (const [k, before] of old.entries()) {
    const after = replaced[k]!
    for (const limb of ['lo', 'hi'] as const) {
      t.assertZero(`word ${k} of the block (${limb})`, loads.times(before[limb].minus(words[k]![limb])))
      t.assertZero(`word ${k} of the block stays (${limb})`, loads.times(before[limb].minus(after[limb])))
      range16(t, after[limb], updates)
    }
    assertSum(t, `new word ${k}`, after, before, added[k]!)
  }
  return {
    old,
    added,
    fill(row, call, i) {
      const isLoad = i < LOADS
      const first = isLoad ? 4 * i : 4 * LOADS + STATE_WORDS * (i - LOADS)
      row.set(address, call.address(first))
      for (let k = 0; k < (isLoad ? 4 : STATE_WORDS); k++) {
        accesses[k]!.fill(row, call.gap(first + k))
        if (k >= STATE_WORDS) continue
        row.setWord(old[k]!, call.before(first + k))
        row.setWord(replaced[k]!, call.after(first + k))
        row.setWord(added[k]!, (call.after(first + k) - call.before(first + k)) >>> 0)
      }
    },
  }
}
