/** The words of memory that the program file defines: each starts with its value at time 0 and ends with any. */
import { defineTable } from '../../air/table.ts'
import { MEMORY } from '../buses.ts'

export const { table: image, result: imageColumns } = defineTable(
  'image',
  (t) => {
    const present = t.preprocessedColumn('present')
    const address = t.preprocessedColumn('address')
    const lo = t.preprocessedColumn('lo')
    const hi = t.preprocessedColumn('hi')
    const time = t.column('last time')
    const last = { lo: t.column('last.lo'), hi: t.column('last.hi') }
    t.send(MEMORY, [address, 0, lo, hi], present)
    // What is left of all accesses is what was put last, as in the boundary table.
    t.receive(MEMORY, [address, time, last.lo, last.hi], present)
    return { time, last }
  },
  'program',
)
