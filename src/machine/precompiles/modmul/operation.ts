/** What a call computes, on integers: a product, a product added to what is there, or a quotient. */

export const NUMBER = 0x1003
/** Words of an operand, 32 bits each, lowest first. */
export const WORDS = 8

/** Steps of the clock that a call takes, and the ticks in it at which each operand is accessed. */
export const STEPS = 1
export const TICK = { a: 0, b: 1, modulus: 2, result: 3 } as const

/** The word behind the modulus is a sum of these. */
export const ACCUMULATE = 1
export const DIVIDE = 2

export const SIZE = 2n ** 256n

/**
 * x y + z - w = q m, where of x and w one is the factor a of the call and the other its result: `z` is what the result
 * replaces, or 0.
 */
export interface Relation {
  readonly x: bigint
  readonly y: bigint
  readonly z: bigint
  readonly w: bigint
}

/** The relation between operands and result. */
export function relationOf(
  operation: number,
  a: bigint,
  b: bigint,
  replaced: bigint,
  result: bigint,
): Relation {
  const z = (operation & ACCUMULATE) !== 0 ? replaced : 0n
  return (operation & DIVIDE) !== 0 ? { x: result, y: b, z, w: a } : { x: a, y: b, z, w: result }
}

/**
 * The result of a call, 0 <= result < m. There is none if the modulus is 0, the word behind it no operation, the divisor
 * not invertible, or the quotient q negative or above 2^256 - 1.
 */
export function resultOf(
  operation: number,
  a: bigint,
  b: bigint,
  replaced: bigint,
  modulus: bigint,
): bigint | undefined {
  if (modulus === 0n || operation > (ACCUMULATE | DIVIDE)) return undefined
  const z = (operation & ACCUMULATE) !== 0 ? replaced : 0n
  let result: bigint
  if ((operation & DIVIDE) !== 0) {
    const inverse = inverseOf(b, modulus)
    if (inverse === undefined) return undefined
    result = modulo((a - z) * inverse, modulus)
  } else {
    result = (a * b + z) % modulus
  }
  const quotient = quotientOf(relationOf(operation, a, b, replaced, result), modulus)
  return quotient < 0n || quotient >= SIZE ? undefined : result
}

/** q of a relation; rounded down if it is none, and 0 if m is. */
export function quotientOf({ x, y, z, w }: Relation, modulus: bigint): bigint {
  if (modulus === 0n) return 0n
  const difference = x * y + z - w
  return (difference - modulo(difference, modulus)) / modulus
}

const modulo = (x: bigint, m: bigint): bigint => ((x % m) + m) % m

/** The inverse of x modulo m, or undefined if there is none. */
function inverseOf(x: bigint, m: bigint): bigint | undefined {
  let [a, b] = [x % m, m]
  let [u, v] = [1n, 0n]
  while (a !== 0n) {
    const times = b / a
    ;[a, b] = [b - times * a, a]
    ;[u, v] = [v - times * u, u]
  }
  return b === 1n ? modulo(v, m) : undefined
}

/** The number with these words. */
export function integerOf(words: readonly number[]): bigint {
  let value = 0n
  for (let k = words.length - 1; k >= 0; k--) value = (value << 32n) | BigInt(words[k]!)
  return value
}

/** The words of a number modulo 2^256. */
export function wordsOf(value: bigint): number[] {
  let rest = BigInt.asUintN(32 * WORDS, value)
  const words: number[] = []
  for (let k = 0; k < WORDS; k++) {
    words.push(Number(rest & 0xffffffffn))
    rest >>= 32n
  }
  return words
}
