/** Affine forms of columns: the fingerprints of tuples over E, their multiplicities over F. Layout: engine contract. */
import { add, fold, montgomery } from '../field/koalabear'

/** out = constant + sum of weight * column, over E, on the 4 rows at byte offset `at` of the columns. */
export function extensionForm(out: usize, form: usize, columns: usize, at: usize): void {
  const count = load<u32>(form)
  let weight = <usize>load<u32>(form, 4)
  let r0 = v128.load(weight)
  let r1 = v128.load(weight, 16)
  let r2 = v128.load(weight, 32)
  let r3 = v128.load(weight, 48)
  weight += 64
  let column = form + 8
  const end = column + (<usize>count << 2)
  while (column < end) {
    // Up to four products fit in 64 bits before they have to be reduced.
    const stop = min(column + 16, end)
    let l0 = i64x2.splat(0)
    let h0 = l0
    let l1 = l0
    let h1 = l0
    let l2 = l0
    let h2 = l0
    let l3 = l0
    let h3 = l0
    for (; column < stop; column += 4, weight += 64) {
      const value = v128.load(<usize>load<u32>(columns + (<usize>load<u32>(column) << 2)) + at)
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

/** constant + sum of weight * column over F. */
export function baseForm(form: usize, columns: usize, at: usize): v128 {
  const count = load<u32>(form)
  let weight = <usize>load<u32>(form, 4)
  let result = v128.load(weight)
  for (let k: u32 = 0; k < count; k++) {
    weight += 16
    const value = v128.load(<usize>load<u32>(columns + (<usize>load<u32>(form + 8 + (<usize>k << 2)) << 2)) + at)
    const w = v128.load(weight)
    result = add(result, montgomery(i64x2.extmul_low_i32x4_u(value, w), i64x2.extmul_high_i32x4_u(value, w)))
  }
  return result
}
