/**
 * What two rows that hear the same cannot differ in. Rows are solutions x, x' of one system: equations that are affine in
 * its variables, ranges, functions and alternatives. A variable is *known* if x = x' in all such pairs. Each step is a
 * theorem about F:
 *
 *  - an equation of which one variable is not known determines it, and so do known factors their product;
 *  - an equation of which all variables but one have ranges gives that one a range;
 *  - an equation is one of integers if what it adds up cannot wrap around modulo p; if then some of its terms are in sum
 *    less than a common divisor of all others, both parts are known: digits of a number are unique;
 *  - functions determine their results.
 *
 * This is the propagation of Pailoor et al., "Automated Detection of Under-Constrained Circuits in Zero-Knowledge Proofs"
 * (QED2, ePrint 2023/512), with ranges of lookups in place of their lemma on bits.
 */
import { div, inv, mul, neg, P } from '../../../src/field/koalabear.ts'
import { combine, type Form, isConstant, keyOf, scale, signed } from './affine.ts'
import { type Echelon, echelonOf, remainder } from './elimination.ts'

/** Integers, of which one is a representative of the variable; fewer than p. */
export interface Range {
  readonly lo: number
  readonly hi: number
}

type Term = readonly [variable: number, coefficient: number]

interface Equation {
  readonly constant: number
  readonly terms: readonly Term[]
}

/** Known inputs make outputs known. */
interface Dependence {
  readonly inputs: readonly number[]
  readonly outputs: readonly number[]
}

/** The first variable is 0 or the second is not. */
interface Alternative {
  readonly zero: number
  readonly nonzero: number
}

/** No row satisfies the system. */
export class Contradiction extends Error {}

/** Equations longer than this do not narrow ranges that are there. */
const SHORT = 6

export class System {
  readonly known: boolean[] = []
  readonly ranges: (Range | undefined)[] = []
  readonly #equations: Equation[] = []
  readonly #dependences: Dependence[] = []
  readonly #alternatives: Alternative[] = []
  readonly #equationsOf: number[][] = []
  readonly #dependencesOf: number[][] = []
  readonly #directions = new Map<string, { readonly variable: number; readonly form: Form }>()
  readonly #queue: number[] = []
  readonly #isQueued: boolean[] = []
  /** Sums that are known, so that each has one equation. */
  readonly #groups = new Set<string>()
  /** The equations' unknown parts, once all conclusions are drawn. */
  #echelon: Echelon | undefined

  /** A new variable. */
  variable(): number {
    this.ranges.push(undefined)
    this.#equationsOf.push([])
    this.#dependencesOf.push([])
    return this.known.push(false) - 1
  }

  /** Demands that a form is 0. */
  zero({ constant, terms }: Form): void {
    if (terms.size === 0) {
      if (constant !== 0) throw new Contradiction()
      return
    }
    const index = this.#equations.push({ constant, terms: [...terms] }) - 1
    for (const variable of terms.keys()) this.#equationsOf[variable]!.push(index)
    this.#enqueue(index)
  }

  /** A variable that is equal to a form: forms that are multiples of each other up to constants share one. */
  variableOf(form: Form): number {
    if (isConstant(form)) {
      const variable = this.variable()
      const value = signed(form.constant)
      this.narrow(variable, { lo: value, hi: value })
      this.learn(variable)
      return variable
    }
    const [[first, c]] = form.terms as unknown as [[number, number]]
    if (form.terms.size === 1 && c === 1 && form.constant === 0) return first
    const linear = [...form.terms].sort(([a], [b]) => a - b)
    const key = keyOf(scale({ constant: 0, terms: new Map(linear) }, inv(linear[0]![1])))
    const own = this.#directions.get(key)
    const factor = own === undefined ? 0 : div(c, own.form.terms.get(first)!)
    const rest = own === undefined ? 0 : combine(form, own.form, neg(factor)).constant
    if (own !== undefined && factor === 1 && rest === 0) return own.variable
    const variable = this.variable()
    this.zero(combine(form, variableForm(variable), neg(1)))
    if (own === undefined) this.#directions.set(key, { variable, form })
    else {
      const terms = [
        [own.variable, factor],
        [variable, neg(1)],
      ] as const
      this.zero({ constant: rest, terms: new Map(terms) })
    }
    return variable
  }

  /** Says that a form is one of these integers modulo p. */
  range(form: Form, range: Range): void {
    this.narrow(this.variableOf(form), range)
  }

