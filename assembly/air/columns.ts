/** Sums along and across columns, and counts of lookups. */
import { add, addScalar, mulScalar } from '../field/koalabear'

export function sumColumns(scratch: usize, target: usize, columns: usize, count: u32, row: u32, rows: u32): void {
  const end = <usize>(row + rows) << 2
  for (let at = <usize>row << 2; at < end; at += 16) {
    let sum = i32x4.splat(0)
    for (let k: u32 = 0; k < count; k++) {
      sum = add(sum, v128.load(<usize>load<u32>(columns + (<usize>k << 2)) + at))
    }
    v128.store(target + at, sum)
  }
}

export function prefixSum(scratch: usize, column: usize, length: u32, total: usize): void {
  let sum: u32 = 0
  const end = column + (<usize>length << 2)
  for (let at = column; at < end; at += 4) {
    const value = load<u32>(at)
    store<u32>(at, sum)
    sum = addScalar(sum, value)
  }
  store<u32>(total, sum)
}

export function addRamp(scratch: usize, column: usize, length: u32, slope: u32): void {
  let ramp: u32 = 0
  const end = column + (<usize>length << 2)
  for (let at = column; at < end; at += 4) {
    store<u32>(at, addScalar(load<u32>(at), ramp))
    ramp = addScalar(ramp, slope)
  }
}

// @ts-ignore: decorator
@inline
function form(pointer: usize, columns: usize, at: usize): u32 {
  const count = load<u32>(pointer)
  let value = load<u32>(pointer, 4)
  for (let k: u32 = 0; k < count; k++) {
    const term = pointer + 8 + (<usize>k << 3)
    const entry = load<u32>(<usize>load<u32>(columns + (<usize>load<u32>(term) << 2)) + at)
    const weight = load<u32>(term, 4)
    value = addScalar(value, weight == 1 ? entry : mulScalar(entry, weight))
  }
  return value
}

export function countLookups(
  scratch: usize, histogram: usize, size: u32, columns: usize, index: usize, multiplicity: usize, row: u32, rows: u32,
): void {
  const end = <usize>(row + rows) << 2
  for (let at = <usize>row << 2; at < end; at += 4) {
    const m = form(multiplicity, columns, at)
    if (m == 0) continue
    const i = form(index, columns, at)
    if (i >= size) continue
    const cell = histogram + (<usize>i << 2)
    store<u32>(cell, addScalar(load<u32>(cell), m))
  }
}
