/** Polynomials in the columns of a table over a prime field, sparse: for models of tables in small fields. */
import type { Expression, Graph, Ring } from '../../../src/air/expression.ts'

/** Coefficients by monomial: its columns, ascending and repeated, joined by commas; '' for 1. None is 0. */
export type Polynomial = ReadonlyMap<string, number>

export const columnsOf = (monomial: string): number[] =>
  monomial === '' ? [] : monomial.split(',').map(Number)

/** All columns of a polynomial. */
export const support = (f: Polynomial): number[] => [...new Set([...f.keys()].flatMap(columnsOf))]

/** How often a column occurs in the monomial where it occurs most. */
export const degreeIn = (f: Polynomial, column: number): number =>
  Math.max(0, ...[...f.keys()].map((m) => columnsOf(m).filter((own) => own === column).length))

/** Code of the value of f modulo q, at the columns in x. */
export function codeOf(f: Polynomial, q: number): string {
  if (support(f).length === 0) return `${f.get('') ?? 0}`
  const terms = [...f].map(([m, c]) => [`${c}`, ...columnsOf(m).map((column) => `x[${column}]`)].join(' * '))
  return `((${terms.join(' + ')}) % ${q})`
}

/** f = slope * column + rest, for f of degree 1 in the column. */
export function splitBy(f: Polynomial, column: number): { slope: Polynomial; rest: Polynomial } {
  const slope = new Map<string, number>()
  const rest = new Map<string, number>()
  for (const [monomial, c] of f) {
    const columns = columnsOf(monomial)
    const others = columns.filter((own) => own !== column)
    if (others.length === columns.length) rest.set(monomial, c)
    else slope.set(others.join(','), c)
  }
  return { slope, rest }
}

/** The ring of polynomials modulo q, with constants through `constant`, which may give NaN: that spreads. */
export function ring(q: number, constant: (value: number) => number): Ring<Polynomial> {
  const reduce = (value: number) => ((value % q) + q) % q
  const product = (a: number, b: number) =>
    Number.isNaN(a + b) ? Number.NaN : Number((BigInt(a) * BigInt(b)) % BigInt(q))
  const combine = (f: Polynomial, g: Polynomial, sign: number): Polynomial => {
    const out = new Map(f)
    for (const [monomial, c] of g) {
      const sum = reduce((out.get(monomial) ?? 0) + sign * c)
      if (sum === 0) out.delete(monomial)
      else out.set(monomial, sum)
    }
    return out
  }
  return {
    constant: (value) => {
      const c = reduce(constant(value))
      return new Map(c === 0 ? [] : [['', c]])
    },
    add: (f, g) => combine(f, g, 1),
    sub: (f, g) => combine(f, g, -1),
    mul: (f, g) => {
      let out: Polynomial = new Map()
      for (const [m, a] of f) {
        for (const [n, b] of g) {
          const monomial = [...columnsOf(m), ...columnsOf(n)].sort((x, y) => x - y).join(',')
          out = combine(out, new Map([[monomial, product(a, b)]]), 1)
        }
      }
      return out
    },
  }
}

/** The polynomials of expressions of one graph. */
export function polynomials(graph: Graph, over: Ring<Polynomial>): (expression: Expression) => Polynomial {
  const values = graph.evaluateOver(over, (of, index) => {
    if (of !== 'main') throw new TypeError('a preprocessed column')
    return new Map([[`${index}`, 1]])
  })
  return ({ id }) => values[id]!
}
