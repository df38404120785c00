/** LogUp fraction columns: per group of up to three interactions phi = m1/D1 + m2/D2 + m3/D3. */
import { montgomery, mul, twoHigh, twoLow } from '../field/koalabear'
import { eadd, einvert, emul, eprepare } from '../field/quartic'
import { baseForm, extensionForm } from './form'

/** Rows that share one inversion: their products and numerators lie in scratch. */
const BLOCK: u32 = 1024

// Offsets in scratch, 64 bytes per value of four rows.
// @ts-ignore: decorator
@inline
const D1: usize = 0
// @ts-ignore: decorator
@inline
const D2: usize = 64
// @ts-ignore: decorator
@inline
const D3: usize = 128
// @ts-ignore: decorator
@inline
const TERM: usize = 192
// @ts-ignore: decorator
@inline
const RUNNING: usize = 256
// @ts-ignore: decorator
@inline
const INVERSE: usize = 320
// @ts-ignore: decorator
@inline
const LISTS: usize = 384

/**
 * product = D1 D2 D3 in Montgomery form and numerator = m1 D2 D3 + m2 D1 D3 + m3 D1 D2, canonical, of the `count` <= 3
 * interactions of a group on 4 rows; denominators are in Montgomery form. `work` is 256 bytes.
 */
export function groupFraction(product: usize, numerator: usize, group: usize, columns: usize, at: usize, work: usize): void {
  const count = load<u32>(group)
  extensionForm(work + D1, load<u32>(group, 8), columns, at)
  const m1 = baseForm(load<u32>(group, 12), columns, at)
  if (count == 1) {
    copy(product, work + D1)
    v128.store(numerator, m1)
    const zero = i32x4.splat(0)
    v128.store(numerator, zero, 16)
    v128.store(numerator, zero, 32)
    v128.store(numerator, zero, 48)
    return
  }
  extensionForm(work + D2, load<u32>(group, 16), columns, at)
  const m2 = baseForm(load<u32>(group, 20), columns, at)
  for (let c: usize = 0; c < 64; c += 16) {
    const d1 = v128.load(work + D1 + c)
    const d2 = v128.load(work + D2 + c)
    v128.store(numerator + c, montgomery(twoLow(m1, d2, m2, d1), twoHigh(m1, d2, m2, d1)))
  }
  emul(product, work + D1, work + D2)
  if (count == 2) return
  extensionForm(work + D3, load<u32>(group, 24), columns, at)
  const m3 = baseForm(load<u32>(group, 28), columns, at)
  emul(numerator, numerator, work + D3)
  for (let c: usize = 0; c < 64; c += 16) v128.store(work + TERM + c, mul(m3, v128.load(product + c)))
  eadd(numerator, numerator, work + TERM)
  emul(product, product, work + D3)
}

export function fractions(
  scratch: usize, descriptor: usize, columns: usize, phi: usize, stride: usize, row: u32, rows: u32,
): void {
  const groups = load<u32>(descriptor, 16)
  const end = row + rows
  for (let start = row; start < end; start += BLOCK) {
    const lanes = min(BLOCK, end - start) >> 2
    for (let g: u32 = 0; g < groups; g++) {
      const group = <usize>load<u32>(descriptor + 20 + (<usize>g << 2))
      blockFractions(scratch, group, columns, phi + <usize>(4 * g) * stride, stride, <usize>start << 2, lanes)
    }
  }
}

// @ts-ignore: decorator
@inline
function copy(target: usize, source: usize): void {
  v128.store(target, v128.load(source))
  v128.store(target, v128.load(source, 16), 16)
  v128.store(target, v128.load(source, 32), 32)
  v128.store(target, v128.load(source, 48), 48)
}

/** One column on `lanes` times 4 rows from byte offset `first` on: all products are inverted together. */
function blockFractions(
  scratch: usize, group: usize, columns: usize, phi: usize, stride: usize, first: usize, lanes: u32,
): void {
  // Per lane: product, numerator, product of all before.
  const size: usize = 192
  const list = scratch + LISTS
  const running = scratch + RUNNING
  for (let k: u32 = 0; k < lanes; k++) {
    const item = list + <usize>k * size
    groupFraction(item, item + 64, group, columns, first + (<usize>k << 4), scratch)
    if (k == 0) {
      copy(running, item)
    } else {
      copy(item + 128, running)
      emul(running, running, item)
    }
  }
  const inverse = scratch + INVERSE
  // The exact inverse of a value times R is its inverse over R: two factors R make it one in Montgomery form.
  einvert(inverse, running, 1, list + <usize>lanes * size)
  eprepare(inverse, inverse)
  eprepare(inverse, inverse)
  for (let k = <i32>lanes - 1; k >= 0; k--) {
    const item = list + <usize>k * size
    if (k == 0) {
      copy(running, inverse)
    } else {
      emul(running, inverse, item + 128)
      emul(inverse, inverse, item)
    }
    emul(running, running, item + 64)
    const at = phi + first + (<usize>k << 4)
    v128.store(at, v128.load(running))
    v128.store(at + stride, v128.load(running, 16))
    v128.store(at + 2 * stride, v128.load(running, 32))
    v128.store(at + 3 * stride, v128.load(running, 48))
  }
}
