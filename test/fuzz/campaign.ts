/** A campaign: so many mutants of valid proofs, each of which the verifier must refuse in a typed way. */
import type { Proof } from '../../src/stark/proof.ts'
import { FormatError } from '../../src/util/bytes.ts'
import * as onBytes from './byte-mutations.ts'
import * as onProof from './proof-mutations.ts'
import { Random } from './random.ts'
import { repaired } from './repair.ts'
import { eased, judgeCase, type Situation, type Target } from './targets.ts'

/**
 * How a mutant is judged: by the real verifier; with proofs of work of few bits, which its prover has ground;
 * or with the challenges of the honest proof, so that nothing but the check itself refuses it.
 */
export type Mode = 'real' | 'eased' | 'frozen'

export interface Mutant {
  readonly kind: string
  readonly mode: Mode
  readonly situation: Situation
  readonly bytes: Uint8Array
}

type Maker = (random: Random, target: Target) => Mutant | undefined

/** Bits of work in a mutant's repaired nonces. */
const EASY = 2

const bytesKind =
  (kind: string, make: (random: Random, target: Target) => Uint8Array): Maker =>
  (random, target) => ({ kind, mode: 'real', situation: target.honest, bytes: make(random, target) })

const proofKind = (kind: string, make: (random: Random, target: Target) => Proof): Maker =>
  bytesKind(kind, (random, target) => target.encode(make(random, target)))

/** Changes that may leave a proof with an encoding, for verifiers that see more than bytes. */
const DEEP_BYTES = [onBytes.changeElements, onBytes.changeDigest] as const
const DEEP_PROOFS = [onProof.reorderVector, onProof.swapParts, onProof.transplant, onProof.shiftSums] as const

function deepChange(random: Random, target: Target, more: readonly ((...args: [Random, Target]) => Proof)[]) {
  const make = random.pick([...DEEP_BYTES, ...DEEP_PROOFS, ...more])
  const made = make(random, target)
  return made instanceof Uint8Array ? made : target.encode(made)
}

const header: Maker = (random, target) => {
  if (target.header.length === 0) return undefined
  const bytes = onBytes.changeHeader(random, target)
  const following = random.chance(0.6) ? target.following(bytes) : undefined
  return { kind: 'header', mode: 'real', situation: following ?? target.honest, bytes }
}

const claim: Maker = (random, target) => ({
  kind: 'claim',
  mode: 'real',
  situation: (random.chance(0.15) ? target.invalidClaim(random) : undefined) ?? target.otherClaim(random),
  bytes: target.bytes,
})

const repair: Maker = (random, target) => {
  const own = random.chance(0.15)
  const situation = own ? target.otherClaim(random) : target.honest
  const changed = own
    ? target.bytes
    : deepChange(random, target, [onProof.changeTables, onProof.resizeVector, onProof.moveItem])
  const mutant = { kind: 'repaired', mode: 'eased', situation, bytes: changed } as const
  try {
    return { ...mutant, bytes: target.encode(repaired(eased(target.hasher, EASY), situation.open(changed))) }
  } catch (error) {
    if (error instanceof FormatError) return mutant
    throw error
  }
}

/** Nonces count for nothing when challenges are frozen, and another shape has other challenges. */
const frozen: Maker = (random, target) => {
  const bytes = deepChange(random, target, [onProof.resizeVector, onProof.moveItem])
  const mutant = { kind: 'frozen', mode: 'frozen', situation: target.honest } as const
  try {
    const { proof } = target.honest.open(bytes)
    const heights = target.proof.heights
    if (proof.heights.some((height, k) => height !== heights[k])) return undefined
    return { ...mutant, bytes: target.encode({ ...proof, nonces: target.proof.nonces }) }
  } catch (error) {
    if (error instanceof FormatError) return { ...mutant, bytes }
    throw error
  }
}

/** Kinds of mutants and how often they are made. */
const KINDS: readonly (readonly [maker: Maker, weight: number])[] = [
  [bytesKind('elements', onBytes.changeElements), 10],
  [bytesKind('x + p', onBytes.reencodeElement), 8],
  [bytesKind('digests', onBytes.changeDigest), 6],
  [bytesKind('nonces', onBytes.changeNonce), 6],
  [bytesKind('counts', onBytes.changeCount), 8],
  [bytesKind('heights', onBytes.changeHeight), 8],
  [bytesKind('flipped bits', onBytes.flipBits), 6],
  [bytesKind('overwritten', onBytes.overwrite), 5],
  [bytesKind('resized bytes', onBytes.resizeBytes), 6],
  [bytesKind('shifted boundaries', onBytes.shiftBoundary), 8],
  [bytesKind('garbage', onBytes.garbage), 4],
  [proofKind('resized vectors', onProof.resizeVector), 10],
  [proofKind('huge vectors', onProof.hugeVector), 1],
  [proofKind('reordered vectors', onProof.reorderVector), 4],
  [proofKind('moved items', onProof.moveItem), 4],
  [proofKind('swapped parts', onProof.swapParts), 5],
  [proofKind('transplants', onProof.transplant), 5],
  [proofKind('shifted sums', onProof.shiftSums), 1],
  [proofKind('tables', onProof.changeTables), 8],
  [header, 8],
  [claim, 3],
  [repair, 8],
  [frozen, 8],
]
const TOTAL = KINDS.reduce((sum, [, weight]) => sum + weight, 0)

