/**
 * Fiat-Shamir: one transcript for prover and verifier.
 *
 * The state is a chain of hashes: every message goes in with its label, kind and length, so that two
 * different sequences of calls never hash the same bytes. Drawing a challenge is a message as well, so no two
 * draws share a state. There is no way to copy a transcript: a challenge that depends on less than everything
 * said before it is a bug.
 *
 * Arguments are trusted to be well formed: what came from a proof has been decoded, and a RangeError here is
 * a bug of the caller.
 */

import { isElement } from '../field/koalabear.ts'
import { DEGREE, type Ext } from '../field/quartic.ts'
import { DIGEST_LENGTH, type Digest, type Hasher, type Item } from '../hash/hasher.ts'

/** Finds a nonce that `Hasher.checkNonce(state, bits, nonce)` accepts. */
export type NonceSearch = (state: Digest, bits: number) => Promise<bigint>

export class Transcript {
  readonly #hasher: Hasher
  #state: Digest

  /** `protocol` names what the transcript is of, with its version. */
  constructor(hasher: Hasher, protocol: string) {
    this.#hasher = hasher
    this.#state = new Uint8Array(DIGEST_LENGTH)
    this.#absorb(protocol, { kind: 'bytes', data: new TextEncoder().encode(hasher.name) })
  }

  /** A copy of the 32 bytes that the next proof of work is about. */
  get state(): Digest {
    return this.#state.slice()
  }

  absorbBytes(label: string, data: Uint8Array): void {
    this.#absorb(label, { kind: 'bytes', data })
  }

  absorbDigest(label: string, data: Digest): void {
    if (data.length !== DIGEST_LENGTH) throw new RangeError(`${label}: digest of ${data.length} bytes`)
    this.#absorb(label, { kind: 'digest', data })
  }

  /** Absorbs canonical elements of F, and how many there are. */
  absorbElements(label: string, data: ArrayLike<number>): void {
    requireElements(label, data)
    this.#absorb(label, { kind: 'elements', data })
  }

  /** Absorbs elements of E, and how many there are. */
  absorbExt(label: string, values: readonly Ext[]): void {
    const data = values.flat()
    requireElements(label, data)
    this.#absorb(label, { kind: 'extension', data })
  }

  /** A uniform element of E. */
  squeezeExt(label: string): Ext {
    this.#absorb(label, { kind: 'draw', data: [DEGREE] })
    return this.#hasher.drawElements(this.#state, DEGREE) as unknown as Ext
  }

  /** `count` uniform and independent integers below 2^logSize, logSize <= 30; equal ones may occur. */
  squeezeIndices(label: string, count: number, logSize: number): number[] {
    this.#absorb(label, { kind: 'draw', data: [count, logSize] })
    return this.#hasher.drawIndices(this.#state, count, logSize)
  }

  /**
   * The prover's side of a proof of work: returns the nonce that the proof carries. With 0 bits nothing is
   * searched and the nonce is 0. Throws a RangeError if `search` returns a wrong nonce.
   */
  async grind(label: string, bits: number, search: NonceSearch): Promise<bigint> {
    const nonce = bits === 0 ? 0n : await search(this.state, bits)
    if (!this.checkNonce(label, bits, nonce)) {
      throw new RangeError(`${label}: ${nonce} has not ${bits} bits of work`)
    }
    return nonce
  }

  /**
   * The verifier's side: absorbs the nonce and returns true, or returns false if it lacks the work. With 0
   * bits only the nonce 0 is right.
   */
  checkNonce(label: string, bits: number, nonce: bigint): boolean {
    if (bits === 0 && nonce !== 0n) return false
    if (!this.#hasher.checkNonce(this.#state, bits, nonce)) return false
    const data = new Uint8Array(9)
    const view = new DataView(data.buffer)
    view.setUint8(0, bits)
    view.setBigUint64(1, nonce, true)
    this.#absorb(label, { kind: 'nonce', data })
    return true
  }

  #absorb(label: string, item: Item): void {
    this.#state = this.#hasher.absorb(this.#state, label, item)
  }
}

function requireElements(label: string, data: ArrayLike<number>): void {
  for (let i = 0; i < data.length; i++) {
    if (!isElement(data[i])) throw new RangeError(`${label}: ${data[i]} is not a canonical element`)
  }
}
