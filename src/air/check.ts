/**
 * Checks traces without a proof: every constraint on every row, every bus tuple by tuple. What a proof says of traces is
 * that this finds nothing, so it tells where a trace is wrong when a proof only fails.
 */
import { add, P } from '../field/koalabear.ts'
import type { Bus } from './bus.ts'
import type { Table } from './table.ts'

/** A table with its columns, all of one height. */
export interface Trace {
  readonly table: Table
  readonly preprocessed: readonly ArrayLike<number>[]
  readonly main: readonly ArrayLike<number>[]
}

/** What the verifier adds to a bus: positive multiplicities send, negative ones receive. */
export interface PublicTuple {
  readonly bus: Bus
  readonly tuple: readonly number[]
  readonly multiplicity: number
}

/** A constraint that is not zero, or a multiplicity beyond its bound. */
export interface Violation {
  readonly table: string
  readonly row: number
  readonly label: string
}

export interface Unbalanced {
  readonly bus: string
  readonly tuple: readonly number[]
  /** What is sent too often, or received too often if negative: |total| < p / 2. */
  readonly total: number
  /** Who sends and receives the tuple. */
  readonly origins: readonly Origin[]
}

export interface Origin {
  /** The table, or undefined for the verifier. */
  readonly table: string | undefined
  readonly row: number
  readonly multiplicity: number
}

export interface Findings {
  readonly violations: readonly Violation[]
  readonly unbalanced: readonly Unbalanced[]
}

/**
 * All faults, in the order of tables and rows. Throws a RangeError if columns do not fit their table.
 *
 * @example
 * const columns = [[1, 2, 3], [1, 4, 10]]
 * const received = columns[0]!.map((x) => ({ bus: SQUARES, tuple: [x, x * x], multiplicity: -1 }))
 * const { violations, unbalanced } = checkTraces([{ table, preprocessed: [], main: columns }], received)
 * console.log(violations) // [ { table: 'squares', row: 2, label: 'y is the square of x' } ]
 * console.log(unbalanced.map(({ tuple, total }) => [tuple, total])) // [ [ [ 3, 10 ], 1 ], [ [ 3, 9 ], -1 ] ]
 */
export function checkTraces(traces: readonly Trace[], publicTuples: readonly PublicTuple[] = []): Findings {
  const violations: Violation[] = []
  const totals = new Map<string, number>()
  for (const trace of traces) checkConstraints(trace, (violation) => violations.push(violation))
  visitMessages(traces, publicTuples, ({ key, multiplicity }) => {
    const total = add(totals.get(key) ?? 0, multiplicity)
    if (total === 0) totals.delete(key)
    else totals.set(key, total)
  })
  return { violations, unbalanced: totals.size === 0 ? [] : describe(traces, publicTuples, totals) }
}

interface Message {
  readonly key: string
  readonly bus: Bus
  readonly tuple: readonly number[]
  /** An element of F, not 0. */
  readonly multiplicity: number
  readonly table: string | undefined
  readonly row: number
}

function checkConstraints(trace: Trace, report: (violation: Violation) => void): void {
  const { name, constraints, interactions } = trace.table
  visitRows(trace, (values, row) => {
    for (const { label, expression } of constraints) {
      if (values[expression.id] !== 0) report({ table: name, row, label })
    }
    for (const { bus, multiplicity, bound } of interactions) {
      if (bound === undefined || Math.abs(signed(values[multiplicity.id])) <= bound) continue
      report({ table: name, row, label: `multiplicity on bus ${bus.name}` })
    }
  })
}

/** Calls `visit` with all tuples whose multiplicity is not zero, one at a time: there are too many to keep. */
function visitMessages(
  traces: readonly Trace[],
  publicTuples: readonly PublicTuple[],
  visit: (message: Message) => void,
): void {
  const keyOf = (bus: Bus, tuple: readonly number[]) => `${bus.id}:${tuple}`
  for (const trace of traces) {
    const { name, interactions } = trace.table
    visitRows(trace, (values, row) => {
      for (const { bus, tuple, multiplicity } of interactions) {
        const times = values[multiplicity.id]
        if (times === 0) continue
        const entries = tuple.map(({ id }) => values[id])
        visit({ key: keyOf(bus, entries), bus, tuple: entries, multiplicity: times, table: name, row })
      }
    })
  }
  publicTuples.forEach(({ bus, tuple, multiplicity }, row) => {
    if (tuple.length !== bus.entries.length)
      throw new RangeError(`a tuple of ${tuple.length} on bus ${bus.name}`)
    const times = multiplicity < 0 ? multiplicity + P : multiplicity
    if (times !== 0) visit({ key: keyOf(bus, tuple), bus, tuple, multiplicity: times, table: undefined, row })
  })
}

function describe(
  traces: readonly Trace[],
  publicTuples: readonly PublicTuple[],
  totals: ReadonlyMap<string, number>,
): Unbalanced[] {
  const found = new Map<string, { bus: string; tuple: readonly number[]; total: number; origins: Origin[] }>()
  visitMessages(traces, publicTuples, ({ key, bus, tuple, multiplicity, table, row }) => {
    const total = totals.get(key)
    if (total === undefined) return
    let entry = found.get(key)
    if (entry === undefined) {
      entry = { bus: bus.name, tuple, total: signed(total), origins: [] }
      found.set(key, entry)
    }
    entry.origins.push({ table, row, multiplicity: signed(multiplicity) })
  })
  return [...found.values()]
}

/** Calls `visit` with the values of all nodes on each row. */
function visitRows(
  { table, preprocessed, main }: Trace,
  visit: (values: number[], row: number) => void,
): void {
  const columns = [...preprocessed, ...main]
  const height = columns[0]?.length ?? 0
  if (preprocessed.length !== table.preprocessed.length || main.length !== table.main.length) {
    throw new RangeError(`table ${table.name} has not ${preprocessed.length} and ${main.length} columns`)
  }
  if (columns.some(({ length }) => length !== height)) {
    throw new RangeError(`the columns of table ${table.name} differ in height`)
  }
  for (let row = 0; row < height; row++) {
    const at = (column: ArrayLike<number>) => column[row]
    visit(table.graph.evaluate(preprocessed.map(at), main.map(at)), row)
  }
}

const signed = (element: number): number => (element > P / 2 ? element - P : element)
