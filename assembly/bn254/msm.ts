// Multi-scalar multiplication: signed digits, one counting sort per window, batched affine sums of the buckets.
import { C_AREA, C_POINTS, C_REDUCTION, recordSize } from './context'
import { addPoints, addRecord, doublePoint, projectiveSize, setInfinity, toRecord } from './curve'
import { sumSegments } from './segments'

// (r - 1) / 2, little endian
// @ts-ignore: decorator
@inline
const HALF0: u64 = 0xa1f0fac9f8000000
// @ts-ignore: decorator
@inline
const HALF1: u64 = 0x9419f4243cdcb848
// @ts-ignore: decorator
@inline
const HALF2: u64 = 0xdc2822db40c0ac2e
// @ts-ignore: decorator
@inline
const HALF3: u64 = 0x183227397098d014
// @ts-ignore: decorator
@inline
const R0: u64 = 0x43e1f593f0000001
// @ts-ignore: decorator
@inline
const R1: u64 = 0x2833e84879b97091
// @ts-ignore: decorator
@inline
const R2: u64 = 0xb85045b68181585d
// @ts-ignore: decorator
@inline
const R3: u64 = 0x30644e72e131a029

/**
 * Signed digits of `count` scalars (32 bytes, canonical): digit w of scalar i is the i16 at digits + 2 * (w * stride + i),
 * -2^(bits-1) <= digit < 2^(bits-1). A scalar above r / 2 is taken as its negative, so that -1 is as cheap as 1.
 * windows * bits >= 254, bits <= 16.
 */
export function recode(c: usize, scalars: usize, digits: usize, stride: u32, bits: u32, windows: u32, from: u32, count: u32): void {
  const mask = (<u64>1 << bits) - 1
  const half = <u64>1 << (bits - 1)
  for (let i = from; i < from + count; i++) {
    const at = scalars + 32 * i
    let w0 = load<u64>(at, 0)
    let w1 = load<u64>(at, 8)
    let w2 = load<u64>(at, 16)
    let w3 = load<u64>(at, 24)
    let target = digits + 2 * i
    const step: usize = 2 * stride
    if ((w1 | w2 | w3) == 0 && w0 < half) {
      store<u16>(target, <u16>w0)
      for (let w: u32 = 1; w < windows; w++) {
        target += step
        store<u16>(target, 0)
      }
      continue
    }
    let negative: u64 = 0
    if (w3 > HALF3 || (w3 == HALF3 && (w2 > HALF2 || (w2 == HALF2 && (w1 > HALF1 || (w1 == HALF1 && w0 > HALF0)))))) {
      negative = <u64>-1
      let borrow = <u64>(R0 < w0)
      w0 = R0 - w0
      let d = R1 - w1
      let next = <u64>(R1 < w1) | <u64>(d < borrow)
      w1 = d - borrow
      borrow = next
      d = R2 - w2
      next = <u64>(R2 < w2) | <u64>(d < borrow)
      w2 = d - borrow
      w3 = R3 - w3 - next
    }
    let carry: u64 = 0
    for (let w: u32 = 0; w < windows; w++) {
      let digit = (w0 & mask) + carry
      carry = digit >= half ? 1 : 0
      digit -= carry << bits
      store<u16>(target, <u16>((digit ^ negative) - negative))
      target += step
      w0 = (w0 >> bits) | (w1 << (64 - bits))
      w1 = (w1 >> bits) | (w2 << (64 - bits))
      w2 = (w2 >> bits) | (w3 << (64 - bits))
      w3 >>= bits
    }
  }
}

