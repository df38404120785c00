/** The batched constraints of tables and of height classes on their domains. */
import { add, fold, montgomery, mul, sub, toMontgomery } from '../field/koalabear'
import { evaluateTable } from '../generated/constraints'
import { eadd, emul, esub } from '../field/quartic'
import { groupFraction } from './fractions'
import { REGISTER_BYTES, weightedProgram } from './program'

/** Rows evaluated at once: their constraints stay in the first-level cache for narrow tables. */
const BLOCK: u32 = 128
/** Bytes between the constraints of `evaluateTable`. */
const STRIDE: usize = 1024

// Offsets in scratch, 64 bytes per value of four rows; `groupFraction` works on the first 256 bytes.
// @ts-ignore: decorator
@inline
const PRODUCT: usize = 256
// @ts-ignore: decorator
@inline
const NUMERATOR: usize = 320
// @ts-ignore: decorator
@inline
const PHI: usize = 384
// @ts-ignore: decorator
@inline
const SUM: usize = 448
// @ts-ignore: decorator
@inline
const VALUES: usize = 1024

export function tableQuotient(
  scratch: usize, descriptor: usize, columns: usize, phi: usize, phiStride: usize, target: usize, targetStride: usize,
  row: u32, rows: u32,
): void {
  const table = load<u32>(descriptor)
  const constraints = load<u32>(descriptor, 4)
  const weights = <usize>load<u32>(descriptor, 8)
  const program = <usize>load<u32>(descriptor, 12)
  const groups = load<u32>(descriptor, 16)
  const end = row + rows
  for (let start = row; start < end; start += BLOCK) {
    const length = min(BLOCK, end - start)
    if (program != 0) {
      const registers = scratch + VALUES + 4 * REGISTER_BYTES
      weightedProgram(scratch + VALUES, registers, program, columns, weights, start, length)
    } else {
      evaluateTable(scratch, table, columns, scratch + VALUES, start, length)
    }
    for (let r: u32 = 0; r < length; r += 4) {
      const at = <usize>(start + r) << 2
      const values = scratch + VALUES + (<usize>r << 2)
      if (program != 0) {
        for (let c: usize = 0; c < 4; c++)
          v128.store(scratch + SUM + (c << 4), v128.load(values + c * REGISTER_BYTES))
      } else {
        weightedConstraints(scratch + SUM, values, constraints, weights)
      }
      for (let g: u32 = 0; g < groups; g++) {
        const group = <usize>load<u32>(descriptor + 20 + (<usize>g << 2))
        groupFraction(scratch + PRODUCT, scratch + NUMERATOR, group, columns, at, scratch)
        const value = phi + <usize>(4 * g) * phiStride + at
        v128.store(scratch + PHI, v128.load(value))
        v128.store(scratch + PHI, v128.load(value + phiStride), 16)
        v128.store(scratch + PHI, v128.load(value + 2 * phiStride), 32)
        v128.store(scratch + PHI, v128.load(value + 3 * phiStride), 48)
        emul(scratch + PHI, scratch + PHI, scratch + PRODUCT)
        esub(scratch + PHI, scratch + PHI, scratch + NUMERATOR)
        emul(scratch + PHI, scratch + PHI, load<u32>(group, 4))
        eadd(scratch + SUM, scratch + SUM, scratch + PHI)
      }
      addTo(target + at, targetStride, scratch + SUM)
    }
  }
}

// @ts-ignore: decorator
@inline
function addTo(target: usize, stride: usize, value: usize): void {
  v128.store(target, add(v128.load(target), v128.load(value)))
  v128.store(target + stride, add(v128.load(target + stride), v128.load(value, 16)))
  v128.store(target + 2 * stride, add(v128.load(target + 2 * stride), v128.load(value, 32)))
  v128.store(target + 3 * stride, add(v128.load(target + 3 * stride), v128.load(value, 48)))
}

