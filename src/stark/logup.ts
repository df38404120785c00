/**
 * LogUp: a bus balances if the sum over all tuples of multiplicity / fingerprint is zero, for a random fingerprint
 *   D(tuple) = alpha + beta^MAX_TUPLE * bus - sum of beta^k * entry_k.
 * Source: Haböck, ePrint 2022/1530. The blinding bus uses the basis 1, X, X^2, X^3 in place of powers of beta.
 */
import { BLINDING_BUS_ID, type Bus, MAX_TUPLE } from '../air/bus.ts'
import { affineForm } from '../air/expression.ts'
import type { Interaction } from '../air/table.ts'
import * as E from '../field/quartic.ts'

export interface LookupChallenges {
  readonly alpha: E.Ext
  readonly beta: E.Ext
  /** beta^0 .. beta^MAX_TUPLE. */
  readonly powers: readonly E.Ext[]
}

export function lookupChallenges(alpha: E.Ext, beta: E.Ext): LookupChallenges {
  const powers: E.Ext[] = [E.ONE]
  for (let k = 1; k <= MAX_TUPLE; k++) powers.push(E.mul(powers[k - 1]!, beta))
  return { alpha, beta, powers }
}

/** alpha + beta^MAX_TUPLE * bus. */
export function busConstant({ alpha, powers }: LookupChallenges, bus: Bus): E.Ext {
  return E.add(alpha, E.scale(powers[MAX_TUPLE]!, bus.id))
}

const entryWeights = ({ powers }: LookupChallenges, bus: Bus): readonly E.Ext[] =>
  bus.id === BLINDING_BUS_ID ? E.BASIS : powers

/** The fingerprint of a tuple of extension elements. */
export function fingerprint(challenges: LookupChallenges, bus: Bus, tuple: readonly E.Ext[]): E.Ext {
  const weights = entryWeights(challenges, bus)
  return tuple.reduce((sum, entry, k) => E.sub(sum, E.mul(weights[k]!, entry)), busConstant(challenges, bus))
}

/** A tuple that the verifier itself sends (1) or receives (-1). */
export interface PublicTuple {
  readonly bus: Bus
  readonly tuple: readonly number[]
  readonly multiplicity: 1 | -1
}

/** The public part of the sum; undefined if a fingerprint is zero, which has negligible probability. */
export function publicSum(challenges: LookupChallenges, tuples: readonly PublicTuple[]): E.Ext | undefined {
  const denominators = tuples.map(({ bus, tuple }) => {
    const weights = entryWeights(challenges, bus)
    return tuple.reduce(
      (sum, entry, k) => E.sub(sum, E.scale(weights[k]!, entry)),
      busConstant(challenges, bus),
    )
  })
  if (denominators.some(E.isZero)) return undefined
  return E.batchInverse(denominators).reduce<E.Ext>(
    (sum, inverse, k) => (tuples[k]!.multiplicity === 1 ? E.add(sum, inverse) : E.sub(sum, inverse)),
    E.ZERO,
  )
}

/** An affine form over the columns of a table: preprocessed columns first, then main columns. */
export interface ColumnForm<T> {
  readonly constant: T
  readonly terms: readonly { readonly column: number; readonly weight: T }[]
}

/** The fingerprint of an interaction as an affine form with weights in E. */
export function fingerprintForm(
  challenges: LookupChallenges,
  interaction: Interaction,
  preprocessed: number,
): ColumnForm<E.Ext> {
  const weights = entryWeights(challenges, interaction.bus)
  let constant = busConstant(challenges, interaction.bus)
  const terms = new Map<number, E.Ext>()
  interaction.tuple.forEach((entry, k) => {
    const form = columnForm(entry, preprocessed)
    constant = E.sub(constant, E.scale(weights[k]!, form.constant))
    for (const { column, weight } of form.terms) {
      terms.set(column, E.sub(terms.get(column) ?? E.ZERO, E.scale(weights[k]!, weight)))
    }
  })
  return { constant, terms: [...terms].map(([column, weight]) => ({ column, weight })) }
}

/** An affine expression by column number. */
export function columnForm(
  expression: Interaction['multiplicity'],
  preprocessed: number,
): ColumnForm<number> {
  const { constant, terms } = affineForm(expression)
  return {
    constant,
    terms: [...terms].map(([id, weight]) => {
      const node = expression.graph.nodes[id]!
      if (node.kind !== 'column') throw new TypeError('entries and multiplicities of interactions are affine')
      return { column: node.of === 'main' ? preprocessed + node.index : node.index, weight }
    }),
  }
}
