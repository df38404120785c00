/**
 * The kinds of rows that a table has: values of its flags, with what constraints and interactions become. Flags are the
 * columns of few values that multiplicities consist of, and those that are asked for.
 */
import type { Bus } from '../../../src/air/bus.ts'
import type { Table } from '../../../src/air/table.ts'
import { div, neg, P } from '../../../src/field/koalabear.ts'
import { type Choice, choiceOf, type Form, Forms, isConstant, signed } from './affine.ts'

/** A tuple that is sent, received or offered as often as one likes in a kind of rows. */
export interface Message {
  readonly bus: Bus
  readonly tuple: readonly Form[]
  readonly direction: 'sent' | 'received' | 'offered'
  /** Number of the interaction in the table. */
  readonly index: number
}

/** Rows with the same flags. */
export interface Kind {
  readonly table: Table
  /** Values of flags by column. */
  readonly given: ReadonlyMap<number, number>
  /** The same with what follows from them, by constraints with these numbers. */
  readonly values: ReadonlyMap<number, number>
  readonly implying: ReadonlySet<number>
  readonly name: string
  /** By the number of the constraint; those that hold already are left out. */
  readonly constraints: ReadonlyMap<number, Form | Choice>
  readonly messages: readonly Message[]
  readonly forms: Forms
}

/** By what rows are told apart, besides multiplicities. */
export interface Split {
  /** Further flags. */
  readonly flags?: readonly string[]
  /** Values of columns that rows can have together, if messages say so. */
  readonly told?: readonly Readonly<Record<string, number>>[]
}

const columnOf = ({ main, name }: Table, column: string): number => {
  const index = main.indexOf(column)
  if (index < 0) throw new RangeError(`table ${name} has no column ${column}`)
  return index
}

/** A multiplicity that the flags of a row do not give, or beyond its bound. */
export class OpenMultiplicity extends Error {}

/** All kinds of rows of a table, or of one that lacks a constraint. */
export function kindsOf(table: Table, split: Split = {}, without?: number): Kind[] {
  const forms = new Forms(table.graph, table.main.length, new Map())
  const choices = table.constraints
    .filter((_, k) => k !== without)
    .map(({ expression }) => choiceOf(forms.of(expression.id), forms))
    .filter((choice) => choice !== undefined)
  const domains = new Map<number, readonly number[]>()
  for (const { form, values } of choices) {
    const [column, c] = [...form.terms][0]!
    if (form.terms.size > 1) continue
    const own = values.map((value) => signed(div(((value - form.constant) % P) + P, c)))
    domains.set(column, own)
  }
  const multiplicities = table.interactions.filter(({ bound }) => bound !== undefined)
  const used = multiplicities.flatMap(({ multiplicity }) => [...forms.of(multiplicity.id).terms.keys()])
  const flags = [...new Set([...used, ...(split.flags ?? []).map((name) => columnOf(table, name))])]
  const kinds: Kind[] = []
  for (const told of split.told ?? [{}]) {
    const given = new Map(Object.entries(told).map(([name, value]) => [columnOf(table, name), value]))
    const open = flags.filter((flag) => domains.has(flag) && !given.has(flag))
    assignments(open, domains, choices, given, (values) => {
      const kind = kindOf(table, values, without)
      if (kind !== undefined) kinds.push(kind)
    })
  }
  return kinds
}

/** Gives all values to flags that no choice between sums of them excludes. */
function assignments(
  open: readonly number[],
  domains: ReadonlyMap<number, readonly number[]>,
  choices: readonly Choice[],
  given: ReadonlyMap<number, number>,
  visit: (values: ReadonlyMap<number, number>) => void,
): void {
  const own = choices.filter(({ form }) =>
    [...form.terms.keys()].every((c) => given.has(c) || domains.has(c)),
  )
  const values = new Map(given)
  const isPossible = () =>
    own.every(({ form, values: allowed }) => {
      let [lo, hi] = [signed(form.constant), signed(form.constant)]
      for (const [column, c] of form.terms) {
        const domain = values.has(column) ? [values.get(column)!] : domains.get(column)!
        const ends = domain.map((value) => value * signed(c))
        lo += Math.min(...ends)
        hi += Math.max(...ends)
      }
      // What may wrap around modulo p excludes nothing.
      return lo < -P / 2 || hi > P / 2 || allowed.some((value) => lo <= value && value <= hi)
    })
  const assign = (k: number) => {
    if (!isPossible()) return
    if (k === open.length) return visit(new Map(values))
    for (const value of domains.get(open[k]!)!) {
      values.set(open[k]!, value)
      assign(k + 1)
    }
    values.delete(open[k]!)
  }
  assign(0)
}

/** The kind with these values and what follows from them, or undefined if a constraint, but for `without`, does not hold. */
function kindOf(table: Table, given: ReadonlyMap<number, number>, without?: number): Kind | undefined {
  const values = new Map(given)
  const implying = new Set<number>()
  for (;;) {
    const forms = new Forms(table.graph, table.main.length, values)
    const constraints = new Map<number, Form>()
    const found = new Map<number, number>()
    for (const [k, { expression }] of table.constraints.entries()) {
      if (k === without) continue
      const form = forms.of(expression.id)
      if (isConstant(form)) {
        if (form.constant !== 0) return undefined
        continue
      }
      constraints.set(k, form)
      const [column, c] = [...form.terms][0]!
      if (form.terms.size > 1 || column >= table.main.length) continue
      found.set(column, signed(div(neg(form.constant), c)))
      implying.add(k)
    }
    if (found.size > 0) {
      for (const [column, value] of found) values.set(column, value)
      continue
    }
    const choices = new Map([...constraints].map(([k, form]) => [k, choiceOf(form, forms) ?? form]))
    const name = [...values]
      .filter(([, value]) => value !== 0)
      .map(([c, value]) => `${table.main[c]} = ${value}`)
    const messages = messagesOf(table, forms)
    return {
      table,
      given,
      values,
      implying,
      name: name.join(', ') || 'nothing',
      constraints: choices,
      messages,
      forms,
    }
  }
}

/** The kind in a table that lacks a rule. */
export const kindWithout = (kind: Kind, rule: number): Kind | undefined =>
  kind.implying.has(rule) ? kindOf(kind.table, kind.given, rule) : kind

function messagesOf(table: Table, forms: Forms): Message[] {
  const messages: Message[] = []
  for (const [index, { bus, tuple, multiplicity, bound }] of table.interactions.entries()) {
    const times = forms.of(multiplicity.id)
    const constant = isConstant(times) ? signed(times.constant) : undefined
    if (constant === 0) continue
    if (bound !== undefined && !(Math.abs(constant ?? P) <= bound))
      throw new OpenMultiplicity(`${table.name}: a multiplicity on bus ${bus.name}`)
    const direction = bound === undefined ? 'offered' : constant! > 0 ? 'sent' : 'received'
    messages.push({ bus, tuple: tuple.map(({ id }) => forms.of(id)), direction, index })
  }
  return messages
}