  /** The same for a variable. Throws a Contradiction if nothing is left of its range. */
  narrow(variable: number, { lo, hi }: Range): void {
    if (hi < lo) throw new Contradiction()
    if (hi - lo >= P) return
    // The representatives nearest to 0.
    const shift = P * Math.round((lo + hi) / 2 / P)
    let next: Range = { lo: lo - shift, hi: hi - shift }
    const old = this.ranges[variable]
    if (old !== undefined) {
      const [from, to] = [Math.max(old.lo, next.lo), Math.min(old.hi, next.hi)]
      // Only one multiple of p separates representatives in both.
      if (Math.max(old.hi, next.hi) - Math.min(old.lo, next.lo) < P) next = { lo: from, hi: to }
      if (next.hi < next.lo) throw new Contradiction()
      if (next.hi - next.lo >= old.hi - old.lo) return
    }
    this.ranges[variable] = next
    if (next.lo === next.hi) this.learn(variable)
    for (const index of this.#equationsOf[variable]!) this.#enqueue(index)
  }

  /** Says that variables are functions of others. */
  depends(inputs: readonly number[], outputs: readonly number[]): void {
    const index = this.#dependences.push({ inputs, outputs }) - 1
    for (const input of new Set(inputs)) this.#dependencesOf[input]!.push(index)
    this.#depend(index)
  }

  alternative(zero: Form, nonzero: Form): void {
    this.#alternatives.push({ zero: this.variableOf(zero), nonzero: this.variableOf(nonzero) })
  }

  learn(variable: number): void {
    if (this.known[variable]) return
    this.known[variable] = true
    for (const index of this.#equationsOf[variable]!) this.#enqueue(index)
    for (const index of this.#dependencesOf[variable]!) this.#depend(index)
  }

  /** Whether a form is the same in all pairs of rows: its unknown part is a sum of those of equations. */
  knows(form: Form): boolean {
    const open = this.#open([...form.terms])
    if (open.length === 0) return true
    this.#echelon ??= echelonOf(this.#openEquations(), ({ terms }) => [...terms.keys()][0]!)
    return remainder(formOf(open), this.#echelon).terms.size === 0
  }

  /** Where a form lies, if all its variables have ranges. */
  rangeOf({ constant, terms }: Form): Range | undefined {
    return this.#interval([...terms], signed(constant))
  }

  /** Draws all conclusions. Throws a Contradiction if no row satisfies the system. */
  propagate(): void {
    this.#echelon = undefined
    for (let index = this.#queue.pop(); index !== undefined; index = this.#queue.pop()) {
      this.#isQueued[index] = false
      const equation = this.#equations[index]!
      this.#findRanges(equation)
      this.#determine(equation)
    }
  }

  /** Draws all conclusions from sums of equations too, in which variables without ranges are eliminated first. */
  eliminate(): void {
    for (let before = -1; before !== this.#groups.size; ) {
      this.propagate()
      before = this.#groups.size
      const rows = echelonOf(this.#openEquations(), ({ terms }) => {
        const variables = [...terms.keys()]
        return variables.find((own) => this.ranges[own] === undefined) ?? variables[0]!
      })
      for (const { terms } of rows.values()) this.#sumIsKnown([...terms])
    }
  }

  #open(terms: readonly Term[]): Term[] {
    return terms.filter(([variable]) => !this.known[variable])
  }

  /** What of the equations is not known, short ones first. */
  #openEquations(): Form[] {
    const parts = this.#equations.map(({ terms }) => this.#open(terms)).filter(({ length }) => length > 0)
    return parts.sort((a, b) => a.length - b.length).map(formOf)
  }

  /** Adds the equation that a sum is something known. */
  #sumIsKnown(terms: readonly Term[]): void {
    const key = keyOf(formOf([...terms].sort(([a], [b]) => a - b)))
    if (this.#groups.has(key)) return
    this.#groups.add(key)
    const sum = this.variable()
    this.known[sum] = true
    this.zero(formOf([...terms, [sum, neg(1)]]))
  }

  #enqueue(index: number): void {
    if (this.#isQueued[index]) return
    this.#isQueued[index] = true
    this.#queue.push(index)
  }

  #depend(index: number): void {
    const { inputs, outputs } = this.#dependences[index]!
    if (inputs.every((input) => this.known[input])) for (const output of outputs) this.learn(output)
  }

