// Many multiples of one point, for making keys.
import { C_AREA, C_POINTS, recordSize } from './context'
import { addPoints, fromRecord, setInfinity, storeKeyPoints, toRecord } from './curve'
import { sumSegments } from './segments'

/** Records of a table of fixed multiples: d * 256^w * base at 255 w + d - 1, for 32 bytes w and 1 <= d < 256. */
export function fixedTable(c: usize, d: u32, table: usize, base: usize): void {
  const size = recordSize(d)
  const step = c + C_POINTS + 720
  const multiple = step + 240
  fromRecord(d, c, step, base, false)
  for (let w = 0; w < 32; w++) {
    setInfinity(d, multiple)
    for (let k = 0; k < 255; k++) {
      addPoints(d, c, multiple, multiple, step)
      toRecord(c, d, table, multiple)
      table += size
    }
    addPoints(d, c, step, multiple, step)
  }
}

/**
 * n <= 512 multiples of the table's point in the layout of .zkey files; `scalars`: canonical, 32 bytes each. Needs an area of
 * 512 * (160 + 8 + 128) bytes.
 */
export function multiplyFixed(c: usize, d: u32, table: usize, scalars: usize, n: u32, target: usize): void {
  const size = recordSize(d)
  const records = <usize>load<u32>(c + C_AREA)
  const results = records + n * size
  const counts = results + 4 * n
  const entries = counts + 4 * n
  const first = <u32>(table / size) << 1
  let to = entries
  for (let i: u32 = 0; i < n; i++) {
    let count: u32 = 0
    for (let w: u32 = 0; w < 32; w++) {
      const digit = <u32>load<u8>(scalars + 32 * i + w)
      if (digit == 0) continue
      store<u32>(to, first + 2 * (255 * w + digit - 1))
      to += 4
      count++
    }
    store<u32>(counts + 4 * i, count)
  }
  sumSegments(c, d, entries, counts, n, results, records)
  for (let i: u32 = 0; i < n; i++) {
    const at = target + 64 * d * i
    const reference = load<u32>(results + 4 * i)
    if (reference == 0) memory.fill(at, 0, 64 * d)
    else storeKeyPoints(c, d, at, (reference >>> 1) * size, 1)
  }
}
