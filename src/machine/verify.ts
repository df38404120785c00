/** Verification of a proof file against a claim: total, synchronous, without WebAssembly. */
import { blake3Hasher } from '../hash/blake3.ts'
import { type Parameters, profiles } from '../stark/parameters.ts'
import { readProof } from '../stark/proof.ts'
import { checkMultiplicities, countTuples } from '../stark/security/limits.ts'
import { type SecurityReport, securityReport } from '../stark/security.ts'
import { type Refusal, verifyProof } from '../stark/verifier/verify.ts'
import { ByteReader, FormatError, isBytes } from '../util/bytes.ts'
import { heightsProblem } from './heights.ts'
import { type Machine, standardMachine } from './machine.ts'
import { FORMAT_MAGIC, FORMAT_VERSION } from './proof-file.ts'
import { claimOf, type Statement } from './statement.ts'
import { programId, readKey, type VerifyingKey } from './verifying-key.ts'

/** What the caller wants to be convinced of. */
export interface Claim extends Statement {
  /** 64 hexadecimal digits; from `Program.id` or `limpid id`. */
  readonly programId: string
}

export type VerificationError =
  | { readonly code: 'FORMAT'; readonly message: string }
  | { readonly code: 'WRONG_PROGRAM'; readonly message: string }
  | { readonly code: 'INVALID_CLAIM'; readonly message: string }
  | { readonly code: Refusal; readonly message: string }

export type VerificationResult =
  | {
      readonly ok: true
      readonly parameters: Parameters
      readonly key: VerifyingKey
      /** How improbable it is, at least, that a false claim gets this far. */
      readonly security: SecurityReport
    }
  | { readonly ok: false; readonly error: VerificationError }

const refuse = (code: VerificationError['code'], message: string): VerificationResult => ({
  ok: false,
  error: { code, message } as VerificationError,
})

/** What was found; what it means is the same for all. */
const REFUSALS: Readonly<Record<Refusal, string>> = {
  PROOF_OF_WORK: 'the work before a challenge is missing',
  CHALLENGE: 'a challenge has a value that honest proofs avoid',
  BUSES: 'its tables do not agree with each other or with the claim',
  CONSTRAINTS: 'the constraints do not hold at the random point',
  OPENING_COUNT: 'the proof opens other positions than the queries ask for',
  MERKLE_PATH: 'an opened row does not belong to its commitment',
  LAYER: 'a folded value differs from the committed one',
  LAYER_PATH: 'an opened fibre does not belong to its layer',
}

/**
 * What is wrong with a claim itself, or undefined. Types are checked as well: a claim that arrived as JSON may have
 * lists in which p + 7 stands for the byte 7, and buses do not tell them apart (docs/decisions/0006).
 */
function claimProblem(claim: Claim): string | undefined {
  if (typeof claim !== 'object' || claim === null) return 'a claim is an object'
  const { programId, publicInput, output, exitCode } = claim
  if (typeof programId !== 'string') return 'the program id of a claim is a text'
  if (!isBytes(publicInput)) return 'the public input of a claim is a Uint8Array'
  if (!isBytes(output)) return 'the output of a claim is a Uint8Array'
  if (!Number.isInteger(exitCode) || exitCode < 0 || exitCode > 0xffffffff)
    return `exit code ${exitCode} is not an unsigned 32-bit number`
  return undefined
}

/**
 * Checks that some private input makes the program with this id turn publicInput into output and exit with exitCode.
 * Never throws because of what it is given: claim and proof may both be an adversary's. The machine is the verifier's own.
 *
 * @example
 * const result = verify({ programId, publicInput, output, exitCode: 0 }, bytes)
 * if (!result.ok) console.error(result.error.message)
 */
export function verifyProofFile(
  claim: Claim,
  bytes: Uint8Array,
  machine: Machine = standardMachine,
): VerificationResult {
  const invalid = claimProblem(claim)
  if (invalid !== undefined) return refuse('INVALID_CLAIM', invalid)
  if (!isBytes(bytes)) return refuse('FORMAT', 'a proof is a Uint8Array')
  try {
    const input = new ByteReader(bytes)
    for (const byte of FORMAT_MAGIC)
      if (input.u8() !== byte) return refuse('FORMAT', 'these bytes are not a limpid proof')
    const version = input.u8()
    if (version !== FORMAT_VERSION) {
      return refuse(
        'FORMAT',
        `the proof has format version ${version}, this verifier reads version ${FORMAT_VERSION}`,
      )
    }
    const parameters = profiles[input.u8()]
    if (parameters === undefined)
      return refuse('FORMAT', 'the proof was made under a profile that this verifier does not know')
    const key = readKey(input, machine, parameters)
    const id = programId(key)
    if (id !== claim.programId.toLowerCase())
      return refuse('WRONG_PROGRAM', `the proof is about program ${id}`)
    const { proof, shape } = readProof(input, machine, parameters)
    const problem = heightsProblem(key, shape.heights)
    if (problem !== undefined) return refuse('FORMAT', problem)
    const busClaim = claimOf(key, claim)
    const tuples = busClaim.publicTuples
    const excess = checkMultiplicities(shape, countTuples(tuples))
    if (excess !== undefined) return refuse('FORMAT', excess)
    const refusal = verifyProof(blake3Hasher, machine.digest, shape, busClaim, proof)
    if (refusal !== undefined) {
      const meaning = 'it is no proof of this public input, output and exit code, or was changed on its way'
      return refuse(refusal, `${meaning} (${REFUSALS[refusal]})`)
    }
    const security = securityReport(shape, { publicTuples: tuples.length })
    return { ok: true, parameters, key, security }
  } catch (error) {
    if (error instanceof FormatError) return refuse('FORMAT', error.message)
    throw error
  }
}
