/** Merkle layers. */
import { CHUNK_END, CHUNK_START, compress, GROUP, KEYED_HASH, ROOT } from './blake3'

const FLAGS: u32 = CHUNK_START | CHUNK_END | ROOT | KEYED_HASH

/** Stores NODE_KEY, the BLAKE3 hash of the label of nodes in src/hash/blake3.ts. */
function storeKey(group: usize): void {
  v128.store(group, i32x4.splat(0x0000885f), 0)
  v128.store(group, i32x4.splat(0x54f2c78c), 16)
  v128.store(group, i32x4.splat(0xbe576590), 32)
  v128.store(group, i32x4.splat(0x0770ce11), 48)
  v128.store(group, i32x4.splat(0xb713fe8a), 64)
  v128.store(group, i32x4.splat(0xd9162ef4), 80)
  v128.store(group, i32x4.splat(0x575cce02), 96)
  v128.store(group, i32x4.splat(0xe714f413), 112)
}

/**
 * `HashKernels.hashNodes`. Four nodes at once where groups of the source and the target are whole, else one
 * by one.
 */
export function hashNodes(
  scratch: usize, target: usize, source: usize, half: u32, row: u32, rows: u32,
): void {
  storeKey(scratch)
  const end = row + rows
  let i = row
  while (i < end) {
    if (((i | half) & 3) == 0 && end - i >= 4) {
      compress(target + 32 * i, scratch, source + 32 * i, source + 32 * (i + half), 64, FLAGS)
      i += 4
    } else {
      hashNode(scratch, digestAddress(target, i), digestAddress(source, i), digestAddress(source, i + half))
      i += 1
    }
  }
}

/** One node, in lane 0. */
function hashNode(scratch: usize, target: usize, left: usize, right: usize): void {
  const low = scratch + GROUP
  const high = scratch + 2 * GROUP
  copyLane(low, left)
  copyLane(high, right)
  compress(low, scratch, low, high, 64, FLAGS)
  copyLane(target, low)
}

function copyLane(target: usize, source: usize): void {
  for (let w: usize = 0; w < GROUP; w += 16) store<u32>(target + w, load<u32>(source + w))
}

/** Word 0 of digest i; the other words follow at distances of 16 bytes. */
// @ts-ignore: decorator
@inline
function digestAddress(digests: usize, i: u32): usize {
  return digests + GROUP * (i >> 2) + 4 * (i & 3)
}
