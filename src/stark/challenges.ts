/** What prover and verifier both do with the transcript: the order here is the protocol's (docs/protocol.md). */
import type { Ext } from '../field/quartic.ts'
import * as E from '../field/quartic.ts'
import type { Hasher } from '../hash/hasher.ts'
import { Transcript } from '../transcript/transcript.ts'
import { PROTOCOL_VERSION } from './proof.ts'
import type { Shape } from './shape.ts'

/** What a proof is about, besides the system: fixed by the verifier. */
export interface Claim {
  /** Roots of the preprocessed trees. */
  readonly roots: { readonly fixed: Uint8Array; readonly program: Uint8Array }
  /** Everything else that the statement says, already unambiguous as bytes. */
  readonly statement: Uint8Array
}

/** A transcript that has absorbed everything the verifier knows. */
export function openTranscript(
  hasher: Hasher,
  systemDigest: Uint8Array,
  shape: Shape,
  claim: Claim,
): Transcript {
  const {
    name,
    logBlowup,
    queries,
    pow,
    mask,
    nextMask,
    minLogHeight,
    maxLogHeight,
    logSlack,
    logArity,
    logFinal,
  } = shape.parameters
  const transcript = new Transcript(hasher, `limpid stark v${PROTOCOL_VERSION}`)
  transcript.absorbBytes('profile', new TextEncoder().encode(name))
  transcript.absorbElements('parameters', [
    logBlowup,
    queries,
    pow.lookup,
    pow.deep,
    pow.batch,
    pow.fold,
    pow.query,
    mask,
    nextMask,
    minLogHeight,
    maxLogHeight,
    logSlack,
    logArity,
    logFinal,
  ])
  transcript.absorbBytes('system', systemDigest)
  transcript.absorbDigest('fixed root', claim.roots.fixed)
  transcript.absorbDigest('program root', claim.roots.program)
  transcript.absorbElements(
    'heights',
    shape.heights.map((height) => height ?? 0),
  )
  transcript.absorbBytes('statement', claim.statement)
  return transcript
}

/** Challenges needed to batch `count` openings by tensor products, besides coefficient 1 for R. */
export const batchRounds = (count: number): number => Math.ceil(Math.log2(count + 1))

/** Coefficient i + 1 of the tensor (1, r_0) x (1, r_1) x ... for i < count; index 0, which is 1, belongs to R. */
export function batchCoefficients(rounds: readonly Ext[], count: number): Ext[] {
  let out: Ext[] = [E.ONE]
  for (const r of rounds) out = [...out, ...out.map((c) => E.mul(c, r))]
  return out.slice(1, count + 1)
}

/** lambda^0 .. lambda^(count - 1). */
export function powers(base: Ext, count: number): Ext[] {
  const out: Ext[] = []
  for (let k = 0, power = E.ONE; k < count; k++, power = E.mul(power, base)) out.push(power)
  return out
}
