/** Changes of a proof as data: its lists, its tables, its parts. */

import { P } from '../../src/field/koalabear.ts'
import * as E from '../../src/field/quartic.ts'
import { DEGREE, type Ext } from '../../src/field/quartic.ts'
import { DIGEST_LENGTH, type Digest } from '../../src/hash/hasher.ts'
import type { Proof, TreeOpening } from '../../src/stark/proof.ts'
import { createShape, type Shape, ShapeError } from '../../src/stark/shape.ts'
import { withItem } from '../support/stark/lists.ts'
import type { Random } from './random.ts'
import type { Target } from './targets.ts'

/** A list in a proof, and the proof with another list in its place. */
interface Vector {
  readonly name: string
  readonly list: readonly unknown[]
  replace(list: readonly unknown[]): Proof
}

/** Every list of a proof. */
export function vectors(proof: Proof): Vector[] {
  const out: Vector[] = []
  const add = <T>(name: string, list: readonly T[], replace: (list: readonly T[]) => Proof) =>
    out.push({ name, list, replace: replace as Vector['replace'] })
  add('heights', proof.heights, (heights) => ({ ...proof, heights }))
  add('sums', proof.sums, (sums) => ({ ...proof, sums }))
  add('values', proof.values, (values) => ({ ...proof, values }))
  add('layer roots', proof.layerRoots, (layerRoots) => ({ ...proof, layerRoots }))
  add('final', proof.final, (final) => ({ ...proof, final }))
  add('fold nonces', proof.nonces.folds, (folds) => ({ ...proof, nonces: { ...proof.nonces, folds } }))
  for (const part of ['trees', 'layers'] as const) {
    const openings = proof[part]
    add(part, openings, (list) => ({ ...proof, [part]: list }))
    openings.forEach((opening, k) => {
      const change = (changed: Partial<TreeOpening>): Proof => ({
        ...proof,
        [part]: withItem(openings, k, { ...opening, ...changed }),
      })
      add(`${part} ${k} rows`, opening.rows, (rows) => change({ rows }))
      add(`${part} ${k} siblings`, opening.siblings, (siblings) => change({ siblings }))
      opening.rows.forEach((row, at) => {
        add(`${part} ${k} row`, row, (own) => change({ rows: withItem(opening.rows, at, own) }))
      })
    })
  }
  return out
}

/** Vectors by name, so that each name is as likely as the others. */
function pickVector(random: Random, proof: Proof): Vector {
  const all = vectors(proof).filter(({ list }) => list.length > 0)
  const name = random.pick([...new Set(all.map((own) => own.name))])
  return random.pick(all.filter((own) => own.name === name))
}

/** A list with an item more, an item less, none, or twice as many. */
export function resizeVector(random: Random, { proof }: Target): Proof {
  const { list, replace } = pickVector(random, proof)
  const at = random.below(list.length)
  return replace(
    random.pick([
      () => list.slice(1),
      () => list.slice(0, -1),
      () => [...list.slice(0, at), ...list.slice(at + 1)],
      () => [...list.slice(0, at + 1), ...list.slice(at)],
      () => [...list, list[list.length - 1]],
      () => [list[0], ...list],
      () => [],
      () => [...list, ...list],
      () => list.slice(0, at),
    ])(),
  )
}

/** A list that claims to be as long as the encoding can say, and is. */
export function hugeVector(random: Random, { proof }: Target): Proof {
  const own = vectors(proof).filter(({ name, list }) => / (rows|siblings)$/.test(name) && list.length > 0)
  const { name, list, replace } = random.pick(own)
  const length = name.endsWith('rows') ? random.pick([123, 200, 1000]) : random.pick([1000, 65_535])
  return replace(Array.from({ length }, (_, k) => list[k % list.length]))
}

/** The same items in another order. */
export function reorderVector(random: Random, { proof }: Target): Proof {
  const { list, replace } = pickVector(random, proof)
  const [a, b] = [random.below(list.length), random.below(list.length)]
  return replace(
    random.pick([
      () => withItem(withItem(list, a, list[b]), b, list[a]),
      () => withItem(list, a, list[b]),
      () => [...list].reverse(),
      () => [...list.slice(a), ...list.slice(0, a)],
    ])(),
  )
}

/** An item moved from the end of one list to the start of another one of the same opening or kind. */
export function moveItem(random: Random, { proof }: Target): Proof {
  const part = random.pick(['trees', 'layers'] as const)
  const openings = proof[part]
  if (openings.length < 2) return proof
  const from = random.below(openings.length)
  const to = (from + random.between(1, openings.length - 1)) % openings.length
  const list = random.pick(['rows', 'siblings'] as const)
  const [source, target] = [openings[from]!, openings[to]!]
  const shorter = { ...source, [list]: source[list].slice(0, -1) }
  const longer = { ...target, [list]: [...source[list].slice(-1), ...target[list]] }
  return { ...proof, [part]: withItem(withItem<TreeOpening>(openings, from, shorter), to, longer) }
}

