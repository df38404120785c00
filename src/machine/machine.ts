/** The machine: its tables by number. The order is part of the protocol. */
import { hub } from '../air/blinding.ts'
import type { Table } from '../air/table.ts'
import { families } from './families.ts'
import { boundary } from './tables/boundary.ts'
import { bump } from './tables/bump.ts'
import { exit } from './tables/exit.ts'
import { image } from './tables/image.ts'
import { lookup } from './tables/lookup.ts'
import { program } from './tables/program.ts'
import { transfer } from './tables/transfer.ts'

/** Tables that are not instruction families, behind the families. */
export const supportTables = [transfer, exit, boundary, image, bump, program, lookup, hub] as const

const familyTables = families.map(({ table }) => table)

/** Every table once. */
export const distinctTables: readonly Table[] = [...familyTables, ...supportTables]

/**
 * The tables of a proof by number. A family has two: rows that would fill little more than half of a power of two are
 * cheaper in two tables of different heights. Nothing else tells the two apart.
 */
export const machineTables: readonly Table[] = [...familyTables, ...familyTables, ...supportTables]

/** The number of a table; for a family that of its first. */
export const tableNumber = (table: Table): number => machineTables.indexOf(table)

/** The number of the second table of family `number`. */
export const secondNumber = (number: number): number => familyTables.length + number

/** Tables whose rows advance the clock; see `MAX_TIME`. */
export const clockTables: readonly number[] = [
  ...familyTables.flatMap((_, k) => [k, secondNumber(k)]),
  tableNumber(transfer),
]

/** The name of a table for people; the second one of a family is marked. */
export function tableName(number: number): string {
  const table = machineTables[number]!
  return tableNumber(table) === number ? table.name : `${table.name} (second)`
}
