/** Hash trees as the example programs define them. */
import { sha256 } from '@noble/hashes/sha2.js'
import { concat, fromText } from '../bytes.ts'

export const hash = (tag: string, ...parts: readonly Uint8Array[]): Uint8Array =>
  sha256(concat(fromText(tag), ...parts))

/** Root of a tree over 2^k leaves, and the siblings of leaf `index` from the leaf up. */
export function merklePath(
  leaves: readonly Uint8Array[],
  index: number,
): { readonly root: Uint8Array; readonly path: readonly Uint8Array[] } {
  const path: Uint8Array[] = []
  let layer = leaves
  for (let at = index; layer.length > 1; at >>= 1) {
    path.push(layer[at ^ 1]!)
    const below = layer
    layer = Array.from({ length: below.length / 2 }, (_, i) => hash('node', below[2 * i]!, below[2 * i + 1]!))
  }
  return { root: layer[0]!, path }
}
