/**
 * Polynomials by their coefficients, the constant term first, and the number theoretic transform between
 * coefficients and values on a coset shift * <w_N>, value i at shift * w_N^i. Readable; the kernels are
 * checked against it.
 */
import * as F from '../field/koalabear.ts'
import * as E from '../field/quartic.ts'

/** f(x) for f over F and x in F, by Horner's rule. */
export function evaluate(f: ArrayLike<number>, x: number): number {
  let value = 0
  for (let i = f.length - 1; i >= 0; i--) value = F.add(F.mul(value, x), f[i])
  return value
}

/** f(x) for f over F and x in E. */
export function evaluateAtExt(f: ArrayLike<number>, x: E.Ext): E.Ext {
  let value = E.ZERO
  for (let i = f.length - 1; i >= 0; i--) value = E.add(E.mul(value, x), E.fromBase(f[i]))
  return value
}

/** f(x) for f over E and x in E. */
export function evaluateExt(f: readonly E.Ext[], x: E.Ext): E.Ext {
  let value = E.ZERO
  for (let i = f.length - 1; i >= 0; i--) value = E.add(E.mul(value, x), f[i])
  return value
}

/** The low `bits` bits of `index` in reverse order, 0 <= bits <= 31. */
export function bitReverseIndex(index: number, bits: number): number {
  let reversed = 0
  for (let i = 0; i < bits; i++) reversed = 2 * reversed + ((index >>> i) & 1)
  return reversed
}

/** A copy with element i at the place of its reversed index. The length is a power of two. */
export function bitReverse(elements: ArrayLike<number>): Uint32Array {
  const bits = exactLog2(elements.length)
  return Uint32Array.from(elements, (_, i) => elements[bitReverseIndex(i, bits)])
}

/**
 * The values at shift * w_N^i of the polynomial with these N = 2^k coefficients: Cooley and Tukey's radix 2.
 */
export function ntt(coefficients: ArrayLike<number>, shift = 1): Uint32Array {
  const scaled = new Uint32Array(coefficients.length)
  for (let i = 0, power = 1; i < scaled.length; i++, power = F.mul(power, shift)) {
    scaled[i] = F.mul(coefficients[i], power)
  }
  return transform(scaled, F.rootOfUnity(exactLog2(scaled.length)))
}

/**
 * The N = 2^k coefficients of the polynomial of degree < N with these values at shift * w_N^i.
 * Throws a RangeError if shift = 0.
 */
export function interpolate(values: ArrayLike<number>, shift = 1): Uint32Array {
  const coefficients = transform(values, F.inv(F.rootOfUnity(exactLog2(values.length))))
  const step = F.inv(shift)
  let factor = F.inv(coefficients.length)
  for (let i = 0; i < coefficients.length; i++) {
    coefficients[i] = F.mul(coefficients[i], factor)
    factor = F.mul(factor, step)
  }
  return coefficients
}

/** The sums over j of elements[j] * root^(i j), in natural order; `root` has the order elements.length. */
function transform(elements: ArrayLike<number>, root: number): Uint32Array {
  const sums = bitReverse(elements)
  const size = sums.length
  for (let half = 1; half < size; half *= 2) {
    const step = F.pow(root, size / (2 * half))
    for (let start = 0; start < size; start += 2 * half) {
      for (let i = start, twiddle = 1; i < start + half; i++, twiddle = F.mul(twiddle, step)) {
        const even = sums[i]
        const odd = F.mul(sums[i + half], twiddle)
        sums[i] = F.add(even, odd)
        sums[i + half] = F.sub(even, odd)
      }
    }
  }
  return sums
}

/** log2 of a power of two. Throws a RangeError for other numbers. */
export function exactLog2(size: number): number {
  const log = 31 - Math.clz32(size)
  if (!(size >= 1 && 2 ** log === size)) throw new RangeError(`${size} is not a power of two`)
  return log
}