/** Two parts of the same type exchanged: roots, layer roots, nonces, openings. */
export function swapParts(random: Random, { proof }: Target): Proof {
  const { roots, nonces, layerRoots } = proof
  const names = ['main', 'aux', 'quotient'] as const
  const [a, b] = [random.pick(names), random.pick(names)]
  const layer = random.below(layerRoots.length + 1)
  const sites = ['lookup', 'deep', 'batch', 'query'] as const
  const [s, t] = [random.pick(sites), random.pick(sites)]
  const exchanged = <T>(list: readonly T[]): T[] => {
    const [i, j] = [random.below(list.length), random.below(list.length)]
    return withItem(withItem(list, i, list[j]!), j, list[i]!)
  }
  return random.pick<() => Proof>([
    () => ({ ...proof, roots: { ...roots, [a]: roots[b], [b]: roots[a] } }),
    () => ({ ...proof, roots: { ...roots, [a]: roots[b] } }),
    () =>
      layer === layerRoots.length
        ? { ...proof, layerRoots: exchanged(layerRoots) }
        : {
            ...proof,
            roots: { ...roots, [a]: layerRoots[layer]! },
            layerRoots: withItem(layerRoots, layer, roots[a]),
          },
    () => ({ ...proof, nonces: { ...nonces, [s]: nonces[t], [t]: nonces[s] } }),
    () => ({ ...proof, trees: exchanged(proof.trees) }),
    () => ({ ...proof, layers: exchanged(proof.layers) }),
  ])()
}

/** Parts of another valid proof, or everything from some part on. */
export function transplant(random: Random, { proof, relatives }: Target): Proof {
  const other = random.pick(relatives)
  const parts = [
    'heights',
    'roots',
    'sums',
    'values',
    'layerRoots',
    'final',
    'nonces',
    'trees',
    'layers',
  ] as const
  if (random.chance(0.3)) {
    const from = random.below(parts.length)
    return { ...proof, ...Object.fromEntries(parts.slice(from).map((part) => [part, other[part]])) }
  }
  const part = random.pick(parts)
  if (part === 'roots') {
    const name = random.pick(['main', 'aux', 'quotient'] as const)
    return { ...proof, roots: { ...proof.roots, [name]: other.roots[name] } }
  }
  if ((part === 'trees' || part === 'layers') && random.chance(0.7)) {
    const at = random.below(proof[part].length)
    return { ...proof, [part]: withItem(proof[part], at, other[part][at]!) }
  }
  return { ...proof, [part]: other[part] }
}

/** Sums that still balance. */
export function shiftSums(random: Random, { proof }: Target): Proof {
  const { sums } = proof
  const by: Ext = [random.below(P), random.below(P), random.below(P), random.below(P)]
  const from = random.below(sums.length)
  const to = (from + 1) % sums.length
  return {
    ...proof,
    sums: withItem(withItem(sums, from, E.sub(sums[from]!, by)), to, E.add(sums[to]!, by)),
  }
}

/** A table dropped, added, resized or exchanged with another, and all lists of the lengths that this asks for. */
export function changeTables(random: Random, target: Target): Proof {
  const { proof, system, parameters } = target
  const heights: (number | undefined)[] = [...proof.heights]
  const count = heights.length
  const { minLogHeight, maxLogHeight } = parameters
  const anyHeight = () => random.between(minLogHeight, maxLogHeight)
  const change = () => {
    const at = random.below(count)
    const own = heights[at]
    random.pick([
      () => {
        heights[at] = own === undefined ? minLogHeight : own + 1
      },
      () => {
        heights[at] = own === undefined ? anyHeight() : own - 1
      },
      () => {
        heights[at] = own === undefined ? anyHeight() : undefined
      },
      () => {
        heights[at] = anyHeight()
      },
      () => {
        const other = random.below(count)
        heights[at] = heights[other]
        heights[other] = own
      },
    ])()
  }
  const free = system.tables.flatMap(({ tree }, number) => (tree === undefined ? [number] : []))
  const setAll = (choose: (own: number | undefined) => number | undefined) => {
    for (const number of free) heights[number] = choose(heights[number])
  }
  const kind = random.below(12)
  if (kind === 0) heights.fill(random.pick([undefined, minLogHeight, maxLogHeight, maxLogHeight + 1]))
  else if (kind === 1) setAll((own) => own ?? anyHeight())
  else if (kind === 2) setAll(() => maxLogHeight)
  else if (kind === 3) setAll(() => random.pick([anyHeight(), maxLogHeight - 1, maxLogHeight]))
  else if (kind === 4) setAll((own) => random.pick([own, undefined, maxLogHeight]))
  else for (let k = random.between(1, 3); k > 0; k--) change()
  try {
    return refitted(proof, createShape(system, parameters, heights))
  } catch (error) {
    // No proof has these heights.
    if (error instanceof ShapeError) return { ...proof, heights }
    throw error
  }
}

/** The proof with the heights of a shape and with lists of the lengths that it asks for. */
export function refitted(proof: Proof, shape: Shape): Proof {
  const digest: Digest = new Uint8Array(DIGEST_LENGTH)
  const opening = (own: TreeOpening | undefined, width: number): TreeOpening => ({
    rows: (own ?? proof.trees[0]!).rows.map((row) => fitted(row, width, 0)),
    siblings: own?.siblings ?? [],
  })
  return {
    ...proof,
    heights: shape.heights,
    sums: fitted(proof.sums, shape.classes.length, E.ZERO),
    values: fitted(proof.values, shape.openings.length, E.ONE),
    layerRoots: fitted(proof.layerRoots, shape.folds.length, digest),
    final: fitted(proof.final, shape.finalLength, E.ZERO),
    nonces: { ...proof.nonces, folds: fitted(proof.nonces.folds, shape.folds.length, 0n) },
    trees: shape.trees.map(({ links }, k) =>
      opening(
        proof.trees[k],
        links.reduce((sum, { columns }) => sum + columns, 0),
      ),
    ),
    layers: shape.folds.map(({ logArity }, k) => opening(proof.layers[k], DEGREE << logArity)),
  }
}

const fitted = <T>(list: readonly T[], length: number, filler: T): T[] =>
  Array.from({ length }, (_, k) => list[k] ?? filler)
