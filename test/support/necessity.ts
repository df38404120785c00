/** Tests that no constraint and no lookup of a family can be left out. */
import { expect, test } from 'vitest'
import { affineForm } from '../../src/air/expression.ts'
import type { Interaction, Table } from '../../src/air/table.ts'
import { inv, mul, reduce } from '../../src/field/koalabear.ts'
import { BITS, XOR } from '../../src/machine/buses.ts'
import type { Family } from '../../src/machine/family.ts'
import { type Attack, at, type Case, edited, honestRow, judge } from './family.ts'

/** A forged row of an execution. */
export interface Forgery {
  readonly name: string
  readonly execution: Case
  readonly row: readonly number[]
}

const isLookup = ({ bus }: Interaction): boolean => bus === BITS || bus === XOR

/**
 * Every constraint and every lookup must be what alone rejects one of the forgeries: without it the row would
 * be accepted. Pauses that go back in time and halves of rows are among the forgeries anyway.
 */
export function testNecessity(
  family: Family,
  attacks: readonly Attack[],
  more: readonly Forgery[] = [],
): void {
  const { table } = family
  const forgeries: Forgery[] = [
    ...attacks.map(({ name, execution, edits }) => {
      return { name, execution, row: edited(table, honestRow(family, execution), edits) }
    }),
    ...more,
  ]
  forgeries.push(...pauses(family, forgeries[0].execution))
  const without = (part: object): Table => ({
    ...table,
    constraints: table.constraints.filter((constraint) => constraint !== part),
    interactions: table.interactions.filter((interaction) => interaction !== part),
  })
  const parts = [
    ...table.constraints.map((part) => ({ name: part.label, part })),
    ...table.interactions.filter(isLookup).map((part) => ({ name: lookupName(table, part), part })),
  ]
  test.each(parts)(`${family.name} needs: $name`, ({ part }) => {
    const weak = { ...family, table: without(part) }
    const accepted = forgeries.filter(({ execution, row }) => {
      return (
        judge(family, row, [execution]).kind === 'rejected' && judge(weak, row, [execution]).kind === 'forged'
      )
    })
    expect(accepted.length, 'no forgery is rejected by this alone').toBeGreaterThan(0)
  })
}

/** The bus and the columns that are looked up. */
function lookupName(table: Table, { bus, tuple }: Interaction): string {
  const entries = tuple.map((entry) => {
    const columns = [...affineForm(entry).terms.keys()].map((id) => table.graph.nodes[id])
    return columns.map((node) => (node.kind === 'column' ? node.name : '')).join(' and ')
  })
  return `${bus.name} of ${entries.filter((entry) => entry !== '').join(', ')}`
}

/** Rows whose accesses take what is put at the same time or later, and half a row. */
function pauses(family: Family, execution: Case): Forgery[] {
  const { table } = family
  const honest = honestRow(family, execution)
  const forgery = (name: string, value: number): Forgery => {
    return { name, execution, row: edited(table, honest, { [name]: value }) }
  }
  const forgeries = table.main.filter((name) => /^[abc]\.gap$/.test(name)).map((name) => forgery(name, -1))
  if (table.main.includes('m.gap.lo')) {
    const { row } = forgery('m.gap.lo', -1)
    forgeries.push({ name: 'm.gap.lo', execution, row: edited(table, row, { 'm.gap.hi': 0 }) })
    const low = honest[at(table, 'm.gap.lo')]
    forgeries.push(forgery('m.gap.hi', mul(inv(2 ** 16), reduce(-1 - low))))
  }
  return [...forgeries, forgery('real', inv(2))]
}
