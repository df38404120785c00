/**
 * A readable prover on polynomials by their coefficients: slow, for tiny systems, and able to cheat.
 *
 * Its steps are those of src/stark/prover. A table's trace has N rows, or the N_0 rows of the tallest table:
 * then it stands for m periods that need not be equal, and its columns are no functions of X^m. Nothing that
 * a verifier sees would tell. `Cheats` lie on purpose; everything after a lie is done as well as it can be.
 */
import { openTranscript } from '../../../src/stark/challenges.ts'
import type { Proof } from '../../../src/stark/proof.ts'
import { commitTraces } from './committing.ts'
import type { ReferenceInput } from './input.ts'
import { openCommitted, type Secrets } from './opening.ts'

export async function proveReference(input: ReferenceInput): Promise<{ proof: Proof; secrets: Secrets }> {
  const { hasher, systemDigest, shape, claim } = input
  const transcript = openTranscript(hasher, systemDigest, shape, claim)
  return openCommitted(input, await commitTraces(input, transcript), transcript)
}
