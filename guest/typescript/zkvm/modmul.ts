/**
 * Modular arithmetic on numbers of 256 bits by the precompile. A number is the address of 8 words, lowest first; a ring
 * is a modulus with each operation, 4 times 9 words.
 */

// @ts-ignore: decorator
@external('limpid', 'modmul')
declare function modmul(result: usize, a: usize, b: usize, modulus: usize): void

const NUMBER_BYTES: i32 = 32
const RING_BYTES: i32 = 36

/** The ring of a modulus. */
export function ring(modulus: StaticArray<u32>): usize {
  const words = new StaticArray<u32>(36)
  const to = changetype<usize>(words)
  for (let operation = 0; operation < 4; operation++) {
    memory.copy(to + RING_BYTES * operation, changetype<usize>(modulus), NUMBER_BYTES)
    store<u32>(to + RING_BYTES * operation + NUMBER_BYTES, operation)
  }
  return to
}

/** result = a b. Traps if the modulus is 0, or if neither factor is below it and the quotient too large. */
// @ts-ignore: decorator
@inline
export function multiply(result: usize, a: usize, b: usize, ring: usize): void {
  modmul(result, a, b, ring)
}

/** result += a b */
// @ts-ignore: decorator
@inline
export function addProduct(result: usize, a: usize, b: usize, ring: usize): void {
  modmul(result, a, b, ring + 36)
}

/**
 * result = a / b, with a below the modulus. The caller must know that b is invertible: a proof does not show it, and could
 * have any result with the right product for a b that is not.
 */
// @ts-ignore: decorator
@inline
export function divide(result: usize, a: usize, b: usize, ring: usize): void {
  modmul(result, a, b, ring + 72)
}

/** result = (a - result) / b, likewise. */
// @ts-ignore: decorator
@inline
export function divideDifference(result: usize, a: usize, b: usize, ring: usize): void {
  modmul(result, a, b, ring + 108)
}

/** to = x^(2^length - 1), with length from 1 on. */
export function powerOfOnes(to: usize, x: usize, length: i32, ring: usize): void {
  // The exponent has as many ones as the bits of length say that were read.
  const before = number()
  copy(to, x)
  let ones = 1
  for (let bit = 30 - clz(length); bit >= 0; bit--) {
    copy(before, to)
    for (let k = 0; k < ones; k++) multiply(to, to, to, ring)
    multiply(to, to, before, ring)
    ones = length >> bit
    if ((ones & 1) == 0) continue
    multiply(to, to, to, ring)
    multiply(to, to, x, ring)
  }
}

/** Room for a number. */
export function number(): usize {
  return changetype<usize>(new StaticArray<u32>(8))
}

export function copy(to: usize, from: usize): void {
  for (let i: usize = 0; i < 32; i += 4) store<u32>(to + i, load<u32>(from + i))
}

export function isEqual(a: usize, b: usize): bool {
  for (let i: usize = 0; i < 32; i += 4) if (load<u32>(a + i) != load<u32>(b + i)) return false
  return true
}

export function isZero(a: usize): bool {
  for (let i: usize = 0; i < 32; i += 4) if (load<u32>(a + i) != 0) return false
  return true
}

export function isLess(a: usize, b: usize): bool {
  for (let i: i32 = 28; i >= 0; i -= 4) {
    const x = load<u32>(a + i)
    const y = load<u32>(b + i)
    if (x != y) return x < y
  }
  return false
}

/** The number that 32 bytes are, highest byte first. */
export function fromBigEndian(to: usize, bytes: usize): void {
  for (let i: usize = 0; i < 32; i += 4) store<u32>(to + 28 - i, bswap(load<u32>(bytes + i)))
}
