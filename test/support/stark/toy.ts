/**
 * A toy system with a bus of every kind. The statement: "I know 2^k pairs of numbers below 4 with the
 * products z_0, z_1, ..."
 *
 * The first factor a_i is stored to a memory, and `read` is what is read back. A misread adds 1000 to the
 * product, so a z_i of 1000 or more is a false statement. The table `spare` has no interactions and need not
 * be present.
 */
import { hub } from '../../../src/air/blinding.ts'
import { defineBus } from '../../../src/air/bus.ts'
import { tablesDigest } from '../../../src/air/digest.ts'
import { defineTable } from '../../../src/air/table.ts'
import type { Hasher } from '../../../src/hash/hasher.ts'
import type { Claim } from '../../../src/stark/challenges.ts'
import type { PublicTuple } from '../../../src/stark/logup.ts'
import type { Parameters } from '../../../src/stark/parameters.ts'
import { commitRoot } from '../../../src/stark/pcs/commit.ts'
import { createShape, type Heights, type Shape, type System } from '../../../src/stark/shape.ts'
import { ByteWriter } from '../../../src/util/bytes.ts'

export const RANGE = defineBus(2, 'range', ['value'])
export const MEMORY = defineBus(3, 'memory', ['address', 'value'])
export const OUT = defineBus(4, 'out', ['index', 'value'])

/** What a misread adds to a product. */
export const MISREAD = 1000

const { table: work } = defineTable(
  'work',
  (t) => {
    const index = t.preprocessedColumn('index')
    const [a, b, read, product] = ['a', 'b', 'read', 'product'].map((name) => t.column(name))
    const misread = a.minus(read)
    t.assertZero('product', product.minus(a.times(b)).minus(misread.times(misread).times(MISREAD)))
    t.send(RANGE, [a], 1)
    t.send(RANGE, [b], 1)
    t.send(MEMORY, [index, a], 1)
    t.receive(MEMORY, [index, read], 1)
    t.send(OUT, [index, product], 1)
  },
  'program',
)

const { table: range } = defineTable(
  'range',
  (t) => t.provide(RANGE, [t.preprocessedColumn('value')], t.column('multiplicity')),
  'fixed',
)

const { table: spare } = defineTable('spare', (t) => {
  t.assertZero('cube', t.column('x').times(t.column('y')).times(t.column('z')))
})

export const toySystem: System = { tables: [work, spare, range, hub], required: [0, 2, 3] }
/** Numbers of the tables. */
export const WORK = 0
export const SPARE = 1
export const RANGE_TABLE = 2
export const HUB = 3

export interface ToyHeights {
  readonly work: number
  readonly range: number
  readonly hub: number
  readonly spare?: number
}

/** Periods 4, 2 and 1. */
export const STAIRS: ToyHeights = { work: 5, range: 6, hub: 7 }

export const toyDigest: Uint8Array = tablesDigest(toySystem.tables)

export const toyShape = (parameters: Parameters, { work, spare, range, hub }: ToyHeights): Shape =>
  createShape(toySystem, parameters, [work, spare, range, hub] satisfies Heights)

/** One row of `work`. */
export interface WorkRow {
  readonly a: number
  readonly b: number
  readonly read: number
  readonly product: number
}

export type Pair = readonly [number, number]

export const honestRow = ([a, b]: Pair): WorkRow => ({ a, b, read: a, product: a * b })

export const products = (pairs: readonly Pair[]): number[] => pairs.map(([a, b]) => a * b)

/** Main columns by table. Traces may have the rows of several periods, which need not be equal. */
export type MainTraces = Map<number, number[][]>

/** How often each number below 4 is a factor. */
export function multiplicities(rows: readonly WorkRow[]): number[] {
  const counts = [0, 0, 0, 0]
  for (const { a, b } of rows) {
    for (const factor of [a, b]) if (factor in counts) counts[factor]++
  }
  return counts
}

/**
 * Traces of these rows of `work`. The column of `range` starts with `counts`; the hub is left to the prover.
 * `periods` repeats `range` so often.
 */
export function toyTraces(
  heights: ToyHeights,
  rows: readonly WorkRow[],
  counts = multiplicities(rows),
  periods = 1,
): MainTraces {
  const zeros = (log: number) => Array<number>(2 ** log).fill(0)
  const multiplicity = [...counts, ...zeros(heights.range).slice(counts.length)]
  const traces: MainTraces = new Map()
  traces.set(
    WORK,
    (['a', 'b', 'read', 'product'] as const).map((name) => rows.map((row) => row[name])),
  )
  if (heights.spare !== undefined) {
    const { spare: log } = heights
    traces.set(SPARE, [zeros(log), zeros(log).map((_, i) => i), zeros(log).map((_, i) => i * i)])
  }
  traces.set(RANGE_TABLE, [Array.from({ length: periods }, () => multiplicity).flat()])
  traces.set(
    HUB,
    hub.main.map(() => zeros(heights.hub)),
  )
  return traces
}

/** Preprocessed columns by table. */
export function toyPreprocessed(heights: ToyHeights): Map<number, number[][]> {
  const column = (log: number, value: (row: number) => number) =>
    Array.from({ length: 2 ** log }, (_, i) => value(i))
  return new Map([
    [WORK, [column(heights.work, (i) => i)]],
    [RANGE_TABLE, [column(heights.range, (i) => i % 4)]],
  ])
}

/** What the verifier knows of the statement "these are the products". */
export function toyClaim(
  hasher: Hasher,
  parameters: Parameters,
  heights: ToyHeights,
  z: readonly number[],
): Claim {
  const columns = toyPreprocessed(heights)
  const root = (number: number, logHeight: number) =>
    commitRoot(hasher, parameters.logBlowup, [{ logHeight, columns: columns.get(number)! }])
  const statement = new ByteWriter()
  statement.u32(z.length)
  statement.elements(z)
  return {
    roots: { fixed: root(RANGE_TABLE, heights.range), program: root(WORK, heights.work) },
    statement: statement.result(),
  }
}

/** The verifier receives every product, once. */
export const publicProducts = (z: readonly number[]): PublicTuple[] =>
  z.map((value, index) => ({ bus: OUT, tuple: [index, value], multiplicity: -1 }))
