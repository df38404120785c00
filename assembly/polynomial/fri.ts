import {
  add, inverseScalar, mulFactor, mulScalar, P, powScalar, ratioScalar, rootOfUnity, subLazy,
} from '../field/koalabear'
import { storeSequence } from './twiddles'

/** Rows whose factors are in scratch at a time. */
// @ts-ignore: decorator
@inline
const BLOCK_ROWS: u32 = 128

/** Bytes of the factors of four rows: up to eight of 32 bytes. */
// @ts-ignore: decorator
@inline
const FACTORS: usize = 256

// Places in scratch, after the factors: rows and coefficients of columns that are too short for vectors.
// @ts-ignore: decorator
@inline
const SHORT_VALUES: usize = FACTORS * (BLOCK_ROWS >> 2)
// @ts-ignore: decorator
@inline
const SHORT_COEFFICIENTS: usize = SHORT_VALUES + 512

/**
 * Coefficients of the interpolant of each fibre. f(X) = sum of X^t g_t(X^a), and g_t(y^a) is wanted: the
 * first log a steps of an interpolation, which halve the even and odd parts of f(x) and f(-x) with the factor
 * 1 / x.
 */
export function friInterpolate(
  scratch: usize, target: usize, targetStride: usize, f: usize, fStride: usize, logN: u32, logArity: u32,
  start: u32, row: u32, rows: u32,
): void {
  const gap = <usize>4 << (logN - logArity)
  if (gap < 16) {
    interpolateShort(scratch, target, targetStride, f, fStride, logN, logArity, start, row, rows)
    return
  }
  const root = rootOfUnity(logN)
  for (let from = row; from < row + rows; from += BLOCK_ROWS) {
    const block = min<u32>(BLOCK_ROWS, row + rows - from)
    const offset = <usize>from << 2
    storeFactors(scratch, logArity, mulScalar(start, powScalar(root, from)), root, block)
    interpolateRows(scratch, target + offset, targetStride, f + offset, fStride, gap, logArity, block)
  }
}

/** Columns of which a fourth, or an eighth, is less than a vector: by way of copies with room for vectors. */
function interpolateShort(
  scratch: usize, target: usize, targetStride: usize, f: usize, fStride: usize, logN: u32, logArity: u32,
  start: u32, row: u32, rows: u32,
): void {
  const arity = <usize>1 << logArity
  const values = scratch + SHORT_VALUES
  const coefficients = scratch + SHORT_COEFFICIENTS
  const root = rootOfUnity(logN)
  const bytes = <usize>rows << 2
  for (let c: usize = 0; c < 4; c++) {
    for (let j: usize = 0; j < arity; j++) {
      const source = f + c * fStride + (((j << (logN - logArity)) + row) << 2)
      memory.copy(values + 128 * c + 16 * j, source, bytes)
    }
  }
  storeFactors(scratch, logArity, mulScalar(start, powScalar(root, row)), root, 4)
  interpolateRows(scratch, coefficients, 16, values, 128, 16, logArity, 4)
  for (let i: usize = 0; i < 4 * arity; i++) {
    memory.copy(target + i * targetStride + (<usize>row << 2), coefficients + (i << 4), bytes)
  }
}

/**
 * Factors for `rows` rows y = first * root^i. Arity 2: 1 / 2y. Arity 4: u^-2, (1/4) u^-1, (1/4) (u w_4)^-1,
 * (1/4) u^-2 with u = y. Arity 8: these with u = y^2 and 1/8, and (y w_8^j)^-1 for j < 4.
 */
function storeFactors(target: usize, logArity: u32, first: u32, root: u32, rows: u32): void {
  const scale = inverseScalar(1 << logArity)
  const y = inverseScalar(first)
  const step = inverseScalar(root)
  if (logArity == 1) {
    storeSequence(target, FACTORS, rows, mulScalar(y, scale), step)
    return
  }
  const eight = logArity == 3
  const u = eight ? mulScalar(y, y) : y
  const stepU = eight ? mulScalar(step, step) : step
  const square = mulScalar(u, u)
  const stepSquare = mulScalar(stepU, stepU)
  const scaled = mulScalar(u, scale)
  storeSequence(target, FACTORS, rows, square, stepSquare)
  storeSequence(target + 32, FACTORS, rows, scaled, stepU)
  storeSequence(target + 64, FACTORS, rows, mulScalar(scaled, inverseScalar(rootOfUnity(2))), stepU)
  storeSequence(target + 96, FACTORS, rows, mulScalar(square, scale), stepSquare)
  if (!eight) return
  const root8 = inverseScalar(rootOfUnity(3))
  for (let j: u32 = 0; j < 4; j++) {
    storeSequence(target + 128 + (<usize>j << 5), FACTORS, rows, mulScalar(y, powScalar(root8, j)), step)
  }
}

