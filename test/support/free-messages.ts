/**
 * What buses say of traces if one interaction of a table does not bind the prover: its rows may put any messages of its
 * direction in the place of their own, or none.
 */
import { checkTraces, type PublicTuple, type Trace } from '../../src/air/check.ts'
import type { Interaction, Table } from '../../src/air/table.ts'
import { P } from '../../src/field/koalabear.ts'

/** What is wrong with traces, for those who ask about many interactions. */
export interface Imbalance {
  readonly traces: readonly Trace[]
  readonly violated: boolean
  /** Names of buses that do not balance. */
  readonly buses: readonly string[]
  /** What is sent (or, negative, received) too often, by tuple. */
  readonly totals: ReadonlyMap<string, number>
}

export function imbalanceOf(traces: readonly Trace[], tuples: readonly PublicTuple[]): Imbalance {
  const { violations, unbalanced } = checkTraces(traces, tuples)
  return {
    traces,
    violated: violations.length > 0,
    buses: [...new Set(unbalanced.map(({ bus }) => bus))],
    totals: new Map(unbalanced.map(({ tuple, total }) => [`${tuple}`, total])),
  }
}

const signed = (element: number): number => (element > P / 2 ? element - P : element)

/** What an interaction of a table contributes in all its rows, by tuple. */
export function contribution(
  traces: readonly Trace[],
  table: Table,
  { tuple, multiplicity }: Interaction,
): Map<string, number> {
  const totals = new Map<string, number>()
  for (const trace of traces) {
    if (trace.table !== table) continue
    const height = trace.main[0].length
    for (let row = 0; row < height; row++) {
      const at = (column: ArrayLike<number>) => column[row]
      const values = table.graph.evaluate(trace.preprocessed.map(at), trace.main.map(at))
      const times = signed(values[multiplicity.id])
      if (times === 0) continue
      const key = `${tuple.map(({ id }) => values[id])}`
      totals.set(key, (totals.get(key) ?? 0) + times)
    }
  }
  return totals
}

/** Whether the traces are accepted if the prover chooses what this interaction says. */
export function acceptedIfFree(imbalance: Imbalance, table: Table, interaction: Interaction): boolean {
  if (imbalance.violated || imbalance.buses.length !== 1 || imbalance.buses[0] !== interaction.bus.name)
    return false
  const own = contribution(imbalance.traces, table, interaction)
  const directions = new Set([...own.values()].map(Math.sign))
  if (directions.size !== 1) return false
  const [direction] = directions
  const left = new Map(imbalance.totals)
  for (const [key, times] of own) left.set(key, (left.get(key) ?? 0) - times)
  return [...left.values()].every((total) => total === 0 || Math.sign(total) === -direction)
}