  /** Bounds of constant + sum of terms as integers, coefficients being signed; `own` replaces ranges. */
  #interval(terms: readonly Term[], constant: number, own?: ReadonlyMap<number, Range>): Range | undefined {
    let [lo, hi] = [constant, constant]
    for (const [variable, c] of terms) {
      const range = own?.get(variable) ?? this.ranges[variable]
      if (range === undefined) return undefined
      const factor = signed(c)
      const ends = [factor * range.lo, factor * range.hi]
      lo += Math.min(...ends)
      hi += Math.max(...ends)
      if (!(Math.abs(lo) < 2 ** 52 && Math.abs(hi) < 2 ** 52)) return undefined
    }
    return { lo, hi }
  }

  #findRanges({ constant, terms }: Equation): void {
    const open = terms.filter(([variable]) => this.ranges[variable] === undefined)
    if (open.length > 1) return
    const targets = open.length === 1 ? open : terms.length <= SHORT ? terms : []
    for (const [target, c] of targets) {
      const factor = neg(inv(c))
      const others = terms.filter(([variable]) => variable !== target)
      const scaled = others.map(([variable, own]): Term => [variable, mul(own, factor)])
      const range = this.#interval(scaled, signed(mul(constant, factor)))
      if (range !== undefined) this.narrow(target, range)
    }
  }

  /** Finds what an equation determines. */
  #determine({ constant, terms }: Equation): void {
    const open = this.#open(terms)
    if (open.length <= 1) {
      for (const [variable] of open) this.learn(variable)
      return
    }
    if (open.some(([variable]) => this.ranges[variable] === undefined)) return
    const tried = new Set<number>()
    for (const [, c] of open) {
      const factor = Math.abs(signed(c))
      if (tried.has(factor)) continue
      tried.add(factor)
      const by = inv(c)
      const scaled = (own: readonly Term[]) => own.map(([variable, d]): Term => [variable, mul(d, by)])
      if (!this.#isOfIntegers(scaled(terms), signed(mul(constant, by)), scaled(open))) continue
      const parts = this.#digits(scaled(open))
      if (parts.length === 1) continue
      for (const part of parts) {
        if (part.length === 1) this.learn(part[0]![0])
        else this.#sumIsKnown(part)
      }
      return
    }
  }

  /** Whether the difference of the equation in two rows holds for integers. */
  #isOfIntegers(terms: readonly Term[], constant: number, open: readonly Term[]): boolean {
    const width = (range: Range | undefined) =>
      range === undefined ? Number.POSITIVE_INFINITY : range.hi - range.lo
    if (width(this.#interval(open, 0)) < P) return true
    const whole = this.#interval(terms, constant)
    // One multiple of p it may be is what it is.
    if (whole !== undefined && Math.floor(whole.hi / P) <= Math.ceil(whole.lo / P)) return true
    return this.#alternatives.some((own) => {
      const branches = this.#branches(own).map((ranges) => this.#interval(open, 0, ranges))
      if (branches.some((range) => range === undefined)) return false
      const [lo, hi] = [Math.min(...branches.map((r) => r!.lo)), Math.max(...branches.map((r) => r!.hi))]
      return hi - lo < P
    })
  }

  /** The ranges that either side of an alternative changes. */
  #branches({ zero, nonzero }: Alternative): ReadonlyMap<number, Range>[] {
    const excluded = new Map<number, Range>()
    const exclude = (at: number, value: number) => {
      const range = this.ranges[at]
      if (range === undefined) return
      const lo = range.lo === value ? range.lo + 1 : range.lo
      excluded.set(at, { lo, hi: range.hi === value ? range.hi - 1 : range.hi })
    }
    exclude(nonzero, 0)
    // An equation between two variables excludes a value of the second one too.
    for (const index of this.#equationsOf[nonzero]!) {
      const { constant, terms } = this.#equations[index]!
      const partner = terms.find(([own]) => own !== nonzero)
      if (terms.length === 2 && partner !== undefined)
        exclude(partner[0], signed(neg(div(constant, partner[1]))))
    }
    return [new Map([[zero, { lo: 0, hi: 0 }]]), excluded]
  }

  /** Parts of a sum of integers that are the same if the sum is. */
  #digits(terms: readonly Term[]): (readonly Term[])[] {
    const weight = ([, c]: Term) => Math.abs(signed(c))
    const sorted = [...terms].sort((a, b) => weight(a) - weight(b))
    const divisors = sorted.map(weight)
    for (let k = sorted.length - 2; k >= 0; k--) divisors[k] = gcd(divisors[k]!, divisors[k + 1]!)
    const parts: (readonly Term[])[] = []
    let [from, sum] = [0, 0]
    for (const [k, [variable]] of sorted.entries()) {
      if (k > from && sum < divisors[k]!) {
        parts.push(sorted.slice(from, k))
        from = k
        sum = 0
      }
      const { lo, hi } = this.ranges[variable]!
      sum += weight(sorted[k]!) * (hi - lo)
    }
    parts.push(sorted.slice(from))
    // Parts are smaller sums, so that more may be found in them.
    if (parts.length > 1) return parts.flatMap((part) => this.#digits(part))
    return [sorted]
  }
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b)
}

const formOf = (terms: readonly Term[]): Form => ({ constant: 0, terms: new Map(terms) })
export const variableForm = (variable: number): Form => formOf([[variable, 1]])