/** result = sum over w < m of w * (point of references[w]), 0 meaning infinity. `area` is free memory for the reduction. */
function weightedSum(c: usize, d: u32, references: usize, m: u32, entries: usize, area: usize, result: usize): void {
  const size = recordSize(d)
  const pointSize = projectiveSize(d)
  if (m <= 9) {
    const running = area
    setInfinity(d, running)
    setInfinity(d, result)
    for (let w = m - 1; w > 0; w--) {
      const reference = load<u32>(references + 4 * w)
      if (reference != 0) addRecord(d, c, running, (reference >>> 1) * size, (reference & 1) != 0)
      addPoints(d, c, result, result, running)
    }
    return
  }
  const low = (33 - clz<u32>(m - 1)) >> 1
  const columns: u32 = 1 << low
  const rows = (m + columns - 1) >> low
  // weight = row * columns + column: sum over rows and over columns apart
  const rowRecords = area
  const columnRecords = rowRecords + rows * size
  const rowReferences = columnRecords + columns * size
  const columnReferences = rowReferences + 4 * rows
  const counts = columnReferences + 4 * columns
  const rest = (counts + 4 * max(rows, columns) + 159) / 160 * 160
  let to = entries
  for (let row: u32 = 0; row < rows; row++) {
    let count: u32 = 0
    for (let column: u32 = 0; column < columns && row > 0; column++) {
      const w = (row << low) + column
      if (w >= m) break
      const reference = load<u32>(references + 4 * w)
      if (reference == 0) continue
      store<u32>(to, reference)
      to += 4
      count++
    }
    store<u32>(counts + 4 * row, count)
  }
  sumSegments(c, d, entries, counts, rows, rowReferences, rowRecords)
  to = entries
  for (let column: u32 = 0; column < columns; column++) {
    let count: u32 = 0
    for (let row: u32 = 0; row < rows && column > 0; row++) {
      const w = (row << low) + column
      if (w >= m) break
      const reference = load<u32>(references + 4 * w)
      if (reference == 0) continue
      store<u32>(to, reference)
      to += 4
      count++
    }
    store<u32>(counts + 4 * column, count)
  }
  sumSegments(c, d, entries, counts, columns, columnReferences, columnRecords)
  const other = rest
  weightedSum(c, d, rowReferences, rows, entries, rest + 2 * pointSize + 160 - (2 * pointSize) % 160, result)
  doublePoint(d, c, result, low)
  weightedSum(c, d, columnReferences, columns, entries, rest + 2 * pointSize + 160 - (2 * pointSize) % 160, other)
  addPoints(d, c, result, result, other)
}

/** Bytes of the area for windows of `bits` bits of n entries. Its address, a multiple of 160, is in the context. */
export function windowBytes(c: usize, bits: u32, n: u32): usize {
  const buckets: usize = (1 << (bits - 1)) + 2
  return buckets * (recordSize(2) + 8) + 4 * max<usize>(n, buckets) + 1024
}

/**
 * result (a projective point) = sum over i < n of digit i times record i, for one window of digits. Records whose flag byte
 * has none of the bits of `mask` are left out (points at infinity); `flags` = 0 means that all take part.
 */
export function sumWindow(
  c: usize, d: u32, digits: usize, n: u32, bits: u32, records: usize, flags: usize, mask: u32, result: usize,
): void {
  const size = recordSize(d)
  const buckets: u32 = (1 << (bits - 1)) + 1
  const bucketRecords = <usize>load<u32>(c + C_AREA)
  const counts = bucketRecords + buckets * size
  const references = counts + 4 * (buckets + 1)
  const entries = (references + 4 * buckets + 15) & ~15
  memory.fill(counts, 0, 4 * (buckets + 1))
  for (let i: u32 = 0; i < n; i++) {
    const digit = <i32>load<i16>(digits + 2 * i)
    if (digit == 0 || (flags != 0 && (load<u8>(flags + i) & mask) == 0)) continue
    const at = counts + 4 * <usize>abs(digit)
    store<u32>(at, load<u32>(at) + 1)
  }
  // references[b] is the next free entry of bucket b
  let total: u32 = 0
  for (let b: u32 = 0; b < buckets; b++) {
    store<u32>(references + 4 * b, total)
    total += load<u32>(counts + 4 * b)
  }
  const first = <u32>(records / size) << 1
  for (let i: u32 = 0; i < n; i++) {
    const digit = <i32>load<i16>(digits + 2 * i)
    if (digit == 0 || (flags != 0 && (load<u8>(flags + i) & mask) == 0)) continue
    const at = references + 4 * <usize>abs(digit)
    const position = load<u32>(at)
    store<u32>(at, position + 1)
    store<u32>(entries + 4 * position, (first + 2 * i) | (<u32>digit >>> 31))
  }
  sumSegments(c, d, entries, counts, buckets, references, bucketRecords)
  weightedSum(c, d, references, buckets, entries, c + C_REDUCTION, result)
}

/** record = sum over w of 2^(bits w) times point w, the windows' sums being consecutive projective points. */
export function combineWindows(c: usize, d: u32, sums: usize, windows: u32, bits: u32, record: usize): void {
  const size = projectiveSize(d)
  const result = c + C_POINTS + 720
  setInfinity(d, result)
  for (let w: i32 = windows - 1; w >= 0; w--) {
    doublePoint(d, c, result, bits)
    addPoints(d, c, result, result, sums + w * size)
  }
  toRecord(c, d, record, result)
}
