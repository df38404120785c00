/**
 * The prover's secret randomness: a ChaCha20 key stream under a key that binds fresh system randomness, the witness, the
 * statement and the heights. Should the system's generator fail, proofs that differ in any of these still use different
 * streams. Heights count because one execution may be proved in several shapes: with the same masks, two such proofs
 * would open the same columns at twice as many points as masks hide.
 */
import { blake3 } from '@noble/hashes/blake3.js'
import type { Engine } from '../../engine/contract.ts'
import type { Heights } from '../shape.ts'

const KEY_BYTES = 32
/** Elements per job, so that long draws are spread over workers. */
const SLICE = 1 << 15

export class Randomness {
  readonly #engine: Engine
  readonly #key: number
  #stream = 0

  /** `entropy` is 32 fresh bytes of the system's generator; what else the key is made of hedges it. */
  constructor(
    engine: Engine,
    entropy: Uint8Array,
    witness: Uint8Array,
    statement: Uint8Array,
    heights: Heights,
  ) {
    const hash = blake3.create({ context: new TextEncoder().encode('limpid v1 prover randomness') })
    const heightBytes = Uint8Array.from(heights, (logHeight) => logHeight ?? 0)
    for (const part of [entropy, witness, statement, heightBytes]) {
      const length = new Uint8Array(8)
      new DataView(length.buffer).setBigUint64(0, BigInt(part.length), true)
      hash.update(length).update(part)
    }
    this.#engine = engine
    this.#key = engine.memory.alloc(KEY_BYTES)
    engine.memory.u8.set(hash.digest().subarray(0, KEY_BYTES), this.#key)
  }

  /** Fills `count` elements at `target`, independent and uniform in F. Every call and slice has a stream of its own. */
  async fill(target: number, count: number): Promise<void> {
    const jobs: number[][] = []
    for (let at = 0; at < count; at += SLICE) {
      jobs.push([target + 4 * at, this.#key, this.#stream++, Math.min(SLICE, count - at)])
    }
    await this.#engine.run('randomElements', jobs)
  }

  /** Overwrites and frees the key. */
  dispose(): void {
    this.#engine.memory.u8.fill(0, this.#key, this.#key + KEY_BYTES)
    this.#engine.memory.free(this.#key)
  }
}
