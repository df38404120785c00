/**
 * Proofs as functions of the prover's randomness, for fixed challenges.
 *
 * For a fixed witness, fixed main masks and messages u, everything else that a verifier sees is an affine
 * function over E of the masks of lookup columns, the blinders t of the quotient's chunks and the random word
 * R.
 */
import * as F from '../../../src/field/koalabear.ts'
import * as E from '../../../src/field/quartic.ts'
import { DIGEST_LENGTH } from '../../../src/hash/hasher.ts'
import { cosetShift, createDomain, domainPoint } from '../../../src/poly/domain.ts'
import { openTranscript } from '../../../src/stark/challenges.ts'
import { CHUNKS, codeDimension, type Parameters } from '../../../src/stark/parameters.ts'
import type { Proof } from '../../../src/stark/proof.ts'
import { SALT_ELEMENTS, type Shape } from '../../../src/stark/shape.ts'
import { fibreIndex, friPoint } from '../../../src/stark/verifier/fri.ts'
import { commitTraces } from './committing.ts'
import { hashless, type Script, scripted } from './hashers.ts'
import type { ReferenceInput } from './input.ts'
import { type ExtVector, subtractMultiple } from './linear-algebra.ts'
import { openCommitted, type Secrets } from './opening.ts'
import { type Source, Tape } from './tape.ts'
import {
  honestRow,
  type Pair,
  type ToyHeights,
  toyDigest,
  toyPreprocessed,
  toyShape,
  toySystem,
  toyTraces,
} from './toy.ts'

/** Coefficient `index` in E of a mask, of a blinder or of R. */
export interface Unknown {
  readonly kind: 'phi' | 'sigma' | 't' | 'R'
  /** Number of the class for phi and sigma. */
  readonly group: number
  /** On the tape, by coordinate. */
  readonly labels: readonly string[]
  readonly index: number
}

/** All unknowns of a proof. */
export function unknownsOf(shape: Shape): Unknown[] {
  const { mask, nextMask } = shape.parameters
  const out: Unknown[] = []
  const add = (kind: Unknown['kind'], group: number, label: (c: number) => string, count: number) => {
    const labels = E.BASIS.map((_, c) => label(c))
    for (let index = 0; index < count; index++) out.push({ kind, group, labels, index })
  }
  shape.classes.forEach(({ tables }, k) => {
    const columns = tables.reduce((sum, { groups }) => sum + groups.length, 0)
    for (let f = 0; f < columns; f++) add('phi', k, (c) => `phi ${k} ${E.DEGREE * f + c}`, mask)
    add('sigma', k, (c) => `sigma ${k} ${c}`, nextMask)
  })
  for (let cut = 0; cut < CHUNKS - 1; cut++) add('t', cut, (c) => `t ${cut} ${c}`, mask)
  add('R', 0, (c) => `R ${c}`, codeDimension(shape.parameters, shape.logHeight))
  return out
}

/** Challenges drawn once and then fixed, and fixed queries. */
export function fixedChallenges(
  source: Source,
  queries: readonly number[],
  preset: Record<string, E.Ext> = {},
): Script {
  const drawn = new Map<string, readonly number[]>()
  return (label, occurrence) => {
    if (label === 'queries') return queries
    const key = `${label} ${occurrence}`
    const value = preset[label] ?? drawn.get(key) ?? Array.from({ length: E.DEGREE }, source)
    drawn.set(key, value)
    return value
  }
}

/** What is the same for all witnesses. */
export interface Setting {
  readonly parameters: Parameters
  readonly heights: ToyHeights
  readonly challenges: Script
}

/** The prover's input under the setting's challenges, without any hashing. */
export function inputFor(
  { parameters, heights, challenges }: Setting,
  pairs: readonly Pair[],
  tape: Tape,
): ReferenceInput {
  // Under scripted challenges nothing depends on the claim.
  const root = new Uint8Array(DIGEST_LENGTH)
  return {
    hasher: scripted(hashless(), challenges),
    system: toySystem,
    systemDigest: toyDigest,
    shape: toyShape(parameters, heights),
    claim: { roots: { fixed: root, program: root }, statement: new Uint8Array() },
    preprocessed: toyPreprocessed(heights),
    traces: toyTraces(heights, pairs.map(honestRow)),
    tape,
    cheats: {},
    unhashed: true,
  }
}

export const transcriptOf = ({ hasher, systemDigest, shape, claim }: ReferenceInput) =>
  openTranscript(hasher, systemDigest, shape, claim)

/**
 * The proof of one witness with the randomness of the tape, under the setting's challenges and without any
 * hashing.
 */
