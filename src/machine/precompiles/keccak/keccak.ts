/** Keccak-f[1600], call 0x1001: a0 points to the state, 25 lanes of 64 bits, low words first, which is permuted. */
import { definePrecompile } from '../precompile.ts'
import { keccakF, LANES, stateOf, wordsOf } from './permutation.ts'
import { NUMBER, ROWS, STEPS, TICK } from './rows.ts'
import { fillKeccak, keccakTable } from './table.ts'
import { fillWords, WORD_ROWS, wordsTable } from './words.ts'

export const keccak = definePrecompile({
  name: 'keccak',
  number: NUMBER,
  pointers: 1,
  tables: [
    { table: wordsTable, fill: fillWords },
    { table: keccakTable, fill: fillKeccak },
  ],
  clock: { table: 0, steps: STEPS },
  run(memory, [pointer]) {
    // A word is read and written in one access.
    const words = Array.from({ length: 2 * LANES }, (_, k) => memory.peek(pointer! + 4 * k))
    wordsOf(keccakF(stateOf(words))).forEach((word, k) => {
      memory.write(pointer! + 4 * k, TICK, word)
    })
    return { steps: STEPS, rows: [WORD_ROWS, ROWS] }
  },
})
