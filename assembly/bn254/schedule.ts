// The order in which the buckets of a window take their points: one counting sort for all sums over the same scalars.
import { C_REDUCTION } from './context'

/** Bytes of the schedule of a window of n digits: counts of the buckets, then entries. */
export function scheduleBytes(c: usize, bits: u32, n: u32): usize {
  return 4 * ((1 << (bits - 1)) + 1) + 4 * n
}

/**
 * Sorts the n digits of a window: at `schedule` a u32 for each bucket 0 .. 2^(bits-1), the number of its entries, then the
 * entries, bucket by bucket: index << 1 | negative. Digits 0 have no entry.
 */
export function sortWindow(c: usize, digits: usize, n: u32, bits: u32, schedule: usize): void {
  const buckets: u32 = (1 << (bits - 1)) + 1
  const entries = schedule + 4 * buckets
  const next = c + C_REDUCTION
  memory.fill(schedule, 0, 4 * buckets)
  for (let i: u32 = 0; i < n; i++) {
    const digit = <i32>load<i16>(digits + 2 * i)
    if (digit == 0) continue
    const at = schedule + 4 * <usize>abs(digit)
    store<u32>(at, load<u32>(at) + 1)
  }
  let total: u32 = 0
  for (let b: u32 = 0; b < buckets; b++) {
    store<u32>(next + 4 * b, total)
    total += load<u32>(schedule + 4 * b)
  }
  for (let i: u32 = 0; i < n; i++) {
    const digit = <i32>load<i16>(digits + 2 * i)
    if (digit == 0) continue
    const at = next + 4 * <usize>abs(digit)
    const position = load<u32>(at)
    store<u32>(at, position + 1)
    store<u32>(entries + 4 * position, (i << 1) | (<u32>digit >>> 31))
  }
}
