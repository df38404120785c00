/**
 * One to four words of the result, which belong to a row of a block: adds sums to the words before or replaces them.
 */
import type { Expression } from '../../../air/expression.ts'
import { defineTable, type TableBuilder } from '../../../air/table.ts'
import { INVERSE_LIMB, range16, rangeBits, wordAccess, wordColumns } from '../../access.ts'
import { TICKS } from '../../layout.ts'
import type { Row } from '../../row.ts'
import type { CallRecord } from '../precompile.ts'
import { MATMUL, prefix, ROW_PART, rowKind, TICK } from './layout.ts'
import { type Block, Product } from './product.ts'

/** Sums are between -2^29 and 2^29, so that what they carry into the upper limb is between -2^14 and 2^14. */
const CARRY_BITS = 15

/**
 * A word of the result: the sum, plus the word before if `accumulate` is 1, modulo 2^32.
 *
 * The sum and the lower limb give a lower limb in range and a carry; as the carry is small, this holds for integers. The
 * upper limbs give one in range, and -1, 0 or 1 times 2^16.
 */
function resultWord(
  t: TableBuilder,
  name: string,
  real: Expression,
  accumulate: Expression,
  address: Expression,
  time: Expression,
) {
  const sum = t.column(`sum ${name}`)
  const old = wordColumns(t, `old ${name}`)
  const added = wordColumns(t, `added ${name}`)
  const word = wordColumns(t, `new ${name}`)
  for (const limb of ['lo', 'hi'] as const)
    t.assertZero(`added ${name} (${limb})`, accumulate.times(old[limb]).minus(added[limb]))
  range16(t, word.lo, real)
  range16(t, word.hi, real)
  const carry = sum.plus(added.lo).minus(word.lo).times(INVERSE_LIMB)
  rangeBits(t, carry.plus(2 ** (CARRY_BITS - 1)), CARRY_BITS, real)
  const over = added.hi.plus(carry).minus(word.hi).times(INVERSE_LIMB)
  t.assertZero(`new ${name}`, over.times(over.times(over).minus(1)))
  const access = wordAccess(t, name, real, address, time, old, word)
  return {
    sum,
    fill(row: Row, call: CallRecord, k: number, value: number, isAdded: boolean) {
      row.set(sum, value)
      row.setWord(old, call.before(k))
      if (isAdded) row.setWord(added, call.before(k))
      row.setWord(word, call.after(k))
      access.fill(row, call.gap(k))
    },
  }
}

export const { table: wordsTable, result: fillWordsRow } = defineTable('matmul words', (t) => {
  const real = t.boolean('real')
  const clk = t.column('clk')
  const address = t.column('address')
  const accumulate = t.boolean('accumulate')
  const own = prefix(t, 'word', real)
  const time = clk.plus(TICKS + TICK.c)
  const words = own.flags.map((isThere, j) =>
    resultWord(t, String(j), isThere, accumulate, address.plus(4 * j), time),
  )
  const sums = words.map(({ sum }) => sum)
  t.receive(MATMUL, [clk, address, ROW_PART, rowKind(accumulate, own.count), ...sums], real)

  /** Fills a row with the words of row y of a block. */
  return (row: Row, call: CallRecord, product: Product, { i, j, width }: Block, y: number) => {
    const { sizes, firstOf } = product
    row.set(real, 1)
    row.set(clk, call.clk)
    const first = (i + y) * sizes.columns + j
    row.set(address, sizes.c + 4 * first)
    row.set(accumulate, sizes.accumulate)
    for (let x = 0; x < width; x++) {
      if (x > 0) row.set(own.columns[x - 1]!, 1)
      words[x]!.fill(row, call, firstOf.c + first + x, product.sum(i + y, j + x), sizes.accumulate === 1)
    }
  }
})

export function fillWords(call: CallRecord, next: () => Row): void {
  const product = new Product(call)
  for (const block of product.blocks())
    for (let y = 0; y < block.height; y++) fillWordsRow(next(), call, product, block, y)
}
