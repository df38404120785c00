/**
 * Four elements of E = F[X]/(X^4 - 3) at once: 64 bytes, one v128 per coordinate, canonical. Products are Montgomery's:
 * `multiply` gives a b / R, R = 2^32, so one operand, or a later factor, has to carry an R.
 */
import { add, montgomery, mul, neg, P, reduce, sub } from '../field/koalabear'

/** (T / R) modulo p for T < 4 p^2: a sum of up to four products. */
// @ts-ignore: decorator
@inline
export function montgomeryOfSum(low: v128, high: v128): v128 {
  // T / 2^32 < 2 p, so one subtraction of 2^32 p from T, that is of p from its upper half, makes T < 2^32 p.
  const p64 = i64x2.splat((<u64>P) << 32)
  return montgomery(lessP(low, p64), lessP(high, p64))
}

// @ts-ignore: decorator
@inline
function lessP(t: v128, p64: v128): v128 {
  // The lower halves are equal, so the lane-wise minimum of the upper halves picks the reduced value as a whole.
  return i32x4.min_u(t, i64x2.sub(t, p64))
}

// @ts-ignore: decorator
@inline
function low(a: v128, b: v128): v128 {
  return i64x2.extmul_low_i32x4_u(a, b)
}

// @ts-ignore: decorator
@inline
function high(a: v128, b: v128): v128 {
  return i64x2.extmul_high_i32x4_u(a, b)
}

// @ts-ignore: decorator
@inline
function sum4(a: v128, b: v128, c: v128, d: v128): v128 {
  return i64x2.add(i64x2.add(a, b), i64x2.add(c, d))
}

// @ts-ignore: decorator
@inline
function triple(a: v128): v128 {
  return add(add(a, a), a)
}

/** out = a b / R; out may be a or b. */
export function multiply(out: usize, a: usize, b: usize): void {
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
  const c0 = montgomeryOfSum(
    sum4(low(a0, b0), low(a1, t3), low(a2, t2), low(a3, t1)),
    sum4(high(a0, b0), high(a1, t3), high(a2, t2), high(a3, t1)),
  )
  const c1 = montgomeryOfSum(
    sum4(low(a0, b1), low(a1, b0), low(a2, t3), low(a3, t2)),
    sum4(high(a0, b1), high(a1, b0), high(a2, t3), high(a3, t2)),
  )
  const c2 = montgomeryOfSum(
    sum4(low(a0, b2), low(a1, b1), low(a2, b0), low(a3, t3)),
    sum4(high(a0, b2), high(a1, b1), high(a2, b0), high(a3, t3)),
  )
  const c3 = montgomeryOfSum(
    sum4(low(a0, b3), low(a1, b2), low(a2, b1), low(a3, b0)),
    sum4(high(a0, b3), high(a1, b2), high(a2, b1), high(a3, b0)),
  )
  v128.store(out, c0)
  v128.store(out, c1, 16)
  v128.store(out, c2, 32)
  v128.store(out, c3, 48)
}

/** out += a. */
// @ts-ignore: decorator
@inline
export function accumulate(out: usize, a: usize): void {
  v128.store(out, add(v128.load(out), v128.load(a)))
  v128.store(out, add(v128.load(out, 16), v128.load(a, 16)), 16)
  v128.store(out, add(v128.load(out, 32), v128.load(a, 32)), 32)
  v128.store(out, add(v128.load(out, 48), v128.load(a, 48)), 48)
}

/** out -= a. */
// @ts-ignore: decorator
@inline
export function subtract(out: usize, a: usize): void {
  v128.store(out, sub(v128.load(out), v128.load(a)))
  v128.store(out, sub(v128.load(out, 16), v128.load(a, 16)), 16)
  v128.store(out, sub(v128.load(out, 32), v128.load(a, 32)), 32)
  v128.store(out, sub(v128.load(out, 48), v128.load(a, 48)), 48)
}

/** out = (x a + y b) / R for base elements x, y. */
export function combineTwo(out: usize, x: v128, a: usize, y: v128, b: usize): void {
  for (let c: usize = 0; c < 64; c += 16) {
    const u = v128.load(a + c)
    const v = v128.load(b + c)
    v128.store(out + c, montgomeryOfSum(i64x2.add(low(x, u), low(y, v)), i64x2.add(high(x, u), high(y, v))))
  }
}

/** out = x a / R for a base element x. */
// @ts-ignore: decorator
@inline
export function scale(out: usize, x: v128, a: usize): void {
  v128.store(out, mul(x, v128.load(a)))
  v128.store(out, mul(x, v128.load(a, 16)), 16)
  v128.store(out, mul(x, v128.load(a, 32)), 32)
  v128.store(out, mul(x, v128.load(a, 48)), 48)
}

// @ts-ignore: decorator
@inline
export function copy(out: usize, a: usize): void {
  v128.store(out, v128.load(a))
  v128.store(out, v128.load(a, 16), 16)
  v128.store(out, v128.load(a, 32), 32)
  v128.store(out, v128.load(a, 48), 48)
}

/**
 * out = the inverse of a in Montgomery form: for a = v R it is R / v. With Y = X^2, a = A + B X, A and B in F[Y]/(Y^2 - 3):
 * 1 / a = (A - B X) / (A^2 - Y B^2), and the norm n0 + n1 Y has the inverse (n0 - n1 Y) / (n0^2 - 3 n1^2).
 */
export function invert(out: usize, a: usize): void {
  const a0 = v128.load(a)
  const a1 = v128.load(a, 16)
  const a2 = v128.load(a, 32)
  const a3 = v128.load(a, 48)
  const a1a3 = mul(a1, a3)
  const n0 = sub(add(mul(a0, a0), triple(mul(a2, a2))), triple(add(a1a3, a1a3)))
  const a0a2 = mul(a0, a2)
  const n1 = sub(add(a0a2, a0a2), add(mul(a1, a1), triple(mul(a3, a3))))
  const d = inverseBase(sub(mul(n0, n0), triple(mul(n1, n1))))
  const m0 = mul(n0, d)
  const m1 = neg(mul(n1, d))
  const t1 = triple(m1)
  v128.store(out, add(mul(a0, m0), mul(a2, t1)))
  v128.store(out, neg(add(mul(a1, m0), mul(a3, t1))), 16)
  v128.store(out, add(mul(a0, m1), mul(a2, m0)), 32)
  v128.store(out, neg(add(mul(a1, m1), mul(a3, m0))), 48)
}

/** a^(p-2) in Montgomery form: p - 2 = 2^30 + ... + 2^24 - 1 in binary is 1111110 followed by 24 ones. */
function inverseBase(a: v128): v128 {
  let result = a
  for (let bit = 29; bit >= 0; bit--) {
    result = mul(result, result)
    if (((P - 2) >> bit) & 1) result = mul(result, a)
  }
  return result
}

/** The canonical sum below 2 p reduced. */
export { reduce }
