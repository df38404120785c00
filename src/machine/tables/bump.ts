/**
 * Bridges long pauses between two accesses to a register: takes a value over to a time 2^16 later, so that gaps of
 * registers fit one range-checked column. The new time is range-checked; without that, fillers could close a loop
 * modulo p and forge a read.
 */
import { defineTable } from '../../air/table.ts'
import { packed, range16, rangeBits, wordColumns } from '../access.ts'
import { MEMORY } from '../buses.ts'

export const BUMP_STEP = 2 ** 16

export const { table: bump, result: bumpColumns } = defineTable('bump', (t) => {
  const real = t.boolean('real')
  const address = t.column('address')
  const time = wordColumns(t, 'time')
  const value = wordColumns(t, 'value')
  range16(t, time.lo, real)
  rangeBits(t, time.hi, 12, real)
  const now = packed(time)
  t.receive(MEMORY, [address, now.minus(BUMP_STEP), value.lo, value.hi], real)
  t.send(MEMORY, [address, now, value.lo, value.hi], real)
  return { real, address, time, value }
})
