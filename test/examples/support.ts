/** Proofs of the examples and the claims that belong to them. */
import {
  createProver,
  type Parameters,
  Program,
  type ProofResult,
  type Prover,
  standard,
} from '../../src/index.ts'
import { type Claim, type VerificationResult, verify } from '../../src/verify.ts'
import { cases, type ExampleCase } from '../vm/support/examples.ts'

export interface Proven {
  readonly program: Program
  readonly claim: Claim
  readonly result: ProofResult
}

let prover: Promise<Prover> | undefined

/** Proves a case; all share one prover. */
export async function proveCase(example: ExampleCase, profile: Parameters = standard): Promise<Proven> {
  prover ??= createProver()
  const { elf, publicInput, privateInput } = example
  const program = await Program.fromElf(elf, { profile })
  const result = await (await prover).prove(program, { publicInput, privateInput })
  const { output, exitCode } = result
  return { program, result, claim: { programId: program.id, publicInput, output, exitCode } }
}

/** The case with this name. */
export function caseNamed(name: string): ExampleCase {
  const found = cases.find((example) => example.name === name)
  if (found === undefined) throw new RangeError(`no case ${name}`)
  return found
}

const CODES = [
  'FORMAT',
  'WRONG_PROGRAM',
  'INVALID_CLAIM',
  'PROOF_OF_WORK',
  'CHALLENGE',
  'BUSES',
  'CONSTRAINTS',
  'OPENING_COUNT',
  'MERKLE_PATH',
  'LAYER',
  'LAYER_PATH',
]

/** The code of a refusal; `accepted` if it is none. Refusals carry a known code and a sentence. */
export function refusal(result: VerificationResult): string {
  if (result.ok) return 'accepted'
  const { code, message } = result.error
  if (!CODES.includes(code) || message.length < 10) throw new TypeError(`refused as ${code}: ${message}`)
  return code
}

export const check = (claim: Claim, proof: Uint8Array): string => refusal(verify(claim, proof))