/** out = sum of weight * constraint. */
function weightedConstraints(out: usize, values: usize, count: u32, weights: usize): void {
  let r0 = i32x4.splat(0)
  let r1 = r0
  let r2 = r0
  let r3 = r0
  let weight = weights
  const end = values + <usize>count * STRIDE
  while (values < end) {
    const stop = min(values + 4 * STRIDE, end)
    let l0 = i64x2.splat(0)
    let h0 = l0
    let l1 = l0
    let h1 = l0
    let l2 = l0
    let h2 = l0
    let l3 = l0
    let h3 = l0
    for (; values < stop; values += STRIDE, weight += 64) {
      const value = v128.load(values)
      const w0 = v128.load(weight)
      l0 = i64x2.add(l0, i64x2.extmul_low_i32x4_u(value, w0))
      h0 = i64x2.add(h0, i64x2.extmul_high_i32x4_u(value, w0))
      const w1 = v128.load(weight, 16)
      l1 = i64x2.add(l1, i64x2.extmul_low_i32x4_u(value, w1))
      h1 = i64x2.add(h1, i64x2.extmul_high_i32x4_u(value, w1))
      const w2 = v128.load(weight, 32)
      l2 = i64x2.add(l2, i64x2.extmul_low_i32x4_u(value, w2))
      h2 = i64x2.add(h2, i64x2.extmul_high_i32x4_u(value, w2))
      const w3 = v128.load(weight, 48)
      l3 = i64x2.add(l3, i64x2.extmul_low_i32x4_u(value, w3))
      h3 = i64x2.add(h3, i64x2.extmul_high_i32x4_u(value, w3))
    }
    r0 = add(r0, montgomery(fold(l0), fold(h0)))
    r1 = add(r1, montgomery(fold(l1), fold(h1)))
    r2 = add(r2, montgomery(fold(l2), fold(h2)))
    r3 = add(r3, montgomery(fold(l3), fold(h3)))
  }
  v128.store(out, r0)
  v128.store(out, r1, 16)
  v128.store(out, r2, 32)
  v128.store(out, r3, 48)
}

export function classQuotient(
  scratch: usize, constants: usize, sigma: usize, phiSum: usize, u: usize, first: usize, stride: usize, target: usize,
  targetStride: usize, logN: u32, row: u32, rows: u32,
): void {
  // Constants: E splats of step (0) and anchor (64), then mean (128) and a (144) as plain elements.
  const last = ((<usize>1) << logN) - 4
  const end = row + rows
  for (let r = row; r < end; r += 4) {
    const at = <usize>r << 2
    const selector = v128.load(first + at)
    for (let c: usize = 0; c < 4; c++) {
      const column = sigma + c * stride
      const now = v128.load(column + at)
      // The row after the last is the first.
      let next: v128
      if (<usize>r == last) {
        next = i32x4.replace_lane(v128.shuffle<i32>(now, now, 1, 2, 3, 0), 3, load<u32>(column))
      } else {
        next = v128.load(column + at, 4)
      }
      const mean = v128.load32_splat(constants + 128 + (c << 2))
      const difference = sub(sub(next, now), v128.load(phiSum + c * stride + at))
      v128.store(scratch + (c << 4), add(difference, mean))
      const a = v128.load32_splat(constants + 144 + (c << 2))
      // Montgomery form, so that the product below is exact.
      v128.store(scratch + 64 + (c << 4), toMontgomery(sub(a, v128.load(u + c * stride + at))))
      v128.store(scratch + 128 + (c << 4), now)
    }
    emul(scratch, scratch, scratch + 64)
    v128.store(scratch, sub(v128.load(scratch), selector))
    emul(scratch, scratch, constants)
    emul(scratch + 128, scratch + 128, constants + 64)
    const selectorMontgomery = toMontgomery(selector)
    for (let c: usize = 0; c < 4; c++) {
      const to = target + c * targetStride + at
      const sum = add(v128.load(scratch + (c << 4)), mul(selectorMontgomery, v128.load(scratch + 128 + (c << 4))))
      v128.store(to, add(v128.load(to), sum))
    }
  }
}
