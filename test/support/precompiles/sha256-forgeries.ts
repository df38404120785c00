/**
 * Forged rows of the table of SHA-256: for every constraint and lookup one that it alone refutes. Where a row violates a
 * constraint, everything that follows in the row is computed anew from the wrong value, as a forger would.
 */
import type { Table } from '../../../src/air/table.ts'
import { add, inv, mul, neg, P, reduce, sub } from '../../../src/field/koalabear.ts'
import { LIMB } from '../../../src/machine/access.ts'
import { XOR } from '../../../src/machine/buses.ts'
import { nodeValue } from '../cone.ts'
import { at, type Forgery, type Sample, violations } from '../rows.ts'

const LIMBS = ['lo', 'hi'] as const
type Limb = (typeof LIMBS)[number]

/** Words that a row makes, in this order: those of the schedule that are sums, then e and a by rounds. */
const ROUNDS = [0, 1, 2, 3, 4, 5, 6, 7]
const MADE = [...ROUNDS.slice(2).map((k) => `w${k}`), ...ROUNDS.flatMap((r) => [`e${r}`, `a${r}`])]
/** Words of the schedule whose sums are messages. */
const HEARD = ['w0', 'w1']

/** Columns that are defined by their constraint alone. */
const DEFINED = [
  ...['sigma0 of w0', 'late sum1', 'late sum2', ...ROUNDS.slice(1).map((k) => `sum${k - 1}`)].flatMap(
    (name) => LIMBS.map((limb) => ({ label: `${name} (${limb})`, column: `${name}.${limb}` })),
  ),
  ...[0, 1, 2, 3].map((k) => ({ label: `a0 xor a-1 (byte ${k})`, column: `a0 xor a-1.${k}` })),
]

const signed = (x: number): number => (x > P / 2 ? x - P : x)

let ids: ReadonlyMap<string, number> | undefined
function constraintsOf({ constraints }: Table): ReadonlyMap<string, number> {
  ids ??= new Map(constraints.map(({ label, expression }) => [label, expression.id]))
  return ids
}

/** A row that is being changed. */
class Draft {
  readonly row: number[]
  readonly #table: Table
  readonly #constraints: ReadonlyMap<string, number>

  constructor(table: Table, row: readonly number[]) {
    this.#table = table
    this.row = [...row]
    this.#constraints = constraintsOf(table)
  }

