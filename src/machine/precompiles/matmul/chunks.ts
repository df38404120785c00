/**
 * Reads 16 bytes of a matrix in a row and offers them as signed bytes, as often as blocks use them.
 *
 * A row says what memory has at a time, and is true whoever says it and why: no word is accessed twice at a time, so there
 * is at most one row with words of an address and a time. Reads that no call asks for change nothing, as long as their
 * time is below 2^28.
 */
import { defineTable } from '../../../air/table.ts'
import { GAP_HIGH_BITS, packed, range16, rangeBits, wordAccess, wordColumns } from '../../access.ts'
import { XOR } from '../../buses.ts'
import { TICKS } from '../../layout.ts'
import type { Row } from '../../row.ts'
import type { CallRecord } from '../precompile.ts'
import { CHUNK, CHUNKS, chunkGroups, TICK, TILE } from './layout.ts'
import { Product } from './product.ts'

const WORDS = CHUNK / 4
/** The bit that a signed byte is less with than without. */
const SIGN = 128

export const { table: chunksTable, result: fillChunk } = defineTable('matmul chunks', (t) => {
  const real = t.boolean('real')
  const time = wordColumns(t, 'time')
  range16(t, time.lo, real)
  rangeBits(t, time.hi, GAP_HIGH_BITS, real)
  const address = t.column('address')
  const bytes = Array.from({ length: CHUNK }, (_, k) => t.column(`byte ${k}`))
  const signed = Array.from({ length: CHUNK }, (_, k) => t.column(`signed ${k}`))
  // A byte with its sign flipped is the signed byte and 128.
  for (const [k, byte] of bytes.entries()) t.send(XOR, [byte, SIGN, signed[k]!.plus(SIGN)], real)
  const accesses = Array.from({ length: WORDS }, (_, w) => {
    const [b0, b1, b2, b3] = bytes.slice(4 * w)
    const word = { lo: b0!.plus(b1!.times(256)), hi: b2!.plus(b3!.times(256)) }
    return wordAccess(t, `word ${w}`, real, address.plus(4 * w), packed(time), word, word)
  })
  const uses = t.column('uses')
  t.assertZero('only real rows are used', uses.times(real.not()))
  for (const [g, group] of chunkGroups(signed).entries())
    t.provide(CHUNKS, [packed(time), address.plus(g), ...group], uses)

  /** Fills a row with the words of four accesses from `first` on. */
  return (row: Row, call: CallRecord, first: number, tick: number, count: number) => {
    row.set(real, 1)
    row.setWord(time, call.clk + TICKS + tick)
    row.set(address, call.address(first))
    row.set(uses, count)
    for (const [w, access] of accesses.entries()) access.fill(row, call.gap(first + w))
    for (let k = 0; k < CHUNK; k++) {
      const byte = (call.before(first + (k >> 2)) >>> (8 * (k & 3))) & 0xff
      row.set(bytes[k]!, byte)
      row.set(signed[k]!, (byte ^ SIGN) - SIGN)
    }
  }
})

/** A chunk of a is used once for each block beside it, one of b once for each block above it. */
export function fillChunks(call: CallRecord, next: () => Row): void {
  const { sizes, firstOf } = new Product(call)
  const { rows, columns } = sizes
  const [across, down] = [Math.ceil(columns / TILE), Math.ceil(rows / TILE)]
  for (let at = firstOf.a; at < firstOf.b; at += WORDS) fillChunk(next(), call, at, TICK.a, across)
  for (let at = firstOf.b; at < firstOf.c; at += WORDS) fillChunk(next(), call, at, TICK.b, down)
}
