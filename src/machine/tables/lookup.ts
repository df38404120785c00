/**
 * The fixed lookup table, 2^16 rows: values of up to 15 bits, values of 16 bits, and the xor of two bytes. A value v of
 * size s has entry v + s of the first two columns of multiplicities, taken as one.
 */
import { defineTable } from '../../air/table.ts'
import { BITS, XOR } from '../buses.ts'

export const LOOKUP_LOG_HEIGHT = 16
const ROWS = 1 << LOOKUP_LOG_HEIGHT

export const { table: lookup } = defineTable(
  'lookup',
  (t) => {
    const value = t.preprocessedColumn('value')
    const small = t.preprocessedColumn('small')
    const size = t.preprocessedColumn('size')
    const a = t.preprocessedColumn('a')
    const b = t.preprocessedColumn('b')
    const x = t.preprocessedColumn('x')
    t.provide(BITS, [small, size], t.column('times below 2^16'))
    t.provide(BITS, [value, ROWS], t.column('times 2^16'))
    t.provide(XOR, [a, b, x], t.column('times xor'))
  },
  'fixed',
)

/** The preprocessed columns. Row 2^k + v holds (v, 2^k); row 0 repeats row 1, (0, 1). */
export function lookupColumns(): Uint32Array[] {
  const columns = lookup.preprocessed.map(() => new Uint32Array(ROWS))
  const [value, small, size, a, b, x] = columns as [
    Uint32Array,
    Uint32Array,
    Uint32Array,
    Uint32Array,
    Uint32Array,
    Uint32Array,
  ]
  for (let row = 0; row < ROWS; row++) {
    const power = 1 << (31 - Math.clz32(Math.max(row, 1)))
    value[row] = row
    size[row] = power
    small[row] = Math.max(row, 1) - power
    a[row] = row >>> 8
    b[row] = row & 255
    x[row] = (row >>> 8) ^ (row & 255)
  }
  return columns
}
