/** Batch inversion of base vectors: four elements each, 16 bytes. */
import { fromMontgomery, mul, toMontgomery } from './koalabear'

/** Bytes of scratch that `invert` needs for `count` vectors. */
// @ts-ignore: decorator
@inline
export function invertBytes(count: u32): usize {
  return ((<usize>count + 3) << 4) + 256
}

/**
 * Inverts `count` vectors in place, none with a 0: a zero spoils a quarter of its lane. May write three
 * vectors beyond the last.
 *
 * Montgomery's trick, in four chains of every fourth vector, so that products do not wait for one another.
 * With p_i = p_(i-1) v_i / R and t_i = 1 / p_i, t_i p_(i-1) / R is 1 / v_i and t_i v_i / R is t_(i-1).
 */
export function invert(values: usize, count: u32, scratch: usize): void {
  const one = i32x4.splat(1)
  const end = values + ((<usize>count + 3) >> 2 << 6)
  for (let p = values + (<usize>count << 4); p < end; p += 16) v128.store(p, one)
  const chains = scratch
  let products = scratch + 256
  let p0 = one
  let p1 = one
  let p2 = one
  let p3 = one
  for (let p = values; p < end; p += 64, products += 64) {
    v128.store(products, p0)
    v128.store(products, p1, 16)
    v128.store(products, p2, 32)
    v128.store(products, p3, 48)
    p0 = mul(p0, v128.load(p))
    p1 = mul(p1, v128.load(p, 16))
    p2 = mul(p2, v128.load(p, 32))
    p3 = mul(p3, v128.load(p, 48))
  }
  v128.store(chains, p0)
  v128.store(chains, p1, 16)
  v128.store(chains, p2, 32)
  v128.store(chains, p3, 48)
  invertFour(chains)
  p0 = v128.load(chains)
  p1 = v128.load(chains, 16)
  p2 = v128.load(chains, 32)
  p3 = v128.load(chains, 48)
  for (let p = end; p > values; ) {
    p -= 64
    products -= 64
    const v0 = v128.load(p)
    const v1 = v128.load(p, 16)
    const v2 = v128.load(p, 32)
    const v3 = v128.load(p, 48)
    v128.store(p, mul(p0, v128.load(products)))
    v128.store(p, mul(p1, v128.load(products, 16)), 16)
    v128.store(p, mul(p2, v128.load(products, 32)), 32)
    v128.store(p, mul(p3, v128.load(products, 48)), 48)
    p0 = mul(p0, v0)
    p1 = mul(p1, v1)
    p2 = mul(p2, v2)
    p3 = mul(p3, v3)
  }
}

/** Inverts four vectors by the power p - 2, in binary 1111110 and 24 ones; uses 192 bytes behind them. */
function invertFour(a: usize): void {
  const power3 = a + 64
  const power6 = a + 128
  const power12 = a + 192
  v128.store(a, toMontgomery(v128.load(a)))
  v128.store(a, toMontgomery(v128.load(a, 16)), 16)
  v128.store(a, toMontgomery(v128.load(a, 32)), 32)
  v128.store(a, toMontgomery(v128.load(a, 48)), 48)
  shiftAndMultiply(power3, a, 1, a)
  shiftAndMultiply(power3, power3, 1, a)
  shiftAndMultiply(power6, power3, 3, power3)
  shiftAndMultiply(power12, power6, 6, power6)
  shiftAndMultiply(a, power6, 13, power12)
  shiftAndMultiply(a, a, 12, power12)
  v128.store(a, fromMontgomery(v128.load(a)))
  v128.store(a, fromMontgomery(v128.load(a, 16)), 16)
  v128.store(a, fromMontgomery(v128.load(a, 32)), 32)
  v128.store(a, fromMontgomery(v128.load(a, 48)), 48)
}

/** target = a^(2^times) b for four vectors times R. */
function shiftAndMultiply(target: usize, a: usize, times: u32, b: usize): void {
  let a0 = v128.load(a)
  let a1 = v128.load(a, 16)
  let a2 = v128.load(a, 32)
  let a3 = v128.load(a, 48)
  for (; times; times--) {
    a0 = mul(a0, a0)
    a1 = mul(a1, a1)
    a2 = mul(a2, a2)
    a3 = mul(a3, a3)
  }
  v128.store(target, mul(a0, v128.load(b)))
  v128.store(target, mul(a1, v128.load(b, 16)), 16)
  v128.store(target, mul(a2, v128.load(b, 32)), 32)
  v128.store(target, mul(a3, v128.load(b, 48)), 48)
}
