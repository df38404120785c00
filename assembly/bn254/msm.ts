// Multi-scalar multiplication: batched affine sums of the buckets of a window, then their weighted sum.
import { C_AREA, C_POINTS, C_REDUCTION, recordSize } from './context'
import { addPoints, addRecord, doublePoint, projectiveSize, setInfinity, toRecord } from './curve'
import { sumSegments } from './segments'

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
 * result (a projective point) = the sum of one window, whose entries are in the order of `schedule` (see sortWindow). Entry
 * i < n stands for record i - first at `records`, entry n + i for record i - first at `images`. Left out are those whose
 * flag byte, flags[i], has none of the bits of `mask`: points at infinity, and wires that the sum does not have.
 */
export function sumWindow(
  c: usize, d: u32, schedule: usize, n: u32, bits: u32, records: usize, images: usize, first: u32, flags: usize, mask: u32,
  result: usize,
): void {
  const size = recordSize(d)
  const buckets: u32 = (1 << (bits - 1)) + 1
  const bucketRecords = <usize>load<u32>(c + C_AREA)
  const counts = bucketRecords + buckets * size
  const references = counts + 4 * (buckets + 1)
  const entries = (references + 4 * buckets + 15) & ~15
  // what turns an entry into a reference, modulo 2^32
  const direct = (<u32>(records / size) - first) << 1
  const mapped = (<u32>(images / size) - first - n) << 1
  let from = schedule + 4 * buckets
  let to = entries
  for (let b: u32 = 0; b < buckets; b++) {
    const before = to
    for (let k = load<u32>(schedule + 4 * b); k > 0; k--) {
      const entry = load<u32>(from)
      from += 4
      const i = entry >>> 1
      const image = i >= n
      if ((load<u8>(flags + (image ? i - n : i)) & mask) == 0) continue
      store<u32>(to, entry + (image ? mapped : direct))
      to += 4
    }
    store<u32>(counts + 4 * b, <u32>(to - before) >>> 2)
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
