/**
 * Openings of several leaves of a Merkle tree, the verifier's side.
 *
 * A tree over 2^depth leaves has layers 0 (the leaves) .. depth (the root). Parent i of a layer with 2 * half
 * nodes is H(node i, node i + half), so a path keeps the low bits of its index. The paths of an opening share
 * their nodes: of each node that is needed but not computed there is one sibling digest, layer by layer from
 * the leaves on, by increasing index of the parent.
 */
import { DIGEST_LENGTH, type Digest, type Hasher } from '../../hash/hasher.ts'

export interface NodePosition {
  readonly layer: number
  readonly index: number
}

/**
 * The siblings that complete the paths of `indices` (repetitions do not matter), in the order of an opening.
 */
export function openingOrder(indices: Iterable<number>, depth: number): NodePosition[] {
  const order: NodePosition[] = []
  let known = new Set(indices)
  for (let layer = 0; layer < depth; layer++) {
    const half = 2 ** (depth - layer - 1)
    const parents = parentsOf(known, half)
    for (const left of parents) {
      for (const index of [left, left + half]) if (!known.has(index)) order.push({ layer, index })
    }
    known = new Set(parents)
  }
  return order
}

/**
 * The root of the tree of which `leaves` (by index) and `siblings` are an opening; undefined if they are
 * none: no leaf, an index out of range, a digest of another length, too few or too many siblings. Never
 * throws. What was opened is proved only when the result equals the root that was committed to.
 */
export function rootFromOpenings(
  hasher: Hasher,
  depth: number,
  leaves: ReadonlyMap<number, Digest>,
  siblings: readonly Digest[],
): Digest | undefined {
  for (const [index, leaf] of leaves) {
    if (!(Number.isInteger(index) && index >= 0 && index < 2 ** depth && isDigest(leaf))) return undefined
  }
  let nodes = leaves
  let used = 0
  for (let layer = 0; layer < depth; layer++) {
    const half = 2 ** (depth - layer - 1)
    const next = new Map<number, Digest>()
    for (const parent of parentsOf(nodes.keys(), half)) {
      const left = nodes.get(parent) ?? siblings[used++]
      const right = nodes.get(parent + half) ?? siblings[used++]
      if (!isDigest(left) || !isDigest(right)) return undefined
      next.set(parent, hasher.hashNode(left, right))
    }
    nodes = next
  }
  return used === siblings.length ? nodes.get(0) : undefined
}

/** The distinct parents of nodes in a layer of 2 * half, in increasing order; half is a power of two. */
function parentsOf(indices: Iterable<number>, half: number): number[] {
  const parents = new Set<number>()
  for (const index of indices) parents.add(index % half)
  return [...parents].sort((a, b) => a - b)
}

function isDigest(value: Digest | undefined): value is Digest {
  return value !== undefined && value.length === DIGEST_LENGTH
}