export async function proveFixed(
  setting: Setting,
  pairs: readonly Pair[],
  tape: Tape,
): Promise<{ proof: Proof; secrets: Secrets }> {
  const input = inputFor(setting, pairs, tape)
  const transcript = transcriptOf(input)
  return openCommitted(input, await commitTraces(input, transcript), transcript)
}

/**
 * Everything that the proof shows: sums, out-of-domain values, the last polynomial, opened rows and fibres;
 * no hashes, no salts. Before that, the code word f_0 that all layers of FRI follow from, as `word` entries:
 * more than is ever shown.
 */
export function viewOf(proof: Proof, { word }: Pick<Secrets, 'word'>, shape: Shape): ExtVector {
  const dimension = codeDimension(shape.parameters, shape.logHeight)
  const out: number[] = []
  for (let i = 0; i < dimension; i++) out.push(...word.map((coordinate) => coordinate[i]))
  for (const value of [...proof.sums, ...proof.values, ...proof.final]) out.push(...value)
  shape.trees.forEach(({ name, salted }, k) => {
    if (!salted) return
    for (const row of proof.trees[k].rows) {
      const shown = row.slice(0, -SALT_ELEMENTS)
      out.push(...(name === 'main' ? shown.flatMap(E.fromBase) : shown))
    }
  })
  for (const { rows } of proof.layers) out.push(...rows.flat())
  return Uint32Array.from(out)
}

/** An assignment of unknowns; those that are missing are 0. */
export type Assignment = ReadonlyMap<Unknown, E.Ext>

export class AffineProof {
  readonly shape: Shape
  readonly unknowns: readonly Unknown[]
  /** Entries of f_0 at the beginning of views. */
  readonly wordEntries: number
  readonly base: ExtVector
  readonly #columns: ReadonlyMap<Unknown, ExtVector>
  readonly #at: (x: Assignment) => Promise<ExtVector>

  private constructor(
    shape: Shape,
    unknowns: readonly Unknown[],
    base: ExtVector,
    columns: ReadonlyMap<Unknown, ExtVector>,
    at: (x: Assignment) => Promise<ExtVector>,
  ) {
    this.shape = shape
    this.unknowns = unknowns
    this.wordEntries = codeDimension(shape.parameters, shape.logHeight)
    this.base = base
    this.#columns = columns
    this.#at = at
  }

  /**
   * Finds the map by running the prover at 0 and at every unit vector. `fixed` has u and the main masks. What
   * does not depend on the witness, the columns of t and R, is taken from `known`.
   */
  static async of(
    setting: Setting,
    pairs: readonly Pair[],
    fixed: Tape,
    known?: AffineProof,
  ): Promise<AffineProof> {
    const shape = toyShape(setting.parameters, setting.heights)
    const unknowns = known?.unknowns ?? unknownsOf(shape)
    const sizes = new Map(
      unknowns.flatMap(({ labels, index }) => labels.map((label) => [label, index + 1] as const)),
    )
    const tapeAt = (x: Assignment) => {
      const values = new Map([...sizes].map(([label, size]) => [label, Array<number>(size).fill(0)]))
      for (const [{ labels, index }, value] of x) {
        labels.forEach((label, c) => {
          values.get(label)![index] = value[c]
        })
      }
      return new Tape(() => 0, [...fixed.drawn, ...values])
    }
    const at = async (x: Assignment) => {
      const { proof, secrets } = await proveFixed(setting, pairs, tapeAt(x))
      return viewOf(proof, secrets, shape)
    }
    // t and R come after everything else, so the first half of the prover need not run again for them.
    const origin = tapeAt(new Map())
    const input = inputFor(setting, pairs, origin)
    const committed = await commitTraces(input, transcriptOf(input))
    const late = (tape: Tape) => {
      const own = inputFor(setting, pairs, tape)
      return openCommitted(own, committed, transcriptOf(own))
    }
    const { proof, secrets } = await late(origin)
    const base = viewOf(proof, secrets, shape)
    const columns = new Map<Unknown, ExtVector>()
    for (const unknown of unknowns) {
      const x = new Map([[unknown, E.ONE]])
      const find = async () => {
        if (unknown.kind === 'R') return monomialView(setting, shape, proof, secrets, unknown.index)
        if (unknown.kind !== 't') return difference(await at(x), base)
        const moved = await late(tapeAt(x))
        return difference(viewOf(moved.proof, moved.secrets, shape), base)
      }
      const shared = unknown.kind === 'R' || unknown.kind === 't' ? known?.column(unknown) : undefined
      columns.set(unknown, shared ?? (await find()))
    }
    return new AffineProof(shape, unknowns, base, columns, at)
  }

