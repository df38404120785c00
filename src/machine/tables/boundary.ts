/**
 * All other touched memory words and the registers: each starts with zero at time 0 and ends with any value. They form a
 * chain of strictly increasing word numbers from `ORDER_START` to `ORDER_END`, in which the verifier itself bridges the
 * words of the image, from the word before them to their last; so every address starts exactly once. Rows that are only
 * links lead to the starts of bridges.
 *
 * Soundness: a row's word number is below 2^29 and exceeds its predecessor's by 1 + gap, gap < 2^28; so nothing wraps
 * modulo p, the order has no cycle, and what balances is one strictly increasing path.
 */
import { defineTable } from '../../air/table.ts'
import { packed, range16, rangeBits, wordColumns } from '../access.ts'
import { MEMORY, ORDER } from '../buses.ts'

export const { table: boundary, result: boundaryColumns } = defineTable('boundary', (t) => {
  const real = t.boolean('real')
  const link = t.boolean('link')
  const word = wordColumns(t, 'word')
  const gap = wordColumns(t, 'gap')
  const time = t.column('last time')
  const last = wordColumns(t, 'last')
  t.assertZero('a link is a row', link.times(real.not()))
  const number = packed(word)
  t.receive(ORDER, [number.minus(1).minus(packed(gap))], real)
  t.send(ORDER, [number], real)
  range16(t, word.lo, real)
  rangeBits(t, word.hi, 13, real)
  range16(t, gap.lo, real)
  rangeBits(t, gap.hi, 12, real)
  const address = number.times(4)
  t.send(MEMORY, [address, 0, 0, 0], real.minus(link))
  // Accesses take as much from an address as they put there, at growing times: what is left is what was put last.
  t.receive(MEMORY, [address, time, last.lo, last.hi], real.minus(link))
  return { real, link, word, gap, time, last }
})
