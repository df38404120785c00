/**
 * The prover's secret randomness: a ChaCha20 key stream under a key that binds fresh system randomness, the witness and
 * the statement. Should the system's generator fail, proofs of different witnesses still use different streams.
 */
import { blake3 } from '@noble/hashes/blake3.js'
import type { Engine } from '../../engine/contract.ts'

const KEY_BYTES = 32
/** Elements per job, so that long draws are spread over workers. */
const SLICE = 1 << 15

export class Randomness {
  readonly #engine: Engine
  readonly #key: number
  #stream = 0

  /** `witness` and `statement` hedge the key; `entropy` is 32 fresh bytes of the system's generator. */
  constructor(engine: Engine, entropy: Uint8Array, witness: Uint8Array, statement: Uint8Array) {
    const hash = blake3.create({ context: new TextEncoder().encode('limpid v1 prover randomness') })
    for (const part of [entropy, witness, statement]) {
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
