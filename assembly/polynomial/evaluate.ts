/**
 * Evaluation on a coset: decimation in time, from bit-reversed coefficients to values in natural order. With
 * f(X) = e(X^2) + X o(X^2), the values of e and o on the squares of a coset of 2h points give those of f.
 */
import {
  add, addScalar, mulFactor, mulFactorScalar, mulScalar, powScalar, ratioScalar, rootOfUnity, sub, subLazy,
} from '../field/koalabear'
import { reverse } from './bit-reverse'
import { LOG_STRIP, logChunk } from './blocks'
import { factors, RADIX2, RADIX4, SHIFT } from './twiddles'

export function evaluate(
  scratch: usize, target: usize, coefficients: usize, logN: u32, table: usize,
  tail: usize, tailLength: u32, factor: u32,
): void {
  if (logN < 4) {
    memory.copy(scratch, coefficients, <usize>4 << logN)
    addTail(scratch, 0, logN, logN, tail, tailLength, factor)
    evaluateSmall(target, scratch, logN, load<u32>(table, SHIFT))
    return
  }
  const log = logChunk(logN)
  const bytes = <usize>4 << log
  for (let chunk: u32 = 0; chunk < <u32>1 << (logN - log); chunk++) {
    const block = target + <usize>chunk * bytes
    memory.copy(block, coefficients + <usize>chunk * bytes, bytes)
    addTail(block, chunk, log, logN, tail, tailLength, factor)
    evaluateChunk(block, log, table)
  }
  if (log < logN) evaluateStrips(scratch, target, log, logN, table)
}

/**
 * Adds factor * tail to the coefficients of one chunk. Position chunk * 2^log + o holds the coefficient of
 * X^j with j = r + (N / 2^log) * reverse(o), where r is the reversal of the chunk's number.
 */
function addTail(
  block: usize, chunk: u32, log: u32, logN: u32, tail: usize, tailLength: u32, factor: u32,
): void {
  const ratio = ratioScalar(factor)
  let o: u32 = 0
  for (let j = reverse(chunk, logN - log); j < tailLength; j += <u32>1 << (logN - log), o++) {
    const place = block + (<usize>reverse(o, log) << 2)
    const term = mulFactorScalar(load<u32>(tail + (<usize>j << 2)), factor, ratio)
    store<u32>(place, addScalar(load<u32>(place), term))
  }
}

/** N < 16: Horner's rule, point by point. */
function evaluateSmall(target: usize, coefficients: usize, logN: u32, shift: u32): void {
  const n: u32 = 1 << logN
  for (let i: u32 = 0; i < n; i++) {
    const x = mulScalar(shift, powScalar(rootOfUnity(logN), i))
    let value: u32 = 0
    for (let j: u32 = n; j-- > 0; ) {
      value = addScalar(mulScalar(value, x), load<u32>(coefficients + (<usize>reverse(j, logN) << 2)))
    }
    store<u32>(target + (<usize>i << 2), value)
  }
}

function evaluateChunk(block: usize, log: u32, table: usize): void {
  const end = block + (<usize>4 << log)
  firstPass(block, end, table)
  secondPass(block, end, factors(table, 16))
  let h: usize = 64
  if (log & 1) {
    radix2(block, end, h, factors(table, h))
    h <<= 1
  }
  for (; h << 2 <= end - block; h <<= 2) radix4(block, end, h, factors(table, h))
}

