/** The second half of the reference prover: quotient chunks, out-of-domain values, DEEP and FRI. */
import * as F from '../../../src/field/koalabear.ts'
import * as E from '../../../src/field/quartic.ts'
import { createDomain, domainPoint, liftedRow } from '../../../src/poly/domain.ts'
import { batchCoefficients, batchRounds } from '../../../src/stark/challenges.ts'
import { CHUNKS, codeDimension } from '../../../src/stark/parameters.ts'
import type { Proof } from '../../../src/stark/proof.ts'
import type { Opening, Shape } from '../../../src/stark/shape.ts'
import { fibreIndex } from '../../../src/stark/verifier/fri.ts'
import type { Transcript } from '../../../src/transcript/transcript.ts'
import {
  type Column,
  evaluateLifted,
  interpolateExt,
  liftedExt,
  naturalOrder,
  valuesOnDomain,
} from './column.ts'
import { commitLinks } from './commit.ts'
import { nonceSearch } from './committing.ts'
import { type Fold, foldWord } from './fold.ts'
import type { Committed, ReferenceInput } from './input.ts'
import type { Tape } from './tape.ts'

/** What the prover knows and the verifier must not. */
export interface Secrets extends Committed {
  readonly zeta: E.Ext
  readonly indices: readonly number[]
  /** Coefficients of f_0 by coordinate in the variable of FRI, as many as the domain has points. */
  readonly word: readonly Uint32Array[]
}

/** The rounds after lambda. */
export async function openCommitted(
  input: ReferenceInput,
  committed: Committed,
  transcript: Transcript,
): Promise<{ proof: Proof; secrets: Secrets }> {
  const { hasher, shape, tape, cheats } = input
  const { parameters, logHeight, openings } = shape
  const { pow, logBlowup } = parameters
  const search = nonceSearch(hasher)

  const chunks = cutChunks(shape, committed.quotient, tape)
  const random = E.BASIS.map((_, c) => tape.draw(`R ${c}`, codeDimension(parameters, logHeight)))
  const tall = [...chunks.flat(), ...random].map((own) => ({
    logHeight,
    coefficients: Uint32Array.from(own),
  }))
  const columns = new Map(committed.columns).set('quotient', [tall])
  const trees = new Map(committed.trees).set('quotient', commitLinks(input, 'quotient', [tall]))
  transcript.absorbDigest('quotient root', trees.get('quotient')!.root)
  const deep = await transcript.grind('deep work', pow.deep, search)
  const zeta = transcript.squeezeExt('zeta')

  const find = ({ tree, link, column, extension }: Opening) =>
    columns.get(tree)![link].slice(column, column + (extension ? E.DEGREE : 1))
  const points = [zeta, E.scale(zeta, F.rootOfUnity(logHeight))]
  const honestValues = openings.map((opening) =>
    find(opening)
      .map((column, c) => E.mul(evaluateLifted(column, logHeight, points[opening.point]), E.BASIS[c]))
      .reduce(E.add),
  )
  const values = cheats.values?.(honestValues, committed, zeta) ?? honestValues
  transcript.absorbExt('values', values)
  const batch = await transcript.grind('batch work', pow.batch, search)
  const rounds = Array.from({ length: batchRounds(openings.length) }, () => transcript.squeezeExt('gamma'))
  const coefficients = batchCoefficients(rounds, openings.length)
  const word = deepWord(
    shape,
    points,
    values,
    coefficients,
    find,
    columns.get('quotient')![0].slice(E.DEGREE * CHUNKS),
  )

  const folds: Fold[] = []
  const foldNonces: bigint[] = []
  let current: readonly Uint32Array[] = word
  while (folds.length < shape.folds.length) {
    const layer = foldWord(input, folds.length, current)
    folds.push(layer)
    transcript.absorbDigest('layer root', layer.tree.root)
    foldNonces.push(await transcript.grind('fold work', pow.fold, search))
    current = layer.fold(transcript.squeezeExt('fold'))
  }
  const final = Array.from(
    { length: shape.finalLength },
    (_, i) => current.map((c) => c[i]) as unknown as E.Ext,
  )
  transcript.absorbExt('final', final)
  const query = await transcript.grind('query work', pow.query, search)
  const indices = transcript.squeezeIndices('queries', parameters.queries, logHeight + logBlowup)

  const domain = createDomain(logHeight, logBlowup)
  let at: readonly number[] = indices
  const layers = folds.map(({ tree }, k) => {
    at = at.map((index) => fibreIndex(index, shape.folds[k].logHeight, shape.folds[k].logArity))
    return tree.open(at)
  })
  const proof: Proof = {
    heights: shape.heights,
    roots: {
      main: trees.get('main')!.root,
      aux: trees.get('aux')!.root,
      quotient: trees.get('quotient')!.root,
    },
    sums: committed.sums,
    values,
    layerRoots: folds.map(({ tree }) => tree.root),
    final,
    nonces: { lookup: committed.lookupNonce, deep, batch, folds: foldNonces, query },
    trees: shape.trees.map((tree) =>
      trees.get(tree.name)!.open(indices.map((i) => liftedRow(domain, i, tree.logHeight))),
    ),
    layers,
  }
  return { proof, secrets: { ...committed, columns, trees, zeta, indices, word } }
}

