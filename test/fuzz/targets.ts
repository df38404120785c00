/** What the campaign attacks: valid proofs, each with a verifier that has a claim in mind. */

import { P } from '../../src/field/koalabear.ts'
import { blake3Hasher } from '../../src/hash/blake3.ts'
import type { Hasher } from '../../src/hash/hasher.ts'
import { heightsProblem } from '../../src/machine/heights.ts'
import { standardMachine } from '../../src/machine/machine.ts'
import { FORMAT_MAGIC } from '../../src/machine/proof-file.ts'
import { claimOf } from '../../src/machine/statement.ts'
import { type Claim as MachineClaim, verifyProofFile } from '../../src/machine/verify.ts'
import { programId, readKey, type VerifyingKey } from '../../src/machine/verifying-key.ts'
import type { Claim } from '../../src/stark/challenges.ts'
import type { PublicTuple } from '../../src/stark/logup.ts'
import { type Parameters, profiles } from '../../src/stark/parameters.ts'
import { type Proof, readProof, writeProof } from '../../src/stark/proof.ts'
import { checkMultiplicities, countTuples } from '../../src/stark/security/limits.ts'
import type { Shape, System } from '../../src/stark/shape.ts'
import { verifyProof } from '../../src/stark/verifier/verify.ts'
import { ByteReader, ByteWriter, FormatError } from '../../src/util/bytes.ts'
import { recording } from '../support/stark/hashers.ts'
import { tinyParameters } from '../support/stark/parameters.ts'
import { proveToy, type ToyOptions, toyPairs } from '../support/stark/run.ts'
import { seeded, Tape } from '../support/stark/tape.ts'
import {
  publicProducts,
  STAIRS,
  type ToyHeights,
  toyClaim,
  toyDigest,
  toySystem,
} from '../support/stark/toy.ts'
import { headerSections, proofSections, type Section } from './layout.ts'
import type { Random } from './random.ts'
import type { Sample } from './samples.ts'

/** What the verifier of the proof system is given. */
export interface Case {
  readonly systemDigest: Uint8Array
  readonly shape: Shape
  readonly claim: Claim
  readonly tuples: readonly PublicTuple[]
  readonly proof: Proof
}

/** A verifier and what it wants to be convinced of. */
export interface Situation {
  /** Why the verifier refuses these bytes: code and, where it says more than the code, message. */
  judge(bytes: Uint8Array): string | undefined
  /** The same bytes for a verifier with another hasher. @throws {FormatError} */
  open(bytes: Uint8Array): Case
}

export interface Target {
  readonly name: string
  readonly hasher: Hasher
  readonly bytes: Uint8Array
  readonly proof: Proof
  readonly shape: Shape
  readonly system: System
  readonly parameters: Parameters
  /** Before the proof. */
  readonly header: readonly Section[]
  readonly sections: readonly Section[]
  /** Other valid proofs, of the same and of other statements. */
  readonly relatives: readonly Proof[]
  /** All known proofs of the honest claim: no mutants. */
  readonly valid: readonly Uint8Array[]
  readonly honest: Situation
  /** A claim that was not proved. */
  otherClaim(random: Random): Situation
  /** A claim that no proof can have, where callers can make one. */
  invalidClaim(random: Random): Situation | undefined
  /** The verifier of the program that these bytes name, if they name one. */
  following(bytes: Uint8Array): Situation | undefined
  /** The header of this target with another proof. */
  encode(proof: Proof): Uint8Array
  /** The honest verifier's challenges for whatever it is given, without proofs of work. */
  frozen(): Hasher
}

/** The verdict of the proof system under this hasher. */
export function judgeCase(
  hasher: Hasher,
  { systemDigest, shape, claim, tuples, proof }: Case,
): string | undefined {
  return verifyProof(hasher, systemDigest, shape, { ...claim, publicTuples: tuples }, proof)
}

/** The hasher with proofs of work of few bits: what was ground for more is still right. */
export const eased = (hasher: Hasher, most: number): Hasher => ({
  ...hasher,
  checkNonce: (state, bits, nonce) => hasher.checkNonce(state, Math.min(bits, most), nonce),
})

