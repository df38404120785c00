/**
 * SHA-256, call 0x1000: a0 points to the state, 8 words, and a1 to a block, the next 64 bytes of the message. The
 * state is replaced by what the compression function makes of both; they may overlap.
 */
import { definePrecompile } from '../precompile.ts'
import { compress, nextState, swapBytes } from './compress.ts'
import { BLOCK_TICK, NUMBER, ROWS, STATE_TICK, STEPS } from './rows.ts'
import { fillSha256, sha256Table } from './table.ts'

export const sha256 = definePrecompile({
  name: 'sha256',
  number: NUMBER,
  pointers: 2,
  tables: [{ table: sha256Table, fill: fillSha256 }],
  clock: { table: 0, steps: STEPS },
  run(memory, [statePointer, blockPointer]) {
    const block = Array.from({ length: 16 }, (_, k) =>
      swapBytes(memory.read(blockPointer! + 4 * k, BLOCK_TICK)),
    )
    // The state is read and written in one access for each word, after all of the block.
    const state = Array.from({ length: 8 }, (_, k) => memory.peek(statePointer! + 4 * k))
    nextState(state, compress(state, block)).forEach((word, k) => {
      memory.write(statePointer! + 4 * k, STATE_TICK, word)
    })
    return { steps: STEPS, rows: [ROWS] }
  },
})
