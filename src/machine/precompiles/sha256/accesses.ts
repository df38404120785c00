/** A row's accesses to memory: row i reads words 2 i and 2 i + 1 of the block and replaces word i of the state. */
import type { Expression } from '../../../air/expression.ts'
import type { TableBuilder } from '../../../air/table.ts'
import { assertSum, producedWord, type Word, wordAccess, wordColumns } from '../../access.ts'
import { TICKS } from '../../layout.ts'
import type { Row } from '../../row.ts'
import type { CallRecord } from '../precompile.ts'
import { BLOCK_TICK, ROWS, type RowFlags, STATE_TICK } from './rows.ts'

/** Words of the block that a row reads. */
export const BLOCK_WORDS = 2

export interface Accesses {
  readonly block: readonly Word[]
  /** The word of the state before the call, and what is added to it. */
  readonly old: Word
  readonly added: Word
  fill(row: Row, call: CallRecord, i: number): void
}

/**
 * Declares the accesses. The block is read before the state is replaced, so they may overlap. The new word is in range,
 * and with that it is the sum modulo 2^32, whatever multiples of 2^16 are in the limbs of what is added.
 */
export function memoryAccesses(
  t: TableBuilder,
  { real, index, clk }: RowFlags,
  statePointer: Expression,
  blockPointer: Expression,
): Accesses {
  const block = Array.from({ length: BLOCK_WORDS }, (_, k) => wordColumns(t, `block${k}`))
  const reads = block.map((word, k) => {
    const address = blockPointer.plus(index.times(4 * BLOCK_WORDS)).plus(4 * k)
    return wordAccess(t, `m${k}`, real, address, clk.plus(TICKS + BLOCK_TICK), word, word)
  })
  const old = wordColumns(t, 'old')
  const added = wordColumns(t, 'added')
  const replaced = producedWord(t, 'new', real)
  assertSum(t, 'new word', replaced, old, added)
  const address = statePointer.plus(index.times(4))
  const update = wordAccess(t, 'm2', real, address, clk.plus(TICKS + STATE_TICK), old, replaced)
  return {
    block,
    old,
    added,
    fill(row, call, i) {
      for (const [k, word] of block.entries()) {
        row.setWord(word, call.before(BLOCK_WORDS * i + k))
        reads[k]!.fill(row, call.gap(BLOCK_WORDS * i + k))
      }
      const at = BLOCK_WORDS * ROWS + i
      row.setWord(old, call.before(at))
      row.setWord(replaced, call.after(at))
      row.setWord(added, (call.after(at) - call.before(at)) >>> 0)
      update.fill(row, call.gap(at))
    },
  }
}
