/**
 * The verifier: small, synchronous, no worker, no WebAssembly.
 *
 * @module
 */
export {
  type Claim,
  type VerificationError,
  type VerificationResult,
  verifyProofFile as verify,
} from './machine/verify.ts'
