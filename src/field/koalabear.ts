/**
 * KoalaBear, the prime field F of order p = 2^31 - 2^24 + 1, on ordinary numbers.
 *
 * An element is an integer 0 <= x < p. Every function expects and returns canonical elements; `reduce` makes
 * one from any integer. p - 1 = 2^24 * 127, so F has multiplicative subgroups of order 2^k for every k <= 24.
 */

/** The order of F. */
export const P = 2130706433

/** Generates the multiplicative group of F. */
export const GENERATOR = 3

/** The largest k such that 2^k divides p - 1. */
export const TWO_ADICITY = 24

/** 3^127, of order 2^24. */
const TWO_ADIC_GENERATOR = 1791270792

/** 1 / p, too large by a factor between 1 + 2^-51 and 1 + 2^-49. */
const INVERSE_OF_P = (1 / P) * (1 + 2 ** -50)

/** The canonical element congruent to the safe integer `x`, which may be negative. */
export function reduce(x: number): number {
  const r = x % P
  // Adding 0 turns -0 into 0.
  return r < 0 ? r + P : r + 0
}

/** True if `x` is a canonical element. */
export function isElement(x: number): boolean {
  return Number.isInteger(x) && x >= 0 && x < P
}

export function add(a: number, b: number): number {
  const s = a + (b - P)
  return s < 0 ? s + P : s
}

export function sub(a: number, b: number): number {
  const d = a - b
  return d < 0 ? d + P : d
}

export function neg(a: number): number {
  return a === 0 ? 0 : P - a
}

/**
 * The product. Let Q = floor(a b / p) < p < 2^31. The float a * b * INVERSE_OF_P carries two roundings of
 * relative size 2^-53, which the excess of the constant outweighs: it is at least a b / p, and exceeds it by
 * less than 2^31 * 2^-48 < 1. So its integer part q, taken by imul, is Q or Q + 1, and at most p - 1 since a
 * b / p < p - 1. Hence a b - q p lies in [-p, p): its low 32 bits, as a signed number, are the number itself.
 */
export function mul(a: number, b: number): number {
  const r = (Math.imul(a, b) - Math.imul(a * b * INVERSE_OF_P, P)) | 0
  return r < 0 ? r + P : r
}

/** base^exponent for an integer exponent >= 0 below 2^53; 0^0 = 1. */
export function pow(base: number, exponent: number): number {
  let result = 1
  let square = base
  for (let e = exponent; e > 0; e = Math.floor(e / 2)) {
    if (e % 2 === 1) result = mul(result, square)
    square = mul(square, square)
  }
  return result
}

/** base^(2^times). */
export function squareTimes(base: number, times: number): number {
  let result = base
  for (let i = 0; i < times; i++) result = mul(result, result)
  return result
}

/** 1 / a. Throws a RangeError if a = 0. */
export function inv(a: number): number {
  if (a === 0) throw new RangeError('zero has no inverse')
  // Euclid's algorithm: x = a s and y = a t modulo p all along, with |s|, |t| <= p. Fast for small elements.
  let [x, y, s, t] = [P, a, 0, 1]
  while (y !== 1) {
    const quotient = (x / y) | 0
    const rest = (x - Math.imul(quotient, y)) | 0
    const factor = (s - Math.imul(quotient, t)) | 0
    x = y
    y = rest
    s = t
    t = factor
  }
  return t < 0 ? t + P : t
}

/** a / b. Throws a RangeError if b = 0. */
export function div(a: number, b: number): number {
  return mul(a, inv(b))
}

/**
 * The inverses of all elements, with one inversion (Montgomery's trick). Throws a RangeError if one of them
 * is 0.
 */
export function batchInverse(elements: ArrayLike<number>): Uint32Array {
  const inverses = new Uint32Array(elements.length)
  let product = 1
  for (let i = 0; i < elements.length; i++) {
    inverses[i] = product
    product = mul(product, elements[i])
  }
  let inverse = inv(product)
  for (let i = elements.length - 1; i >= 0; i--) {
    inverses[i] = mul(inverses[i], inverse)
    inverse = mul(inverse, elements[i])
  }
  return inverses
}

/**
 * The primitive root of unity w of order 2^logOrder, such that rootOfUnity(k)^2 = rootOfUnity(k - 1).
 * Throws a RangeError unless 0 <= logOrder <= 24.
 */
export function rootOfUnity(logOrder: number): number {
  if (!(Number.isInteger(logOrder) && logOrder >= 0 && logOrder <= TWO_ADICITY)) {
    throw new RangeError(`no root of unity of order 2^${logOrder}`)
  }
  return squareTimes(TWO_ADIC_GENERATOR, TWO_ADICITY - logOrder)
}
