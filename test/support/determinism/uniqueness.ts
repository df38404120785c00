/**
 * Whether rows of a group of tables are free to say anything: for each kind of rows, which entries of what a row sends are
 * not functions of what it hears.
 *
 * What a row sends somebody receives, if buses balance. So an entry on a bus between these tables is in range if it is so
 * for all rows that may receive it. As this depends on those rows and may be so for what they send, it is repeated until
 * nothing new is found. For what is still not determined, a row is joined with each row that may receive it: if what the
 * latter sends is determined by what both of them hear else, the choice is one of notation.
 */
import type { Table } from '../../../src/air/table.ts'
import { neg, P } from '../../../src/field/koalabear.ts'
import * as buses from '../../../src/machine/buses.ts'
import { combine } from './affine.ts'
import { type Kind, kindsOf, type Message } from './kinds.ts'
import {
  type Arrivals,
  addRow,
  isEcho,
  isLookup,
  type Lookups,
  type Promises,
  type RowOptions,
} from './rows.ts'
import { Contradiction, type Range, System } from './system.ts'

export interface RowResult {
  readonly arrivals: Arrivals
  readonly kind: Kind
  readonly system: System
  /** Entries that are sent and not determined, but for columns that may be free. */
  readonly undetermined: readonly Undetermined[]
  /** Columns that may be free and are so. */
  readonly free: readonly string[]
}

export interface Undetermined {
  readonly message: Message
  /** The bus, the entry, and its columns that are not determined. */
  readonly what: string
}

export interface Group {
  readonly tables: readonly Arrivals[]
  /** Kinds of rows of each table. */
  readonly kinds: readonly (readonly Kind[])[]
  readonly lookups: Lookups
}

/** A constraint of a table, or an interaction by its number plus that of constraints. */
export interface Rule {
  readonly table: Table
  readonly rule: number
}

/** Buses that others receive from, too. */
const SHARED = new Set(Object.values(buses).map(({ id }) => id))
const ROUNDS = 6

/** A group with the kinds of rows that it has, without a rule if there is one. */
export const groupOf = (tables: readonly Arrivals[], lookups: Lookups, without?: Rule): Group => ({
  tables,
  kinds: tables.map((arrivals) => kindsOf(arrivals.table, arrivals, ruleOf(arrivals.table, without))),
  lookups,
})

export interface Findings {
  /** Of each kind, in the order of tables. */
  readonly results: readonly RowResult[]
  /** The same for rows that are not joined with others. */
  readonly alone: readonly RowResult[]
  readonly promises: Promises
}

/** What rows of all kinds can say, in tables without a rule if there is one. Kinds that no row is of are left out. */
export function findingsOf(group: Group, without?: Rule): Findings {
  const kinds = group.tables.flatMap((arrivals, t) => group.kinds[t]!.map((kind) => ({ arrivals, kind })))
  let promises: Promises = new Map()
  for (let round = 1; ; round++) {
    const results = kinds.flatMap(({ arrivals, kind }) => {
      const rule = ruleOf(arrivals.table, without)
      const result = resultOf({ arrivals, kind, lookups: group.lookups, promises, without: rule })
      return result === undefined ? [] : [result]
    })
    const next = promisesOf(results)
    if (round === ROUNDS || sizeOf(next) === sizeOf(promises)) {
      const settle = settler(results, group.lookups, promises, without)
      return { results: results.map(settle), alone: results, promises }
    }
    promises = next
  }
}

const ruleOf = (table: Table, rule: Rule | undefined): number | undefined =>
  rule?.table === table ? rule.rule : undefined

const sizeOf = (promises: Promises): number =>
  [...promises.values()]
    .flat()
    .reduce((sum, range) => sum + (range === undefined ? 0 : P - (range.hi - range.lo)), 0)

/** What a row of a kind can say; undefined if there is no such row. */
export function resultOf(options: RowOptions): RowResult | undefined {
  try {
    const system = new System()
    addRow(system, options)
    system.propagate()
    const { arrivals, kind, lookups } = options
    return { arrivals, kind, system, ...openEntries(arrivals, kind, lookups, system) }
  } catch (error) {
    if (error instanceof Contradiction) return undefined
    throw error
  }
}

function openEntries(arrivals: Arrivals, kind: Kind, lookups: Lookups, system: System) {
  const { main } = kind.table
  const may = new Set(arrivals.free?.((name) => kind.values.get(main.indexOf(name))) ?? [])
  const undetermined: Undetermined[] = []
  const free = new Set<string>()
  for (const { message, entry } of sentEntries(kind, lookups)) {
    const form = message.tuple[entry]!
    if (system.knows(form)) continue
    const open = [...form.terms.keys()].filter((variable) => !system.known[variable])
    const names = open.map((variable) => main[variable]!)
    if (names.every((name) => may.has(name))) for (const name of names) free.add(name)
    else
      undetermined.push({
        message,
        what: `${message.bus.name}.${message.bus.entries[entry]}: ${names.join(', ')}`,
      })
  }
  return { undetermined, free: [...free] }
}

