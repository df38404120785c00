/**
 * Product of matrices of signed bytes, call 0x1004: a0 points to seven words, the arguments: pointers to c, a and b, the
 * rows and the columns of c, the length of the rows of a and b in bytes, and whether to accumulate.
 *
 * Word c[i][j] becomes the sum of the products of row i of a and row j of b, plus what it was if `accumulate` is 1, modulo
 * 2^32. So b has the columns of the second factor as rows. Matrices have no gaps between rows, c has words. Rows have 16 to
 * 2^15 bytes, in multiples of 16: what is shorter is filled with zeros. All of a and b is read before c is written; so they
 * may overlap. Sizes that are zero or too large trap, as accesses beyond memory do.
 */
import { MEMORY_BYTES } from '../../../vm/abi.ts'
import type { CallMemory } from '../../../vm/accelerator.ts'
import { definePrecompile } from '../precompile.ts'
import { blocksTable, fillBlocks } from './blocks.ts'
import { chunksTable, fillChunks } from './chunks.ts'
import { NUMBER, STEPS, TICK } from './layout.ts'
import { fillOutput, outputTable } from './output.ts'
import { argumentsOf, dot, isAllowed, rowCounts, signedBytes } from './product.ts'
import { fillStart, startTable } from './start.ts'
import { fillWords, wordsTable } from './words.ts'

const readBytes = (memory: CallMemory, address: number, count: number, tick: number): Int8Array =>
  signedBytes(Uint32Array.from({ length: count / 4 }, (_, k) => memory.read(address + 4 * k, tick)))

export const matmul = definePrecompile({
  name: 'matmul',
  number: NUMBER,
  pointers: 1,
  tables: [
    { table: startTable, fill: fillStart },
    { table: chunksTable, fill: fillChunks },
    { table: blocksTable, fill: fillBlocks },
    { table: outputTable, fill: fillOutput },
    { table: wordsTable, fill: fillWords },
  ],
  clock: { table: 0, steps: STEPS },
  run(memory, [pointer]) {
    const own = argumentsOf((k) => memory.read(pointer! + 4 * k, TICK.arguments))
    // Matrices of other sizes do not end within memory.
    if (!isAllowed(own)) memory.read(MEMORY_BYTES, TICK.arguments)
    const { rows, columns, length, accumulate } = own
    const a = readBytes(memory, own.a, rows * length, TICK.a)
    const b = readBytes(memory, own.b, columns * length, TICK.b)
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) {
        const address = own.c + 4 * (i * columns + j)
        const old = accumulate === 1 ? memory.peek(address) : 0
        memory.write(address, TICK.c, old + dot(a, i * length, b, j * length, length))
      }
    }
    const { chunkRows, blockRows, outputRows, wordRows } = rowCounts(own)
    return { steps: STEPS, rows: [1, chunkRows, blockRows, outputRows, wordRows] }
  },
})
