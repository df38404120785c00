/**
 * Interpolation on a coset: decimation in frequency, from values in natural order to bit-reversed
 * coefficients. The inverse of evaluation, pass by pass: for f(X) = e(X^2) + X o(X^2), 2 e(x^2) = f(x) +
 * f(-x) and 2 o(x^2) = (f(x) - f(-x)) / x. The last pass makes good for all factors 2.
 */
import {
  add, addScalar, inverseScalar, mulFactor, mulScalar, powScalar, rootOfUnity, subLazy,
} from '../field/koalabear'
import { reverse } from './bit-reverse'
import { LOG_STRIP, logChunk } from './blocks'
import { factors, RADIX2, RADIX4, SHIFT } from './twiddles'

export function interpolate(scratch: usize, target: usize, source: usize, logN: u32, table: usize): void {
  if (logN < 4) {
    memory.copy(scratch, source, <usize>4 << logN)
    interpolateSmall(target, scratch, logN, load<u32>(table, SHIFT))
    return
  }
  const log = logChunk(logN)
  const bytes = <usize>4 << log
  const end = target + (<usize>4 << logN)
  if (log < logN) interpolateStrips(scratch, target, source, log, logN, table)
  else if (target != source) memory.copy(target, source, bytes)
  for (let block = target; block < end; block += bytes) interpolateChunk(block, log, table)
}

/** N < 16: f_j = shift^-j / N * (the sum over i of value_i w_N^(-i j)). */
function interpolateSmall(target: usize, values: usize, logN: u32, shift: u32): void {
  const n: u32 = 1 << logN
  const scale = inverseScalar(n)
  const inverseShift = inverseScalar(shift)
  const inverseRoot = inverseScalar(rootOfUnity(logN))
  for (let j: u32 = 0; j < n; j++) {
    const x = powScalar(inverseRoot, j)
    let sum: u32 = 0
    for (let i = n; i-- > 0; ) sum = addScalar(mulScalar(sum, x), load<u32>(values + (<usize>i << 2)))
    const coefficient = mulScalar(sum, mulScalar(scale, powScalar(inverseShift, j)))
    store<u32>(target + (<usize>reverse(j, logN) << 2), coefficient)
  }
}

function interpolateChunk(block: usize, log: u32, table: usize): void {
  const end = block + (<usize>4 << log)
  const least: usize = log & 1 ? 128 : 64
  for (let h = (end - block) >> 2; h >= least; h >>= 2) radix4(block, end, h, factors(table, h))
  if (log & 1) radix2(block, end, 64, factors(table, 64))
  lastButOnePass(block, end, factors(table, 16))
  lastPass(block, end, table)
}

/** Splits the values of one polynomial at four times four points into those of four polynomials, times 4. */
// @ts-ignore: decorator
@inline
function butterfly4(
  t0: usize, t1: usize, t2: usize, t3: usize, a: v128, b: v128, c: v128, d: v128, twiddles: usize,
): void {
  const even0 = add(a, c)
  const even1 = add(b, d)
  const odd0 = mulFactor(subLazy(a, c), v128.load(twiddles, 32), v128.load(twiddles, 48))
  const odd1 = mulFactor(subLazy(b, d), v128.load(twiddles, 64), v128.load(twiddles, 80))
  v128.store(t0, add(even0, even1))
  v128.store(t1, mulFactor(subLazy(even0, even1), v128.load(twiddles), v128.load(twiddles, 16)))
  v128.store(t2, add(odd0, odd1))
  v128.store(t3, mulFactor(subLazy(odd0, odd1), v128.load(twiddles), v128.load(twiddles, 16)))
}

/** One radix-4 pass in place on blocks of 4h; h in bytes. */
function radix4(block: usize, end: usize, h: usize, table: usize): void {
  for (let base = block; base < end; base += h << 2) {
    let twiddles = table
    for (let p = base; p < base + h; p += 16, twiddles += RADIX4) {
      const q = p + (h << 1)
      butterfly4(p, p + h, q, q + h, v128.load(p), v128.load(p + h), v128.load(q), v128.load(q + h), twiddles)
    }
  }
}

/** One radix-2 pass in place; h in bytes. */
function radix2(block: usize, end: usize, h: usize, table: usize): void {
  for (let base = block; base < end; base += h << 1) {
    let twiddles = table
    for (let p = base; p < base + h; p += 16, twiddles += RADIX2) {
      const a = v128.load(p)
      const b = v128.load(p + h)
      v128.store(p, add(a, b))
      v128.store(p + h, mulFactor(subLazy(a, b), v128.load(twiddles), v128.load(twiddles, 16)))
    }
  }
}

/** The pass h = 4. */
function lastButOnePass(block: usize, end: usize, twiddles: usize): void {
  for (let p = block; p < end; p += 64) {
    butterfly4(
      p, p + 16, p + 32, p + 48, v128.load(p), v128.load(p, 16), v128.load(p, 32), v128.load(p, 48), twiddles,
    )
  }
}

