/**
 * What a table loses with one of its parts: rows that are forged, and that the part alone keeps out.
 */
import { affineForm } from '../../src/air/expression.ts'
import type { Constraint, Interaction, Table } from '../../src/air/table.ts'
import { inv, mul, reduce } from '../../src/field/koalabear.ts'
import { BITS, XOR } from '../../src/machine/buses.ts'
import { at, edited, type Forgery, type RowTest, type Sample, violatedParts } from './rows.ts'

export type Part = Constraint | Interaction

/** Whether rows look something up here; those of the lookup table itself offer it. */
export const isLookup = (part: Part): part is Interaction =>
  'bus' in part && (part.bus === BITS || part.bus === XOR) && part.bound !== undefined

/** The same table without a part. */
export const without = (table: Table, part: Part): Table => ({
  ...table,
  constraints: table.constraints.filter((constraint) => constraint !== part),
  interactions: table.interactions.filter((interaction) => interaction !== part),
})

/** The label of a constraint; the bus of an interaction with its direction and the columns of its entries. */
export function partName(table: Table, part: Part): string {
  if (!('bus' in part)) return part.label
  const columns = (entries: Interaction['tuple']) =>
    entries
      .map((entry) => {
        const { constant, terms } = affineForm(entry)
        const names = [...terms.keys()].map((id) => {
          const node = table.graph.nodes[id]
          return node.kind === 'column' ? node.name : '?'
        })
        return names.length > 0 ? names.join(' and ') : `${constant}`
      })
      .join(', ')
  const [weight] = affineForm(part.multiplicity).terms.values()
  return `${weight === 1 ? 'sends' : 'receives'} ${part.bus.name} ${columns(part.tuple)}`
}

/** All forged rows of a test: its attacks, its other forgeries, accesses that go back in time, halves of rows. */
export function forgeriesOf<S extends Sample>(own: RowTest<S>): Forgery<S>[] {
  const { table, attacks, forgeries = [], samples } = own
  const rows = attacks.map(({ name, sample, edits }) => ({
    name,
    sample,
    row: edited(table, sample.row, edits),
  }))
  const sample = attacks[0]?.sample ?? samples[0]
  return [...rows, ...forgeries, ...pauses(table, sample)]
}

/** By part the name of a forgery that it alone refutes: without the part it is accepted. */
export function forgeriesByPart<S extends Sample>(own: RowTest<S>): ReadonlyMap<Part, string> {
  const found = new Map<Part, string>()
  for (const { name, row, sample } of forgeriesOf(own)) {
    const parts = violatedParts(own.table, row)
    if (parts.length !== 1 || found.has(parts[0])) continue
    if (own.judge(row, sample).kind === 'forged') found.set(parts[0], name)
  }
  return found
}

/** Rows whose accesses take what is put at the same time or later, and half a row. */
function pauses<S extends Sample>(table: Table, sample: S): Forgery<S>[] {
  const forgery = (name: string, value: number): Forgery<S> => {
    return { name, sample, row: edited(table, sample.row, { [name]: value }) }
  }
  const forgeries = table.main.filter((name) => /^\w+\.gap$/.test(name)).map((name) => forgery(name, -1))
  if (table.main.includes('m.gap.lo')) {
    const { row } = forgery('m.gap.lo', -1)
    forgeries.push({ name: 'm.gap.lo', sample, row: edited(table, row, { 'm.gap.hi': 0 }) })
    const low = sample.row[at(table, 'm.gap.lo')]
    forgeries.push(forgery('m.gap.hi', mul(inv(2 ** 16), reduce(-1 - low))))
  }
  if (table.main.includes('real')) forgeries.push(forgery('real', inv(2)))
  return forgeries
}
