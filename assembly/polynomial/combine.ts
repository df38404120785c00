import { add, fold, montgomery, toMontgomery, twoHigh, twoLow } from '../field/koalabear'

/**
 * Rows and columns that are combined at a time, in the first-level cache. They are copied next to each other:
 * columns a power of two apart would evict each other from it.
 */
// @ts-ignore: decorator
@inline
const BLOCK_ROWS: u32 = 256
// @ts-ignore: decorator
@inline
const GROUP: u32 = 8

// @ts-ignore: decorator
@inline
const ROW_BYTES: usize = 4 * BLOCK_ROWS
/** Bytes of the sums of four rows: for each coordinate two vectors of two 64-bit sums. */
// @ts-ignore: decorator
@inline
const SUMS: usize = 128
/** Bytes of a prepared weight: R times each of its coordinates, in all lanes. */
// @ts-ignore: decorator
@inline
const WEIGHT: usize = 64

/** target[i] (+)= the sum over k < count of weights[k] columns[k][i]. */
export function combine(
  scratch: usize, target: usize, stride: usize, columns: usize, weights: usize, count: u32,
  row: u32, rows: u32, accumulate: u32,
): void {
  const sums = scratch
  const staged = sums + SUMS * (BLOCK_ROWS >> 2)
  const prepared = staged + ROW_BYTES * GROUP
  prepareWeights(prepared, weights, count)
  // Columns are taken in pairs; the partner of an odd one counts 0 times.
  if (count & 1) memory.fill(prepared + WEIGHT * count, 0, WEIGHT)
  for (let from = row; from < row + rows; from += BLOCK_ROWS) {
    const bytes = <usize>min<u32>(BLOCK_ROWS, row + rows - from) << 2
    memory.fill(sums, 0, bytes * (SUMS / 16))
    for (let k: u32 = 0; k < count; k += GROUP) {
      const group = min<u32>(GROUP, count - k)
      for (let g: u32 = 0; g < group; g++) {
        const column = <usize>load<u32>(columns + (<usize>(k + g) << 2))
        memory.copy(staged + ROW_BYTES * g, column + (<usize>from << 2), bytes)
      }
      addGroup(sums, staged, bytes, prepared + WEIGHT * k, group)
    }
    storeSums(target + (<usize>from << 2), stride, sums, bytes, accumulate)
  }
}

function prepareWeights(target: usize, weights: usize, count: u32): void {
  for (let k: u32 = 0; k < count; k++, weights += 16, target += WEIGHT) {
    const weight = toMontgomery(v128.load(weights))
    v128.store(target, v128.shuffle<i32>(weight, weight, 0, 0, 0, 0))
    v128.store(target, v128.shuffle<i32>(weight, weight, 1, 1, 1, 1), 16)
    v128.store(target, v128.shuffle<i32>(weight, weight, 2, 2, 2, 2), 32)
    v128.store(target, v128.shuffle<i32>(weight, weight, 3, 3, 3, 3), 48)
  }
}

/** Adds `count` staged columns to the sums, two at a time. */
function addGroup(sums: usize, staged: usize, bytes: usize, weights: usize, count: u32): void {
  const endOfWeights = weights + WEIGHT * count
  for (const end = staged + bytes; staged < end; sums += SUMS, staged += 16) {
    let low0 = v128.load(sums)
    let high0 = v128.load(sums, 16)
    let low1 = v128.load(sums, 32)
    let high1 = v128.load(sums, 48)
    let low2 = v128.load(sums, 64)
    let high2 = v128.load(sums, 80)
    let low3 = v128.load(sums, 96)
    let high3 = v128.load(sums, 112)
    let column = staged
    for (let w = weights; w < endOfWeights; w += 2 * WEIGHT, column += 2 * ROW_BYTES) {
      const a = v128.load(column)
      const b = v128.load(column, ROW_BYTES)
      low0 = fold(i64x2.add(low0, twoLow(a, v128.load(w), b, v128.load(w, 64))))
      high0 = fold(i64x2.add(high0, twoHigh(a, v128.load(w), b, v128.load(w, 64))))
      low1 = fold(i64x2.add(low1, twoLow(a, v128.load(w, 16), b, v128.load(w, 80))))
      high1 = fold(i64x2.add(high1, twoHigh(a, v128.load(w, 16), b, v128.load(w, 80))))
      low2 = fold(i64x2.add(low2, twoLow(a, v128.load(w, 32), b, v128.load(w, 96))))
      high2 = fold(i64x2.add(high2, twoHigh(a, v128.load(w, 32), b, v128.load(w, 96))))
      low3 = fold(i64x2.add(low3, twoLow(a, v128.load(w, 48), b, v128.load(w, 112))))
      high3 = fold(i64x2.add(high3, twoHigh(a, v128.load(w, 48), b, v128.load(w, 112))))
    }
    v128.store(sums, low0)
    v128.store(sums, high0, 16)
    v128.store(sums, low1, 32)
    v128.store(sums, high1, 48)
    v128.store(sums, low2, 64)
    v128.store(sums, high2, 80)
    v128.store(sums, low3, 96)
    v128.store(sums, high3, 112)
  }
}

/** Reduces the sums and stores them, or adds them. */
function storeSums(target: usize, stride: usize, sums: usize, bytes: usize, accumulate: u32): void {
  for (const end = target + bytes; target < end; target += 16, sums += SUMS) {
    for (let c: usize = 0; c < 4; c++) {
      const place = target + c * stride
      const sum = montgomery(v128.load(sums + (c << 5)), v128.load(sums + (c << 5), 16))
      v128.store(place, accumulate ? add(v128.load(place), sum) : sum)
    }
  }
}
