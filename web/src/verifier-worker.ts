/** The verifier, off the page's thread. */
import { expose } from 'comlink'
import { type Claim, type VerificationError, verify } from '../../src/verify.ts'

/** The verifier's answer, as data. */
export interface Verdict {
  /** Why the proof was refused; undefined if it was accepted. */
  readonly error: VerificationError | undefined
  readonly milliseconds: number
  /** Proven bits of security of an accepted proof, else 0. */
  readonly bits: number
}

const api = {
  check(claim: Claim, proof: Uint8Array): Verdict {
    const start = performance.now()
    const result = verify(claim, proof)
    const milliseconds = performance.now() - start
    if (!result.ok) return { error: result.error, milliseconds, bits: 0 }
    return { error: undefined, milliseconds, bits: result.security.bits }
  },
}

export type VerifierApi = typeof api

expose(api)
