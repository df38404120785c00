/**
 * E = F[X]/(X^4 - 3), the extension of KoalaBear that challenges are drawn from. X^4 - 3 is irreducible
 * because 3 generates the multiplicative group of F and 4 divides p - 1.
 *
 * Of src/, only this file knows the modulus X^4 - 3.
 */
import * as F from './koalabear.ts'

/** Coordinates of 1, X, X^2, X^3. */
export type Ext = readonly [number, number, number, number]

/** [E : F]. */
export const DEGREE = 4

/** X^4. */
export const NON_RESIDUE = 3

/** X^(p-1), a primitive fourth root of unity in F. */
const FROBENIUS = F.pow(NON_RESIDUE, (F.P - 1) / DEGREE)

export const ZERO: Ext = [0, 0, 0, 0]
export const ONE: Ext = [1, 0, 0, 0]

/** 1, X, X^2, X^3. */
export const BASIS: readonly Ext[] = [ONE, [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]]

export function fromBase(a: number): Ext {
  return [a, 0, 0, 0]
}

/** The element whose coordinates are at `offset`, `offset + stride`, ... */
export function read(source: ArrayLike<number>, offset = 0, stride = 1): Ext {
  return [source[offset], source[offset + stride], source[offset + 2 * stride], source[offset + 3 * stride]]
}

/** Stores the coordinates at `offset`, `offset + stride`, ... */
export function write(target: Uint32Array, a: Ext, offset = 0, stride = 1): void {
  for (let i = 0; i < DEGREE; i++) target[offset + i * stride] = a[i]
}

export function equal(a: Ext, b: Ext): boolean {
  return a[0] === b[0] && a[1] === b[1] && a[2] === b[2] && a[3] === b[3]
}

export function isZero(a: Ext): boolean {
  return a[0] === 0 && isBase(a)
}

/** True if `a` lies in F. */
export function isBase(a: Ext): boolean {
  return a[1] === 0 && a[2] === 0 && a[3] === 0
}

/** True if `a` lies in F(X^2), the subfield of p^2 elements. */
export function isQuadratic(a: Ext): boolean {
  return a[1] === 0 && a[3] === 0
}

export function add(a: Ext, b: Ext): Ext {
  return [F.add(a[0], b[0]), F.add(a[1], b[1]), F.add(a[2], b[2]), F.add(a[3], b[3])]
}

export function sub(a: Ext, b: Ext): Ext {
  return [F.sub(a[0], b[0]), F.sub(a[1], b[1]), F.sub(a[2], b[2]), F.sub(a[3], b[3])]
}

export function neg(a: Ext): Ext {
  return [F.neg(a[0]), F.neg(a[1]), F.neg(a[2]), F.neg(a[3])]
}

/** a * c for c in F. */
export function scale(a: Ext, c: number): Ext {
  return [F.mul(a[0], c), F.mul(a[1], c), F.mul(a[2], c), F.mul(a[3], c)]
}

export function mul(a: Ext, b: Ext): Ext {
  const b1 = F.mul(NON_RESIDUE, b[1])
  const b2 = F.mul(NON_RESIDUE, b[2])
  const b3 = F.mul(NON_RESIDUE, b[3])
  return [
    dot(a, b[0], b3, b2, b1),
    dot(a, b[1], b[0], b3, b2),
    dot(a, b[2], b[1], b[0], b3),
    dot(a, b[3], b[2], b[1], b[0]),
  ]
}

export function square(a: Ext): Ext {
  return mul(a, a)
}

/** base^exponent for an integer exponent >= 0 below 2^53; 0^0 = 1. */
export function pow(base: Ext, exponent: number): Ext {
  let result = ONE
  let power = base
  for (let e = exponent; e > 0; e = Math.floor(e / 2)) {
    if (e % 2 === 1) result = mul(result, power)
    power = square(power)
  }
  return result
}

/** a^(2^times). */
export function squareTimes(a: Ext, times: number): Ext {
  let result = a
  for (let i = 0; i < times; i++) result = square(result)
  return result
}

/** a^(p^times): a ring automorphism that fixes F. */
export function frobenius(a: Ext, times = 1): Ext {
  const c = F.pow(FROBENIUS, times % DEGREE)
  const c2 = F.mul(c, c)
  return [a[0], F.mul(a[1], c), F.mul(a[2], c2), F.mul(a[3], F.mul(c2, c))]
}

/**
 * 1 / a, by norms: with Y = X^2, conjugate(A(Y) + X B(Y)) = A(Y) - X B(Y), and the norm A^2 - Y B^2 lies in
 * F(Y), where n0 + n1 Y has the norm n0^2 - 3 n1^2 in F. Throws a RangeError if a = 0.
 */
export function inv(a: Ext): Ext {
  const conjugate: Ext = [a[0], F.neg(a[1]), a[2], F.neg(a[3])]
  const [n0, , n1] = mul(a, conjugate)
  const norm = F.sub(F.mul(n0, n0), F.mul(NON_RESIDUE, F.mul(n1, n1)))
  return scale(mul(conjugate, [n0, 0, F.neg(n1), 0]), F.inv(norm))
}

/** a / b. Throws a RangeError if b = 0. */
export function div(a: Ext, b: Ext): Ext {
  return mul(a, inv(b))
}

/**
 * The inverses of all elements, with one inversion (Montgomery's trick). Throws a RangeError if one of them
 * is 0.
 */
export function batchInverse(elements: readonly Ext[]): Ext[] {
  const inverses: Ext[] = []
  let product = ONE
  for (const element of elements) {
    inverses.push(product)
    product = mul(product, element)
  }
  let inverse = inv(product)
  for (let i = elements.length - 1; i >= 0; i--) {
    inverses[i] = mul(inverses[i], inverse)
    inverse = mul(inverse, elements[i])
  }
  return inverses
}

function dot(a: Ext, b0: number, b1: number, b2: number, b3: number): number {
  return F.add(F.add(F.mul(a[0], b0), F.mul(a[1], b1)), F.add(F.mul(a[2], b2), F.mul(a[3], b3)))
}
