/** The batched constraints at the out-of-domain point, from the opened values. */
import { BLINDING } from '../../air/blinding.ts'
import type { Ring } from '../../air/expression.ts'
import * as E from '../../field/quartic.ts'
import type { LookupChallenges } from '../logup.ts'
import { fingerprint } from '../logup.ts'
import type { Opening, Shape, TableShape } from '../shape.ts'

const EXTENSION: Ring<E.Ext> = { constant: E.fromBase, add: E.add, sub: E.sub, mul: E.mul }

/** Hands out the opened values in the shape's order. */
export class OpenedValues {
  readonly #byPlace = new Map<string, E.Ext>()

  constructor(openings: readonly Opening[], values: readonly E.Ext[]) {
    for (const [k, { tree, link, column, point }] of openings.entries()) {
      this.#byPlace.set(`${tree} ${link} ${column} ${point}`, values[k]!)
    }
  }

  get(tree: string, link: number, column: number, point: 0 | 1 = 0): E.Ext {
    const value = this.#byPlace.get(`${tree} ${link} ${column} ${point}`)
    if (value === undefined) throw new TypeError(`no opening of ${tree} ${link} ${column} at point ${point}`)
    return value
  }
}

/**
 * sum of lambda^k C_k at zeta, every table at its own point zeta^m. `lambdas` are the powers of lambda, `sums` those of
 * the classes.
 */
export function batchedConstraints(
  shape: Shape,
  challenges: LookupChallenges,
  lambdas: readonly E.Ext[],
  sums: readonly E.Ext[],
  zeta: E.Ext,
  opened: OpenedValues,
): E.Ext {
  let total = E.ZERO
  const accumulate = (exponent: number, value: E.Ext) => {
    total = E.add(total, E.mul(lambdas[exponent]!, value))
  }
  shape.classes.forEach((own, link) => {
    const point = E.squareTimes(zeta, shape.logHeight - own.logHeight)
    const preprocessedStart = { fixed: 0, program: 0 }
    let mainStart = 0
    let auxStart = 0
    let fractions = E.ZERO
    for (const shaped of own.tables) {
      const { table, groups } = shaped
      const base = table.tree === undefined ? 0 : preprocessedStart[table.tree]
      if (table.tree !== undefined) preprocessedStart[table.tree] += table.preprocessed.length
      const tree = shape.trees.find(({ name }) => name === table.tree)
      const preprocessedLink = tree?.links.findIndex(({ logHeight }) => logHeight === own.logHeight) ?? -1
      const first = mainStart
      const values = table.graph.evaluateOver(EXTENSION, (of, index) =>
        of === 'main'
          ? opened.get('main', link, first + index)
          : opened.get(table.tree!, preprocessedLink, base + index),
      )
      const columns = groups.map((_, k) => opened.get('aux', link, auxStart + E.DEGREE * k))
      tableConstraints(shaped, challenges, values, columns, accumulate)
      fractions = columns.reduce(E.add, fractions)
      mainStart += table.main.length
      auxStart += E.DEGREE * groups.length
    }
    const u = [0, 1, 2, 3].map((k) => opened.get('main', link, mainStart + k))
    const sigma = opened.get('aux', link, auxStart)
    const next = opened.get('aux', link, auxStart, 1)
    const height = 2 ** own.logHeight
    const vanishing = E.sub(E.squareTimes(point, own.logHeight), E.ONE)
    const selector = E.div(vanishing, E.scale(E.sub(point, E.ONE), height))
    const mean = E.div(sums[link]!, E.fromBase(height))
    const step = E.add(E.sub(E.sub(next, sigma), fractions), mean)
    accumulate(own.stepExponent, E.sub(E.mul(step, fingerprint(challenges, BLINDING, u)), selector))
    accumulate(own.anchorExponent, E.mul(selector, sigma))
  })
  return total
}

function tableConstraints(
  { table, groups, firstExponent }: TableShape,
  challenges: LookupChallenges,
  values: readonly E.Ext[],
  columns: readonly E.Ext[],
  accumulate: (exponent: number, value: E.Ext) => void,
): void {
  for (const [k, { expression }] of table.constraints.entries()) {
    accumulate(firstExponent + k, values[expression.id]!)
  }
  groups.forEach((group, k) => {
    // phi D1 D2 D3 - (m1 D2 D3 + m2 D1 D3 + m3 D1 D2), one interaction after the other.
    let product = E.ONE
    let numerator = E.ZERO
    for (const { bus, tuple, multiplicity } of group) {
      const denominator = fingerprint(
        challenges,
        bus,
        tuple.map(({ id }) => values[id]!),
      )
      numerator = E.add(E.mul(numerator, denominator), E.mul(product, values[multiplicity.id]!))
      product = E.mul(product, denominator)
    }
    accumulate(firstExponent + table.constraints.length + k, E.sub(E.mul(columns[k]!, product), numerator))
  })
}
