/**
 * E = F[X]/(X^4 - 3), four elements at a time. An *E vector* is 64 bytes: coordinate c of four elements is
 * the v128 at pointer + 16 c. Canonical values. Results may overwrite operands.
 *
 * Products divide by R = 2^32, as in koalabear.ts: a constant is kept times R (`eprepare`) to get ordinary
 * products.
 */
import { add, fold, montgomery, mul, neg, sub, toMontgomery, twoHigh, twoLow } from './koalabear'
import { invert, invertBytes } from './inverse'

/** Bytes of an E vector. */
// @ts-ignore: decorator
@inline
export const E_VECTOR: usize = 64

/** target = a + b. */
export function eadd(target: usize, a: usize, b: usize): void {
  v128.store(target, add(v128.load(a), v128.load(b)))
  v128.store(target, add(v128.load(a, 16), v128.load(b, 16)), 16)
  v128.store(target, add(v128.load(a, 32), v128.load(b, 32)), 32)
  v128.store(target, add(v128.load(a, 48), v128.load(b, 48)), 48)
}

/** target = a - b. */
export function esub(target: usize, a: usize, b: usize): void {
  v128.store(target, sub(v128.load(a), v128.load(b)))
  v128.store(target, sub(v128.load(a, 16), v128.load(b, 16)), 16)
  v128.store(target, sub(v128.load(a, 32), v128.load(b, 32)), 32)
  v128.store(target, sub(v128.load(a, 48), v128.load(b, 48)), 48)
}

/** target = a b / R. */
export function emul(target: usize, a: usize, b: usize): void {
  const a0 = v128.load(a)
  const a1 = v128.load(a, 16)
  const a2 = v128.load(a, 32)
  const a3 = v128.load(a, 48)
  const b0 = v128.load(b)
  const b1 = v128.load(b, 16)
  const b2 = v128.load(b, 32)
  const b3 = v128.load(b, 48)
  const t1 = triple(b1)
  const t2 = triple(b2)
  const t3 = triple(b3)
  v128.store(target, dot4(a0, a1, a2, a3, b0, t3, t2, t1))
  v128.store(target, dot4(a0, a1, a2, a3, b1, b0, t3, t2), 16)
  v128.store(target, dot4(a0, a1, a2, a3, b2, b1, b0, t3), 32)
  v128.store(target, dot4(a0, a1, a2, a3, b3, b2, b1, b0), 48)
}

/** target = a c / R, c a base vector. */
export function emulBase(target: usize, a: usize, base: usize): void {
  const c = v128.load(base)
  v128.store(target, mul(v128.load(a), c))
  v128.store(target, mul(v128.load(a, 16), c), 16)
  v128.store(target, mul(v128.load(a, 32), c), 32)
  v128.store(target, mul(v128.load(a, 48), c), 48)
}

/** target = R a. */
export function eprepare(target: usize, a: usize): void {
  v128.store(target, toMontgomery(v128.load(a)))
  v128.store(target, toMontgomery(v128.load(a, 16)), 16)
  v128.store(target, toMontgomery(v128.load(a, 32)), 32)
  v128.store(target, toMontgomery(v128.load(a, 48)), 48)
}

/** target = the E value (16 bytes) at `source`, in all lanes. */
export function esplat(target: usize, source: usize): void {
  v128.store(target, v128.load32_splat(source))
  v128.store(target, v128.load32_splat(source, 4), 16)
  v128.store(target, v128.load32_splat(source, 8), 32)
  v128.store(target, v128.load32_splat(source, 12), 48)
}

/** Bytes of scratch that `einvert` needs for `count` E vectors. */
// @ts-ignore: decorator
@inline
export function einvertBytes(count: u32): usize {
  return invertBytes(count) + ((<usize>count + 3) << 4)
}

/**
 * target[i] = 1 / source[i] for `count` E vectors one after the other, with one inversion. Every element must
 * be different from 0: a zero spoils a quarter of its lane.
 *
 * Norms lead down to F. With Y = X^2 and a = A + X B over F(Y), n = A^2 - Y B^2 lies in F(Y), N = n0^2 - 3
 * n1^2 in F, and 1 / a = (A - X B)(n0 - n1 Y) / N. In powers of R: n comes out as n / R, N as N / R^3, the
 * numerator over R^2, so that the product with the inverse of N / R^3, over R, is exact.
 */
export function einvert(target: usize, source: usize, count: u32, scratch: usize): void {
  const norms = scratch
  for (let i: usize = 0; i < count; i++) {
    const a = source + (i << 6)
    const a0 = v128.load(a)
    const a1 = v128.load(a, 16)
    const a2 = v128.load(a, 32)
    const a3 = v128.load(a, 48)
    const b1 = neg(a1)
    const b3 = neg(a3)
    const t3 = triple(a3)
    const n0 = dot3(a0, triple(a2), add(t3, t3), a0, a2, b1)
    const n1 = dot3(add(a0, a0), a1, t3, a2, b1, b3)
    const m1 = neg(n1)
    const m3 = triple(m1)
    v128.store(norms + (i << 4), dot2(n0, n1, n0, m3))
    const q = target + (i << 6)
    v128.store(q, dot2(a0, a2, n0, m3))
    v128.store(q, dot2(b1, b3, n0, m3), 16)
    v128.store(q, dot2(a0, a2, m1, n0), 32)
    v128.store(q, dot2(b1, b3, m1, n0), 48)
  }
  invert(norms, count, scratch + ((<usize>count + 3) << 4))
  for (let i: usize = 0; i < count; i++) {
    const q = target + (i << 6)
    emulBase(q, q, norms + (i << 4))
  }
}

// @ts-ignore: decorator
@inline
function triple(b: v128): v128 {
  return add(add(b, b), b)
}

/** (a0 b0 + a1 b1) / R. */
// @ts-ignore: decorator
@inline
function dot2(a0: v128, a1: v128, b0: v128, b1: v128): v128 {
  return montgomery(twoLow(a0, b0, a1, b1), twoHigh(a0, b0, a1, b1))
}

/** (a0 b0 + a1 b1 + a2 b2) / R. */
// @ts-ignore: decorator
@inline
function dot3(a0: v128, a1: v128, a2: v128, b0: v128, b1: v128, b2: v128): v128 {
  return montgomery(
    fold(i64x2.add(twoLow(a0, b0, a1, b1), i64x2.extmul_low_i32x4_u(a2, b2))),
    fold(i64x2.add(twoHigh(a0, b0, a1, b1), i64x2.extmul_high_i32x4_u(a2, b2))),
  )
}

/**
 * (a0 b0 + a1 b1 + a2 b2 + a3 b3) / R. The sum of four products has a high word below 2p, so one fold will
 * do.
 */
// @ts-ignore: decorator
@inline
function dot4(a0: v128, a1: v128, a2: v128, a3: v128, b0: v128, b1: v128, b2: v128, b3: v128): v128 {
  return montgomery(
    fold(i64x2.add(twoLow(a0, b0, a1, b1), twoLow(a2, b2, a3, b3))),
    fold(i64x2.add(twoHigh(a0, b0, a1, b1), twoHigh(a2, b2, a3, b3))),
  )
}
