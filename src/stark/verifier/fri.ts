/** FRI, the verifier's side: folds each queried value through the layers down to the last polynomial. */
import * as F from '../../field/koalabear.ts'
import * as E from '../../field/quartic.ts'
import type { Shape } from '../shape.ts'

/** Index of the fibre of row `index` on a domain of nominal height 2^logHeight: its leaf in the layer's tree. */
export function fibreIndex(index: number, logHeight: number, logArity: number): number {
  const coset = index >>> logHeight
  const folded = logHeight - logArity
  return (coset << folded) | (index & ((1 << folded) - 1))
}

/** The point of a row in the variable of FRI, x / c(N_0): an element of the subgroup of order blowup * 2^logHeight. */
export function friPoint(index: number, logHeight: number, logBlowup: number): number {
  const coset = index >>> logHeight
  const row = index & ((1 << logHeight) - 1)
  return F.mul(F.pow(F.rootOfUnity(logHeight + logBlowup), coset), F.pow(F.rootOfUnity(logHeight), row))
}

/** sum of g_t y^t, the coefficients read from a leaf. */
function horner(leaf: readonly number[], at: E.Ext): E.Ext {
  let value = E.ZERO
  for (let t = leaf.length / E.DEGREE - 1; t >= 0; t--)
    value = E.add(E.mul(value, at), E.read(leaf, E.DEGREE * t))
  return value
}

/**
 * True if the value of f_0 at `index` agrees with all layers and the last polynomial. `leaf(layer, index)` is the opened
 * leaf, already authenticated.
 */
export function foldsTo(
  shape: Shape,
  index: number,
  value: E.Ext,
  betas: readonly E.Ext[],
  final: readonly E.Ext[],
  leaf: (layer: number, index: number) => readonly number[],
): boolean {
  const { logBlowup } = shape.parameters
  let at = index
  let current = value
  for (const [layer, { logHeight, logArity }] of shape.folds.entries()) {
    const fibre = fibreIndex(at, logHeight, logArity)
    const coefficients = leaf(layer, fibre)
    if (!E.equal(horner(coefficients, E.fromBase(friPoint(at, logHeight, logBlowup))), current)) return false
    current = horner(coefficients, betas[layer]!)
    at = fibre
  }
  const y = friPoint(at, shape.finalLogHeight, logBlowup)
  const expected = final.reduceRight<E.Ext>((sum, c) => E.add(E.scale(sum, y), c), E.ZERO)
  return E.equal(expected, current)
}
