/**
 * KoalaBear arithmetic, p = 2^31 - 2^24 + 1: four elements per v128, and single elements. Values are
 * canonical, 0 <= x < p, wherever nothing else is said.
 *
 * There are two multiplications. By a factor w known beforehand: Shoup's, with the ratio floor(2^32 w / p) at
 * hand. Of two variables: Montgomery's with R = 2^32, which gives a b / R; so one of the two, or a later
 * factor, has to carry an R (`toMontgomery`).
 */

export const P: u32 = 0x7f000001

/** 1 / p modulo 2^32. */
const P_INVERSE: u32 = 0x81000001

/** R modulo p. */
export const R: u32 = 0x01fffffe

/** R^2 modulo p. */
const R_SQUARED: u32 = 0x17f7efe4

// @ts-ignore: decorator
@inline
export function p4(): v128 {
  return i32x4.splat(P)
}

/** s modulo p for s < 2p. */
// @ts-ignore: decorator
@inline
export function reduce(s: v128): v128 {
  return i32x4.min_u(s, i32x4.sub(s, p4()))
}

/** d modulo p for -p <= d < p, as a wrapped 32-bit number. */
// @ts-ignore: decorator
@inline
export function reduceSigned(d: v128): v128 {
  return i32x4.min_u(d, i32x4.add(d, p4()))
}

// @ts-ignore: decorator
@inline
export function add(a: v128, b: v128): v128 {
  return reduce(i32x4.add(a, b))
}

// @ts-ignore: decorator
@inline
export function sub(a: v128, b: v128): v128 {
  return reduceSigned(i32x4.sub(a, b))
}

/** a - b + p, not reduced: below 2p. */
// @ts-ignore: decorator
@inline
export function subLazy(a: v128, b: v128): v128 {
  return i32x4.sub(i32x4.add(a, p4()), b)
}

// @ts-ignore: decorator
@inline
export function neg(a: v128): v128 {
  return i32x4.min_u(i32x4.neg(a), i32x4.sub(p4(), a))
}

/**
 * a w modulo p for any 32-bit a and a factor w < p with its ratio. With q = floor(a ratio / 2^32) the
 * difference a w - q p lies in [0, 2p), since a w / p - q < 1 + a / 2^32; so its low 32 bits are all there is
 * to compute.
 */
// @ts-ignore: decorator
@inline
export function mulFactor(a: v128, w: v128, ratio: v128): v128 {
  const low = i64x2.extmul_low_i32x4_u(a, ratio)
  const high = i64x2.extmul_high_i32x4_u(a, ratio)
  const q = v128.shuffle<i32>(low, high, 1, 3, 5, 7)
  return reduce(i32x4.sub(i32x4.mul(a, w), i32x4.mul(q, p4())))
}

/**
 * Keeps sums of products small: for 64-bit T with high words below 2p, T or T - 2^32 p, whichever has a high
 * word below p. The sum of two products of elements has a high word below p, so there is room for two
 * products between folds.
 */
// @ts-ignore: decorator
@inline
export function fold(sums: v128): v128 {
  return i32x4.min_u(sums, i32x4.sub(sums, i64x2.splat(<i64>P << 32)))
}

/** a b + c d for lanes 0 and 1, below 2^32 p. */
// @ts-ignore: decorator
@inline
export function twoLow(a: v128, b: v128, c: v128, d: v128): v128 {
  return i64x2.add(i64x2.extmul_low_i32x4_u(a, b), i64x2.extmul_low_i32x4_u(c, d))
}

/** The same for lanes 2 and 3. */
// @ts-ignore: decorator
@inline
export function twoHigh(a: v128, b: v128, c: v128, d: v128): v128 {
  return i64x2.add(i64x2.extmul_high_i32x4_u(a, b), i64x2.extmul_high_i32x4_u(c, d))
}

/**
 * (T / R) modulo p for four T < 2^32 p, given as `low` (T of lanes 0 and 1) and `high` (of lanes 2 and 3).
 */
// @ts-ignore: decorator
@inline
export function montgomery(low: v128, high: v128): v128 {
  const q = i32x4.mul(v128.shuffle<i32>(low, high, 0, 2, 4, 6), i32x4.splat(P_INVERSE))
  const t = v128.shuffle<i32>(low, high, 1, 3, 5, 7)
  return reduceSigned(i32x4.sub(t, highOfMultipleOfP(q)))
}

