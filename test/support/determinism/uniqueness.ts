/**
 * Whether rows of a group of tables are free to say anything: for each kind of rows, which entries of what a row sends are
 * not functions of what it hears.
 *
 * What a row sends somebody receives, if buses balance. So an entry on a bus between these tables is in range if it is so
 * for all rows that may receive it. As this depends on those rows and may be so for what they send, it is repeated until
 * nothing new is found.
 */
import { P } from '../../../src/field/koalabear.ts'
import * as buses from '../../../src/machine/buses.ts'
import { BITS, MEMORY, XOR } from '../../../src/machine/buses.ts'
import type { Table } from '../../../src/air/table.ts'
import { choiceOf, type Form, isConstant, signed } from './affine.ts'
import { type Kind, kindOf, kindsOf, type Message, type Split } from './kinds.ts'
import { Contradiction, type Range, System } from './system.ts'

/** What is known of the rows of a table besides its definition. */
export interface Arrivals extends Split {
  readonly table: Table
  /** Columns that are given to a row, though no tuple that it receives says so. */
  readonly given?: readonly string[]
  /** Ranges of what arrives, by column. */
  readonly ranges?: Readonly<Record<string, Range>>
  /** Entries of received tuples that repeat what the row has sent: they determine nothing. */
  readonly isEcho?: (bus: string, tuple: readonly (number | undefined)[], entry: number) => boolean
  /** Columns that may be anything in rows of a kind, though they are sent. */
  readonly free?: (value: (column: string) => number | undefined) => readonly string[]
}

/** A lookup that gives its other entries for some of them, by bus. */
export type Lookups = ReadonlyMap<number, readonly number[]>

export interface RowResult {
  readonly arrivals: Arrivals
  readonly kind: Kind
  readonly system: System
  /** Entries that are sent and not determined, by the columns that are not; those that may be free are left out. */
  readonly undetermined: readonly string[]
  /** Free columns that are indeed not determined. */
  readonly free: readonly string[]
}

/** Buses that others receive from, too. */
const SHARED = new Set(Object.values(buses).map(({ id }) => id))
const BYTE: Range = { lo: 0, hi: 2 ** 8 - 1 }
const LIMB: Range = { lo: 0, hi: 2 ** 16 - 1 }
const ROUNDS = 6

export const groupKinds = (group: readonly Arrivals[]): Kind[][] =>
  group.map((arrivals) => kindsOf(arrivals.table, arrivals))

/** A constraint, or an interaction by its number plus that of constraints, that a table does without. */
export interface Omission {
  readonly table: Table
  readonly rule: number
}

/** What rows of all kinds of a group of tables can say. Kinds that no row is of are left out. */
export function uniqueness(
  group: readonly Arrivals[],
  kinds: readonly (readonly Kind[])[],
  lookups: Lookups,
  without?: Omission,
): RowResult[] {
  let promises = new Map<Message, (Range | undefined)[]>()
  for (let round = 1; ; round++) {
    const results: RowResult[] = []
    for (const [t, arrivals] of group.entries()) {
      const rule = without?.table === arrivals.table ? without.rule : undefined
      for (const kind of kinds[t]!) {
        const result = rowResult(arrivals, kind, lookups, promises, rule)
        if (result !== undefined) results.push(result)
      }
    }
    const next = promisesOf(results)
    if (round === ROUNDS || sizeOf(next) === sizeOf(promises)) return results
    promises = next
  }
}

const sizeOf = (promises: ReadonlyMap<Message, readonly (Range | undefined)[]>): number =>
  [...promises.values()].flat().reduce((sum, range) => sum + (range === undefined ? 0 : P - (range.hi - range.lo)), 0)

function rowResult(
  arrivals: Arrivals,
  kind: Kind,
  lookups: Lookups,
  promises: ReadonlyMap<Message, readonly (Range | undefined)[]>,
  without: number | undefined,
): RowResult | undefined {
  try {
    const system = systemOf(arrivals, kind, lookups, promises, without)
    system.propagate()
    const may = new Set(arrivals.free?.((name) => kind.values.get(kind.table.main.indexOf(name))) ?? [])
    const undetermined = new Set<string>()
    const free = new Set<string>()
    for (const message of kind.messages) {
      if (message.direction === 'received' || isLookup(message)) continue
      const keys = lookups.get(message.bus.id)
      for (const [entry, form] of message.tuple.entries()) {
        if (keys !== undefined && message.direction === 'sent' && !keys.includes(entry)) continue
        if (system.knows(form)) continue
        const open = [...form.terms.keys()].filter((variable) => !system.known[variable])
        const names = open.map((variable) => kind.table.main[variable]!)
        if (names.every((name) => may.has(name))) for (const name of names) free.add(name)
        else undetermined.add(`${message.bus.name}.${message.bus.entries[entry]}: ${names.join(', ')}`)
      }
    }
    return { arrivals, kind, system, undetermined: [...undetermined], free: [...free] }
  } catch (error) {
    if (error instanceof Contradiction) return undefined
    throw error
  }
}

const isLookup = ({ bus }: Message): boolean => bus.id === BITS.id || bus.id === XOR.id

