/** Proofs of toy statements, and what the real verifier says of them. */
import { blake3Hasher } from '../../../src/hash/blake3.ts'
import type { Hasher } from '../../../src/hash/hasher.ts'
import type { Parameters } from '../../../src/stark/parameters.ts'
import type { Proof } from '../../../src/stark/proof.ts'
import { type Refusal, verifyProof } from '../../../src/stark/verifier/verify.ts'
import type { Cheats } from './input.ts'
import type { Secrets } from './opening.ts'
import { tinyParameters } from './parameters.ts'
import { proveReference } from './reference-prover.ts'
import { type Source, seeded, Tape } from './tape.ts'
import {
  honestRow,
  type MainTraces,
  type Pair,
  products,
  publicProducts,
  STAIRS,
  type ToyHeights,
  toyClaim,
  toyDigest,
  toyPreprocessed,
  toyShape,
  toySystem,
  toyTraces,
} from './toy.ts'

export interface ToyOptions {
  readonly parameters?: Parameters
  readonly heights?: ToyHeights
  readonly hasher?: Hasher
  readonly tape?: Tape
  readonly traces?: MainTraces
  /** Preprocessed columns of the prover; the verifier has those of the statement. */
  readonly preprocessed?: ReadonlyMap<number, number[][]>
  /** The products of the statement. */
  readonly z?: readonly number[]
  readonly cheats?: Cheats
}

/** A proof with everything that it takes to verify it, or to verify a changed one. */
export interface ToyProof extends Required<Pick<ToyOptions, 'parameters' | 'heights' | 'hasher' | 'z'>> {
  readonly proof: Proof
  readonly secrets: Secrets
}

/** As many pairs as `work` has rows. */
export function toyPairs(heights: ToyHeights, source: Source): Pair[] {
  return Array.from({ length: 2 ** heights.work }, () => [source() % 4, source() % 4] as const)
}

/** Proves the products of `pairs`, or whatever the options make of it. */
export async function proveToy(pairs: readonly Pair[], options: ToyOptions = {}): Promise<ToyProof> {
  const {
    parameters = tinyParameters(),
    heights = STAIRS,
    hasher = blake3Hasher,
    tape = new Tape(seeded(1)),
  } = options
  const z = options.z ?? products(pairs)
  const traces = options.traces ?? toyTraces(heights, pairs.map(honestRow))
  const { proof, secrets } = await proveReference({
    hasher,
    system: toySystem,
    systemDigest: toyDigest,
    shape: toyShape(parameters, heights),
    claim: toyClaim(hasher, parameters, heights, z),
    preprocessed: options.preprocessed ?? toyPreprocessed(heights),
    traces,
    tape,
    cheats: options.cheats ?? {},
  })
  return { parameters, heights, hasher, z, proof, secrets }
}

/** The real verifier's verdict. `changes` replace what the proof was made for, or the proof. */
export function verifyToy(made: ToyProof, changes: Partial<ToyProof> = {}): Refusal | undefined {
  const { parameters, heights, hasher, z, proof } = { ...made, ...changes }
  const claim = { ...toyClaim(hasher, parameters, heights, z), publicTuples: publicProducts(z) }
  return verifyProof(hasher, toyDigest, toyShape(parameters, heights), claim, proof)
}
