/**
 * Tests of tables, row by row.
 *
 * A row is *honest* if what it puts on the buses follows from what it takes from them, as an oracle knows. It is
 * *rejected* if it violates a constraint, if a lookup is not in its table, or if it takes something from a bus that
 * nobody puts there. Every other row is *forged*, and there must be none.
 */
import { describe, expect, test } from 'vitest'
import { checkTraces, type PublicTuple, type Trace } from '../../src/air/check.ts'
import type { Constraint, Interaction, Table } from '../../src/air/table.ts'
import { inv, mul, P, reduce, sub } from '../../src/field/koalabear.ts'
import { BITS, XOR } from '../../src/machine/buses.ts'
import { RECORD, type RecordField, Row } from '../../src/machine/row.ts'
import { RECORD_WORDS } from '../../src/vm/record.ts'
import { nodeValue, violatesAny } from './cone.ts'
import { random } from './random.ts'

export { random } from './random.ts'

/** Values around which arithmetic on 32 bits, on 16-bit limbs and modulo p breaks. */
export const EDGES: readonly number[] = [
  0,
  1,
  2,
  3,
  0xff,
  0x100,
  0x7fff,
  0x8000,
  0xffff,
  0x10000,
  0x10001,
  0x7fffffff,
  0x80000000,
  0x80000001,
  0xffff0000,
  0xfffffffe,
  0xffffffff,
  P - 1,
  P,
  P + 1,
  0x12345678,
  0xdeadbeef,
]

/** All values that `EDGES` give in pairs, and some random ones. */
export function operandPairs(randomPairs = 200, seed = 1): [number, number][] {
  const next = random(seed)
  const pairs = EDGES.flatMap((b) => EDGES.map((c): [number, number] => [b, c]))
  for (let k = 0; k < randomPairs; k++) pairs.push([next(2 ** 32), next(2 ** 32)])
  return pairs
}

/** A row as `fill` writes it from a record of 16 words (fields left out are 0). */
export function fillRow(
  width: number,
  fill: (row: Row) => void,
  record: Partial<Record<RecordField, number>>,
  operands: readonly number[] = [],
): number[] {
  const memory = new Uint32Array(RECORD_WORDS + width)
  for (const [field, value] of Object.entries(record)) memory[RECORD[field as RecordField]] = value
  const columns = Array.from({ length: width }, (_, index) => RECORD_WORDS + index)
  const row = new Row(
    memory,
    columns,
    Uint32Array.from({ length: 8 }, (_, k) => operands[k] ?? 0),
  )
  row.moveTo(0, 0)
  fill(row)
  return [...memory.subarray(RECORD_WORDS)]
}

export interface Message {
  readonly bus: string
  readonly tuple: readonly number[]
  /** 0 <= multiplicity < p: 1 for what is sent, p - 1 for what is received. */
  readonly multiplicity: number
}

/** What a row has on the buses, lookups included. */
export function messages(
  table: Table,
  main: readonly number[],
  preprocessed: readonly number[] = [],
): Message[] {
  const values = table.graph.evaluate(preprocessed, main)
  return table.interactions.flatMap(({ bus, tuple, multiplicity }) => {
    const times = values[multiplicity.id]
    return times === 0
      ? []
      : [{ bus: bus.name, tuple: tuple.map(({ id }) => values[id]), multiplicity: times }]
  })
}

const LOOKUPS: ReadonlyMap<string, (tuple: readonly number[]) => boolean> = new Map([
  [BITS.name, ([value, size]) => value < size && size <= 2 ** 16 && (size & (size - 1)) === 0],
  [XOR.name, ([a, b, x]) => a < 256 && b < 256 && x === (a ^ b)],
])

/** Labels of violated constraints, then lookups that are in no table. */
export function violations(
  table: Table,
  main: readonly number[],
  preprocessed: readonly number[] = [],
): string[] {
  const values = table.graph.evaluate(preprocessed, main)
  const found = table.constraints.flatMap(({ label, expression }) =>
    values[expression.id] === 0 ? [] : [label],
  )
  for (const { bus, tuple } of messages(table, main, preprocessed)) {
    if (LOOKUPS.get(bus)?.(tuple) === false) found.push(`${bus} ${tuple}`)
  }
  return found
}

