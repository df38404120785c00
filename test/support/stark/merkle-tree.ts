/** Merkle trees over rows of columns, by definition: every leaf hashes its own copy of the rows it is made of. */
import type { Digest, Hasher } from '../../../src/hash/hasher.ts'
import { openingOrder } from '../../../src/stark/pcs/merkle.ts'
import type { TreeOpening } from '../../../src/stark/proof.ts'

export class ReferenceTree {
  readonly #layers: Digest[][]
  readonly #row: (index: number) => readonly number[][]
  readonly #depth: number

  /** `row` gives the pieces of a leaf, one per link of its chain. */
  constructor(hasher: Hasher, depth: number, row: (index: number) => readonly number[][]) {
    this.#row = row
    this.#depth = depth
    const leaves = Array.from({ length: 2 ** depth }, (_, index) =>
      row(index).reduce<Digest | undefined>((state, piece) => hasher.hashRow(state, piece), undefined),
    )
    this.#layers = [leaves as Digest[]]
    for (let half = 2 ** (depth - 1); half >= 1; half /= 2) {
      const below = this.#layers[this.#layers.length - 1]
      this.#layers.push(Array.from({ length: half }, (_, i) => hasher.hashNode(below[i], below[i + half])))
    }
  }

  get root(): Digest {
    return this.#layers[this.#depth][0]
  }

  /** Opens the leaves of these indices, repetitions once. */
  open(indices: readonly number[]): TreeOpening {
    const distinct = [...new Set(indices)].sort((a, b) => a - b)
    const siblings = openingOrder(distinct, this.#depth).map(({ layer, index }) => this.#layers[layer][index])
    return { rows: distinct.map((index) => this.#row(index).flat()), siblings }
  }
}
