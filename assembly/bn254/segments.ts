// Sums of segments: lists of references to records, added pairwise in rounds until one is left.
import { BATCH, CHUNK, C_INFINITY, C_NEXT, C_PAIRS, C_PARTIAL, C_TEMPORARIES, recordSize } from './context'
import { isInfinityRecord } from './curve'
import { addPairs } from './pairs'

/** Drops references to records of infinity from the segments; returns nothing, counts shrink. */
function dropInfinity(d: u32, entries: usize, counts: usize, n: u32): void {
  const size = recordSize(d)
  let from = entries
  let to = entries
  for (let i: u32 = 0; i < n; i++) {
    let left: u32 = 0
    for (let k = load<u32>(counts + 4 * i); k > 0; k--) {
      const reference = load<u32>(from)
      from += 4
      if (isInfinityRecord(d, (reference >>> 1) * size)) continue
      store<u32>(to, reference)
      to += 4
      left++
    }
    store<u32>(counts + 4 * i, left)
  }
}

/** One round on n segments: every count becomes ceil(count / 2). Returns whether a segment still has two entries. */
function addRound(c: usize, d: u32, entries: usize, counts: usize, n: u32): bool {
  const size = recordSize(d)
  const capacity = BATCH / d
  const pairs = c + C_PAIRS
  let next = <usize>load<u32>(c + C_NEXT)
  let result = <u32>(next / size) << 1
  let pending: u32 = 0
  let from = entries
  let to = entries
  let again = false
  for (let i: u32 = 0; i < n; i++) {
    let count = load<u32>(counts + 4 * i)
    const left = (count + 1) >> 1
    if (left > 1) again = true
    store<u32>(counts + 4 * i, left)
    for (; count > 1; count -= 2) {
      const both = load<u64>(from)
      from += 8
      store<u64>(pairs + 8 * pending, both)
      store<u32>(to, result | (<u32>both & 1))
      to += 4
      result += 2
      if (++pending == capacity) {
        addPairs(c, d, pairs, pending, next)
        next += pending * size
        pending = 0
      }
    }
    if (count == 1) {
      store<u32>(to, load<u32>(from))
      from += 4
      to += 4
    }
  }
  if (pending > 0) {
    addPairs(c, d, pairs, pending, next)
    next += pending * size
  }
  store<u32>(c + C_NEXT, <u32>next)
  return again
}

/** Sums n segments of at most CHUNK / d entries together, leaving 0 or 1 entry in each. */
function reduceChunk(c: usize, d: u32, entries: usize, counts: usize, n: u32): void {
  store<u32>(c + C_NEXT, <u32>(c + C_TEMPORARIES))
  for (;;) {
    store<u32>(c + C_INFINITY, 0)
    const again = addRound(c, d, entries, counts, n)
    if (load<u32>(c + C_INFINITY) != 0) dropInfinity(d, entries, counts, n)
    if (!again) return
  }
}

/** Copies the record of a reference to `record`. */
function move(d: u32, reference: u32, record: usize): u32 {
  const size = recordSize(d)
  memory.copy(record, (reference >>> 1) * size, size)
  return (<u32>(record / size) << 1) | (reference & 1)
}

/** Keeps a result: a temporary record is copied to `record`. */
function keep(c: usize, d: u32, reference: u32, record: usize): u32 {
  const address: usize = (reference >>> 1) * recordSize(d)
  return address < c + C_TEMPORARIES || address >= c + C_PARTIAL ? reference : move(d, reference, record)
}

/** A segment longer than a chunk: its pieces are summed first. Returns the reference of the sum, or 0. */
function sumLong(c: usize, d: u32, entries: usize, count: u32, record: usize): u32 {
  const size = recordSize(d)
  const counter = c + C_NEXT + 8
  const list = entries
  const most = CHUNK / d
  let pieces: u32 = 0
  for (let done: u32 = 0; done < count; ) {
    const part = min(count - done, most)
    store<u32>(counter, part)
    const piece = entries + 4 * done
    reduceChunk(c, d, piece, counter, 1)
    done += part
    // pieces <= done / part, so the list never overtakes the entries
    if (load<u32>(counter) != 0) {
      store<u32>(list + 4 * pieces, keep(c, d, load<u32>(piece), c + C_PARTIAL + pieces * size))
      pieces++
    }
    if (pieces < most && done < count) continue
    if (pieces == 0) return 0
    store<u32>(counter, pieces)
    reduceChunk(c, d, list, counter, 1)
    pieces = load<u32>(counter)
    if (pieces != 0) store<u32>(list, move(d, load<u32>(list), done < count ? c + C_PARTIAL : record))
  }
  return pieces == 0 ? 0 : load<u32>(list)
}

/**
 * results[i] = reference of the sum of segment i, or 0 for infinity, for n segments that lie one after another in
 * `entries` with `counts`. Both arrays are destroyed. Sums that are not one of the entries are written to records[i].
 * Entries must not refer to infinity.
 */
export function sumSegments(c: usize, d: u32, entries: usize, counts: usize, n: u32, results: usize, records: usize): void {
  const size = recordSize(d)
  const limit = CHUNK / d
  let first: u32 = 0
  while (first < n) {
    let total = load<u32>(counts + 4 * first)
    if (total > limit) {
      store<u32>(results + 4 * first, sumLong(c, d, entries, total, records + first * size))
      entries += 4 * total
      first++
      continue
    }
    let last = first + 1
    while (last < n && total + load<u32>(counts + 4 * last) <= limit) total += load<u32>(counts + 4 * last++)
    reduceChunk(c, d, entries, counts + 4 * first, last - first)
    let at = entries
    for (let i = first; i < last; i++) {
      if (load<u32>(counts + 4 * i) == 0) {
        store<u32>(results + 4 * i, 0)
        continue
      }
      store<u32>(results + 4 * i, keep(c, d, load<u32>(at), records + i * size))
      at += 4
    }
    entries += 4 * total
    first = last
  }
}
