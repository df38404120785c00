/** Proof of work. */
import { CHUNK_END, CHUNK_START, compress, GROUP, ROOT, storeInitial } from './blake3'

const FLAGS: u32 = CHUNK_START | CHUNK_END | ROOT

/** `HashKernels.grind`: lane j of a step tries nonce n + j. */
export function grind(scratch: usize, result: usize, state: usize, bits: u32, start: u32, count: u32): void {
  const low = scratch + GROUP
  const high = scratch + 2 * GROUP
  const hashes = scratch + 3 * GROUP
  storeInitial(scratch)
  for (let w: usize = 0; w < 8; w++) {
    v128.store(low + 16 * w, i32x4.splat(load<u32>(state + 4 * w)))
    v128.store(high + 16 * w, i32x4.splat(0))
  }
  const end = <u64>start + count
  for (let n = <u64>start; n < end; n += 4) {
    for (let j: u32 = 0; j < 4; j++) {
      const nonce = n + j
      store<u32>(high + 4 * j, <u32>nonce)
      store<u32>(high + 4 * j, <u32>(nonce >> 32), 16)
    }
    compress(hashes, scratch, low, high, 40, FLAGS)
    for (let j: u32 = 0; j < 4; j++) {
      const hash = (<u64>load<u32>(hashes + 4 * j, 16) << 32) | load<u32>(hashes + 4 * j)
      if (bits == 0 || hash >> (64 - bits) == 0) {
        store<u64>(result, n + j)
        return
      }
    }
  }
  store<u64>(result, u64.MAX_VALUE)
}