function systemOf(
  arrivals: Arrivals,
  kind: Kind,
  lookups: Lookups,
  promises: ReadonlyMap<Message, readonly (Range | undefined)[]>,
  without: number | undefined,
): System {
  const { table, forms } = kind
  const column = (name: string): Form => ({ constant: 0, terms: new Map([[table.main.indexOf(name), 1]]) })
  const system = new System(table.main.length + forms.products.length)
  for (const [k, { left, right }] of forms.products.entries())
    system.depends([...left.terms.keys(), ...right.terms.keys()], [table.main.length + k])
  for (const name of arrivals.given ?? []) system.learn(table.main.indexOf(name))
  for (const [name, range] of Object.entries(arrivals.ranges ?? {})) system.range(column(name), range)
  for (const [k, form] of kind.constraints) if (k !== without) constrain(system, form, kind)
  for (const message of kind.messages) {
    const { bus, tuple, direction, index } = message
    if (direction === 'received') {
      const constants = tuple.map((form) => (isConstant(form) ? signed(form.constant) : undefined))
      for (const [entry, form] of tuple.entries()) {
        if (arrivals.isEcho?.(bus.name, constants, entry)) continue
        const variable = system.variableOf(form)
        system.learn(variable)
        if (bus.id === MEMORY.id && entry >= 2) system.range(form, LIMB)
      }
      continue
    }
    if (index + table.constraints.length === without) continue
    for (const [entry, range] of (promises.get(message) ?? []).entries())
      if (range !== undefined) system.range(tuple[entry]!, range)
    if (direction === 'sent') lookUp(system, message, lookups)
  }
  return system
}

function constrain(system: System, form: Form, { forms }: Kind): void {
  const choice = choiceOf(form, forms)
  if (choice !== undefined) {
    system.range(choice.form, { lo: choice.values[0]!, hi: choice.values[choice.values.length - 1]! })
    return
  }
  system.zero(form)
  // u (v w + c) = 0 with c not 0 leaves u = 0 or v not 0.
  const [variable] = [...form.terms.keys()]
  const outer = forms.productOf(variable!)
  if (form.terms.size !== 1 || form.constant !== 0 || outer === undefined) return
  const inner = [...outer.right.terms.keys()].map((own) => forms.productOf(own))
  if (inner.length === 1 && inner[0] !== undefined && outer.right.constant !== 0)
    system.alternative(outer.left, inner[0].left)
}

function lookUp(system: System, { bus, tuple }: Message, lookups: Lookups): void {
  if (bus.id === BITS.id) {
    const [value, size] = tuple as [Form, Form]
    if (isConstant(size)) system.range(value, { lo: 0, hi: size.constant - 1 })
    return
  }
  const keys = lookups.get(bus.id)
  if (bus.id !== XOR.id && keys === undefined) return
  const entries = tuple.map((form) => system.variableOf(form))
  if (keys === undefined) {
    for (const form of tuple) system.range(form, BYTE)
    // Two of a, b and a xor b give the third.
    for (const own of entries) system.depends(entries.filter((other) => other !== own), [own])
  } else
    system.depends(
      keys.map((k) => entries[k]!),
      entries.filter((_, k) => !keys.includes(k)),
    )
}

/** Ranges of what is sent on buses between these tables, by what may receive it. */
function promisesOf(results: readonly RowResult[]): Map<Message, (Range | undefined)[]> {
  const received = new Map<number, (Range | undefined)[][]>()
  const rangesOf = (system: System, { tuple }: Message) => tuple.map((form) => system.rangeOf(form))
  for (const { kind, system } of results) {
    for (const message of kind.messages) {
      if (message.direction !== 'received' || SHARED.has(message.bus.id)) continue
      const own = received.get(message.bus.id) ?? []
      own.push(rangesOf(system, message))
      received.set(message.bus.id, own)
    }
  }
  const promises = new Map<Message, (Range | undefined)[]>()
  for (const { kind, system } of results) {
    for (const message of kind.messages) {
      const receivers = received.get(message.bus.id)
      if (message.direction !== 'sent' || receivers === undefined) continue
      const sent = rangesOf(system, message)
      const possible = receivers.filter((ranges) => !sent.some((range, k) => areDisjoint(range, ranges[k])))
      promises.set(
        message,
        sent.map((_, k) => hullOf(possible.map((ranges) => ranges[k]))),
      )
    }
  }
  return promises
}

function hullOf(ranges: readonly (Range | undefined)[]): Range | undefined {
  if (ranges.length === 0 || ranges.includes(undefined)) return undefined
  const [lo, hi] = [Math.min(...ranges.map((r) => r!.lo)), Math.max(...ranges.map((r) => r!.hi))]
  return hi - lo < P ? { lo, hi } : undefined
}

/** Whether no element is in both. */
export function areDisjoint(a: Range | undefined, b: Range | undefined): boolean {
  if (a === undefined || b === undefined) return false
  return (a.hi < b.lo || b.hi < a.lo) && Math.max(a.hi, b.hi) - Math.min(a.lo, b.lo) < P
}

/** The kind without one of its rules; undefined if that makes no difference to its values. */
export const kindWithout = (kind: Kind, given: ReadonlyMap<number, number>, rule: number): Kind | undefined =>
  kindOf(kind.table, given, rule)
