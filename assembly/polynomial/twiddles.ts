/**
 * Twiddle tables. A transform of N = 2^logN >= 16 elements is a sequence of passes over blocks; the table
 * holds, in the order of growing blocks, the factors of each pass. A factor is two vectors: w, and its ratio
 * for `mulFactor`.
 *
 *   offset   0   the first pass, h = 1: 3 factors for evaluation, 5 for interpolation, each in all lanes
 *          224   the shift
 *          256   pass h = 4; if logN is odd, the radix-2 pass h = 16; then radix-4 passes up to h = N / 4
 *
 * With x_i = shift^(N / 4h) w_(4h)^i, a radix-4 pass on blocks of 4h elements has for each four i < h the
 * three factors x_i^2, x_i, x_i w_4 (96 bytes); the radix-2 pass on blocks of 2h has x_i = shift^(N / 2h)
 * w_(2h)^i (32 bytes). Interpolation has the inverses of all these. Its first pass also divides by N.
 */
import {
  fromMontgomery, inverseScalar, mul, mulScalar, powScalar, progression, R, ratio, ratioScalar, rootOfUnity,
} from '../field/koalabear'

// @ts-ignore: decorator
@inline
export const SHIFT: usize = 224
// @ts-ignore: decorator
@inline
const PASSES: usize = 256
/** Bytes of the factors of four i in a radix-4 and in a radix-2 pass. */
// @ts-ignore: decorator
@inline
export const RADIX4: usize = 96
// @ts-ignore: decorator
@inline
export const RADIX2: usize = 32

/**
 * The factors of the pass with h given in bytes: those of smaller passes are h / 4 - 4 in number, 8 bytes
 * each.
 */
// @ts-ignore: decorator
@inline
export function factors(table: usize, h: usize): usize {
  return table + PASSES + (h << 1) - 32
}

export function twiddles(scratch: usize, table: usize, logN: u32, shift: u32): void {
  store<u32>(table, shift, SHIFT)
  if (logN < 4) return
  const x = powScalar(shift, 1 << (logN - 2))
  storeSplat(table, mulScalar(x, x))
  storeSplat(table + 32, x)
  storeSplat(table + 64, mulScalar(x, rootOfUnity(2)))
  storePasses(table + PASSES, logN, shift, false)
}

export function inverseTwiddles(scratch: usize, table: usize, logN: u32, shift: u32): void {
  store<u32>(table, shift, SHIFT)
  if (logN < 4) return
  const inverse = inverseScalar(shift)
  const x = powScalar(inverse, 1 << (logN - 2))
  const square = mulScalar(x, x)
  const scale = inverseScalar(1 << logN)
  storeSplat(table, square)
  storeSplat(table + 32, mulScalar(x, scale))
  storeSplat(table + 64, mulScalar(mulScalar(x, inverseScalar(rootOfUnity(2))), scale))
  storeSplat(table + 96, scale)
  storeSplat(table + 128, mulScalar(square, scale))
  storePasses(table + PASSES, logN, inverse, true)
}

function storePasses(table: usize, logN: u32, shift: u32, inverse: bool): void {
  let root4 = rootOfUnity(2)
  if (inverse) root4 = inverseScalar(root4)
  let logH: u32 = 2
  while (logH < logN) {
    const h: u32 = 1 << logH
    const two = logH == 4 && (logN & 1)
    const logBlock = two ? logH + 1 : logH + 2
    const x = powScalar(shift, 1 << (logN - logBlock))
    let root = rootOfUnity(logBlock)
    if (inverse) root = inverseScalar(root)
    if (two) {
      storeSequence(table, RADIX2, h, x, root)
      table += <usize>(h >> 2) * RADIX2
    } else {
      storeSequence(table, RADIX4, h, mulScalar(x, x), mulScalar(root, root))
      storeSequence(table + 32, RADIX4, h, x, root)
      storeSequence(table + 64, RADIX4, h, mulScalar(x, root4), root)
      table += <usize>(h >> 2) * RADIX4
    }
    logH = logBlock
  }
}

/** The factors first * step^i, i < count, four to a vector, at target, target + stride, ... */
export function storeSequence(target: usize, stride: usize, count: u32, first: u32, step: u32): void {
  let m = progression(mulScalar(first, R), step)
  const next = i32x4.splat(mulScalar(powScalar(step, 4), R))
  for (let i: u32 = 0; i < count; i += 4, target += stride) {
    v128.store(target, fromMontgomery(m))
    v128.store(target, ratio(m), 16)
    m = mul(m, next)
  }
}

function storeSplat(target: usize, w: u32): void {
  v128.store(target, i32x4.splat(w))
  v128.store(target, i32x4.splat(ratioScalar(w)), 16)
}
