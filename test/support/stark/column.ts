/**
 * Columns of the reference prover: polynomials by their coefficients, in the variable of their own height.
 */
import * as F from '../../../src/field/koalabear.ts'
import * as E from '../../../src/field/quartic.ts'
import { cosetStart, createDomain, domainPoint, liftedRow } from '../../../src/poly/domain.ts'
import { evaluate, evaluateAtExt, interpolate, ntt } from '../../../src/poly/polynomial.ts'

/** f(Y), Y = X^m for a table of N_0 / m rows; natural order. */
export interface Column {
  readonly logHeight: number
  readonly coefficients: Uint32Array
}

/** w + r (Y^N - 1), w with these values on the trace domain. */
export function maskedColumn(values: ArrayLike<number>, mask: ArrayLike<number> = []): Column {
  const height = values.length
  const coefficients = new Uint32Array(height + mask.length)
  coefficients.set(interpolate(values))
  for (let i = 0; i < mask.length; i++) {
    coefficients[i] = F.sub(coefficients[i], mask[i])
    coefficients[height + i] = F.add(coefficients[height + i], mask[i])
  }
  return { logHeight: Math.log2(height), coefficients }
}

/** Values of a polynomial of any degree at start * w_N^i for all starts, one coset after the other. */
export function valuesOnCosets(
  coefficients: ArrayLike<number>,
  logHeight: number,
  starts: readonly number[],
): Uint32Array {
  const height = 2 ** logHeight
  const out = new Uint32Array(height * starts.length)
  starts.forEach((start, k) => {
    const step = F.squareTimes(start, logHeight)
    const reduced = new Uint32Array(height)
    for (let from = 0, power = 1; from < coefficients.length; from += height, power = F.mul(power, step)) {
      for (let i = 0; i < Math.min(height, coefficients.length - from); i++) {
        reduced[i] = F.add(reduced[i], F.mul(power, coefficients[from + i]))
      }
    }
    out.set(ntt(reduced, start), k * height)
  })
  return out
}

/** By column and blowup: most columns are both committed to and used in constraints. */
const evaluated = new WeakMap<Column, Map<number, Uint32Array>>()

/** Values on the column's own domain. */
export function valuesOnDomain(column: Column, logBlowup: number): Uint32Array {
  const known = evaluated.get(column) ?? new Map<number, Uint32Array>()
  evaluated.set(column, known)
  let values = known.get(logBlowup)
  if (values === undefined) {
    const domain = createDomain(column.logHeight, logBlowup)
    const starts = Array.from({ length: 2 ** logBlowup }, (_, k) => cosetStart(domain, k))
    values = valuesOnCosets(column.coefficients, column.logHeight, starts)
    known.set(logBlowup, values)
  }
  return values
}

/** A function on the rows of a domain. */
export type Reader<T = number> = (row: number) => T

/** The column as a function on a taller domain: f(x^m) at the points x. */
export function lifted(column: Column, logHeight: number, logBlowup: number): Reader {
  const domain = createDomain(logHeight, logBlowup)
  const values = valuesOnDomain(column, logBlowup)
  if (column.logHeight === logHeight) return (row) => values[row]
  return (row) => values[liftedRow(domain, row, column.logHeight)]
}

/** The same, evaluated anew at every row: for the few rows that an opening shows. */
export function liftedPointwise(
  { logHeight: own, coefficients }: Column,
  logHeight: number,
  logBlowup: number,
): Reader {
  const domain = createDomain(logHeight, logBlowup)
  return (row) => evaluate(coefficients, F.squareTimes(domainPoint(domain, row), logHeight - own))
}

/** The same for an E column, four base columns. */
export function liftedExt(columns: readonly Column[], logHeight: number, logBlowup: number): Reader<E.Ext> {
  const coordinates = columns.map((column) => lifted(column, logHeight, logBlowup))
  return (row) => coordinates.map((at) => at(row)) as unknown as E.Ext
}

/** f(x^m) at a point x of E, for a column under a tallest table of 2^logTallest rows. */
export function evaluateLifted({ logHeight, coefficients }: Column, logTallest: number, x: E.Ext): E.Ext {
  return evaluateAtExt(coefficients, E.squareTimes(x, logTallest - logHeight))
}

/**
 * Reads values in the order of a domain, coset after coset, in the order of the whole coset c(N) <w_(blowup
 * N)>.
 */
export function naturalOrder<T>(values: ArrayLike<T>, logHeight: number, logBlowup: number): T[] {
  const cosets = 2 ** logBlowup
  return Array.from(
    { length: values.length },
    (_, at) => values[(at % cosets) * 2 ** logHeight + Math.floor(at / cosets)],
  )
}

/** Coefficients by coordinate of the polynomial over E with these values at shift * w^i. */
export function interpolateExt(values: readonly E.Ext[], shift: number): Uint32Array[] {
  return E.BASIS.map((_, c) =>
    interpolate(
      values.map((value) => value[c]),
      shift,
    ),
  )
}