/** Entries that a row says. Of a lookup these are the ones that it is looked up by. */
function sentEntries(kind: Kind, lookups: Lookups): { message: Message; entry: number }[] {
  return kind.messages.flatMap((message) => {
    const { direction, bus, tuple } = message
    if (direction === 'received' || isLookup(message)) return []
    const keys = direction === 'sent' ? lookups.get(bus.id) : undefined
    return tuple.flatMap((_, entry) =>
      keys === undefined || keys.includes(entry) ? [{ message, entry }] : [],
    )
  })
}

const rangesOf = (system: System, { tuple }: Message) => tuple.map((form) => system.rangeOf(form))

/** What rows receive on buses between these tables, by bus. */
function receivedBy(results: readonly RowResult[]) {
  const received = new Map<number, { result: RowResult; message: Message; ranges: (Range | undefined)[] }[]>()
  for (const result of results) {
    for (const message of result.kind.messages) {
      if (message.direction !== 'received' || SHARED.has(message.bus.id)) continue
      const own = received.get(message.bus.id) ?? []
      own.push({ result, message, ranges: rangesOf(result.system, message) })
      received.set(message.bus.id, own)
    }
  }
  return (system: System, message: Message) => {
    const sent = rangesOf(system, message)
    const all = received.get(message.bus.id) ?? []
    return all.filter(({ ranges }) => !sent.some((range, k) => areDisjoint(range, ranges[k])))
  }
}

function promisesOf(results: readonly RowResult[]): Promises {
  const receivers = receivedBy(results)
  const promises = new Map<Message, (Range | undefined)[]>()
  for (const { kind, system } of results) {
    for (const message of kind.messages) {
      if (message.direction !== 'sent' || SHARED.has(message.bus.id)) continue
      const possible = receivers(system, message)
      const hulls = message.tuple.map((_, k) => hullOf(possible.map(({ ranges }) => ranges[k])))
      promises.set(message, hulls)
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
function areDisjoint(a: Range | undefined, b: Range | undefined): boolean {
  if (a === undefined || b === undefined) return false
  return (a.hi < b.lo || b.hi < a.lo) && Math.max(a.hi, b.hi) - Math.min(a.lo, b.lo) < P
}

/** Leaves out what is not determined but makes no difference for those who receive it, in one message at most. */
function settler(
  results: readonly RowResult[],
  lookups: Lookups,
  promises: Promises,
  without?: Rule,
): (result: RowResult) => RowResult {
  const receivers = receivedBy(results)
  const messagesOf = ({ undetermined }: RowResult) => new Set(undetermined.map(({ message }) => message))
  const doubtful = results.flatMap((result) =>
    [...messagesOf(result)].flatMap((sent) => receivers(result.system, sent)),
  )
  const options = ({ arrivals, kind }: RowResult): RowOptions => {
    return { arrivals, kind, lookups, promises, without: ruleOf(kind.table, without) }
  }
  const makesNoDifference = (result: RowResult, sent: Message, other: RowResult, heard: Message): boolean => {
    const inDoubt = doubtful.filter((own) => own.result === other && own.message !== heard)
    if (inDoubt.length > 0) return false
    const system = new System()
    const here = addRow(system, options(result))
    const there = addRow(system, { ...options(other), unheard: heard })
    for (const [k, form] of sent.tuple.entries())
      system.zero(combine(here(form), there(heard.tuple[k]!), neg(1)))
    system.eliminate()
    return sentEntries(other.kind, lookups).every(({ message, entry }) =>
      system.knows(there(message.tuple[entry]!)),
    )
  }
  return (result) => {
    const isSettled = (sent: Message): boolean => {
      const possible = receivers(result.system, sent)
      if (SHARED.has(sent.bus.id) || possible.length === 0) return false
      return possible.every((own) => makesNoDifference(result, sent, own.result, own.message))
    }
    const settled = new Set([...messagesOf(result)].filter(isSettled))
    return { ...result, undetermined: result.undetermined.filter(({ message }) => !settled.has(message)) }
  }
}

/** Whether rows of two kinds cannot hear the same, by what both receive in the same place. */
function areApart(a: RowResult, b: RowResult): boolean {
  return a.kind.messages.some((message) => {
    const other = b.kind.messages.find(({ index }) => index === message.index)
    if (message.direction !== 'received' || other?.direction !== 'received') return false
    const [left, right] = [rangesOf(a.system, message), rangesOf(b.system, other)]
    return left.some(
      (range, k) =>
        areDisjoint(range, right[k]) && !isEcho(a.arrivals, message, k) && !isEcho(b.arrivals, other, k),
    )
  })
}

/** Pairs of kinds of rows that say something and may hear the same. */
export function confusable(results: readonly RowResult[]): string[] {
  const talking = results.filter(({ kind }) =>
    kind.messages.some(({ direction }) => direction !== 'received'),
  )
  return talking.flatMap((a, k) =>
    talking
      .slice(k + 1)
      .filter((b) => a.arrivals === b.arrivals && !areApart(a, b))
      .map((b) => `${a.kind.table.name}: ${a.kind.name} / ${b.kind.name}`),
  )
}