/** Value j of a fibre, coordinate c, is at f + c * fStride + j * gap. */
function interpolateRows(
  factors: usize, target: usize, targetStride: usize, f: usize, fStride: usize, gap: usize, logArity: u32,
  rows: u32,
): void {
  const bytes = <usize>rows << 2
  for (let c: usize = 0; c < 4; c++) {
    if (logArity == 1) interpolatePairs(factors, target, targetStride << 2, f, gap, bytes)
    else if (logArity == 2) interpolateFours(factors, target, targetStride << 2, f, gap, bytes)
    else interpolateEights(factors, target, targetStride << 2, f, gap, bytes)
    target += targetStride
    f += fStride
  }
}

function interpolatePairs(
  factors: usize, target: usize, step: usize, p: usize, gap: usize, bytes: usize,
): void {
  const half = i32x4.splat((P + 1) / 2)
  const ratio = i32x4.splat(ratioScalar((P + 1) / 2))
  for (const end = p + bytes; p < end; p += 16, target += 16, factors += FACTORS) {
    const a = v128.load(p)
    const b = v128.load(p + gap)
    v128.store(target, mulFactor(i32x4.add(a, b), half, ratio))
    v128.store(target + step, mulFactor(subLazy(a, b), v128.load(factors), v128.load(factors, 16)))
  }
}

function interpolateFours(
  factors: usize, target: usize, step: usize, p: usize, gap: usize, bytes: usize,
): void {
  const scale = inverseScalar(4)
  const w = i32x4.splat(scale)
  const ratio = i32x4.splat(ratioScalar(scale))
  for (const end = p + bytes; p < end; p += 16, target += 16, factors += FACTORS) {
    const v0 = v128.load(p)
    const v1 = v128.load(p + gap)
    const v2 = v128.load(p + 2 * gap)
    const v3 = v128.load(p + 3 * gap)
    interpolateFour(target, step, v0, v1, v2, v3, factors, w, ratio)
  }
}

function interpolateEights(
  factors: usize, target: usize, step: usize, p: usize, gap: usize, bytes: usize,
): void {
  const scale = inverseScalar(8)
  const w = i32x4.splat(scale)
  const ratio = i32x4.splat(ratioScalar(scale))
  for (const end = p + bytes; p < end; p += 16, target += 16, factors += FACTORS) {
    const q = p + 4 * gap
    const v0 = v128.load(p)
    const v1 = v128.load(p + gap)
    const v2 = v128.load(p + 2 * gap)
    const v3 = v128.load(p + 3 * gap)
    const v4 = v128.load(q)
    const v5 = v128.load(q + gap)
    const v6 = v128.load(q + 2 * gap)
    const v7 = v128.load(q + 3 * gap)
    const odd0 = mulFactor(subLazy(v0, v4), v128.load(factors, 128), v128.load(factors, 144))
    const odd1 = mulFactor(subLazy(v1, v5), v128.load(factors, 160), v128.load(factors, 176))
    const odd2 = mulFactor(subLazy(v2, v6), v128.load(factors, 192), v128.load(factors, 208))
    const odd3 = mulFactor(subLazy(v3, v7), v128.load(factors, 224), v128.load(factors, 240))
    interpolateFour(target, 2 * step, add(v0, v4), add(v1, v5), add(v2, v6), add(v3, v7), factors, w, ratio)
    interpolateFour(target + step, 2 * step, odd0, odd1, odd2, odd3, factors, w, ratio)
  }
}

/** Four values to four coefficients, `step` bytes apart. */
// @ts-ignore: decorator
@inline
function interpolateFour(
  target: usize, step: usize, v0: v128, v1: v128, v2: v128, v3: v128, factors: usize, w: v128, ratio: v128,
): void {
  const even0 = add(v0, v2)
  const even1 = add(v1, v3)
  const odd0 = mulFactor(subLazy(v0, v2), v128.load(factors, 32), v128.load(factors, 48))
  const odd1 = mulFactor(subLazy(v1, v3), v128.load(factors, 64), v128.load(factors, 80))
  v128.store(target, mulFactor(i32x4.add(even0, even1), w, ratio))
  v128.store(target + step, add(odd0, odd1))
  const square = mulFactor(subLazy(even0, even1), v128.load(factors, 96), v128.load(factors, 112))
  v128.store(target + 2 * step, square)
  v128.store(target + 3 * step, mulFactor(subLazy(odd0, odd1), v128.load(factors), v128.load(factors, 16)))
}
