/** Parameters of the proof system: constants of prover and verifier, never read from a proof. */
import { MAX_LOG_HEIGHT } from '../poly/domain.ts'

/** Bits of proof of work before each kind of challenge. */
export interface ProofOfWork {
  readonly lookup: number
  readonly deep: number
  readonly batch: number
  readonly fold: number
  readonly query: number
}

/**
 * How far from the code a word may be for the soundness analysis, rho being the rate: half the distance of the code, or
 * 1 - sqrt(rho) (1 + 1/m), which is short of Johnson's bound. See docs/soundness.md.
 */
export type Regime = { readonly name: 'unique decoding' } | { readonly name: 'johnson'; readonly m: number }

export interface Parameters {
  readonly name: string
  readonly logBlowup: number
  readonly queries: number
  readonly pow: ProofOfWork
  readonly regime: Regime
  /** Random coefficients of a masked column that is opened at one point; the kernels work on multiples of 4. */
  readonly mask: number
  /** The same for a column whose next row is opened too (the running sums). */
  readonly nextMask: number
  /** Least and greatest log height of a present table. */
  readonly minLogHeight: number
  readonly maxLogHeight: number
  /** The code has dimension N (1 + 2^-logSlack) at nominal height N, which leaves room for masks. */
  readonly logSlack: number
  /** FRI folds by 2^logArity until the nominal log height is at most `logFinal`. */
  readonly logArity: number
  readonly logFinal: number
}

/** Interactions that share a fraction column; the constraint degree is one more. */
export const FRACTIONS_PER_COLUMN = 3
/** Chunks of the quotient: constraint degree - 1. */
export const CHUNKS = 3
/** Cosets that the quotient is evaluated on: constraint degree, whatever the blowup. */
export const LOG_QUOTIENT_COSETS = 2

/** Dimension of the code at nominal height 2^logHeight. */
export const codeDimension = ({ logSlack }: Parameters, logHeight: number): number =>
  2 ** logHeight + 2 ** (logHeight - logSlack)

const common = { mask: 128, nextMask: 256, minLogHeight: 12, logSlack: 4, logArity: 3, logFinal: 7 }

/** Balanced: fast proving, proofs below 1 MB. */
export const standard: Parameters = {
  ...common,
  name: 'standard',
  logBlowup: 2,
  queries: 122,
  pow: { lookup: 8, deep: 1, batch: 4, fold: 0, query: 20 },
  regime: { name: 'unique decoding' },
  maxLogHeight: MAX_LOG_HEIGHT,
}

/** Smaller proofs for about three times the work and memory. */
export const compact: Parameters = {
  ...common,
  name: 'compact',
  logBlowup: 4,
  queries: 49,
  pow: { lookup: 12, deep: 7, batch: 20, fold: 16, query: 20 },
  regime: { name: 'johnson', m: 4 },
  maxLogHeight: 20,
}

export const profiles: readonly Parameters[] = [standard, compact]

/** The number of a profile in keys and proof files. Throws a RangeError if it is none of `profiles`, a copy included. */
export function profileNumber(parameters: Parameters): number {
  const number = profiles.indexOf(parameters)
  if (number < 0) throw new RangeError(`parameters ${parameters.name} are none of the profiles`)
  return number
}
