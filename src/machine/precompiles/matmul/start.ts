/** One row for each call: reads the arguments, and sends for the first block of the result. */
import { defineTable } from '../../../air/table.ts'
import { packed, rangeBits, type Word, wordAccess, wordColumns } from '../../access.ts'
import { TICKS } from '../../layout.ts'
import type { Row } from '../../row.ts'
import { type CallRecord, receiveCall } from '../precompile.ts'
import { ARGUMENTS, BLOCK_PARTS, CHUNK, CHUNK_BITS, MATMUL, NUMBER, STEPS, TICK } from './layout.ts'

/** Upper limbs of pointers are below 2^14, so that pointers are numbers. */
const POINTER_HIGH_BITS = 14

export const { table: startTable, result: fillStartRow } = defineTable('matmul', (t) => {
  const real = t.boolean('real')
  const clk = t.column('clk')
  const pointer = t.column('arguments')
  receiveCall(t, { number: NUMBER, pointers: [pointer] }, clk, STEPS, real)

  const pointers = ['c', 'a', 'b'].map((name) => wordColumns(t, name))
  for (const { hi } of pointers) rangeBits(t, hi, POINTER_HIGH_BITS, real)
  const [c, a, b] = pointers.map(packed)
  const [rows, columns] = [t.column('rows'), t.column('columns')]
  const chunks = t.column('chunks')
  const accumulate = t.boolean('accumulate')
  rangeBits(t, chunks.minus(1), CHUNK_BITS, real)
  const length = chunks.times(CHUNK)

  const small = [rows, columns, length, accumulate].map((lo): Word => ({ lo, hi: t.constant(0) }))
  const time = clk.plus(TICKS + TICK.arguments)
  const accesses = [...pointers, ...small].map((word, k) =>
    wordAccess(t, ARGUMENTS[k]!, real, pointer.plus(4 * k), time, word, word),
  )
  t.send(MATMUL, [clk, c!, BLOCK_PARTS[0], rows, columns, a!, b!, length], real)
  t.send(MATMUL, [clk, c!, BLOCK_PARTS[1], b!, columns, accumulate, 0, 0], real)

  return (row: Row, call: CallRecord) => {
    row.set(real, 1)
    row.set(clk, call.clk)
    row.set(pointer, call.pointer(0))
    for (const [k, word] of pointers.entries()) row.setWord(word, call.before(k))
    row.set(rows, call.before(3))
    row.set(columns, call.before(4))
    row.set(chunks, call.before(5) / CHUNK)
    row.set(accumulate, call.before(6))
    for (const [k, access] of accesses.entries()) access.fill(row, call.gap(k))
  }
})

export const fillStart = (call: CallRecord, next: () => Row): void => fillStartRow(next(), call)
