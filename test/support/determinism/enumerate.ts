/**
 * All that rows of a model can say if they satisfy its rules, for given values of some columns. Of rows that
 * differ only in what nobody else sees one is enough.
 *
 * The other columns are found one after the other, in an order that is planned once: a column that an
 * equation gives, one of few values, or any value that its lookups allow; as a last resort all elements of
 * the field. A rule is checked as soon as all its columns are known. Nothing is left out, so what is not found
 * does not exist. The nested loops are compiled to one function.
 */
import { type Model, modularInverse, type Rule } from './model.ts'
import { codeOf, columnsOf, degreeIn, type Polynomial, splitBy, support } from './polynomial.ts'

/** Calls `visit` with rows; the row is reused. A true answer ends the search. */
export type Enumerate = (given: readonly number[], visit: (row: Int32Array) => boolean | undefined) => void

/** Products of four elements and sums of many such are exact, and a table of inverses is small. */
const MOST_ELEMENTS = 2 ** 12

export function enumerator({ table, scale, rules, said }: Model, given: readonly string[]): Enumerate {
  const { q } = scale
  const byte = 2 ** (scale.bits / 2)
  if (q > MOST_ELEMENTS) throw new RangeError(`a field of ${q} elements`)
  const fixed = given.map((name) => {
    const index = table.main.indexOf(name)
    if (index < 0) throw new RangeError(`table ${table.name} has no column ${name}`)
    return index
  })
  const known = new Set(fixed)
  const open = new Set(rules)
  const lines: string[] = fixed.map((column, k) => `x[${column}] = given[${k}]`)
  const seen = new Set(said.flatMap(({ multiplicity, tuple }) => [multiplicity, ...tuple].flatMap(support)))
  const isSaid = () => [...seen].every((column) => known.has(column))
  let loops = 0
  // From where what is said is known, one row is enough.
  let next = isSaid() ? 'return' : undefined
  const settle = () => {
    for (const rule of open) {
      if (!columnsOfRule(rule).every((column) => known.has(column))) continue
      open.delete(rule)
      lines.push(check(rule, q, byte, loops === 0 ? 'return' : 'continue'))
    }
  }
  settle()
  while (known.size < table.main.length) {
    const unknown = table.main.map((_, column) => column).filter((column) => !known.has(column))
    // Rules beyond the one that the values come from throw most of them out.
    const completed = (column: number) =>
      [...open].filter((rule) => columnsOfRule(rule).every((own) => own === column || known.has(own))).length
    const price = ({ column, cost }: Loop) => cost / 4 ** Math.max(0, completed(column) - 1)
    const choices = unknown.map((column) =>
      loopOver(column, rules, known, q, byte, table.main.indexOf('real')),
    )
    const { column, code } = choices.reduce((best, own) => (price(own) < price(best) ? own : best))
    known.add(column)
    const isLastSaid = next === undefined && isSaid()
    lines.push(isLastSaid ? `said: ${code}` : code)
    if (isLastSaid) next = 'continue said'
    loops++
    settle()
  }
  lines.push('if (visit(x)) return true', next!, '}'.repeat(loops))
  const search = new Function('given', 'visit', 'x', 'inverse', lines.join('\n')) as (
    given: readonly number[],
    visit: (row: Int32Array) => boolean | undefined,
    x: Int32Array,
    inverse: Int32Array,
  ) => void
  const row = new Int32Array(table.main.length)
  const inverse = Int32Array.from({ length: q }, (_, a) => (a === 0 ? 0 : modularInverse(a, q)))
  return (values, visit) => search(values, visit, row, inverse)
}

interface Loop {
  readonly column: number
  /** About how many values. */
  readonly cost: number
  /** The beginning of a loop in which the column is known. */
  readonly code: string
}

