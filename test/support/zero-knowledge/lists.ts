/**
 * A system for which the real prover makes a proof in milliseconds: "I know numbers below 4 that are, sorted,
 * ...". Their order and a column of noise are the witness.
 */

import { hub } from '../../../src/air/blinding.ts'
import { defineBus } from '../../../src/air/bus.ts'
import { tablesDigest } from '../../../src/air/digest.ts'
import { defineTable } from '../../../src/air/table.ts'
import type { Hasher } from '../../../src/hash/hasher.ts'
import { standardMachine } from '../../../src/machine/machine.ts'
import type { PublicTuple } from '../../../src/stark/logup.ts'
import { createShape, type Shape, type System } from '../../../src/stark/shape.ts'
import type { EngineInput } from '../stark/engine-prover.ts'
import { tinyParameters } from '../stark/parameters.ts'

const RANGE = defineBus(2, 'range', ['value'])
const OUT = defineBus(4, 'out', ['value'])

/** No constraints of their own: the kernels know only those of the machine's tables, which are not there. */
const { table: list } = defineTable('list', (t) => {
  const value = t.column('value')
  t.send(RANGE, [value], 1)
  t.send(RANGE, [t.column('noise')], 1)
  t.send(OUT, [value], 1)
})
const { table: range } = defineTable(
  'range',
  (t) => t.provide(RANGE, [t.preprocessedColumn('value')], t.column('multiplicity')),
  'fixed',
)

const HUB = standardMachine.tables.indexOf(hub)
const LIST = standardMachine.tables.length
const RANGE_TABLE = LIST + 1
const system: System = { tables: [...standardMachine.tables, list, range], required: [HUB] }
const systemDigest = tablesDigest(system.tables)

/** Masks are multiples of 4, as kernels want them, and nothing is ground. */
const parameters = tinyParameters({
  mask: 8,
  nextMask: 12,
  pow: { lookup: 0, deep: 0, batch: 0, fold: 0, query: 0 },
})

const LOGS = { list: 5, range: 6, hub: 5 }

export const listShape: Shape = createShape(
  system,
  parameters,
  system.tables.map(
    (_, number) => ({ [LIST]: LOGS.list, [RANGE_TABLE]: LOGS.range, [HUB]: LOGS.hub })[number],
  ),
)

export interface ListWitness {
  readonly values: readonly number[]
  readonly noise: readonly number[]
}

const rows = (log: number, value: (row: number) => number) =>
  Array.from({ length: 2 ** log }, (_, k) => value(k))

/** Two witnesses of one statement with no row in common. */
export const witnesses: readonly [ListWitness, ListWitness] = [
  { values: rows(LOGS.list, (k) => k >> 3), noise: rows(LOGS.list, () => 0) },
  { values: rows(LOGS.list, (k) => 3 - (k >> 3)), noise: rows(LOGS.list, (k) => 1 + (k % 3)) },
]

export function listInput(hasher: Hasher, { values, noise }: ListWitness): EngineInput {
  const count = (value: number) => [...values, ...noise].filter((own) => own === value).length
  return {
    hasher,
    system,
    systemDigest,
    shape: listShape,
    preprocessed: new Map([[RANGE_TABLE, [rows(LOGS.range, (k) => k % 4)]]]),
    traces: new Map([
      [LIST, [[...values], [...noise]]],
      [RANGE_TABLE, [rows(LOGS.range, (k) => (k < 4 ? count(k) : 0))]],
      [HUB, hub.main.map(() => rows(LOGS.hub, () => 0))],
    ]),
    statement: new Uint8Array(),
  }
}

export const listTuples: readonly PublicTuple[] = [...witnesses[0].values].map((value) => ({
  bus: OUT,
  tuple: [value],
  multiplicity: -1,
}))

export const listDigest = systemDigest