/** Challenges of an honest verification by label, for any proof of the same shape. */
function frozenHasher(own: Hasher, honest: Case): () => Hasher {
  const { hasher, events } = recording(own)
  if (judgeCase(hasher, honest) !== undefined) throw new TypeError('the honest proof is refused')
  const drawn = new Map<string, (readonly number[])[]>()
  for (const event of events) {
    if (event.kind === 'draw') drawn.set(event.label, [...(drawn.get(event.label) ?? []), event.values])
  }
  return () => {
    const occurrences = new Map<string, number>()
    let label = ''
    const next = () => {
      const occurrence = occurrences.get(label) ?? 0
      occurrences.set(label, occurrence + 1)
      const values = drawn.get(label)?.[occurrence]
      if (values === undefined) throw new TypeError(`challenge ${label} ${occurrence} was not drawn before`)
      return [...values]
    }
    return {
      ...own,
      absorb(state, name) {
        label = name
        return state
      },
      drawElements: next,
      drawIndices: next,
      checkNonce: () => true,
    }
  }
}

/** The reason of a FormatError; anything else that is thrown is a bug of the verifier. */
function formatReason(error: unknown): string {
  if (error instanceof FormatError) return `FORMAT: ${error.message}`
  throw error
}

/** Proofs of the toy system: small enough for every check to be reached often. */
export async function toyTarget(name: string, options: ToyOptions): Promise<Target> {
  const parameters = options.parameters ?? tinyParameters()
  const hasher = options.hasher ?? blake3Hasher
  const heights: ToyHeights = options.heights ?? STAIRS
  const pairs = toyPairs(heights, seeded(31))
  const prove = (own: typeof pairs, seed: number) =>
    proveToy(own, { ...options, parameters, heights, tape: new Tape(seeded(seed)) })
  const { proof, z } = await prove(pairs, 1)
  const swapped = await prove(
    pairs.map(([a, b]) => [b, a] as const),
    2,
  )
  const another = await prove(toyPairs(heights, seeded(32)), 3)
  const encode = (own: Proof) => {
    const out = new ByteWriter()
    writeProof(out, own)
    return out.result()
  }
  const { roots } = toyClaim(hasher, parameters, heights, z)
  const situation = (products: readonly number[]): Situation => {
    const statement = new ByteWriter()
    statement.u32(products.length)
    statement.elements(products)
    const open = (bytes: Uint8Array): Case => ({
      systemDigest: toyDigest,
      claim: { roots, statement: statement.result() },
      tuples: publicProducts(products),
      ...readProof(new ByteReader(bytes), toySystem, parameters),
    })
    return {
      open,
      judge(bytes) {
        try {
          return judgeCase(hasher, open(bytes))
        } catch (error) {
          return formatReason(error)
        }
      },
    }
  }
  const honest = situation(z)
  const bytes = encode(proof)
  const { shape } = honest.open(bytes)
  return {
    name,
    hasher,
    bytes,
    proof,
    shape,
    system: toySystem,
    parameters,
    header: [],
    sections: proofSections(0, shape, proof),
    relatives: [swapped.proof, another.proof],
    valid: [bytes, encode(swapped.proof)],
    honest,
    otherClaim(random) {
      const at = random.below(z.length)
      return situation(
        random.pick([
          () => z.map((value, k) => (k === at ? value + 1 : value)),
          () => z.slice(1),
          () => [...z, 0],
          () => another.z,
          () => [...z].reverse(),
        ])(),
      )
    },
    invalidClaim: () => undefined,
    following: () => undefined,
    encode,
    frozen: frozenHasher(hasher, honest.open(bytes)),
  }
}