/** a b / R modulo p, for a < 2^32 and b < p. */
// @ts-ignore: decorator
@inline
export function mul(a: v128, b: v128): v128 {
  return montgomery(i64x2.extmul_low_i32x4_u(a, b), i64x2.extmul_high_i32x4_u(a, b))
}

/** a R modulo p, for a < 2^32. */
// @ts-ignore: decorator
@inline
export function toMontgomery(a: v128): v128 {
  return mul(a, i32x4.splat(R_SQUARED))
}

/** a / R modulo p, for a < 2^32. */
// @ts-ignore: decorator
@inline
export function fromMontgomery(a: v128): v128 {
  const q = i32x4.mul(a, i32x4.splat(P_INVERSE))
  return reduceSigned(i32x4.neg(highOfMultipleOfP(q)))
}

/**
 * The ratio of the factor w, from m = w R modulo p: 2^32 w - m is a multiple of p, and the ratio is the
 * quotient, a number below 2^32, so that the low half of the product with 1 / p will do.
 */
// @ts-ignore: decorator
@inline
export function ratio(m: v128): v128 {
  return i32x4.neg(i32x4.mul(m, i32x4.splat(P_INVERSE)))
}

// @ts-ignore: decorator
@inline
function highOfMultipleOfP(q: v128): v128 {
  const low = i64x2.extmul_low_i32x4_u(q, p4())
  const high = i64x2.extmul_high_i32x4_u(q, p4())
  return v128.shuffle<i32>(low, high, 1, 3, 5, 7)
}

// @ts-ignore: decorator
@inline
export function addScalar(a: u32, b: u32): u32 {
  const s = a + b
  return s >= P ? s - P : s
}

// @ts-ignore: decorator
@inline
export function subScalar(a: u32, b: u32): u32 {
  return a >= b ? a - b : a - b + P
}

/** a b modulo p: an ordinary product, by a division; for preparations. */
// @ts-ignore: decorator
@inline
export function mulScalar(a: u32, b: u32): u32 {
  return <u32>((<u64>a * b) % P)
}

/** The ratio floor(2^32 w / p) of a factor. */
// @ts-ignore: decorator
@inline
export function ratioScalar(w: u32): u32 {
  return <u32>((<u64>w << 32) / P)
}

/** `mulFactor` of single elements. */
// @ts-ignore: decorator
@inline
export function mulFactorScalar(a: u32, w: u32, ratio: u32): u32 {
  const q = <u32>((<u64>a * ratio) >> 32)
  const r = a * w - q * P
  return r >= P ? r - P : r
}

/** The sum of the four elements. */
// @ts-ignore: decorator
@inline
export function sumOfLanes(a: v128): u32 {
  const low = <u64>i32x4.extract_lane(a, 0) + <u64>i32x4.extract_lane(a, 1)
  return <u32>((low + <u64>i32x4.extract_lane(a, 2) + <u64>i32x4.extract_lane(a, 3)) % P)
}

/** base^exponent. */
export function powScalar(base: u32, exponent: u32): u32 {
  let result: u32 = 1
  while (exponent) {
    if (exponent & 1) result = mulScalar(result, base)
    base = mulScalar(base, base)
    exponent >>= 1
  }
  return result
}

/** 1 / a, a not 0. */
export function inverseScalar(a: u32): u32 {
  return powScalar(a, P - 2)
}

/** first, first * step, first * step^2, first * step^3. */
export function progression(first: u32, step: u32): v128 {
  const second = mulScalar(first, step)
  const third = mulScalar(second, step)
  let terms = i32x4.splat(first)
  terms = i32x4.replace_lane(terms, 1, second)
  terms = i32x4.replace_lane(terms, 2, third)
  return i32x4.replace_lane(terms, 3, mulScalar(third, step))
}

/**
 * The primitive root of unity of order 2^logOrder, logOrder <= 24, such that each is the square of the next.
 */
export function rootOfUnity(logOrder: u32): u32 {
  let root: u32 = 1791270792
  for (let i = logOrder; i < 24; i++) root = mulScalar(root, root)
  return root
}
