import { fold, montgomery, R, sumOfLanes, twoHigh, twoLow } from '../field/koalabear'
import { eadd, emul, eprepare, esplat, E_VECTOR } from '../field/quartic'

/** The longest blocks: 2^10 coefficients with 16 KiB of weights. */
// @ts-ignore: decorator
@inline
const LOG_BLOCK: u32 = 10

/**
 * f(z), f by N coefficients in bit-reversed order. Blocks of B contiguous coefficients are combined with the
 * same weights z^(N/B * reverse(o)); then the N/B results r_k, whose powers are z^reverse(k), by halves: r_k
 * + z^(2^i) r_(k + half). The four lanes hold partial sums to the end.
 */
export function evaluateAt(
  scratch: usize, target: usize, coefficients: usize, logN: u32, point: usize,
): void {
  const log = min<u32>(max<u32>((logN >> 1) + 1, 2), min<u32>(LOG_BLOCK, logN))
  // z^(2^i) for i < logN, then the weights, all of them times R; then the results.
  const powers = scratch
  const weights = powers + <usize>logN * E_VECTOR
  const results = weights + (E_VECTOR << (log - 2))
  storePowers(powers, point, logN)
  storeWeights(weights, powers, log, logN, results)
  let count = <usize>1 << (logN - log)
  const bytes = <usize>4 << log
  for (let k: usize = 0; k < count; k++) {
    combineBlock(results + k * E_VECTOR, coefficients + k * bytes, bytes, weights)
  }
  for (let power = powers; count > 1; power += E_VECTOR) {
    count >>= 1
    for (let k: usize = 0; k < count; k++) {
      const r = results + k * E_VECTOR
      const s = r + count * E_VECTOR
      emul(s, s, power)
      eadd(r, r, s)
    }
  }
  store<u32>(target, sumOfLanes(v128.load(results)))
  store<u32>(target, sumOfLanes(v128.load(results, 16)), 4)
  store<u32>(target, sumOfLanes(v128.load(results, 32)), 8)
  store<u32>(target, sumOfLanes(v128.load(results, 48)), 12)
}

function storePowers(powers: usize, point: usize, count: u32): void {
  esplat(powers, point)
  eprepare(powers, powers)
  for (let i: u32 = 1; i < count; i++, powers += E_VECTOR) emul(powers + E_VECTOR, powers, powers)
}

/** A position's bit t stands for the power z^(N / 2^(t+1)). `spare` is room for an E vector. */
function storeWeights(weights: usize, powers: usize, log: u32, logN: u32, spare: usize): void {
  const half = powers + <usize>(logN - 1) * E_VECTOR
  const quarter = half - E_VECTOR
  emul(spare, half, quarter)
  for (let c: usize = 0; c < E_VECTOR; c += 16) {
    const one = i32x4.splat(c == 0 ? R : 0)
    const low = v128.shuffle<i32>(one, v128.load(half + c), 0, 4, 0, 4)
    const high = v128.shuffle<i32>(v128.load(quarter + c), v128.load(spare + c), 0, 4, 0, 4)
    v128.store(weights + c, v128.shuffle<i32>(low, high, 0, 1, 4, 5))
  }
  let power = quarter - E_VECTOR
  for (let size = E_VECTOR; size < E_VECTOR << (log - 2); size <<= 1, power -= E_VECTOR) {
    for (let w = weights; w < weights + size; w += E_VECTOR) emul(w + size, w, power)
  }
}

/** target = the sum of four-lane products of coefficients and weights. */
function combineBlock(target: usize, coefficients: usize, bytes: usize, weights: usize): void {
  let low0 = i64x2.splat(0)
  let low1 = low0
  let low2 = low0
  let low3 = low0
  let high0 = low0
  let high1 = low0
  let high2 = low0
  let high3 = low0
  const end = coefficients + bytes
  if (bytes & 16) {
    const a = v128.load(coefficients)
    low0 = i64x2.extmul_low_i32x4_u(a, v128.load(weights))
    high0 = i64x2.extmul_high_i32x4_u(a, v128.load(weights))
    low1 = i64x2.extmul_low_i32x4_u(a, v128.load(weights, 16))
    high1 = i64x2.extmul_high_i32x4_u(a, v128.load(weights, 16))
    low2 = i64x2.extmul_low_i32x4_u(a, v128.load(weights, 32))
    high2 = i64x2.extmul_high_i32x4_u(a, v128.load(weights, 32))
    low3 = i64x2.extmul_low_i32x4_u(a, v128.load(weights, 48))
    high3 = i64x2.extmul_high_i32x4_u(a, v128.load(weights, 48))
    coefficients += 16
    weights += E_VECTOR
  }
  for (; coefficients < end; coefficients += 32, weights += 2 * E_VECTOR) {
    const a = v128.load(coefficients)
    const b = v128.load(coefficients, 16)
    low0 = fold(i64x2.add(low0, twoLow(a, v128.load(weights), b, v128.load(weights, 64))))
    high0 = fold(i64x2.add(high0, twoHigh(a, v128.load(weights), b, v128.load(weights, 64))))
    low1 = fold(i64x2.add(low1, twoLow(a, v128.load(weights, 16), b, v128.load(weights, 80))))
    high1 = fold(i64x2.add(high1, twoHigh(a, v128.load(weights, 16), b, v128.load(weights, 80))))
    low2 = fold(i64x2.add(low2, twoLow(a, v128.load(weights, 32), b, v128.load(weights, 96))))
    high2 = fold(i64x2.add(high2, twoHigh(a, v128.load(weights, 32), b, v128.load(weights, 96))))
    low3 = fold(i64x2.add(low3, twoLow(a, v128.load(weights, 48), b, v128.load(weights, 112))))
    high3 = fold(i64x2.add(high3, twoHigh(a, v128.load(weights, 48), b, v128.load(weights, 112))))
  }
  v128.store(target, montgomery(low0, high0))
  v128.store(target, montgomery(low1, high1), 16)
  v128.store(target, montgomery(low2, high2), 32)
  v128.store(target, montgomery(low3, high3), 48)
}