/** The constraints and lookups that a row violates. */
export function violatedParts(table: Table, main: readonly number[]): (Constraint | Interaction)[] {
  const values = table.graph.evaluate([], main)
  return [
    ...table.constraints.filter(({ expression }) => values[expression.id] !== 0),
    ...table.interactions.filter(({ bus, tuple, multiplicity }) => {
      const isMember = LOOKUPS.get(bus.name)
      if (isMember === undefined || values[multiplicity.id] === 0) return false
      return !isMember(tuple.map(({ id }) => values[id]))
    }),
  ]
}

/** What a row has on the buses that are no lookups. */
export const conversation = (table: Table, main: readonly number[]): Message[] =>
  messages(table, main).filter(({ bus }) => !LOOKUPS.has(bus))

export interface Verdict {
  readonly kind: 'honest' | 'rejected' | 'forged'
  readonly why: readonly string[]
}

export const rejected = (...why: string[]): Verdict => ({ kind: 'rejected', why })
export const forged = (...why: string[]): Verdict => ({ kind: 'forged', why })

/** Column by name. */
export function at(table: Table, name: string): number {
  const index = table.main.indexOf(name)
  if (index < 0) throw new RangeError(`table ${table.name} has no column ${name}`)
  return index
}

/** Values by column name, any integers; functions of the honest value. */
export type Edits = Readonly<Record<string, number | ((honest: number) => number)>>

export function edited(table: Table, main: readonly number[], edits: Edits): number[] {
  const row = [...main]
  for (const [name, edit] of Object.entries(edits)) {
    const index = at(table, name)
    row[index] = reduce(typeof edit === 'number' ? edit : edit(row[index]))
  }
  return row
}

/** An honest row and what to call it. */
export interface Sample {
  readonly name: string
  readonly row: readonly number[]
}

/** A forgery that must fail: an honest row with some columns replaced. */
export interface RowAttack<S extends Sample> {
  readonly name: string
  readonly sample: S
  readonly edits: Edits
  /** Part of the label of a constraint or of the name of a bus that must be among those that reject the row. */
  readonly by?: string | undefined
}

/** A whole forged row. */
export interface Forgery<S extends Sample> {
  readonly name: string
  readonly sample: S
  readonly row: readonly number[]
}

export interface RowTest<S extends Sample> {
  readonly table: Table
  readonly samples: readonly S[]
  readonly attacks: readonly RowAttack<S>[]
  /** Forgeries besides the attacks. */
  readonly forgeries?: readonly Forgery<S>[]
  /** Judges a row that satisfies constraints and lookups, made from a sample. */
  judge(row: readonly number[], sample: S): Verdict
  /** Columns with several right values, and why that is harmless. */
  readonly free: Readonly<Record<string, string>>
  /** Cells per row: columns and 4 for each started group of 3 interactions. */
  readonly cells: number
}

/** Judges any row, by another table in place of its own if there is one. */
export function judgeRow<S extends Sample>(
  { table, judge }: Pick<RowTest<S>, 'table' | 'judge'>,
  row: readonly number[],
  sample: S,
): Verdict {
  const violated = violations(table, row)
  return violated.length > 0 ? rejected(...violated) : judge(row, sample)
}

/** Tables with more columns get fewer repairs. */
const WIDE = 200