function pickMaker(random: Random): Maker {
  let at = random.below(TOTAL)
  for (const [maker, weight] of KINDS) {
    at -= weight
    if (at < 0) return maker
  }
  throw new RangeError('weights do not add up')
}

/** The mutant with this number, which differs from the valid proof or is meant for another claim. */
export function mutantNumber(target: Target, random: Random): Mutant {
  for (;;) {
    const mutant = pickMaker(random)(random, target)
    if (mutant === undefined) continue
    const known = target.valid.some((bytes) => sameBytes(mutant.bytes, bytes))
    if (!known || mutant.kind === 'claim') return mutant
  }
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  for (let k = 0; k < a.length; k++) if (a[k] !== b[k]) return false
  return true
}

/** Why the mutant is refused; undefined if it is not. @throws what the verifier throws */
export function judge(target: Target, { mode, situation, bytes }: Mutant): string | undefined {
  if (mode === 'real') return situation.judge(bytes)
  try {
    return judgeCase(mode === 'eased' ? eased(target.hasher, EASY) : target.frozen(), situation.open(bytes))
  } catch (error) {
    if (error instanceof FormatError) return `FORMAT: ${error.message}`
    throw error
  }
}

export interface WeightedTarget {
  readonly target: Target
  readonly weight: number
}

export interface Options {
  readonly runs: number
  readonly seed: number
  /** Number of the first mutant. */
  readonly first?: number
  readonly onProgress?: (done: number) => void
}

export interface Failure {
  readonly index: number
  readonly target: string
  readonly kind: string
  readonly mode: Mode
  /** What was thrown; undefined if the mutant was accepted. */
  readonly thrown: string | undefined
  readonly bytes: Uint8Array
}

export interface Report {
  readonly runs: number
  readonly seconds: number
  readonly failures: readonly Failure[]
  /** Refusals by reason, and by kind of mutant and code. */
  readonly reasons: ReadonlyMap<string, number>
  readonly kinds: ReadonlyMap<string, ReadonlyMap<string, number>>
  /** The verification that took most processor time. */
  readonly slowest: { readonly milliseconds: number; readonly index: number; readonly kind: string }
}

/** Targets by their weights: the same mutant for the same seed and number. */
export function targetOf(targets: readonly WeightedTarget[], random: Random): Target {
  let at = random.below(targets.reduce((sum, { weight }) => sum + weight, 0))
  for (const { target, weight } of targets) {
    at -= weight
    if (at < 0) return target
  }
  throw new RangeError('no targets')
}

/** Judges `runs` mutants. `reasonOf` says which reason a refusal's text is an instance of. */
export function runCampaign(
  targets: readonly WeightedTarget[],
  reasonOf: (text: string) => string,
  { runs, seed, first = 0, onProgress }: Options,
): Report {
  const start = performance.now()
  const failures: Failure[] = []
  const reasons = new Map<string, number>()
  const kinds = new Map<string, Map<string, number>>()
  let slowest = { milliseconds: 0, index: -1, kind: '' }
  for (let index = first; index < first + runs; index++) {
    const random = new Random(seed, index)
    const target = targetOf(targets, random)
    const mutant = mutantNumber(target, random)
    const { kind, mode, bytes } = mutant
    const fail = (thrown: string | undefined) =>
      failures.push({ index, target: target.name, kind, mode, thrown, bytes })
    const began = process.cpuUsage()
    let verdict: string | undefined
    try {
      verdict = judge(target, mutant)
      if (verdict === undefined) fail(undefined)
    } catch (error) {
      fail(error instanceof Error ? (error.stack ?? error.message) : String(error))
    }
    const { user, system } = process.cpuUsage(began)
    const milliseconds = (user + system) / 1000
    if (milliseconds > slowest.milliseconds) slowest = { milliseconds, index, kind }
    if (verdict !== undefined) {
      const reason = reasonOf(verdict)
      reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
      const codes = kinds.get(kind) ?? new Map<string, number>()
      const code = verdict.split(':', 1)[0]!
      codes.set(code, (codes.get(code) ?? 0) + 1)
      kinds.set(kind, codes)
    }
    if ((index - first) % 1000 === 999) onProgress?.(index - first + 1)
  }
  return { runs, seconds: (performance.now() - start) / 1000, failures, reasons, kinds, slowest }
}
