/** LogUp columns on the trace domain, by definition. */
import { BLINDING } from '../../../src/air/blinding.ts'
import type { Interaction, Table } from '../../../src/air/table.ts'
import * as F from '../../../src/field/koalabear.ts'
import * as E from '../../../src/field/quartic.ts'
import { fingerprint, type LookupChallenges } from '../../../src/stark/logup.ts'
import type { ClassShape } from '../../../src/stark/shape.ts'

/** A table's columns on the trace domain, each read modulo its length. */
export interface TraceColumns {
  readonly preprocessed: readonly (readonly number[])[]
  readonly main: readonly (readonly number[])[]
}

/** Values of all nodes of a table's graph on a row. */
export function rowValues(table: Table, { preprocessed, main }: TraceColumns, row: number): number[] {
  const at = (column: readonly number[]) => column[row % column.length]
  return table.graph.evaluate(preprocessed.map(at), main.map(at))
}

/** The fingerprint of an interaction, from the values of the graph's nodes. */
export const denominator = (
  challenges: LookupChallenges,
  { bus, tuple }: Interaction,
  values: readonly number[],
): E.Ext =>
  fingerprint(
    challenges,
    bus,
    tuple.map(({ id }) => E.fromBase(values[id])),
  )

/**
 * A column per group of every table of the class over `rows` rows, which are one or more periods of its
 * height.
 */
export function fractionColumns(
  own: ClassShape,
  rows: number,
  traces: readonly TraceColumns[],
  challenges: LookupChallenges,
): E.Ext[][] {
  return own.tables.flatMap(({ table, groups }, k) => {
    const values = Array.from({ length: rows }, (_, row) => rowValues(table, traces[k], row))
    return groups.map((group) => {
      const columns = group.map((interaction) => {
        const inverses = E.batchInverse(values.map((row) => denominator(challenges, interaction, row)))
        return inverses.map((inverse, row) => E.scale(inverse, values[row][interaction.multiplicity.id]))
      })
      return values.map((_, row) => columns.reduce((sum, column) => E.add(sum, column[row]), E.ZERO))
    })
  })
}

export interface RunningSum {
  readonly sigma: readonly E.Ext[]
  /** The sum over one period; over several periods that differ, their mean. */
  readonly sum: E.Ext
}

/** The running sum of `rows` rows; the class's message is in the first row of every period. */
export function runningSum(
  own: ClassShape,
  rows: number,
  fractions: readonly (readonly E.Ext[])[],
  message: E.Ext,
  challenges: LookupChallenges,
): RunningSum {
  const height = 2 ** own.logHeight
  const blinding = E.inv(fingerprint(challenges, BLINDING, message.map(E.fromBase)))
  const steps = Array.from({ length: rows }, (_, row) => {
    const first = row % height === 0 ? blinding : E.ZERO
    return fractions.reduce((sum, column) => E.add(sum, column[row]), first)
  })
  const sum = E.scale(steps.reduce(E.add), F.inv(rows / height))
  const mean = E.scale(sum, F.inv(height))
  const sigma: E.Ext[] = []
  let total = E.ZERO
  for (const step of steps) {
    sigma.push(total)
    total = E.sub(E.add(total, step), mean)
  }
  return { sigma, sum }
}
