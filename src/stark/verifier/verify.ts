/**
 * The verifier. It is total: any proof object of the right shape gives a result. The steps follow the transcript; every
 * failed check has a name of its own.
 */
import * as F from '../../field/koalabear.ts'
import * as E from '../../field/quartic.ts'
import { type Digest, digestsEqual, type Hasher } from '../../hash/hasher.ts'
import { cosetShift, createDomain, liftedRow } from '../../poly/domain.ts'
import { batchCoefficients, batchRounds, type Claim, openTranscript, powers } from '../challenges.ts'
import { lookupChallenges, type PublicTuple, publicSum } from '../logup.ts'
import { rootFromOpenings } from '../pcs/merkle.ts'
import type { Proof, TreeOpening } from '../proof.ts'
import type { LinkShape, Shape } from '../shape.ts'
import { batchedConstraints, OpenedValues } from './constraints.ts'
import { fibreIndex, foldsTo, friPoint } from './fri.ts'

/** Why a well-formed proof is refused. */
export type Refusal =
  | 'PROOF_OF_WORK'
  | 'CHALLENGE'
  | 'BUSES'
  | 'CONSTRAINTS'
  | 'OPENING_COUNT'
  | 'MERKLE_PATH'
  | 'LAYER'
  | 'LAYER_PATH'

/** A claim with what it means on the buses. */
export interface BusClaim extends Claim {
  /** A function of `statement`: the transcript absorbs that alone, so nothing else binds a proof to the tuples. */
  readonly publicTuples: readonly PublicTuple[]
}

/** Checks a parsed proof; undefined means accepted. */
export function verifyProof(
  hasher: Hasher,
  systemDigest: Uint8Array,
  shape: Shape,
  claim: BusClaim,
  proof: Proof,
): Refusal | undefined {
  const { parameters, folds, openings } = shape
  const { pow, logBlowup } = parameters
  const transcript = openTranscript(hasher, systemDigest, shape, claim)

  transcript.absorbDigest('main root', proof.roots.main)
  if (!transcript.checkNonce('lookup work', pow.lookup, proof.nonces.lookup)) return 'PROOF_OF_WORK'
  const lookups = lookupChallenges(transcript.squeezeExt('alpha'), transcript.squeezeExt('beta'))

  transcript.absorbDigest('aux root', proof.roots.aux)
  transcript.absorbExt('sums', proof.sums)
  const outside = publicSum(lookups, claim.publicTuples)
  if (outside === undefined) return 'CHALLENGE'
  if (!E.isZero(proof.sums.reduce(E.add, outside))) return 'BUSES'
  const lambdas = powers(transcript.squeezeExt('lambda'), shape.constraints)

  transcript.absorbDigest('quotient root', proof.roots.quotient)
  if (!transcript.checkNonce('deep work', pow.deep, proof.nonces.deep)) return 'PROOF_OF_WORK'
  const zeta = transcript.squeezeExt('zeta')
  if (E.isBase(zeta)) return 'CHALLENGE'

  transcript.absorbExt('values', proof.values)
  const opened = new OpenedValues(openings, proof.values)
  const quotientLink = 0
  const chunks = openings
    .filter(({ tree }) => tree === 'quotient')
    .map(({ column }) => opened.get('quotient', quotientLink, column))
  const shift = E.pow(zeta, shape.chunkLength)
  const quotient = chunks.reduceRight((sum, chunk) => E.add(E.mul(sum, shift), chunk), E.ZERO)
  const vanishing = E.sub(E.squareTimes(zeta, shape.logHeight), E.ONE)
  const batched = batchedConstraints(shape, lookups, lambdas, proof.sums, zeta, opened)
  if (!E.equal(batched, E.mul(quotient, vanishing))) return 'CONSTRAINTS'

  if (!transcript.checkNonce('batch work', pow.batch, proof.nonces.batch)) return 'PROOF_OF_WORK'
  const rounds = Array.from({ length: batchRounds(openings.length) }, () => transcript.squeezeExt('gamma'))
  const coefficients = batchCoefficients(rounds, openings.length)

  const betas: E.Ext[] = []
  for (const layer of folds.keys()) {
    transcript.absorbDigest('layer root', proof.layerRoots[layer]!)
    if (!transcript.checkNonce('fold work', pow.fold, proof.nonces.folds[layer]!)) return 'PROOF_OF_WORK'
    betas.push(transcript.squeezeExt('fold'))
  }
  transcript.absorbExt('final', proof.final)
  if (!transcript.checkNonce('query work', pow.query, proof.nonces.query)) return 'PROOF_OF_WORK'
  const indices = transcript.squeezeIndices('queries', parameters.queries, shape.logHeight + logBlowup)

  const domain = createDomain(shape.logHeight, logBlowup)
  const roots: Record<string, Digest> = { ...claim.roots, ...proof.roots }
  const trees: OpenedTree[] = []
  for (const [k, tree] of shape.trees.entries()) {
    const own = indices.map((index) => liftedRow(domain, index, tree.logHeight))
    const starts = linkStarts(tree.links)
    const leaf = (row: readonly number[]) => {
      let state: Digest | undefined
      tree.links.forEach(({ columns }, link) => {
        state = hasher.hashRow(state, row.slice(starts[link]!, starts[link]! + columns))
      })
      return state!
    }
    const result = openTree(hasher, proof.trees[k]!, own, tree.logHeight + logBlowup, roots[tree.name]!, leaf)
    if (typeof result === 'string') return result
    trees.push({ name: tree.name, rows: result, own })
  }
  const layers: Map<number, readonly number[]>[] = []
  let current = indices
  for (const [layer, { logHeight, logArity }] of folds.entries()) {
    current = current.map((index) => fibreIndex(index, logHeight, logArity))
    const depth = logHeight - logArity + logBlowup
    const leaf = (row: readonly number[]) => hasher.hashRow(undefined, row)
    const result = openTree(hasher, proof.layers[layer]!, current, depth, proof.layerRoots[layer]!, leaf)
    if (typeof result === 'string') return result === 'MERKLE_PATH' ? 'LAYER_PATH' : result
    layers.push(result)
  }

  const deep = deepEvaluator(shape, zeta, proof.values, coefficients)
  for (const [q, index] of indices.entries()) {
    const rows = Object.fromEntries(trees.map(({ name, rows, own }) => [name, rows.get(own[q]!)!]))
    const value = deep(index, rows)
    if (!foldsTo(shape, index, value, betas, proof.final, (layer, at) => layers[layer]!.get(at)!))
      return 'LAYER'
  }
  return undefined
}

