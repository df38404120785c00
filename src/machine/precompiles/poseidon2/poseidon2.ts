/**
 * Poseidon2 over KoalaBear, width 16, call 0x1002: a0 points to 16 words, each an element of F below p, which are
 * permuted. The call traps, and cannot be proved, if a word is not below p.
 */
import { isElement } from '../../../field/koalabear.ts'
import { definePrecompile } from '../precompile.ts'
import { WIDTH } from './constants.ts'
import { poseidon2Of } from './permutation.ts'
import { fillPoseidon2, NUMBER, poseidon2Table, STEPS, TICK } from './table.ts'
import { fillWords, WORD_ROWS, wordsTable } from './words.ts'

export const poseidon2 = definePrecompile({
  name: 'poseidon2',
  number: NUMBER,
  pointers: 1,
  tables: [
    { table: poseidon2Table, fill: fillPoseidon2 },
    { table: wordsTable, fill: fillWords },
  ],
  clock: { table: 0, steps: STEPS },
  run(memory, [pointer]) {
    // A word is read and written in one access.
    const words = Array.from({ length: WIDTH }, (_, k) => memory.peek(pointer! + 4 * k))
    if (!words.every(isElement)) memory.refuse()
    for (const [k, word] of poseidon2Of(words).output.entries()) memory.write(pointer! + 4 * k, TICK, word)
    return { steps: STEPS, rows: [1, WORD_ROWS] }
  },
})