/** How to go through the values of a column when those in `known` are known. */
function loopOver(
  column: number,
  rules: readonly Rule[],
  known: ReadonlySet<number>,
  q: number,
  byte: number,
  real: number,
): Loop {
  const loop = (cost: number, from: string, to: string, value = 'v') => ({
    column,
    cost,
    code: `for (let v = ${from}, end = ${to}; v < end; v++) { x[${column}] = ${value}`,
  })
  let best: Loop = loop(10 * q, '0', `${q}`)
  const offer = (other: Loop) => {
    if (other.cost < best.cost) best = other
  }
  // In real rows, lookups that are as many as the row are certain.
  const isKnown = (f: Polynomial) => support(f).every((own) => known.has(own))
  const isLast = (f: Polynomial) =>
    degreeIn(f, column) > 0 && support(f).every((own) => own === column || known.has(own))
  /** The column by the value of f, of degree 1 in it. */
  const solved = (f: Polynomial, value: string) => {
    const { slope, rest } = splitBy(f, column)
    if (support(slope).length > 0) throw new TypeError('a lookup of a product')
    return `(${value} + ${q} - ${codeOf(rest, q)}) * inverse[${codeOf(slope, q)}] % ${q}`
  }
  for (const rule of rules) {
    if (rule.kind !== 'zero' && !support(rule.times).every((own) => own === real)) continue
    if (rule.kind === 'zero') {
      if (!isLast(rule.zero)) continue
      if (degreeIn(rule.zero, column) === 1) {
        const { slope, rest } = splitBy(rule.zero, column)
        const [s, r] = [codeOf(slope, q), codeOf(rest, q)]
        const solution = `(${q} - ${r}) * inverse[${s}] % ${q}`
        if (support(slope).length === 0) offer(loop(1, '0', '1', solution))
        else {
          const from = `${s} === 0 ? 0 : ${solution}`
          offer(loop(q / 8, from, `${s} === 0 ? (${r} === 0 ? ${q} : 0) : v + 1`))
        }
      } else if (support(rule.zero).length === 1) {
        const roots = Array.from({ length: q }, (_, v) => v).filter((v) => isRoot(rule.zero, v, q))
        offer(loop(roots.length, '0', `${roots.length}`, `[${roots}][v]`))
      }
    } else if (rule.kind === 'bits') {
      if (!isLast(rule.value) || !isKnown(rule.size)) continue
      const most = support(rule.size).length === 0 ? (rule.size.get('') ?? 0) : q / 4
      offer(loop(most, '0', codeOf(rule.size, q), solved(rule.value, 'v')))
    } else {
      const { a, b, x } = rule
      if (isLast(x) && isKnown(a) && isKnown(b))
        offer(loop(1, '0', '1', solved(x, `(${codeOf(a, q)} ^ ${codeOf(b, q)})`)))
      for (const f of [a, b]) if (isLast(f)) offer(loop(byte, '0', `${byte}`, solved(f, 'v')))
    }
  }
  return best
}

const isRoot = (f: Polynomial, v: number, q: number): boolean =>
  [...f].reduce((sum, [m, c]) => (sum + c * v ** columnsOf(m).length) % q, 0) === 0

/** All columns that a rule mentions. */
export function columnsOfRule(rule: Rule): number[] {
  if (rule.kind === 'zero') return support(rule.zero)
  if (rule.kind === 'bits') return [rule.times, rule.value, rule.size].flatMap(support)
  return [rule.times, rule.a, rule.b, rule.x].flatMap(support)
}

/** Code that leaves if a rule does not hold: a size is a power of two, bytes are of half a limb. */
function check(rule: Rule, q: number, byte: number, leave: string): string {
  if (rule.kind === 'zero') return `if (${codeOf(rule.zero, q)} !== 0) ${leave}`
  const applies = codeOf(rule.times, q)
  if (rule.kind === 'bits') {
    const size = codeOf(rule.size, q)
    const value = codeOf(rule.value, q)
    return `if (${applies} !== 0 && (${value} >= ${size} || (${size} & (${size} - 1)) !== 0)) ${leave}`
  }
  const [a, b, x] = [rule.a, rule.b, rule.x].map((f) => codeOf(f, q))
  return `if (${applies} !== 0 && (${a} >= ${byte} || ${b} >= ${byte} || ${x} !== (${a} ^ ${b}))) ${leave}`
}