  get(column: string): number {
    return this.row[at(this.#table, column)]
  }

  set(column: string, value: number): void {
    this.row[at(this.#table, column)] = reduce(value)
  }

  has(column: string): boolean {
    return this.#table.main.includes(column)
  }

  /** Value of a constraint. */
  value(label: string): number {
    return nodeValue(this.#table, this.#constraints.get(label)!, this.row)
  }

  limb(word: string, limb: Limb): number {
    if (this.has(`${word}.${limb}`)) return this.get(`${word}.${limb}`)
    const bits = Array.from({ length: 16 }, (_, k) => this.get(`${word}[${k + (limb === 'hi' ? 16 : 0)}]`))
    return bits.reduce((sum, bit, k) => add(sum, mul(bit, 2 ** k)), 0)
  }

  setLimb(word: string, limb: Limb, value: number): void {
    if (this.has(`${word}.${limb}`)) {
      this.set(`${word}.${limb}`, value)
      return
    }
    for (let k = 0; k < 16; k++) this.set(`${word}[${k + (limb === 'hi' ? 16 : 0)}]`, (value >>> k) & 1)
  }

  setCarry(word: string, limb: Limb, value: number): void {
    const name = `carry of ${word}.${limb}`
    if (this.has(`${name}.digit`)) {
      this.set(`${name}.digit`, value % 3)
      this.set(`${name}.three`, value < 3 ? 0 : 1)
    } else for (const k of [0, 1]) this.set(`${name}[${k}]`, (value >>> k) & 1)
  }

  /** Makes the constraints of what the row makes true, but for those that are not to be touched; false if it cannot. */
  settle(untouched: ReadonlySet<string> = new Set()): boolean {
    for (const word of MADE) {
      if (['e0', 'e1', 'a1'].includes(word)) this.#settleDefined(untouched)
      for (const limb of LIMBS) {
        const label = `${word} (${limb})`
        if (untouched.has(label) || this.value(label) === 0) continue
        this.setCarry(word, limb, 0)
        this.setLimb(word, limb, 0)
        const sum = signed(this.value(label))
        const most = word.startsWith('e') ? 6 : 4
        if (sum < 0 || sum >= most * LIMB) return false
        this.setLimb(word, limb, sum % LIMB)
        this.setCarry(word, limb, Math.floor(sum / LIMB))
      }
    }
    return true
  }

  /** What is defined by words, and what is looked up of them. */
  #settleDefined(untouched: ReadonlySet<string>): void {
    for (const { label, column } of DEFINED)
      if (!untouched.has(label)) this.set(column, sub(this.get(column), this.value(label)))
    for (const { column, x, y } of lookupsOf(this.#table)) {
      const [a, b] = [x, y].map((id) => nodeValue(this.#table, id, this.row))
      if (!untouched.has(column) && a < 256 && b < 256) this.set(column, a ^ b)
    }
  }
}

/** Lookups of the xor of two bytes, in the order in which they depend on each other. */
function lookupsOf(table: Table): { readonly column: string; readonly x: number; readonly y: number }[] {
  return table.interactions.flatMap(({ bus, tuple: [x, y, xor] }) => {
    const node = bus === XOR ? table.graph.nodes[xor.id] : undefined
    return node?.kind === 'column' ? [{ column: node.name, x: x.id, y: y.id }] : []
  })
}

export function forgeriesOfSha256(
  table: Table,
  rows: readonly Sample[],
  more: readonly Sample[],
  isForged: (row: readonly number[]) => boolean,
): Forgery<Sample>[] {
  const found: Forgery<Sample>[] = []
  const missing: string[] = []
  /** The first draft that only `label` refutes. */
  const search = (label: string, drafts: Iterable<readonly [Sample, Draft | undefined]>): void => {
    for (const [sample, draft] of drafts) {
      if (draft === undefined) continue
      const violated = violations(table, draft.row)
      if (violated.length !== 1 || !isForged(draft.row)) continue
      found.push({ name: label, sample, row: draft.row })
      return
    }
    missing.push(label)
  }
  const drafts = function* (
    samples: readonly Sample[],
    change: (draft: Draft) => boolean | undefined,
  ): Generator<readonly [Sample, Draft | undefined]> {
    for (const sample of samples) {
      const draft = new Draft(table, sample.row)
      yield [sample, change(draft) === false ? undefined : draft]
    }
  }
  const late = [...rows.slice(2), ...more]

  const labels = table.constraints.map(({ label }) => label)
  for (const label of labels) {
    const digit = /^(.+?)(?:\[(\d+)\]|\.(digit|three)) is (?:boolean|0, 1 or 2)$/.exec(label)
    if (digit === null) continue
    const [name, k] = [digit[1], digit[2] ?? digit[3]]
    if (name === 'row') search(label, rowFlags(table, rows, Number(k)))
    else if (name.startsWith('carry')) search(label, carryDigits(table, late, name, k))
    else search(label, wordBits(table, late, name, Number(k)))
  }
  search(
    'one row',
    drafts(late, (draft) => {
      draft.set('row[4]', 1)
      draft.set('row[5]', 1)
      return draft.settle()
    }),
  )
  for (const { label, column } of DEFINED)
    search(
      label,
      drafts(late, (draft) => {
        draft.set(column, draft.get(column) ^ 1)
        return draft.settle(new Set([label]))
      }),
    )
  for (const { column } of lookupsOf(table))
    search(
      `${column} is looked up`,
      drafts(late, (draft) => {
        draft.set(column, draft.get(column) ^ 2)
        return draft.settle(new Set([column]))
      }),
    )
  for (const word of MADE)
    for (const limb of LIMBS) {
      const label = `${word} (${limb})`
      search(
        label,
        drafts(late, (draft) => {
          draft.setLimb(word, limb, draft.limb(word, limb) ^ 1)
          return draft.settle(new Set([label]))
        }),
      )
    }
  search(
    'new word: carry of the low limbs',
    drafts([...rows, ...more], (draft) => {
      // 2^-16 is the integer -(2^15 - 2^8) modulo p.
      draft.set('new.lo', draft.get('new.lo') - 1)
      const high = draft.get('new.hi') - (2 ** 15 - 2 ** 8)
      draft.set('new.hi', neg(neg(high)))
      return high >= 0
    }),
  )
  search(
    'new word: carry of the high limbs',
    drafts(rows, (draft) => {
      draft.set('new.hi', draft.get('new.hi') ^ 1)
      return true
    }),
  )
  search(
    'new.lo out of range',
    drafts([...rows, ...more], (draft) => {
      draft.set('new.lo', draft.get('new.lo') + LIMB)
      draft.set('new.hi', draft.get('new.hi') - 1)
      return draft.get('new.hi') < LIMB
    }),
  )
  search(
    'new.hi out of range',
    drafts([...rows, ...more], (draft) => {
      draft.set('new.hi', draft.get('new.hi') + LIMB)
      return true
    }),
  )
  for (const k of [0, 1, 2]) {
    const gap = `m${k}.gap`
    search(
      `${gap}.lo`,
      drafts(rows, (draft) => {
        draft.set(`${gap}.lo`, -1)
        draft.set(`${gap}.hi`, 0)
        return true
      }),
    )
    search(
      `${gap}.hi`,
      drafts(rows, (draft) => {
        draft.set(`${gap}.hi`, mul(inv(LIMB), reduce(-1 - draft.get(`${gap}.lo`))))
        return true
      }),
    )
  }
  if (missing.length > 0)
    throw new RangeError(`no forgery for ${missing.length}: ${missing.slice(0, 12).join('; ')}`)
  return found
}

/** Row flags a and b and minus flag k: the sum is 1. */
function* rowFlags(
  table: Table,
  rows: readonly Sample[],
  k: number,
): Generator<readonly [Sample, Draft | undefined]> {
  for (const sample of rows.slice(2)) {
    const own = sample.row.slice(0, rows.length).indexOf(1)
    for (const a of rows.keys()) {
      for (const b of rows.keys()) {
        if (a === k || b === k || a >= b) continue
        const draft = new Draft(table, sample.row)
        draft.set(`row[${own}]`, 0)
        draft.set(`row[${a}]`, 1)
        draft.set(`row[${b}]`, 1)
        draft.set(`row[${k}]`, -1)
        yield [sample, draft.settle() ? draft : undefined]
      }
    }
  }
}

/** What digits of a carry count. */
const WEIGHTS: Readonly<Record<string, number>> = { 0: 1, 1: 2, digit: 1, three: 3 }

/**
 * A carry that is no integer: the limb is 1 less and the carry 2^-16 more, which is an integer modulo p for the limb
 * after it.
 */
function* carryDigits(
  table: Table,
  samples: readonly Sample[],
  name: string,
  digit: string,
): Generator<readonly [Sample, Draft | undefined]> {
  const [, word, limb] = /^carry of (\w\d)\.(lo|hi)$/.exec(name)! as unknown as [string, string, Limb]
  for (const sample of samples) {
    const draft = new Draft(table, sample.row)
    const before = draft.limb(word, limb)
    if (before === 0) continue
    draft.setLimb(word, limb, before - 1)
    const column = `${name}${digit.length === 1 ? `[${digit}]` : `.${digit}`}`
    draft.set(column, add(draft.get(column), mul(inv(LIMB), inv(WEIGHTS[digit]))))
    if (HEARD.includes(word) && limb === 'lo') {
      const high = signed(add(draft.limb(word, 'hi'), inv(LIMB)))
      if (high < 0 || high >= LIMB) continue
      draft.setLimb(word, 'hi', high)
    }
    yield [sample, draft.settle(new Set([`${word} (${limb})`])) ? draft : undefined]
  }
}

/** A digit that is no bit: another bit of the limb is changed, and the digit makes up for it. */
function* wordBits(
  table: Table,
  samples: readonly Sample[],
  word: string,
  k: number,
): Generator<readonly [Sample, Draft | undefined]> {
  const first = 16 * Math.floor(k / 16)
  const limb = first === 0 ? 'lo' : 'hi'
  for (const sample of samples) {
    for (let distance = 1; distance < 16; distance++) {
      for (const other of [k + distance, k - distance]) {
        if (other < first || other >= first + 16) continue
        const draft = new Draft(table, sample.row)
        const change = 1 - 2 * draft.get(`${word}[${other}]`)
        draft.set(`${word}[${other}]`, draft.get(`${word}[${other}]`) + change)
        const weight = other > k ? 2 ** (other - k) : inv(2 ** (k - other))
        const digit = sub(draft.get(`${word}[${k}]`), mul(reduce(change), weight))
        draft.set(`${word}[${k}]`, digit)
        yield [sample, draft.settle(new Set([`${word} (${limb})`])) ? draft : undefined]
      }
    }
  }
}