/** The pass h = 1: four blocks of four elements at once, transposed. */
function firstPass(block: usize, end: usize, table: usize): void {
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
    const b = mulFactor(v128.shuffle<i32>(r01, r23, 2, 3, 6, 7), v128.load(table), v128.load(table, 16))
    const c = v128.shuffle<i32>(s01, s23, 0, 1, 4, 5)
    const d = mulFactor(v128.shuffle<i32>(s01, s23, 2, 3, 6, 7), v128.load(table), v128.load(table, 16))
    const even0 = add(a, b)
    const even1 = sub(a, b)
    const odd0 = mulFactor(i32x4.add(c, d), v128.load(table, 32), v128.load(table, 48))
    const odd1 = mulFactor(subLazy(c, d), v128.load(table, 64), v128.load(table, 80))
    const o0 = add(even0, odd0)
    const o1 = add(even1, odd1)
    const o2 = sub(even0, odd0)
    const o3 = sub(even1, odd1)
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

/** The pass h = 4. */
function secondPass(block: usize, end: usize, twiddles: usize): void {
  for (let p = block; p < end; p += 64) {
    butterfly4(
      p, p + 16, p + 32, p + 48, v128.load(p), v128.load(p, 16), v128.load(p, 32), v128.load(p, 48), twiddles,
    )
  }
}

/** Combines the values of four polynomials into those of one, at four times four points. */
// @ts-ignore: decorator
@inline
function butterfly4(
  t0: usize, t1: usize, t2: usize, t3: usize, a: v128, b: v128, c: v128, d: v128, twiddles: usize,
): void {
  const yb = mulFactor(b, v128.load(twiddles), v128.load(twiddles, 16))
  const yd = mulFactor(d, v128.load(twiddles), v128.load(twiddles, 16))
  const even0 = add(a, yb)
  const even1 = sub(a, yb)
  const odd0 = mulFactor(i32x4.add(c, yd), v128.load(twiddles, 32), v128.load(twiddles, 48))
  const odd1 = mulFactor(subLazy(c, yd), v128.load(twiddles, 64), v128.load(twiddles, 80))
  v128.store(t0, add(even0, odd0))
  v128.store(t1, add(even1, odd1))
  v128.store(t2, sub(even0, odd0))
  v128.store(t3, sub(even1, odd1))
}

/** One radix-2 pass in place; h in bytes. */
function radix2(block: usize, end: usize, h: usize, table: usize): void {
  for (let base = block; base < end; base += h << 1) {
    let twiddles = table
    for (let p = base; p < base + h; p += 16, twiddles += RADIX2) {
      const even = v128.load(p)
      const odd = mulFactor(v128.load(p + h), v128.load(twiddles), v128.load(twiddles, 16))
      v128.store(p, add(even, odd))
      v128.store(p + h, sub(even, odd))
    }
  }
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

/** The passes h >= C, strip by strip. */
function evaluateStrips(scratch: usize, target: usize, log: u32, logN: u32, table: usize): void {
  const rows = <usize>1 << (logN - log)
  const stride = <usize>4 << log
  const width = min<usize>((<usize>4 << LOG_STRIP) >> (logN - log), stride)
  for (let column: usize = 0; column < stride; column += width) {
    const strip = target + column
    if (rows == 4) {
      stripPass(strip, stride, strip, stride, rows, 1, width, table, column, stride)
      continue
    }
    stripPass(scratch, width, strip, stride, rows, 1, width, table, column, stride)
    let q: usize = 4
    for (; q << 2 < rows; q <<= 2) {
      stripPass(scratch, width, scratch, width, rows, q, width, table, column, stride)
    }
    stripPass(strip, stride, scratch, width, rows, q, width, table, column, stride)
  }
}

/**
 * One radix-4 pass on a strip of `rows` rows of `width` bytes, from rows `fromStride` apart to rows
 * `toStride` apart. It combines rows q, 2q and 3q apart, which in the column are h = q * stride bytes apart.
 */
function stripPass(
  to: usize, toStride: usize, from: usize, fromStride: usize, rows: usize, q: usize, width: usize,
  table: usize, column: usize, stride: usize,
): void {
  const fromGap = fromStride * q
  const toGap = toStride * q
  for (let base: usize = 0; base < rows; base += q << 2) {
    // A pass has 6 words of factors per element.
    let twiddles = factors(table, q * stride) + 6 * column
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
