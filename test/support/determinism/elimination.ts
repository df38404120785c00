/** Gaussian elimination over F of sparse rows. */
import { inv, neg } from '../../../src/field/koalabear.ts'
import { combine, type Form, scale } from './affine.ts'

/** Linear forms by the variable that each has alone, with coefficient 1. */
export type Echelon = Map<number, Form>

/** What is left of a form modulo rows; nothing if it is a sum of multiples of them. */
export function remainder(form: Form, rows: Echelon): Form {
  let rest = form
  for (const variable of form.terms.keys()) {
    const row = rows.get(variable)
    if (row !== undefined) rest = combine(rest, row, neg(rest.terms.get(variable)!))
  }
  return rest
}

/** The reduced echelon form of linear forms, which have constant 0. `pivot` chooses one of the variables of a row. */
export function echelonOf(forms: Iterable<Form>, pivot: (row: Form) => number): Echelon {
  const rows: Echelon = new Map()
  for (const form of forms) {
    const rest = remainder(form, rows)
    if (rest.terms.size === 0) continue
    const variable = pivot(rest)
    const own = scale(rest, inv(rest.terms.get(variable)!))
    for (const [other, row] of rows) {
      const c = row.terms.get(variable)
      if (c !== undefined) rows.set(other, combine(row, own, neg(c)))
    }
    rows.set(variable, own)
  }
  return rows
}