interface OpenedTree {
  readonly name: string
  readonly rows: Map<number, readonly number[]>
  /** The index in this tree of each query. */
  readonly own: readonly number[]
}

/** Where each link's columns start in a row that has those of all links. */
function linkStarts(links: readonly LinkShape[]): number[] {
  const starts: number[] = []
  let next = 0
  for (const { columns } of links) {
    starts.push(next)
    next += columns
  }
  return starts
}

/** Authenticates the opened rows of one tree, which must be those of the distinct indices in increasing order. */
function openTree(
  hasher: Hasher,
  opening: TreeOpening,
  indices: readonly number[],
  depth: number,
  root: Digest,
  leaf: (row: readonly number[]) => Digest,
): Map<number, readonly number[]> | 'OPENING_COUNT' | 'MERKLE_PATH' {
  const distinct = [...new Set(indices)].sort((a, b) => a - b)
  if (opening.rows.length !== distinct.length) return 'OPENING_COUNT'
  const rows = new Map(distinct.map((index, k) => [index, opening.rows[k]!]))
  const leaves = new Map(distinct.map((index, k) => [index, leaf(opening.rows[k]!)]))
  const found = rootFromOpenings(hasher, depth, leaves, opening.siblings)
  return found !== undefined && digestsEqual(found, root) ? rows : 'MERKLE_PATH'
}

/**
 * f_0 at a query: R(x) + sum of coefficient * (column(x) - value) / (x - point) over all openings, with two
 * denominators. Columns of one tree are opened as one flat row.
 */
function deepEvaluator(
  shape: Shape,
  zeta: E.Ext,
  values: readonly E.Ext[],
  coefficients: readonly E.Ext[],
): (index: number, rows: Record<string, readonly number[]>) => E.Ext {
  const { openings, logHeight, parameters, trees } = shape
  const points = [zeta, E.scale(zeta, F.rootOfUnity(logHeight))] as const
  // The values' part of the numerators does not depend on the query.
  const constants = [0, 1].map((point) =>
    openings.reduce(
      (sum, opening, k) => (opening.point === point ? E.add(sum, E.mul(coefficients[k]!, values[k]!)) : sum),
      E.ZERO,
    ),
  )
  const linkStart = Object.fromEntries(trees.map(({ name, links }) => [name, linkStarts(links)]))
  const places = openings.map(({ tree, link, column, extension, point }) => ({
    tree,
    extension,
    point,
    at: linkStart[tree]![link]! + column,
  }))
  const randomAt = 3 * E.DEGREE
  return (index, rows) => {
    const numerators: [E.Ext, E.Ext] = [E.ZERO, E.ZERO]
    places.forEach(({ tree, extension, point, at }, k) => {
      const row = rows[tree]!
      const term = extension ? E.mul(coefficients[k]!, E.read(row, at)) : E.scale(coefficients[k]!, row[at]!)
      numerators[point] = E.add(numerators[point], term)
    })
    const x = F.mul(cosetShift(logHeight), friPoint(index, logHeight, parameters.logBlowup))
    let value = E.read(rows.quotient!, randomAt)
    for (const point of [0, 1] as const) {
      const denominator = E.sub(E.fromBase(x), points[point])
      value = E.add(value, E.div(E.sub(numerators[point], constants[point]!), denominator))
    }
    return value
  }
}
