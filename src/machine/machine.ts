/** Machines: the tables of a proof by number. The order is part of the protocol. */
import { hub } from '../air/blinding.ts'
import { tablesDigest } from '../air/digest.ts'
import type { Table } from '../air/table.ts'
import type { System } from '../stark/shape.ts'
import { checkAccelerators } from '../vm/accelerator.ts'
import { families } from './families.ts'
import type { Precompile } from './precompiles/precompile.ts'
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

/**
 * The tables that all machines begin with, by number; kernels evaluate their constraints. A family has two: rows that
 * would fill little more than half of a power of two are cheaper in two tables of different heights. Nothing else tells
 * the two apart.
 */
export const coreTables: readonly Table[] = [...familyTables, ...familyTables, ...supportTables]

/** The number of a core table; for a family that of its first. */
export const tableNumber = (table: Table): number => coreTables.indexOf(table)

/** The number of the second table of family `number`. */
export const secondNumber = (number: number): number => familyTables.length + number

/** The name of a table for people; the second one of a family is marked. */
export const tableName = (number: number, table: Table): string =>
  number >= familyTables.length && number < 2 * familyTables.length ? `${table.name} (second)` : table.name

/** What programs run on: the core tables and those of its precompiles, which kernels interpret. */
export interface Machine extends System {
  readonly precompiles: readonly Precompile[]
  /** Tables whose rows advance the clock, and by how many steps at most; see `MAX_TIME`. */
  readonly clockTables: readonly { readonly number: number; readonly steps: number }[]
  /** Digest of all tables: machines with another one have other program ids. */
  readonly digest: Uint8Array
}

/**
 * The machine with these precompiles and no others. Prover and verifier must have the same ones in the same order.
 *
 * @throws {RangeError} if they cannot be told apart: call numbers, names of tables or numbers of buses are taken
 * @example
 * import { Program } from 'limpid'
 *
 * const machine = createMachine([...standardMachine.precompiles, mine])
 * const program = await Program.fromElf(bytes, { machine })
 */
export function createMachine(precompiles: readonly Precompile[]): Machine {
  checkAccelerators(precompiles)
  const ofPrecompiles = precompiles.flatMap(({ tables }) => tables.map(({ table }) => table))
  checkTables([...familyTables, ...supportTables, ...ofPrecompiles])
  const tables = [...coreTables, ...ofPrecompiles]
  let digest: Uint8Array | undefined
  return {
    precompiles,
    tables,
    required: [exit, boundary, image, program, lookup, hub].map(tableNumber),
    interpretedFrom: coreTables.length,
    clockTables: [
      ...families.flatMap((_, k) => [k, secondNumber(k)]).map((number) => ({ number, steps: 1 })),
      { number: tableNumber(transfer), steps: 1 },
      { number: tableNumber(call), steps: 1 },
      ...precompiles.map(({ clock, tables: own }) => ({
        number: tables.indexOf(own[clock.table]!.table),
        steps: clock.steps,
      })),
    ],
    get digest() {
      digest ??= tablesDigest(tables)
      return digest
    },
  }
}

/** Refuses tables of one name, which findings could not tell apart, and buses of one number, which proofs could not. */
function checkTables(tables: readonly Table[]): void {
  const names = new Set<string>()
  const buses = new Map<number, object>()
  for (const { name, interactions } of tables) {
    if (names.has(name)) throw new RangeError(`there are two tables ${name}`)
    names.add(name)
    for (const { bus } of interactions) {
      if ((buses.get(bus.id) ?? bus) !== bus) throw new RangeError(`${name}: bus ${bus.id} is taken`)
      buses.set(bus.id, bus)
    }
  }
}

/** The machine of `limpid` and `limpid/verify`. */
export const standardMachine: Machine = createMachine(precompiles)