/** The tests that every table must pass. */
export function testRows<S extends Sample>(own: RowTest<S>): void {
  const { table, samples, attacks, free, cells } = own
  const judge = (row: readonly number[], sample: S): Verdict => judgeRow(own, row, sample)
  const said = (row: readonly number[]) => JSON.stringify(conversation(table, row))
  const changes = (row: readonly number[], honest: readonly number[]) =>
    row.flatMap((value, k) => (value === honest[k] ? [] : [`${table.main[k]} = ${value}`])).join(', ')
  /** At most 2 n samples, spread evenly. */
  const some = (n: number) => {
    const step = Math.max(1, Math.floor(samples.length / n))
    return samples.filter((_, k) => k % step === 0)
  }

  describe(table.name, () => {
    test('costs what it should', () => {
      expect(table.main.length + 4 * Math.ceil(table.interactions.length / 3)).toBe(cells)
    })

    test('a row of zeros says nothing', () => {
      const zeros = table.main.map(() => 0)
      expect(violations(table, zeros)).toEqual([])
      expect(messages(table, zeros)).toEqual([])
    })

    test('accepts what is right', () => {
      for (const sample of samples) {
        const verdict = judge(sample.row, sample)
        if (verdict.kind !== 'honest' || verdict.why.length > 0) expect.fail(`${sample.name}: ${verdict.why}`)
      }
    })

    if (attacks.length > 0) {
      test.each(attacks)('rejects: $name', ({ sample, edits, by }) => {
        const row = edited(table, sample.row, edits)
        expect(row, 'changes nothing').not.toEqual(sample.row)
        const verdict = judge(row, sample)
        expect(verdict.kind, verdict.why.join(', ')).toBe('rejected')
        if (by !== undefined) expect(verdict.why.join('\n')).toContain(by)
      })
    }

    test('rejects rows with one or two columns changed', () => {
      const next = random(7)
      for (const sample of some(60)) {
        const honest = sample.row
        for (let column = 0; column < honest.length; column++) {
          for (const row of mutants(honest, column, next)) {
            const changed = row.flatMap((value, k) => (value === honest[k] ? [] : [k]))
            if (violatesAny(table, row, changed)) continue
            const verdict = judge(row, sample)
            if (verdict.kind === 'rejected') continue
            const what = changes(row, honest)
            if (verdict.kind === 'forged') expect.fail(`${sample.name}; ${what}: ${verdict.why}`)
            const unknown = table.main.filter((name, k) => row[k] !== honest[k] && !(name in free))
            if (said(row) === said(honest) && unknown.length > 0) {
              expect.fail(`${sample.name}; ${what}: also right, but not known to be free`)
            }
          }
        }
      }
    })

    test('rejects rows that are repaired after a change', () => {
      const next = random(11)
      for (const sample of some(40)) {
        for (let attempt = 0; attempt < (table.main.length > WIDE ? 5 : 25); attempt++) {
          const row = repaired(table, sample.row, next)
          const verdict = judge(row, sample)
          if (verdict.kind === 'forged') {
            expect.fail(`${sample.name}; ${changes(row, sample.row)}: ${verdict.why}`)
          }
        }
      }
    })
  })
}

/** The row with other values in a column, and with two columns exchanged. */
function mutants(honest: readonly number[], column: number, next: (n: number) => number): number[][] {
  const value = honest[column]
  const other = next(honest.length)
  const values = [value + 1, value - 1, P - value, 2 ** 16 + value, next(P), next(2 ** 16), 0, 1]
  const rows = values.map((changed) => honest.map((same, k) => (k === column ? reduce(changed) : same)))
  rows.push(honest.map((same, k) => (k === column ? honest[other] : k === other ? value : same)))
  return rows.filter((row) => row.some((changed, k) => changed !== honest[k]))
}

/**
 * Changes one to three columns and then, for a while, solves violated constraints for columns in which they are linear,
 * as a forger would. Columns changed first stay.
 */
export function repaired(table: Table, honest: readonly number[], next: (n: number) => number): number[] {
  const row = [...honest]
  const fixed = new Set<number>()
  for (let k = next(3); k >= 0; k--) {
    const column = next(row.length)
    fixed.add(column)
    row[column] = reduce(
      [row[column] + 1, row[column] - 1, 1 - row[column], next(2 ** 16), row[column] + 2 ** 16, next(P)][
        next(6)
      ],
    )
  }
  for (let step = 0; step < 12; step++) {
    const values = table.graph.evaluate([], row)
    const violated = table.constraints.filter(({ expression }) => values[expression.id] !== 0)
    if (violated.length === 0) break
    const { id } = violated[next(violated.length)].expression
    const valueAt = (column: number, value: number) => {
      const changed = [...row]
      changed[column] = value
      return nodeValue(table, id, changed)
    }
    for (let attempt = 0; attempt < row.length; attempt++) {
      const column = next(row.length)
      if (fixed.has(column)) continue
      const [y0, y1, y2] = [valueAt(column, 0), valueAt(column, 1), valueAt(column, 2)]
      const slope = sub(y1, y0)
      if (slope === 0 || slope !== sub(y2, y1)) continue
      row[column] = mul(sub(0, y0), inv(slope))
      break
    }
  }
  return row
}

/**
 * What is wrong with traces: violated constraints, lookups that are in no table, tuples that do not balance. The lookup
 * table itself is not among the traces.
 */
export function faults(traces: readonly Trace[], publicTuples: readonly PublicTuple[]): string[] {
  const { violations: violated, unbalanced } = checkTraces(traces, publicTuples)
  return [
    ...violated.map(({ table, row, label }) => `${table} ${row}: ${label}`),
    ...unbalanced.flatMap(({ bus, tuple, total }) =>
      LOOKUPS.get(bus)?.(tuple) ? [] : [`${bus} ${tuple}: ${total}`],
    ),
  ]
}
