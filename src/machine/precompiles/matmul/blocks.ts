/**
 * Adds 16 products to each of the 16 sums of a block: 4 rows of a by 4 rows of b, of which blocks at the edges have fewer.
 *
 * Four messages hand sums from a row to the next one, with as many bytes left less 16, and with what the rows of a block
 * have in common. Sums are below 2^29, so they are numbers; those of rows that a block does not have are anything.
 */
import type { Expression } from '../../../air/expression.ts'
import { defineTable } from '../../../air/table.ts'
import { TICKS } from '../../layout.ts'
import type { Row } from '../../row.ts'
import type { CallRecord } from '../precompile.ts'
import { blockSize, CHUNK, CHUNKS, chunkGroups, MATMUL, prefix, TICK, TILE } from './layout.ts'
import { type Block, dot, Product } from './product.ts'

const ROWS = Array.from({ length: TILE }, (_, k) => k)
const BYTES = Array.from({ length: CHUNK }, (_, k) => k)

export const { table: blocksTable, result: fillBlock } = defineTable('matmul blocks', (t) => {
  const real = t.boolean('real')
  const clk = t.column('clk')
  const c = t.column('c')
  const left = t.column('left')
  const length = t.column('length')
  const matrices = (['a', 'b'] as const).map((name) => {
    const address = t.column(name)
    const own = prefix(t, `rows of ${name}`, real)
    const bytes = ROWS.map((i) => BYTES.map((k) => t.column(`${name}[${i}][${k}]`)))
    for (const i of ROWS) {
      const start = address.plus(length.times(i))
      for (const [g, group] of chunkGroups<Expression>(bytes[i]!).entries())
        t.send(CHUNKS, [clk.plus(TICKS + TICK[name]), start.plus(g), ...group], own.flags[i]!)
    }
    return { address, bytes, ...own }
  })
  const [a, b] = [matrices[0]!, matrices[1]!]
  const sums = (name: string) => ROWS.map((i) => ROWS.map((j) => t.column(`${name}[${i}][${j}]`)))
  const [before, after] = [sums('before'), sums('after')]
  for (const i of ROWS) {
    for (const j of ROWS) {
      const products = BYTES.map((k) => a.bytes[i]![k]!.times(b.bytes[j]![k]!))
      const sum = products.reduce<Expression>((total, product) => total.plus(product), before[i]![j]!)
      t.assertZero(`sum ${i} ${j}`, sum.minus(after[i]![j]!))
    }
  }
  const size = blockSize(a.count, b.count)
  for (const part of ROWS) {
    const [old, head] = [
      [a.address, b.address, length, size][part]!,
      [a.address.plus(CHUNK), b.address.plus(CHUNK), length, size][part]!,
    ]
    t.receive(MATMUL, [clk, c, left.plus(part), old, ...before[part]!], real)
    t.send(MATMUL, [clk, c, left.plus(part - CHUNK), head, ...after[part]!], real)
  }

  /** Fills a row with the products from byte k on, which it adds to `totals`. */
  return (row: Row, call: CallRecord, product: Product, block: Block, k: number, totals: number[][]) => {
    const { sizes } = product
    row.set(real, 1)
    row.set(clk, call.clk)
    row.set(c, block.address)
    row.set(left, sizes.length - k)
    row.set(length, sizes.length)
    const parts = [
      { own: a, bytes: product.a, from: block.i, count: block.height, start: sizes.a },
      { own: b, bytes: product.b, from: block.j, count: block.width, start: sizes.b },
    ]
    for (const { own, bytes, from, count, start } of parts) {
      row.set(own.address, start + from * sizes.length + k)
      for (let i = 0; i < count; i++) {
        if (i > 0) row.set(own.columns[i - 1]!, 1)
        const at = (from + i) * sizes.length + k
        for (const n of BYTES) row.set(own.bytes[i]![n]!, bytes[at + n]!)
      }
    }
    for (let i = 0; i < block.height; i++) {
      for (let j = 0; j < block.width; j++) {
        row.set(before[i]![j]!, totals[i]![j]!)
        const [atA, atB] = [(block.i + i) * sizes.length + k, (block.j + j) * sizes.length + k]
        totals[i]![j]! += dot(product.a, atA, product.b, atB, CHUNK)
        row.set(after[i]![j]!, totals[i]![j]!)
      }
    }
  }
})

export function fillBlocks(call: CallRecord, next: () => Row): void {
  const product = new Product(call)
  for (const block of product.blocks()) {
    const totals = ROWS.map(() => ROWS.map(() => 0))
    for (let k = 0; k < product.sizes.length; k += CHUNK) fillBlock(next(), call, product, block, k, totals)
  }
}
