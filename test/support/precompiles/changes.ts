/** Changes of single cells that nothing notices. */
import type { Table } from '../../../src/air/table.ts'
import { reduce } from '../../../src/field/koalabear.ts'
import { violatesAny } from '../cone.ts'
import { conversation, violations } from '../rows.ts'

/** Columns of a row that can have another value without a violation or another word to other rows. */
export function changesUnnoticed(table: Table, honest: readonly number[]): string[] {
  const said = (row: readonly number[]) => JSON.stringify(conversation(table, row))
  const before = said(honest)
  return table.main.filter((_, k) =>
    [honest[k] + 1, honest[k] - 1, 1 - honest[k], honest[k] + 2 ** 16].some((value) => {
      const row = [...honest]
      row[k] = reduce(value)
      if (row[k] === honest[k] || violatesAny(table, row, [k])) return false
      return violations(table, row).length === 0 && said(row) === before
    }),
  )
}
