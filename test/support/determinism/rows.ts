/** Rows of a kind as a system: their constraints, lookups, and what they hear. */

import type { Table } from '../../../src/air/table.ts'
import { BITS, MEMORY, XOR } from '../../../src/machine/buses.ts'
import { type Choice, type Form, isConstant, keyOf, signed } from './affine.ts'
import type { Kind, Message, Split } from './kinds.ts'
import type { Range, System } from './system.ts'

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

/** Lookups that give their other entries for some of them, by bus. */
export type Lookups = ReadonlyMap<number, readonly number[]>

/** Ranges of entries that are sent, by what may receive them. */
export type Promises = ReadonlyMap<Message, readonly (Range | undefined)[]>

export interface RowOptions {
  readonly arrivals: Arrivals
  readonly kind: Kind
  readonly lookups: Lookups
  readonly promises: Promises
  /** A constraint, or an interaction by its number plus that of constraints, that the row does without. */
  readonly without?: number | undefined
  /** A message whose contents are not given. */
  readonly unheard?: Message | undefined
}

const BYTE: Range = { lo: 0, hi: 2 ** 8 - 1 }
/** What memory holds is in range where it is produced: see `access.ts`. */
const LIMB: Range = { lo: 0, hi: 2 ** 16 - 1 }

export const isLookup = ({ bus }: Pick<Message, 'bus'>): boolean => bus.id === BITS.id || bus.id === XOR.id

/** Adds the variables and rules of a row to a system. Returns its forms as those of the system. */
export function addRow(system: System, options: RowOptions): (form: Form) => Form {
  const { arrivals, kind, lookups, promises, without, unheard } = options
  const { table, forms } = kind
  const first = system.known.length
  for (let k = 0; k < table.main.length + forms.products.length; k++) system.variable()
  const at = ({ constant, terms }: Form): Form =>
    first === 0
      ? { constant, terms }
      : { constant, terms: new Map([...terms].map(([v, c]) => [v + first, c])) }
  for (const [k, { left, right }] of forms.products.entries())
    system.depends([...at(left).terms.keys(), ...at(right).terms.keys()], [first + table.main.length + k])
  const column = (name: string): number => {
    const index = table.main.indexOf(name)
    if (index < 0) throw new RangeError(`table ${table.name} has no column ${name}`)
    return first + index
  }
  for (const name of arrivals.given ?? []) system.learn(column(name))
  for (const [name, range] of Object.entries(arrivals.ranges ?? {})) system.narrow(column(name), range)
  for (const [k, form] of kind.constraints) if (k !== without) constrain(system, form, kind, at)
  for (const message of kind.messages) {
    if (message.index + table.constraints.length === without || message === unheard) continue
    const tuple = message.tuple.map(at)
    if (message.direction === 'received')
      if (message.bus.id === MEMORY.id) access(system, tuple, options, at)
      else hear(system, message, tuple, arrivals)
    else {
      for (const [entry, range] of (promises.get(message) ?? []).entries())
        if (range !== undefined) system.range(tuple[entry]!, range)
      if (message.direction === 'sent') lookUp(system, message, tuple, lookups)
    }
  }
  return at
}

/** Whether an entry of what is received is nothing but what the row says itself. */
export function isEcho({ isEcho: echoes }: Arrivals, { bus, tuple }: Message, entry: number): boolean {
  if (bus.id === MEMORY.id && entry === 0) return true
  const constants = () => tuple.map((form) => (isConstant(form) ? signed(form.constant) : undefined))
  return echoes?.(bus.name, constants(), entry) ?? false
}

function hear(system: System, message: Message, tuple: readonly Form[], arrivals: Arrivals): void {
  for (const [entry, form] of tuple.entries())
    if (!isEcho(arrivals, message, entry)) system.learn(system.variableOf(form))
}

/** What memory holds is a function of the address and the time of an access, which are for the row to say. */
function access(
  system: System,
  tuple: readonly Form[],
  { kind }: RowOptions,
  at: (form: Form) => Form,
): void {
  const [address, , lo, hi] = tuple as [Form, Form, Form, Form]
  for (const limb of [lo, hi]) system.range(limb, LIMB)
  const produced = kind.messages
    .filter(({ bus, direction }) => bus.id === MEMORY.id && direction === 'sent')
    .map((message) => message.tuple.map(at))
    .filter(([own]) => keyOf(own!) === keyOf(address))
  if (produced.length !== 1) throw new Error(`${kind.table.name}: accesses in which addresses are not one`)
  const [[, time]] = produced as [[Form, Form]]
  const outputs = tuple.slice(1).map((form) => system.variableOf(form))
  system.depends([system.variableOf(address), system.variableOf(time)], outputs)
}

function constrain(system: System, form: Form | Choice, { forms }: Kind, at: (form: Form) => Form): void {
  if ('values' in form) {
    system.range(at(form.form), { lo: form.values[0]!, hi: form.values[form.values.length - 1]! })
    return
  }
  system.zero(at(form))
  // u (v w + c) = 0 with c not 0 leaves u = 0 or v not 0.
  const [variable] = [...form.terms.keys()]
  const outer = forms.productOf(variable!)
  if (form.terms.size !== 1 || form.constant !== 0 || outer === undefined) return
  const inner = [...outer.right.terms.keys()].map((own) => forms.productOf(own))
  if (inner.length === 1 && inner[0] !== undefined && outer.right.constant !== 0)
    system.alternative(at(outer.left), at(inner[0].left))
}

function lookUp(system: System, { bus }: Message, tuple: readonly Form[], lookups: Lookups): void {
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
    for (const own of entries) {
      const others = entries.filter((other) => other !== own)
      system.depends(others, [own])
    }
    return
  }
  const inputs = keys.map((k) => entries[k]!)
  const outputs = entries.filter((_, k) => !keys.includes(k))
  system.depends(inputs, outputs)
}
