/**
 * The hash function as a parameter of trees, transcript and proof of work.
 *
 * Everything above this layer hashes through a `Hasher`, so that a recursive proof can use one that is cheap
 * inside a circuit. A hasher takes field elements as they are, and keeps the domains of leaves, nodes,
 * transcripts and challenges apart.
 */

/** 32 bytes. A hasher over F writes 8 canonical elements as little-endian u32. */
export type Digest = Uint8Array

export const DIGEST_LENGTH = 32

/** One message of a transcript. */
export type Item = ByteItem | ElementItem

export interface ByteItem {
  readonly kind: 'bytes' | 'digest' | 'nonce'
  readonly data: Uint8Array
}

export interface ElementItem {
  readonly kind: 'elements' | 'extension' | 'draw'
  readonly data: ArrayLike<number>
}

export interface Hasher {
  /** Part of the protocol: a proof made with one hasher is no proof for another. */
  readonly name: string

  /**
   * One link of the chain that makes a leaf: binds `previous`, the state of the links before, and one row of
   * canonical elements. The row's length is fixed by the shape of the tree and not bound.
   */
  hashRow(previous: Digest | undefined, row: ArrayLike<number>): Digest

  /** The parent of two nodes. */
  hashNode(left: Digest, right: Digest): Digest

  /**
   * The next state of a transcript: binds the state, the label, the item's kind, length and data,
   * unambiguously.
   */
  absorb(state: Digest, label: string, item: Item): Digest

  /** `count` independent uniform elements of F that depend on the state only. */
  drawElements(state: Digest, count: number): number[]

  /** `count` independent uniform integers below 2^logSize, logSize <= 30, that depend on the state only. */
  drawIndices(state: Digest, count: number, logSize: number): number[]

  /**
   * Proof of work: true for one nonce in 2^bits, 0 <= nonce < 2^64, 0 <= bits <= 60. False outside these
   * ranges.
   */
  checkNonce(state: Digest, bits: number, nonce: bigint): boolean
}

export function digestsEqual(a: Digest, b: Digest): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}