  column(unknown: Unknown): ExtVector {
    return this.#columns.get(unknown)!
  }

  /** The view with these values of the unknowns, by running the prover. */
  at(x: Assignment): Promise<ExtVector> {
    return this.#at(x)
  }

  /** The same from the columns. */
  predict(x: Assignment): ExtVector {
    const out = this.base.slice()
    for (const [unknown, value] of x) subtractMultiple(out, this.column(unknown), E.neg(value), 0)
    return out
  }
}

/**
 * How the view changes when X^degree is added to R: f_0 changes by X^degree, and FRI folds a monomial into a
 * monomial. This is shorter than to run the prover; that all columns are right shows when the prover runs at
 * a random point.
 */
function monomialView(
  { challenges }: Setting,
  shape: Shape,
  proof: Proof,
  { indices }: Secrets,
  degree: number,
): ExtVector {
  const { logHeight, finalLength, parameters } = shape
  const zeros = (row: readonly number[]) => row.map(() => 0)
  const extZeros = (values: readonly E.Ext[]) => values.map(() => E.ZERO)
  const word = E.BASIS.map((_, c) => {
    const coordinate = new Uint32Array(codeDimension(parameters, logHeight))
    if (c === 0) coordinate[degree] = F.pow(cosetShift(logHeight), degree)
    return coordinate
  })
  const domain = createDomain(logHeight, parameters.logBlowup)
  const distinct = (own: readonly number[]) => [...new Set(own)].sort((a, b) => a - b)
  const trees = shape.trees.map(({ name }, k) => {
    const rows = proof.trees[k].rows.map(zeros)
    if (name !== 'quotient') return { rows, siblings: [] }
    distinct(indices).forEach((index, q) => {
      rows[q][E.DEGREE * CHUNKS] = F.pow(domainPoint(domain, index), degree)
    })
    return { rows, siblings: [] }
  })
  let monomial = { degree, coefficient: E.fromBase(word[0][degree]) }
  let opened: readonly number[] = indices
  const layers = shape.folds.map((fold, k) => {
    const arity = 2 ** fold.logArity
    const next = Math.floor(monomial.degree / arity)
    const part = monomial.degree % arity
    opened = opened.map((index) => fibreIndex(index, fold.logHeight, fold.logArity))
    const rows = proof.layers[k].rows.map(zeros)
    distinct(opened).forEach((index, q) => {
      const y = friPoint(index, fold.logHeight - fold.logArity, parameters.logBlowup)
      rows[q].splice(E.DEGREE * part, E.DEGREE, ...E.scale(monomial.coefficient, F.pow(y, next)))
    })
    const beta = challenges('fold', k) as unknown as E.Ext
    monomial = { degree: next, coefficient: E.mul(monomial.coefficient, E.pow(beta, part)) }
    return { rows, siblings: [] }
  })
  const final = Array.from({ length: finalLength }, (_, i) =>
    i === monomial.degree ? monomial.coefficient : E.ZERO,
  )
  const sums = extZeros(proof.sums)
  const values = extZeros(proof.values)
  return viewOf({ ...proof, sums, values, final, trees, layers }, { word }, shape)
}

const difference = (a: ExtVector, b: ExtVector): ExtVector => a.map((value, i) => F.sub(value, b[i]))

/** Where the main columns of a class are opened: x^m for the query points x, each once, and zeta^m. */
export function mainPoints(
  shape: Shape,
  logHeight: number,
  { indices, zeta }: Pick<Secrets, 'indices' | 'zeta'>,
): E.Ext[] {
  const domain = createDomain(shape.logHeight, shape.parameters.logBlowup)
  const log = shape.logHeight - logHeight
  const points = new Set(indices.map((index) => F.squareTimes(domainPoint(domain, index), log)))
  return [...[...points].map(E.fromBase), E.squareTimes(zeta, log)]
}

/** Coordinates of values at points: one for points of F, four for others. */
export const coordinates = (points: readonly E.Ext[], at: (point: E.Ext) => E.Ext): number[] =>
  points.flatMap((point) => (E.isBase(point) ? at(point).slice(0, 1) : at(point)))

/** The matrix of r -> (r Z)(points), Z = Y^N - 1, for masks r of `length` coefficients in F. */
export function maskConditions(points: readonly E.Ext[], logHeight: number, length: number): number[][] {
  const columns = Array.from({ length }, (_, i) =>
    coordinates(points, (y) => E.mul(E.sub(E.squareTimes(y, logHeight), E.ONE), E.pow(y, i))),
  )
  return columns[0].map((_, row) => columns.map((column) => column[row]))
}
