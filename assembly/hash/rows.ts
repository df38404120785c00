/** Leaf hashes: many rows at once, straight from columns. */
import { CHUNK_END, CHUNK_START, compress, GROUP, ROOT, storeInitial } from './blake3'

/** Elements hashed with one state: 32 + 4 * 248 = 1024 bytes, one chunk. */
const PIECE: u32 = 248

/**
 * Rows that go through a block of sixteen columns before the next block is begun. Columns are far apart,
 * often by powers of two, so the cache holds few of their lines at a time: a long tile makes every column a
 * stream that the hardware prefetches. Its states (16 KiB) stay in the first-level cache.
 */
const TILE: u32 = 512

/** Groups of four rows that are gathered together: one cache line of each column. */
const GATHERED: u32 = 4

/** `HashKernels.hashRows`. Scratch: the initial value, then `GATHERED` blocks. */
export function hashRows(
  scratch: usize, states: usize, columns: usize, count: u32, logN: u32, previous: usize, previousLogN: u32,
  row: u32, rows: u32,
): void {
  storeInitial(scratch)
  const end = row + rows
  for (let r = row; r < end; r += TILE) {
    hashTile(scratch, states, columns, count, logN, previous, previousLogN, r, min(TILE, end - r))
  }
}

/** Chains rows [row, row + rows) through all pieces. The states serve as running chaining values as well. */
function hashTile(
  scratch: usize, states: usize, columns: usize, count: u32, logN: u32, previous: usize, previousLogN: u32,
  row: u32, rows: u32,
): void {
  const blocks = scratch + GROUP
  const end = row + rows
  let done: u32 = 0
  let linked = previous != 0
  do {
    const pieceEnd = min(done + PIECE, count)
    let bytesLeft = 4 * (pieceEnd - done) + (linked ? 32 : 0)
    let start = true
    do {
      const headed = linked && start
      const taken = min<u32>(pieceEnd - done, headed ? 8 : 16)
      const last = bytesLeft <= 64
      const length = last ? bytesLeft : 64
      const flags = (start ? CHUNK_START : 0) | (last ? CHUNK_END | ROOT : 0)
      for (let r = row; r < end; r += 4) {
        const g = ((r - row) >> 2) % GATHERED
        const groups = min(GATHERED, (end - r) >> 2)
        if (g == 0) gather(blocks, headed ? 8 : 0, columns + 4 * done, taken, r, groups)
        const state = states + 32 * r
        const block = blocks + 2 * GROUP * g
        let low = block
        if (headed) low = previous == states ? state : previous + 32 * shortRow(r, logN, previousLogN)
        compress(state, start ? scratch : state, low, block + GROUP, length, flags)
      }
      done += taken
      bytesLeft -= length
      start = false
    } while (bytesLeft > 0)
    previous = states
    linked = true
  } while (done < count)
}

/** The row of the next shorter class that row `l` of this one lies over. */
// @ts-ignore: decorator
@inline
function shortRow(l: u32, logN: u32, shortLogN: u32): u32 {
  return ((l >> logN) << shortLogN) + (l & ((1 << shortLogN) - 1))
}

/**
 * Writes words `from` .. 15 of `groups` blocks: `taken` columns of the list, then zeros. Group g holds rows
 * row + 4 g and the next three.
 */
function gather(blocks: usize, from: u32, columns: usize, taken: u32, row: u32, groups: u32): void {
  const size = <usize>groups * (2 * GROUP)
  for (let w = from; w < 16; w++) {
    let target = blocks + 16 * w
    const end = target + size
    if (w - from < taken) {
      let source = <usize>load<u32>(columns + 4 * (w - from)) + 4 * row
      for (; target < end; target += 2 * GROUP, source += 16) v128.store(target, v128.load(source))
    } else {
      for (; target < end; target += 2 * GROUP) v128.store(target, i32x4.splat(0))
    }
  }
}