/**
 * Q = q_0 + X^n q_1 + X^(2n) q_2; q_i becomes q_i - t_(i-1) + X^n t_i. Per chunk, coefficients by coordinate.
 */
function cutChunks(
  { parameters, logHeight, chunkLength }: Shape,
  quotient: readonly Uint32Array[],
  tape: Tape,
): number[][][] {
  const { mask } = parameters
  const dimension = codeDimension(parameters, logHeight)
  const t = (cut: number, c: number) => tape.draw(`t ${cut} ${c}`, mask)
  return Array.from({ length: CHUNKS }, (_, k) =>
    quotient.map((coefficients, c) => {
      const last = k === CHUNKS - 1
      const length = last ? dimension : chunkLength
      const chunk = Array<number>(dimension).fill(0)
      coefficients.subarray(k * chunkLength, k * chunkLength + length).forEach((value, i) => {
        chunk[i] = value
      })
      for (let i = 0; i < mask; i++) {
        if (k > 0) chunk[i] = F.sub(chunk[i], t(k - 1, c)[i])
        if (!last) chunk[chunkLength + i] = F.add(chunk[chunkLength + i], t(k, c)[i])
      }
      return chunk
    }),
  )
}

/**
 * f_0 = R + sum of coefficient * (F - value) / (x - point), computed at every point of the domain, so that it
 * is what it must be even if a value is a lie. Coefficients by coordinate in the variable x / c(N_0).
 */
function deepWord(
  shape: Shape,
  points: readonly E.Ext[],
  values: readonly E.Ext[],
  coefficients: readonly E.Ext[],
  find: (opening: Opening) => readonly Column[],
  random: readonly Column[],
): Uint32Array[] {
  const { logHeight, openings, parameters } = shape
  const { logBlowup } = parameters
  const domain = createDomain(logHeight, logBlowup)
  const numerators = points.map((_, point) => {
    const combined = new Map<number, Column[]>()
    let constant = E.ZERO
    openings.forEach((opening, k) => {
      if (opening.point !== point) return
      constant = E.add(constant, E.mul(coefficients[k], values[k]))
      find(opening).forEach((column, c) => {
        const sum = combined.get(column.logHeight) ?? zeroExt(column.logHeight)
        addMultiple(sum, column, E.mul(coefficients[k], E.BASIS[c]))
        combined.set(column.logHeight, sum)
      })
    })
    const readers = [...combined.values()].map((sum) => liftedExt(sum, logHeight, logBlowup))
    return (row: number) => readers.reduce((sum, at) => E.add(sum, at(row)), E.neg(constant))
  })
  const rows = Array.from({ length: domain.size }, (_, row) => row)
  const inverses = points.map((point) =>
    E.batchInverse(rows.map((row) => E.sub(E.fromBase(domainPoint(domain, row)), point))),
  )
  const r = random.map((column) => valuesOnDomain(column, logBlowup))
  const word = rows.map((row) =>
    points.reduce(
      (sum, _, point) => E.add(sum, E.mul(numerators[point](row), inverses[point][row])),
      r.map((coordinate) => coordinate[row]) as unknown as E.Ext,
    ),
  )
  return interpolateExt(naturalOrder(word, logHeight, logBlowup), 1)
}

/** An E column with room for masks. */
const zeroExt = (logHeight: number): Column[] =>
  E.BASIS.map(() => ({ logHeight, coefficients: new Uint32Array(2 ** (logHeight + 1)) }))

/** target += weight * source. */
function addMultiple(target: readonly Column[], source: Column, weight: E.Ext): void {
  target.forEach(({ coefficients }, c) => {
    source.coefficients.forEach((value, i) => {
      coefficients[i] = F.add(coefficients[i], F.mul(weight[c], value))
    })
  })
}
