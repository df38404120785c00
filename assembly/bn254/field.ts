// Single elements of Fq: 9 limbs of 29 bits, 40 bytes, Montgomery form with R = 2^261. Not for hot loops.
import { fqMul, fqSquare, fqUnit } from '../generated/bn254'

// @ts-ignore: decorator
@inline
const MASK: i64 = 0x1fffffff

/** Writes the canonical integer of a Montgomery element: 9 limbs, below the modulus at `modulus`. */
export function canonical(z: usize, modulus: usize): void {
  let borrow: i64 = 0
  for (let i: usize = 0; i < 36; i += 4) {
    borrow = (<i64>load<u32>(z + i) - <i64>load<u32>(modulus + i) + borrow) >> 29
  }
  if (borrow < 0) return
  borrow = 0
  for (let i: usize = 0; i < 36; i += 4) {
    const d = <i64>load<u32>(z + i) - <i64>load<u32>(modulus + i) + borrow
    store<u32>(z + i, <u32>(d & MASK))
    borrow = d >> 29
  }
}

/** Whether a normal element is 0 modulo q. `s`: 120 bytes of scratch. */
export function isZero(s: usize, x: usize, modulus: usize): bool {
  fqUnit(s + 40)
  fqMul(s, x, s + 40)
  canonical(s, modulus)
  return limbsAreZero(s)
}

export function limbsAreZero(x: usize): bool {
  return (load<u64>(x, 0) | load<u64>(x, 8) | load<u64>(x, 16) | load<u64>(x, 24) | <u64>load<u32>(x, 32)) == 0
}

/** z = (f x + g y) / 2^29, exact; limbs of 29 bits, the top one signed. `s` gets the result first. */
function shiftedCombination(s: usize, x: usize, y: usize, f: i64, g: i64): void {
  let t = f * <i64>load<u32>(x) + g * <i64>load<u32>(y)
  for (let i: usize = 4; i < 32; i += 4) {
    t = (t >> 29) + f * <i64>load<u32>(x + i) + g * <i64>load<u32>(y + i)
    store<u32>(s + i - 4, <u32>(t & MASK))
  }
  t = (t >> 29) + f * <i64>load<i32>(x, 32) + g * <i64>load<i32>(y, 32)
  store<u32>(s, <u32>(t & MASK), 28)
  store<i32>(s, <i32>(t >> 29), 32)
}

/** z = (f x + g y) / 2^29 modulo m. `inverse` is -1 / m modulo 2^29. */
function modularCombination(s: usize, x: usize, y: usize, f: i64, g: i64, m: usize, inverse: i64): void {
  let t = f * <i64>load<u32>(x) + g * <i64>load<u32>(y)
  const q = ((t & MASK) * inverse) & MASK
  t += q * <i64>load<u32>(m)
  for (let i: usize = 4; i < 32; i += 4) {
    t = (t >> 29) + f * <i64>load<u32>(x + i) + g * <i64>load<u32>(y + i) + q * <i64>load<u32>(m + i)
    store<u32>(s + i - 4, <u32>(t & MASK))
  }
  t = (t >> 29) + f * <i64>load<i32>(x, 32) + g * <i64>load<i32>(y, 32) + q * <i64>load<u32>(m, 32)
  store<u32>(s, <u32>(t & MASK), 28)
  store<i32>(s, <i32>(t >> 29), 32)
}

function negateLimbs(x: usize): void {
  let t: i64 = 0
  for (let i: usize = 0; i < 32; i += 4) {
    t -= <i64>load<u32>(x + i)
    store<u32>(x + i, <u32>(t & MASK))
    t >>= 29
  }
  store<i32>(x, <i32>(t - <i64>load<i32>(x, 32)), 32)
}

