/** Proof of work: searches nonces upwards from 0, so that a nonce says nothing about the witness. */
import type { Engine } from '../../engine/contract.ts'
import type { Digest } from '../../hash/hasher.ts'

/** Nonces per kernel call. */
const BATCH = 1 << 13

export async function searchNonce(engine: Engine, state: Digest, bits: number): Promise<bigint> {
  const { memory } = engine
  const jobs = 4 * engine.threads
  const input = memory.alloc(32)
  const results = memory.alloc(8 * jobs)
  memory.u8.set(state, input)
  try {
    for (let start = 0; start < 2 ** 32; start += BATCH * jobs) {
      await engine.run(
        'grind',
        Array.from({ length: jobs }, (_, k) => [results + 8 * k, input, bits, start + k * BATCH, BATCH]),
      )
      for (let k = 0; k < jobs; k++) {
        const [low, high] = memory.u32.subarray((results >>> 2) + 2 * k, (results >>> 2) + 2 * k + 2)
        if (high === 0) return BigInt(low!)
      }
    }
    throw new RangeError(`no nonce below 2^32 has ${bits} bits of work`)
  } finally {
    memory.free(input)
    memory.free(results)
  }
}
