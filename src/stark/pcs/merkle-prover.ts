/** Merkle trees in the memory of an engine. */
import { DIGEST_BYTES, type Engine } from '../../engine/contract.ts'
import type { Digest } from '../../hash/hasher.ts'
import { openingOrder } from './merkle.ts'

/** Nodes per job. Layers of no more than one job are hashed by the calling thread. */
const SLICE = 1 << 10

/** Arrays of fewer than four digests take the room of four. */
const arrayBytes = (digests: number): number => DIGEST_BYTES * Math.max(4, digests)

export class MerkleTree {
  readonly depth: number
  readonly root: Digest
  readonly #engine: Engine
  /** The digest arrays of all layers, the leaves first. */
  readonly #layers: readonly number[]

  private constructor(engine: Engine, layers: readonly number[]) {
    this.#engine = engine
    this.#layers = layers
    this.depth = layers.length - 1
    this.root = engine.readDigest(layers[this.depth], 0)
  }

  /**
   * Hashes the layers over `leaves`, an array of 2^depth digests, which from now on belongs to the tree.
   * Needs as much memory again. Rejects, and frees all of it, if the engine does.
   */
  static async build(engine: Engine, leaves: number, depth: number): Promise<MerkleTree> {
    const layers = [leaves]
    try {
      for (let half = 2 ** (depth - 1); half >= 1; half /= 2) {
        const source = layers[layers.length - 1]
        const target = engine.memory.alloc(arrayBytes(half))
        layers.push(target)
        if (half <= SLICE) engine.call('hashNodes', target, source, half, 0, half)
        else await engine.run('hashNodes', jobs(target, source, half))
      }
    } catch (error) {
      for (const layer of layers) engine.memory.free(layer)
      throw error
    }
    return new MerkleTree(engine, layers)
  }

  /** The digests that complete the paths of these leaves, as `rootFromOpenings` expects them. */
  siblings(indices: Iterable<number>): Digest[] {
    return openingOrder(indices, this.depth).map(({ layer, index }) =>
      this.#engine.readDigest(this.#layers[layer], index),
    )
  }

  /** Frees all layers. The tree must not be used any more, but for its root. */
  free(): void {
    for (const layer of this.#layers) this.#engine.memory.free(layer)
  }
}

function jobs(target: number, source: number, half: number): number[][] {
  return Array.from({ length: half / SLICE }, (_, k) => [target, source, half, k * SLICE, SLICE])
}
