/** Linear algebra over F and E, exact. */
import * as F from '../../../src/field/koalabear.ts'
import * as E from '../../../src/field/quartic.ts'
import type { Source } from './tape.ts'

/**
 * Brings rows to reduced echelon form, in place, looking for pivots in the first `columns` columns; returns
 * the pivots.
 */
function eliminate(rows: number[][], columns: number): number[] {
  const pivots: number[] = []
  for (let column = 0; column < columns && pivots.length < rows.length; column++) {
    const top = pivots.length
    const found = rows.findIndex((row, i) => i >= top && row[column] !== 0)
    if (found < 0) continue
    const pivot = rows[found].map((value) => F.div(value, rows[found][column]))
    rows[found] = rows[top]
    rows[top] = pivot
    rows.forEach((row, i) => {
      const factor = row[column]
      if (i === top || factor === 0) return
      rows[i] = row.map((value, k) => F.sub(value, F.mul(factor, pivot[k])))
    })
    pivots.push(column)
  }
  return pivots
}

export function rank(matrix: readonly (readonly number[])[]): number {
  return eliminate(
    matrix.map((row) => [...row]),
    matrix[0].length,
  ).length
}

/** A uniformly random x with matrix x = target, or undefined if there is none. */
export function solve(
  matrix: readonly (readonly number[])[],
  target: readonly number[],
  source: Source,
): number[] | undefined {
  const width = matrix[0].length
  const rows = matrix.map((row, i) => [...row, target[i]])
  const pivots = eliminate(rows, width)
  if (rows.slice(pivots.length).some((row) => row[width] !== 0)) return undefined
  const x = Array.from({ length: width }, source)
  for (const pivot of pivots) x[pivot] = 0
  const free = [...x]
  pivots.forEach((pivot, i) => {
    const rest = free.reduce((sum, value, k) => F.add(sum, F.mul(rows[i][k], value)), 0)
    x[pivot] = F.sub(rows[i][width], rest)
  })
  return x
}

/** A vector over E: four words per entry. */
export type ExtVector = Uint32Array

/** The span over E of the vectors added so far. */
export class ExtSpace {
  /** Each row has 1 at its lead and 0 at the leads of the rows before it. */
  readonly #rows: { readonly lead: number; readonly vector: ExtVector }[]

  constructor(base?: ExtSpace) {
    this.#rows = base === undefined ? [] : [...base.#rows]
  }

  get rank(): number {
    return this.#rows.length
  }

  add(vector: ExtVector): void {
    const rest = this.#reduce(vector)
    const lead = leadOf(rest)
    if (lead === undefined) return
    const factor = E.inv(E.read(rest, E.DEGREE * lead))
    const scaled = new Uint32Array(rest.length)
    subtractMultiple(scaled, rest, E.neg(factor), 0)
    this.#rows.push({ lead, vector: scaled })
  }

  contains(vector: ExtVector): boolean {
    return leadOf(this.#reduce(vector)) === undefined
  }

  #reduce(vector: ExtVector): ExtVector {
    const rest = vector.slice()
    for (const row of this.#rows) {
      const factor = E.read(rest, E.DEGREE * row.lead)
      if (!E.isZero(factor)) subtractMultiple(rest, row.vector, factor, row.lead)
    }
    return rest
  }
}

/** The first entry that is not zero. */
function leadOf(vector: ExtVector): number | undefined {
  const word = vector.findIndex((value) => value !== 0)
  return word < 0 ? undefined : Math.floor(word / E.DEGREE)
}

/**
 * target -= factor * source, for the entries from `first` on. The products of E, written out: most of the
 * time goes here.
 */
export function subtractMultiple(
  target: ExtVector,
  source: ExtVector,
  [f0, f1, f2, f3]: E.Ext,
  first: number,
): void {
  const [w1, w2, w3] = [f1, f2, f3].map((value) => F.mul(E.NON_RESIDUE, value))
  for (let at = E.DEGREE * first; at < source.length; at += E.DEGREE) {
    const a0 = source[at]
    const a1 = source[at + 1]
    const a2 = source[at + 2]
    const a3 = source[at + 3]
    if (a0 === 0 && a1 === 0 && a2 === 0 && a3 === 0) continue
    target[at] = F.sub(target[at], dot(a0, f0, a1, w3, a2, w2, a3, w1))
    target[at + 1] = F.sub(target[at + 1], dot(a0, f1, a1, f0, a2, w3, a3, w2))
    target[at + 2] = F.sub(target[at + 2], dot(a0, f2, a1, f1, a2, f0, a3, w3))
    target[at + 3] = F.sub(target[at + 3], dot(a0, f3, a1, f2, a2, f1, a3, f0))
  }
}

function dot(
  a0: number,
  b0: number,
  a1: number,
  b1: number,
  a2: number,
  b2: number,
  a3: number,
  b3: number,
): number {
  return F.add(F.add(F.mul(a0, b0), F.mul(a1, b1)), F.add(F.mul(a2, b2), F.mul(a3, b3)))
}