/** A proof file of the machine. */
export function machineTarget(name: string, sample: Sample): Target {
  const { file: bytes } = sample
  const parsed = parseFile(bytes)
  const { key, proof, shape, headerLength } = parsed
  const header = headerSections(key.bridges.length)
  const honest = machineSituation(sample.claim)
  const encode = (own: Proof) => {
    const out = new ByteWriter()
    out.bytes(bytes.subarray(0, headerLength))
    writeProof(out, own)
    return out.result()
  }
  return {
    name,
    hasher: blake3Hasher,
    bytes,
    proof,
    shape,
    system: standardMachine,
    parameters: shape.parameters,
    header,
    sections: [...header, ...proofSections(headerLength, shape, proof)],
    relatives: sample.relatives.map((relative) => parseFile(relative).proof),
    valid: [bytes, ...sample.relatives.filter((relative) => honest.judge(relative) === undefined)],
    honest,
    otherClaim: (random) => machineSituation(otherClaim(sample.claim, random)),
    invalidClaim(random) {
      const { claim } = sample
      const exitCode = random.pick([-1, 0.5, 2 ** 32, Number.NaN, Number.POSITIVE_INFINITY])
      /** The same numbers as no bytes, or the same modulo p. */
      const disguised = (bytes: Uint8Array) =>
        random.pick<() => unknown>([
          () => [...bytes],
          () => Array.from(bytes, (byte) => byte + P),
          () => Uint16Array.from(bytes),
          () => undefined,
        ])() as Uint8Array
      const invalid = random.pick<() => unknown>([
        () => ({ ...claim, exitCode }),
        () => ({ ...claim, publicInput: disguised(claim.publicInput) }),
        () => ({ ...claim, output: disguised(claim.output) }),
        () => ({ ...claim, programId: random.pick([undefined, 7, [claim.programId]]) }),
        () => random.pick([undefined, null, 7, claim.programId]),
      ])
      return machineSituation(invalid() as MachineClaim)
    },
    following(own) {
      try {
        return machineSituation({ ...sample.claim, programId: nameOfProgram(own) })
      } catch (error) {
        formatReason(error)
        return undefined
      }
    },
    encode,
    frozen: frozenHasher(blake3Hasher, honest.open(bytes)),
  }
}

function machineSituation(wanted: MachineClaim): Situation {
  return {
    judge(bytes) {
      const result = verifyProofFile(wanted, bytes)
      if (result.ok) return undefined
      const { code, message } = result.error
      return code === 'FORMAT' || code === 'WRONG_PROGRAM' || code === 'INVALID_CLAIM'
        ? `${code}: ${message}`
        : code
    },
    open(bytes) {
      const { key, proof, shape } = parseFile(bytes)
      const { publicTuples: tuples, ...claim } = claimOf(key, wanted)
      const problem = heightsProblem(key, shape.heights) ?? checkMultiplicities(shape, countTuples(tuples))
      if (problem !== undefined) throw new FormatError(problem)
      return {
        systemDigest: standardMachine.digest,
        shape,
        claim,
        tuples,
        proof,
      }
    },
  }
}

function otherClaim(claim: MachineClaim, random: Random): MachineClaim {
  const { programId: id, publicInput: x, output: z, exitCode } = claim
  const flipped = (bytes: Uint8Array) => {
    const at = random.below(bytes.length)
    return bytes.map((byte, k) => (k === at ? byte ^ (1 << random.below(8)) : byte))
  }
  return random.pick<() => MachineClaim>([
    () => ({ ...claim, programId: [...id].reverse().join('') }),
    () => ({ ...claim, programId: id.replace(/[0-7]/, (digit) => String(Number(digit) ^ 1)) }),
    () => ({ ...claim, publicInput: flipped(x) }),
    () => ({ ...claim, publicInput: x.slice(1) }),
    () => ({ ...claim, publicInput: x.slice(0, -1) }),
    () => ({ ...claim, publicInput: Uint8Array.of(...x, 0) }),
    () => ({ ...claim, output: flipped(z) }),
    () => ({ ...claim, output: z.slice(1) }),
    () => ({ ...claim, output: z.slice(0, -1) }),
    () => ({ ...claim, output: Uint8Array.of(...z, 0) }),
    () => ({ ...claim, publicInput: Uint8Array.of(...x, z[0]!), output: z.slice(1) }),
    () => ({ ...claim, publicInput: z, output: x }),
    () => ({ ...claim, exitCode: (exitCode ^ (1 << random.below(32))) >>> 0 }),
  ])()
}

function readHeader(bytes: Uint8Array): { key: VerifyingKey; parameters: Parameters; input: ByteReader } {
  const input = new ByteReader(bytes)
  input.bytes(FORMAT_MAGIC.length + 1)
  const parameters = profiles[input.u8()]
  if (parameters === undefined) throw new FormatError('unknown profile')
  return { key: readKey(input, standardMachine, parameters), parameters, input }
}

function parseFile(bytes: Uint8Array): {
  key: VerifyingKey
  proof: Proof
  shape: Shape
  headerLength: number
} {
  const { key, parameters, input } = readHeader(bytes)
  const headerLength = bytes.length - input.remaining
  return { key, headerLength, ...readProof(input, standardMachine, parameters) }
}

/** The id of the program that a proof file names. */
export const nameOfProgram = (bytes: Uint8Array): string => programId(readHeader(bytes).key)