/** The pass h = 1: four blocks of four elements at once, transposed. Divides by N. */
function lastPass(block: usize, end: usize, table: usize): void {
  for (let p = block; p < end; p += 64) {
    const r0 = v128.load(p)
    const r1 = v128.load(p, 16)
    const r2 = v128.load(p, 32)
    const r3 = v128.load(p, 48)
    const r01 = v128.shuffle<i32>(r0, r1, 0, 4, 1, 5)
    const r23 = v128.shuffle<i32>(r2, r3, 0, 4, 1, 5)
    const s01 = v128.shuffle<i32>(r0, r1, 2, 6, 3, 7)
    const s23 = v128.shuffle<i32>(r2, r3, 2, 6, 3, 7)
    const a = v128.shuffle<i32>(r01, r23, 0, 1, 4, 5)
    const b = v128.shuffle<i32>(r01, r23, 2, 3, 6, 7)
    const c = v128.shuffle<i32>(s01, s23, 0, 1, 4, 5)
    const d = v128.shuffle<i32>(s01, s23, 2, 3, 6, 7)
    const even0 = add(a, c)
    const even1 = add(b, d)
    const odd0 = mulFactor(subLazy(a, c), v128.load(table, 32), v128.load(table, 48))
    const odd1 = mulFactor(subLazy(b, d), v128.load(table, 64), v128.load(table, 80))
    const o0 = mulFactor(i32x4.add(even0, even1), v128.load(table, 96), v128.load(table, 112))
    const o1 = mulFactor(subLazy(even0, even1), v128.load(table, 128), v128.load(table, 144))
    const o2 = add(odd0, odd1)
    const o3 = mulFactor(subLazy(odd0, odd1), v128.load(table), v128.load(table, 16))
    const o01 = v128.shuffle<i32>(o0, o1, 0, 4, 1, 5)
    const o23 = v128.shuffle<i32>(o2, o3, 0, 4, 1, 5)
    const u01 = v128.shuffle<i32>(o0, o1, 2, 6, 3, 7)
    const u23 = v128.shuffle<i32>(o2, o3, 2, 6, 3, 7)
    v128.store(p, v128.shuffle<i32>(o01, o23, 0, 1, 4, 5))
    v128.store(p, v128.shuffle<i32>(o01, o23, 2, 3, 6, 7), 16)
    v128.store(p, v128.shuffle<i32>(u01, u23, 0, 1, 4, 5), 32)
    v128.store(p, v128.shuffle<i32>(u01, u23, 2, 3, 6, 7), 48)
  }
}

/** The passes h >= C, strip by strip. */
function interpolateStrips(
  scratch: usize, target: usize, source: usize, log: u32, logN: u32, table: usize,
): void {
  const rows = <usize>1 << (logN - log)
  const stride = <usize>4 << log
  const width = min<usize>((<usize>4 << LOG_STRIP) >> (logN - log), stride)
  for (let offset: usize = 0; offset < stride; offset += width) {
    const from = source + offset
    const to = target + offset
    if (rows == 4) {
      stripPass(to, stride, from, stride, rows, 1, width, table, offset, stride)
      continue
    }
    let q = rows >> 2
    stripPass(scratch, width, from, stride, rows, q, width, table, offset, stride)
    for (q >>= 2; q > 1; q >>= 2) {
      stripPass(scratch, width, scratch, width, rows, q, width, table, offset, stride)
    }
    stripPass(to, stride, scratch, width, rows, 1, width, table, offset, stride)
  }
}

/**
 * One radix-4 pass on a strip of `rows` rows of `width` bytes, from rows `fromStride` apart to rows
 * `toStride` apart. It combines rows q, 2q and 3q apart, which in the column are h = q * stride bytes apart.
 */
function stripPass(
  to: usize, toStride: usize, from: usize, fromStride: usize, rows: usize, q: usize, width: usize,
  table: usize, offset: usize, stride: usize,
): void {
  const fromGap = fromStride * q
  const toGap = toStride * q
  for (let base: usize = 0; base < rows; base += q << 2) {
    // A pass has 6 words of factors per element.
    let twiddles = factors(table, q * stride) + 6 * offset
    for (let row = base; row < base + q; row++, twiddles += 6 * (stride - width)) {
      let target = to + row * toStride
      let source = from + row * fromStride
      for (const end = source + width; source < end; source += 16, target += 16, twiddles += RADIX4) {
        const source2 = source + (fromGap << 1)
        const target2 = target + (toGap << 1)
        butterfly4(
          target, target + toGap, target2, target2 + toGap,
          v128.load(source), v128.load(source + fromGap), v128.load(source2), v128.load(source2 + fromGap),
          twiddles,
        )
      }
    }
  }
}
