/**
 * The blinding bus. The sum of a height class's fractions is a function of its rows, so it would leak; each class
 * therefore sends one message u, uniform in E, in its first row, and the hub receives all of them. The bus balances by
 * itself and 1/(A - u) is as good as uniform, so the published sums are uniform up to their public total.
 * The payload is written in the fixed basis 1, X, X^2, X^3 and not in powers of beta, which may lie in a subfield.
 */

import { DEGREE } from '../field/quartic.ts'
import { BLINDING_BUS_ID, type Bus } from './bus.ts'
import { defineTable } from './table.ts'

export const BLINDING: Bus = {
  id: BLINDING_BUS_ID,
  name: 'blinding',
  entries: ['u0', 'u1', 'u2', 'u3'],
  scope: 'segment',
}

/** One row per class; it is as high as the least table may be. */
export const { table: hub, result: hubColumns } = defineTable('hub', (t) => {
  const message = Array.from({ length: DEGREE }, (_, k) => t.column(`u${k}`))
  const real = t.boolean('real')
  // For hiding alone: no other table is on this bus, and statements do not depend on whether it balances. Boolean
  // is what `receive` says of multiplicities.
  t.receive(BLINDING, message, real)
  return { message, real }
})