/** Low 29 bits and the 33 bits below bit `29 h + bits` of x. */
// @ts-ignore: decorator
@inline
function approximate(x: usize, h: usize, bits: i32): u64 {
  const word = (<u64>load<u32>(x + 4 * h) << 29) | <u64>load<u32>(x + 4 * h - 4)
  const top = bits >= 4 ? word >> (bits - 4) : (word << (4 - bits)) | <u64>(load<u32>(x + 4 * h - 8) >> (25 + bits))
  return (top << 29) | <u64>load<u32>(x)
}

/**
 * z = 1 / x for a Montgomery element x that is not 0: the binary extended GCD on approximations of 62 bits (T. Pornin,
 * eprint 2020/972), 29 steps between updates, so that a step of 2^29 is one limb. `s`: 400 bytes of scratch.
 */
export function invert(s: usize, z: usize, x: usize, modulus: usize): void {
  let a = s
  let b = s + 40
  let u = s + 80
  let v = s + 120
  let free = s + 160
  let spare = s + 200
  fqUnit(u)
  fqMul(a, x, u)
  canonical(a, modulus)
  memory.copy(b, modulus, 36)
  memory.fill(v, 0, 36)
  let inverse: u32 = 1
  for (let i = 0; i < 5; i++) inverse *= 2 - load<u32>(modulus) * inverse
  inverse = (0 - inverse) & <u32>MASK
  for (let round = 0; round < 18; round++) {
    let h: usize = 8
    while (h > 2 && (load<u32>(a + 4 * h) | load<u32>(b + 4 * h)) == 0) h--
    const bits = 32 - <i32>clz<u32>(load<u32>(a + 4 * h) | load<u32>(b + 4 * h))
    let p: u64, q: u64
    if (h == 2 && bits <= 4) {
      p = (<u64>load<u32>(a, 8) << 58) | (<u64>load<u32>(a, 4) << 29) | <u64>load<u32>(a)
      q = (<u64>load<u32>(b, 8) << 58) | (<u64>load<u32>(b, 4) << 29) | <u64>load<u32>(b)
    } else {
      p = approximate(a, h, bits)
      q = approximate(b, h, bits)
    }
    // (f, g) of each row in the halves of one word, each less than 2^29 in magnitude
    let row: i64 = 1
    let other: i64 = 1 << 32
    for (let i = 0; i < 29; i++) {
      const odd = 0 - (p & 1)
      const swap = odd & (0 - <u64>(p < q))
      const dp = (p ^ q) & swap
      const dr = (row ^ other) & <i64>swap
      p ^= dp
      q ^= dp
      row ^= dr
      other ^= dr
      p = (p - (q & odd)) >> 1
      row -= other & <i64>odd
      other <<= 1
    }
    let f0 = <i64><i32>row
    let g0 = (row - f0) >> 32
    let f1 = <i64><i32>other
    let g1 = (other - f1) >> 32
    shiftedCombination(free, a, b, f0, g0)
    if (load<i32>(free, 32) < 0) {
      negateLimbs(free)
      f0 = -f0
      g0 = -g0
    }
    shiftedCombination(spare, a, b, f1, g1)
    if (load<i32>(spare, 32) < 0) {
      negateLimbs(spare)
      f1 = -f1
      g1 = -g1
    }
    let swap = a
    a = free
    free = swap
    swap = b
    b = spare
    spare = swap
    modularCombination(free, u, v, f0, g0, modulus, inverse)
    modularCombination(spare, u, v, f1, g1, modulus, inverse)
    swap = u
    u = free
    free = swap
    swap = v
    v = spare
    spare = swap
  }
  // v is below 19 q in magnitude: make it positive
  let t: i64 = 0
  for (let i: usize = 0; i < 32; i += 4) {
    t += <i64>load<u32>(v + i) + 32 * <i64>load<u32>(modulus + i)
    store<u32>(v + i, <u32>(t & MASK))
    t >>= 29
  }
  store<u32>(v, <u32>(t + <i64>load<i32>(v, 32) + 32 * <i64>load<u32>(modulus, 32)), 32)
  fqSquare(free)
  fqMul(z, v, free)
}
