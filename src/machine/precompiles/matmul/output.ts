/**
 * A block of the result: starts its sums with zero, receives them, and hands them on row by row to be written to memory.
 *
 * The blocks of a call follow each other from left to right and from top to bottom, each with the rows and columns that
 * are left, which are below 2^16. A block with more than four left has four and is not the last one; every other block is
 * the last one and has all that are left. Rows that are not real have no rows, and at most three columns, not four; so
 * they are not the last ones either. All words of all matrices are accessed, from the pointers on; so no address wraps
 * around modulo p, for a word beyond memory never begins.
 */
import { defineTable } from '../../../air/table.ts'
import { range16 } from '../../access.ts'
import type { Row } from '../../row.ts'
import type { CallRecord } from '../precompile.ts'
import { BLOCK_PARTS, blockSize, MATMUL, prefix, ROW_PART, rowKind, TILE } from './layout.ts'
import { type Block, Product } from './product.ts'

const ROWS = Array.from({ length: TILE }, (_, k) => k)
export const { table: outputTable, result: fillOutputRow } = defineTable('matmul output', (t) => {
  const real = t.boolean('real')
  const clk = t.column('clk')
  const c = t.column('c')
  const left = { rows: t.column('rows left'), columns: t.column('columns left') }
  const a = t.column('a')
  const b = t.column('b')
  const length = t.column('length')
  const firstB = t.column('first b')
  const columns = t.column('columns')
  const accumulate = t.column('accumulate')
  const rows = prefix(t, 'row', real)
  // The columns of the block less 1, in binary.
  const bits = [t.boolean('columns bit 0'), t.boolean('columns bit 1')] as const
  const width = real.plus(bits[0]).plus(bits[1].times(2))
  const counts = { rows: rows.count, columns: width }
  const last = { rows: t.column('last row'), columns: t.column('last column') }
  for (const side of ['rows', 'columns'] as const) {
    const [isLast, count] = [last[side], counts[side]]
    t.assertBoolean(`last of the ${side} is boolean`, isLast)
    t.assertZero(`all ${side} that are left`, isLast.times(left[side].minus(count)))
    t.assertZero(`four ${side}`, real.minus(isLast).times(count.minus(TILE)))
    range16(t, left[side].minus(real.minus(isLast).times(TILE + 1)), real)
  }

  const next = {
    rows: t.column('next rows left'),
    columns: t.column('next columns left'),
    a: t.column('next a'),
    b: t.column('next b'),
    c: t.column('next c'),
  }
  const down = last.columns
  const stride = length.times(TILE)
  t.assertZero('next rows left', left.rows.minus(down.times(rows.count)).minus(next.rows))
  t.assertZero('next columns left', left.columns.minus(width).plus(down.times(columns)).minus(next.columns))
  t.assertZero('next a', a.plus(down.times(stride)).minus(next.a))
  t.assertZero(
    'next b',
    b
      .plus(stride)
      .plus(down.times(firstB.minus(b).minus(stride)))
      .minus(next.b),
  )
  const skipped = columns.times(4 * (TILE - 1))
  t.assertZero('next c', c.plus(width.times(4)).plus(down.times(skipped)).minus(next.c))
  const more = t.column('more')
  t.assertZero('more', real.minus(last.rows.times(last.columns)).minus(more))
  t.receive(MATMUL, [clk, c, BLOCK_PARTS[0], left.rows, left.columns, a, b, length], real)
  t.receive(MATMUL, [clk, c, BLOCK_PARTS[1], firstB, columns, accumulate, 0, 0], real)
  t.send(MATMUL, [clk, next.c, BLOCK_PARTS[0], next.rows, next.columns, next.a, next.b, length], more)
  t.send(MATMUL, [clk, next.c, BLOCK_PARTS[1], firstB, columns, accumulate, 0, 0], more)

  const sums = ROWS.map((i) => ROWS.map((j) => t.column(`sum ${i} ${j}`)))
  const kind = rowKind(accumulate, width)
  for (const [i, isThere] of rows.flags.entries())
    t.send(MATMUL, [clk, c.plus(columns.times(4 * i)), ROW_PART, kind, ...sums[i]!], isThere)
  const size = blockSize(rows.count, width)
  for (const part of ROWS) {
    const [head, tail] = [[a, b, length, size][part]!, [a.plus(length), b.plus(length), length, size][part]!]
    t.send(MATMUL, [clk, c, length.plus(part), head, 0, 0, 0, 0], real)
    t.receive(MATMUL, [clk, c, part, tail, ...sums[part]!], real)
  }

  return (row: Row, call: CallRecord, product: Product, block: Block) => {
    const { sizes } = product
    const { i, j, height, width, address } = block
    const [isLastRow, isLastColumn] = [i + height === sizes.rows, j + width === sizes.columns]
    row.set(real, 1)
    row.set(clk, call.clk)
    row.set(c, address)
    row.set(left.rows, sizes.rows - i)
    row.set(left.columns, sizes.columns - j)
    row.set(a, sizes.a + i * sizes.length)
    row.set(b, sizes.b + j * sizes.length)
    row.set(length, sizes.length)
    row.set(firstB, sizes.b)
    row.set(columns, sizes.columns)
    row.set(accumulate, sizes.accumulate)
    for (let k = 1; k < height; k++) row.set(rows.columns[k - 1]!, 1)
    for (const [k, bit] of bits.entries()) row.set(bit, ((width - 1) >> k) & 1)
    row.set(last.rows, isLastRow ? 1 : 0)
    row.set(last.columns, isLastColumn ? 1 : 0)
    row.set(more, isLastRow && isLastColumn ? 0 : 1)
    row.set(next.rows, sizes.rows - i - (isLastColumn ? height : 0))
    row.set(next.columns, isLastColumn ? sizes.columns : sizes.columns - j - width)
    row.set(next.a, sizes.a + (isLastColumn ? i + TILE : i) * sizes.length)
    row.set(next.b, sizes.b + (isLastColumn ? 0 : j + TILE) * sizes.length)
    row.set(next.c, address + 4 * width + (isLastColumn ? 4 * (TILE - 1) * sizes.columns : 0))
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) row.set(sums[y]![x]!, product.sum(i + y, j + x))
  }
})

export function fillOutput(call: CallRecord, next: () => Row): void {
  const product = new Product(call)
  for (const block of product.blocks()) fillOutputRow(next(), call, product, block)
}
