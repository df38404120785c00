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

export const machineTables: readonly Table[] = [...families.map(({ table }) => table), ...supportTables]

export const tableNumber = (table: Table): number => machineTables.indexOf(table)

/** Tables whose rows advance the clock; see `MAX_TIME`. */
export const clockTables: readonly number[] = [...families.map((_, index) => index), tableNumber(transfer)]
