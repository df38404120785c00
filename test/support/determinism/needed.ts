/** Which rules of a table leave a choice if they are missing. */
import type { Table } from '../../../src/air/table.ts'
import { kindWithout, OpenMultiplicity } from './kinds.ts'
import { isLookup } from './rows.ts'
import {
  confusable,
  type Findings,
  findingsOf,
  type Group,
  groupOf,
  type RowResult,
  type Rule,
  resultOf,
} from './uniqueness.ts'

/** A constraint or a lookup. */
export interface NamedRule extends Rule {
  readonly label: string
}

/** The constraints and lookups of a table. */
export function rulesOf({ lookups }: Group, table: Table): NamedRule[] {
  const { constraints, interactions, main, graph } = table
  const columnsOf = (id: number): string[] => {
    const node = graph.nodes[id]!
    if (node.kind === 'column') return [main[node.index]!]
    return node.kind === 'constant' ? [] : [...columnsOf(node.left), ...columnsOf(node.right)]
  }
  const rules: NamedRule[] = constraints.map(({ label }, rule) => ({ table, rule, label }))
  for (const [k, { bus, tuple, bound }] of interactions.entries()) {
    if (bound === undefined || !(lookups.has(bus.id) || isLookup({ bus }))) continue
    const columns = [...new Set(tuple.flatMap(({ id }) => columnsOf(id)))]
    rules.push({ table, rule: constraints.length + k, label: `${bus.name} of ${columns.join(', ')}` })
  }
  return rules
}

/** Whether rows have a choice without a rule, even if all that is promised to them without it holds. */
export function isNeededAlone(
  { lookups, tables }: Group,
  { alone, promises }: Findings,
  { table, rule }: Rule,
): boolean {
  const arrivals = tables.find((own) => own.table === table)!
  return alone.some((whole) => {
    if (whole.arrivals !== arrivals || !isActive(whole, rule)) return false
    try {
      const kind = kindWithout(whole.kind, rule)
      if (kind === undefined) return false
      const own = new Map(
        kind.messages.map((message, k) => [message, promises.get(whole.kind.messages[k]!) ?? []]),
      )
      const result = resultOf({ arrivals, kind, lookups, promises: own, without: rule })
      if (result === undefined) return false
      return result.undetermined.length > whole.undetermined.length || result.free.length > whole.free.length
    } catch (error) {
      if (error instanceof OpenMultiplicity) return true
      throw error
    }
  })
}

const isActive = ({ kind }: RowResult, rule: number): boolean =>
  kind.constraints.has(rule) ||
  kind.implying.has(rule) ||
  kind.messages.some(({ index }) => index + kind.table.constraints.length === rule)

/** Whether rows have a choice without a rule: in what they say, or of which kind they are. */
export function isNeeded(group: Group, findings: Findings, rule: Rule): boolean {
  if (isNeededAlone(group, findings, rule)) return true
  try {
    const { results } = findingsOf(groupOf(group.tables, group.lookups, rule), rule)
    return results.some(({ undetermined }) => undetermined.length > 0) || confusable(results).length > 0
  } catch (error) {
    if (error instanceof OpenMultiplicity) return true
    throw error
  }
}
