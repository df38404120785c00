/** Merkle trees over rows, by definition: every leaf hashes its own copy of the rows it is made of. */
import { DIGEST_LENGTH, type Digest, type Hasher } from '../../../src/hash/hasher.ts'
import { openingOrder } from '../../../src/stark/pcs/merkle.ts'
import type { TreeOpening } from '../../../src/stark/proof.ts'
import type { Reader } from './column.ts'

/** What the reference prover commits with. */
export interface Vector {
  readonly root: Digest
  /** Opens the leaves of these indices, repetitions once. */
  open(indices: readonly number[]): TreeOpening
}

const distinct = (indices: readonly number[]): number[] => [...new Set(indices)].sort((a, b) => a - b)

/** `row` gives the pieces of a leaf, one per link of its chain. */
export function merkleTree(hasher: Hasher, depth: number, row: Reader<number[][]>): Vector {
  const leaves = Array.from({ length: 2 ** depth }, (_, index) =>
    row(index).reduce<Digest | undefined>((state, piece) => hasher.hashRow(state, piece), undefined),
  )
  const layers = [leaves as Digest[]]
  for (let half = 2 ** (depth - 1); half >= 1; half /= 2) {
    const below = layers[layers.length - 1]
    layers.push(Array.from({ length: half }, (_, i) => hasher.hashNode(below[i], below[i + half])))
  }
  return {
    root: layers[depth][0],
    open(indices) {
      const own = distinct(indices)
      const siblings = openingOrder(own, depth).map(({ layer, index }) => layers[layer][index])
      return { rows: own.map((index) => row(index).flat()), siblings }
    },
  }
}

/** Rows without a commitment. */
export function bareRows(row: Reader<number[][]>): Vector {
  return {
    root: new Uint8Array(DIGEST_LENGTH),
    open: (indices) => ({ rows: distinct(indices).map((index) => row(index).flat()), siblings: [] }),
  }
}
