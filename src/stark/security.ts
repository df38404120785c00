/**
 * The proven security of a proof, from its parameters and its shape: for every challenge of the verifier the
 * probability that it lets a false statement pass, and the proof of work that each further try costs. An
 * attacker has to beat one of these rounds, so the least of them counts. docs/soundness.md derives the
 * formulas.
 */
import { hub } from '../air/blinding.ts'
import { MAX_TUPLE } from '../air/bus.ts'
import { P } from '../field/koalabear.ts'
import { DEGREE } from '../field/quartic.ts'
import { batchRounds } from './challenges.ts'
import { codeDimension, FRACTIONS_PER_COLUMN, type Parameters, type Regime } from './parameters.ts'
import { countFractions, LIMITS } from './security/limits.ts'
import { agreement, type Code, exceptionalChallenges, listSize, requireProven } from './security/proximity.ts'
import { createShape, type FoldShape, type Shape } from './shape.ts'

export interface SecurityTerm {
  /** The challenge: lookup, constraints, deep, batch, fold 1, fold 2, ..., queries. */
  readonly name: string
  /** Its error, in the notation of docs/soundness.md. */
  readonly formula: string
  /** -log2 of the error. */
  readonly bits: number
  /** Bits of proof of work right before the challenge. */
  readonly work: number
}

export interface SecurityReport {
  /** The least bits + work of all terms. */
  readonly bits: number
  readonly regime: Regime
  readonly terms: readonly SecurityTerm[]
}

export interface ReportOptions {
  /** Tuples that the verifier itself sends or receives. Default 0. */
  readonly publicTuples?: number
  /** Another regime than that of the parameters. */
  readonly regime?: Regime
}

/** Proven bits of proofs of this shape. Throws a RangeError if no theorem covers the parameters. */
export function securityReport(
  shape: Shape,
  { publicTuples = 0, regime }: ReportOptions = {},
): SecurityReport {
  return report(regime ?? shape.parameters.regime, {
    ...shape,
    fractions: countFractions(shape, publicTuples),
    openings: shape.openings.length,
  })
}

/** Least bits of all shapes that parameters allow, if they keep to `LIMITS`. */
export function minimumSecurity(parameters: Parameters, regime: Regime = parameters.regime): number {
  const { minLogHeight, maxLogHeight } = parameters
  const heights = Array.from({ length: maxLogHeight - minLogHeight + 1 }, (_, k) => minLogHeight + k)
  return Math.min(...heights.map((logHeight) => securityAtHeight(parameters, logHeight, regime).bits))
}

/** The report of shapes at all `LIMITS` whose tallest table has this height. */
export function securityAtHeight(
  parameters: Parameters,
  logHeight: number,
  regime: Regime = parameters.regime,
): SecurityReport {
  const { folds } = createShape({ tables: [hub], required: [] }, parameters, [logHeight])
  return report(regime, { parameters, logHeight, folds, ...LIMITS })
}

interface Size {
  readonly parameters: Parameters
  readonly logHeight: number
  readonly folds: readonly FoldShape[]
  readonly fractions: number
  readonly constraints: number
  readonly openings: number
}

/** log2 of q, the order of E. The p elements that zeta avoids make no difference to a double. */
const LOG_Q = DEGREE * Math.log2(P)

function report(
  regime: Regime,
  { parameters, logHeight, folds, fractions, constraints, openings }: Size,
): SecurityReport {
  const { pow, queries } = parameters
  const codeAt = (height: number): Code => ({
    dimension: codeDimension(parameters, height),
    length: 2 ** (height + parameters.logBlowup),
  })
  const code = codeAt(logHeight)
  requireProven(regime, code)
  const list = listSize(regime, code)
  const terms: SecurityTerm[] = []
  const challenge = (name: string, formula: string, exceptional: number, work: number) =>
    terms.push({ name, formula, bits: LOG_Q - Math.log2(exceptional), work })

  challenge('lookup', 'L T (W + 2) / q', list * fractions * (MAX_TUPLE + 2), pow.lookup)
  challenge('constraints', 'L (C - 1) / q', list * Math.max(1, constraints - 1), 0)
  const degree = FRACTIONS_PER_COLUMN + 1
  const points = degree * (code.dimension + 1) + code.dimension
  challenge('deep', 'L (4 (K + 1) + K) / (q - p)', list * points, pow.deep)
  challenge(
    'batch',
    'ceil(log2(B + 1)) e(K, n) / q',
    batchRounds(openings) * exceptionalChallenges(regime, code),
    pow.batch,
  )
  folds.forEach((fold, k) => {
    const folded = codeAt(fold.logHeight - fold.logArity)
    requireProven(regime, folded)
    const exceptional = (2 ** fold.logArity - 1) * exceptionalChallenges(regime, folded)
    challenge(`fold ${k + 1}`, '(a - 1) e(K_i, n_i) / q', exceptional, pow.fold)
  })
  terms.push({
    name: 'queries',
    formula: '(1 - delta)^s',
    bits: -queries * Math.log2(agreement(regime, code)),
    work: pow.query,
  })
  return { bits: Math.min(...terms.map(({ bits, work }) => bits + work)), regime, terms }
}
