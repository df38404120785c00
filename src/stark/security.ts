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
  /** Where the error comes from: a publication, a section of docs/soundness.md. */
  readonly source: string
}

/** A quantity that the formulas name. */
export interface SecurityQuantity {
  readonly symbol: string
  readonly meaning: string
  readonly value: number
}

export interface SecurityReport {
  /** The least bits + work of all terms. */
  readonly bits: number
  readonly regime: Regime
  readonly quantities: readonly SecurityQuantity[]
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

const SOURCES = {
  lookup: 'Haböck, ePrint 2022/1530; soundness.md 5 (iv)',
  constraints: 'soundness.md 5 (ii)',
  deep: 'Haböck, ePrint 2022/1216, theorem 8; soundness.md 5 (ii)',
  queries: 'soundness.md 5 (i)',
} as const

/** Where the number of exceptional challenges comes from. */
const PROXIMITY_SOURCES: Readonly<Record<Regime['name'], string>> = {
  'unique decoding': 'Ben-Sasson et al., ePrint 2020/654, theorems 1.4 and 1.5; soundness.md 3',
  johnson: 'Ben-Sasson et al., ePrint 2025/2055, theorem 4.6; soundness.md 3',
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
  const proximity = PROXIMITY_SOURCES[regime.name]
  const terms: SecurityTerm[] = []
  const challenge = (name: string, formula: string, exceptional: number, work: number, source: string) =>
    terms.push({ name, formula, bits: LOG_Q - Math.log2(exceptional), work, source })

  challenge('lookup', 'L T (W + 2) / q', list * fractions * (MAX_TUPLE + 2), pow.lookup, SOURCES.lookup)
  challenge('constraints', 'L (C - 1) / q', list * Math.max(1, constraints - 1), 0, SOURCES.constraints)
  const degree = FRACTIONS_PER_COLUMN + 1
  const points = degree * (code.dimension + 1) + code.dimension
  challenge('deep', 'L (4 (K + 1) + K) / (q - p)', list * points, pow.deep, SOURCES.deep)
  challenge(
    'batch',
    'ceil(log2(B + 1)) e(K, n) / q',
    batchRounds(openings) * exceptionalChallenges(regime, code),
    pow.batch,
    proximity,
  )
  folds.forEach((fold, k) => {
    const folded = codeAt(fold.logHeight - fold.logArity)
    requireProven(regime, folded)
    const exceptional = (2 ** fold.logArity - 1) * exceptionalChallenges(regime, folded)
    challenge(`fold ${k + 1}`, '(a - 1) e(K_i, n_i) / q', exceptional, pow.fold, proximity)
  })
  terms.push({
    name: 'queries',
    formula: '(1 - delta)^s',
    bits: -queries * Math.log2(agreement(regime, code)),
    work: pow.query,
    source: SOURCES.queries,
  })
  const quantity = (symbol: string, meaning: string, value: number) => ({ symbol, meaning, value })
  const quantities = [
    quantity('log2 q', 'size of the field of challenges', LOG_Q),
    quantity('K', 'dimension of the code', code.dimension),
    quantity('n', 'points of the domain', code.length),
    quantity('1 - delta', 'least share of points on which a close word agrees', agreement(regime, code)),
    quantity('L', 'codewords close to a word', list),
    quantity('e(K, n)', 'exceptional challenges of a line', exceptionalChallenges(regime, code)),
    quantity('s', 'queries', queries),
    quantity('T', 'denominators of the lookup argument', fractions),
    quantity('W', 'degree of a fingerprint', MAX_TUPLE),
    quantity('C', 'constraints', constraints),
    quantity('B', 'opened values', openings),
    quantity('a', 'arity of a fold', 2 ** parameters.logArity),
  ]
  return { bits: Math.min(...terms.map(({ bits, work }) => bits + work)), regime, quantities, terms }
}
