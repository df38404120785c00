/**
 * The batched constraints on a domain, by definition; an implementation independent of prover and verifier.
 */
import { BLINDING } from '../../../src/air/blinding.ts'
import * as F from '../../../src/field/koalabear.ts'
import * as E from '../../../src/field/quartic.ts'
import { createDomain, domainPoint } from '../../../src/poly/domain.ts'
import { fingerprint, type LookupChallenges } from '../../../src/stark/logup.ts'
import type { ClassShape, TableShape } from '../../../src/stark/shape.ts'
import { type Column, lifted, liftedExt } from './column.ts'
import { denominator } from './lookups.ts'

/** All columns of a class. */
export interface ClassColumns {
  /** Log of the rows that were committed: that of the class, or of the tallest if periods differ. */
  readonly logRows: number
  readonly tables: readonly { readonly preprocessed: readonly Column[]; readonly main: readonly Column[] }[]
  readonly u: readonly Column[]
  /** E columns, four columns each. */
  readonly fractions: readonly (readonly Column[])[]
  readonly sigma: readonly Column[]
  readonly sum: E.Ext
}

/** Extra factor of the domain of compositions: the degree of constraints is at most 4. */
export const LOG_COMPOSITION_BLOWUP = 2

/** sum of lambda^k C_k of one class on the domain of its rows. */
export function classComposition(
  own: ClassShape,
  columns: ClassColumns,
  challenges: LookupChallenges,
  lambdas: readonly E.Ext[],
): E.Ext[] {
  const { logRows } = columns
  const domain = createDomain(logRows, LOG_COMPOSITION_BLOWUP)
  const base = (column: Column) => lifted(column, logRows, LOG_COMPOSITION_BLOWUP)
  const extension = (own: readonly Column[]) => liftedExt(own, logRows, LOG_COMPOSITION_BLOWUP)
  const tables = columns.tables.map(({ preprocessed, main }) => ({
    preprocessed: preprocessed.map(base),
    main: main.map(base),
  }))
  const fractions = columns.fractions.map(extension)
  const sigma = extension(columns.sigma)
  const u = extension(columns.u)
  const mean = E.scale(columns.sum, F.inv(2 ** own.logHeight))
  return Array.from({ length: domain.size }, (_, row) => {
    const phi = fractions.map((at) => at(row))
    let total = E.ZERO
    let used = 0
    own.tables.forEach((shaped, k) => {
      const preprocessed = tables[k].preprocessed.map((at) => at(row))
      const main = tables[k].main.map((at) => at(row))
      const values = shaped.table.graph.evaluate(preprocessed, main)
      const ownPhi = phi.slice(used, used + shaped.groups.length)
      used += shaped.groups.length
      tableConstraints(shaped, challenges, values, ownPhi).forEach((value, c) => {
        total = E.add(total, E.mul(lambdas[shaped.firstExponent + c], value))
      })
    })
    const coset = row - (row % domain.height)
    const next = sigma(coset + ((row + 1) % domain.height))
    const y = F.squareTimes(domainPoint(domain, row), logRows - own.logHeight)
    const first = firstRow(y, own.logHeight)
    const step = E.add(E.sub(E.sub(next, sigma(row)), phi.reduce(E.add, E.ZERO)), mean)
    const blinded = E.mul(step, fingerprint(challenges, BLINDING, u(row).map(E.fromBase)))
    total = E.add(total, E.mul(lambdas[own.stepExponent], E.sub(blinded, E.fromBase(first))))
    return E.add(total, E.mul(lambdas[own.anchorExponent], E.scale(sigma(row), first)))
  })
}

/** 1 in the first row of a period, 0 in the others: (y^N - 1) / (N (y - 1)). */
function firstRow(y: number, logHeight: number): number {
  return F.div(F.sub(F.squareTimes(y, logHeight), 1), F.mul(2 ** logHeight, F.sub(y, 1)))
}

/** The table's own constraints, then phi D1 D2 D3 - (m1 D2 D3 + m2 D1 D3 + m3 D1 D2) per group. */
function tableConstraints(
  { table, groups }: TableShape,
  challenges: LookupChallenges,
  values: readonly number[],
  phi: readonly E.Ext[],
): E.Ext[] {
  const lookups = groups.map((group, k) => {
    const denominators = group.map((interaction) => denominator(challenges, interaction, values))
    const numerators = group.map(({ multiplicity }, own) => {
      const others = denominators.filter((_, other) => other !== own).reduce(E.mul, E.ONE)
      return E.scale(others, values[multiplicity.id])
    })
    return E.sub(E.mul(phi[k], denominators.reduce(E.mul)), numerators.reduce(E.add))
  })
  return [...table.constraints.map(({ expression }) => E.fromBase(values[expression.id])), ...lookups]
}
