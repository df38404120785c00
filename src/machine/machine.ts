/** The machine: its tables by number. The order is part of the protocol. */
import { hub } from '../air/blinding.ts'
import type { Table } from '../air/table.ts'
import { families } from './families.ts'
import { precompiles } from './precompiles.ts'
import { boundary } from './tables/boundary.ts'
import { bump } from './tables/bump.ts'
import { call } from './tables/call.ts'
import { exit } from './tables/exit.ts'
import { image } from './tables/image.ts'
import { lookup } from './tables/lookup.ts'
import { program } from './tables/program.ts'
import { transfer } from './tables/transfer.ts'

/** Tables that are not instruction families, behind the families. */
export const supportTables = [transfer, exit, boundary, image, bump, program, lookup, hub, call] as const

const familyTables = families.map(({ table }) => table)
const precompileTables = precompiles.flatMap(({ tables }) => tables.map(({ table }) => table))

/** Every table once. */
export const distinctTables: readonly Table[] = [...familyTables, ...supportTables, ...precompileTables]

/**
 * The tables of a proof by number. A family has two: rows that would fill little more than half of a power of two are
 * cheaper in two tables of different heights. Nothing else tells the two apart.
 */
export const machineTables: readonly Table[] = [
  ...familyTables,
  ...familyTables,
  ...supportTables,
  ...precompileTables,
]

/** Tables from this number on are those of precompiles, which kernels interpret. */
export const FIRST_PRECOMPILE_TABLE: number = machineTables.length - precompileTables.length

/** The number of a table; for a family that of its first. */
export const tableNumber = (table: Table): number => machineTables.indexOf(table)

/** The number of the second table of family `number`. */
export const secondNumber = (number: number): number => familyTables.length + number

/** Tables whose rows advance the clock, and by how many steps at most; see `MAX_TIME`. */
export const clockTables: readonly { readonly number: number; readonly steps: number }[] = [
  ...familyTables.flatMap((_, k) => [k, secondNumber(k)]).map((number) => ({ number, steps: 1 })),
  { number: tableNumber(transfer), steps: 1 },
  { number: tableNumber(call), steps: 1 },
  ...precompiles.map(({ clock, tables }) => ({
    number: tableNumber(tables[clock.table]!.table),
    steps: clock.steps,
  })),
]

/** The name of a table for people; the second one of a family is marked. */
export function tableName(number: number): string {
  const table = machineTables[number]!
  return tableNumber(table) === number ? table.name : `${table.name} (second)`
}
