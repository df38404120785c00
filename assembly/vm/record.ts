// Records and bump records.
import { BUMP_STRIDE, BUMP_TABLE, CLASS_TABLE, RECORD_STRIDE, REGISTERS } from './context'

// Fields, as byte offsets.
// @ts-ignore: decorator
@inline export const FIELD_SLOT: usize = 0
// @ts-ignore: decorator
@inline export const FIELD_CLK: usize = 4
// @ts-ignore: decorator
@inline export const FIELD_B: usize = 8
// @ts-ignore: decorator
@inline export const FIELD_C: usize = 12
// @ts-ignore: decorator
@inline export const FIELD_A_OLD: usize = 16
// @ts-ignore: decorator
@inline export const FIELD_A: usize = 20
// @ts-ignore: decorator
@inline export const FIELD_B_GAP: usize = 24
// @ts-ignore: decorator
@inline export const FIELD_C_GAP: usize = 28
// @ts-ignore: decorator
@inline export const FIELD_A_GAP: usize = 32
// @ts-ignore: decorator
@inline export const FIELD_ADDRESS: usize = 36
// @ts-ignore: decorator
@inline export const FIELD_M_OLD: usize = 40
// @ts-ignore: decorator
@inline export const FIELD_M: usize = 44
// @ts-ignore: decorator
@inline export const FIELD_M_GAP: usize = 48
// @ts-ignore: decorator
@inline export const FIELD_NEXT: usize = 52
// @ts-ignore: decorator
@inline export const FIELD_D: usize = 56
// @ts-ignore: decorator
@inline export const FIELD_D_GAP: usize = 60

/** Register gaps are below this; multiples of it go to bumps. */
// @ts-ignore: decorator
@inline const BUMP_GAP: u32 = 0x10000

/** A new record of a class, not cleared, or 0 if the buffer is full. */
// @ts-ignore: decorator
@inline export function newRecord(context: usize, cls: u32): usize {
  const table = context + CLASS_TABLE + (<usize>cls << 4)
  const count = load<u32>(table, 4)
  if (count == load<u32>(table, 8)) return 0
  store<u32>(table, count + 1, 4)
  return load<u32>(table) + count * load<u32>(context, RECORD_STRIDE)
}

/** Marks a register cell as accessed and gives the gap to the last access. */
// @ts-ignore: decorator
@inline export function touchRegister(context: usize, cell: usize, time: u32): u32 {
  const gap = time - 1 - load<u32>(cell, 4)
  if (gap >= BUMP_GAP) bump(context, cell, gap)
  store<u32>(cell, time, 4)
  return gap & (BUMP_GAP - 1)
}

/**
 * Adds the bump records of a large gap, as far as there is room: the host compares their number in the end.
 */
function bump(context: usize, cell: usize, gap: u32): void {
  const table = context + BUMP_TABLE
  const stride = load<u32>(context, BUMP_STRIDE)
  const register = (cell - context - REGISTERS) >>> 3
  let time = load<u32>(cell, 4)
  let count = load<u32>(table, 4)
  for (let left = gap >>> 16; left > 0; left--) {
    if (count < load<u32>(table, 8)) {
      const record: usize = load<u32>(table) + count * stride
      store<u32>(record, <u32>register)
      store<u32>(record, time, 4)
      store<u32>(record, load<u32>(cell), 8)
      store<u32>(record, 0, 12)
    }
    time += BUMP_GAP
    count++
  }
  store<u32>(table, count, 4)
}
