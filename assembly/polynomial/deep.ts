import { invert } from '../field/inverse'
import {
  add, addScalar, montgomery, mul, mulFactor, mulScalar, powScalar, progression, R, ratioScalar, rootOfUnity,
  sub, subScalar, twoHigh, twoLow,
} from '../field/koalabear'
import { E_VECTOR, emul, emulBase, eprepare, esplat } from '../field/quartic'

/** Rows that share one inversion. */
// @ts-ignore: decorator
@inline
const BLOCK_ROWS: u32 = 1024

// Places in scratch: constants, then one vector for each four rows of a block.
// @ts-ignore: decorator
@inline
const CHARACTERISTIC: usize = 0
// @ts-ignore: decorator
@inline
const ADJOINT: usize = 64
// @ts-ignore: decorator
@inline
const VALUE: usize = 256
// @ts-ignore: decorator
@inline
const TERM: usize = 320
// @ts-ignore: decorator
@inline
const POINTS: usize = 512
// @ts-ignore: decorator
@inline
const INVERSES: usize = POINTS + (BLOCK_ROWS << 2)
// @ts-ignore: decorator
@inline
const SPARE: usize = INVERSES + (BLOCK_ROWS << 2)

/**
 * target[i] = base[i] + (numerator[i] - value) / (x - z) for x in F. Let m be the characteristic polynomial of z over
 * F, m(z) = 0. Then m(x) / (x - z) = x^3 + c2 x^2 + c1 x + c0 with c2 = m3 + z, c1 = m2 + z c2, c0 = m1 + z
 * c1, so that only the m(x), in F, have to be inverted. They are not 0, z being outside F.
 */
export function deepQuotient(
  scratch: usize, target: usize, targetStride: usize, base: usize, baseStride: usize, numerator: usize,
  numeratorStride: usize, value: usize, point: usize, logN: u32, shift: u32, row: u32, rows: u32,
): void {
  esplat(scratch + VALUE, value)
  storeCharacteristic(scratch + CHARACTERISTIC, point)
  storeAdjoint(scratch + ADJOINT, scratch + CHARACTERISTIC, point, scratch + TERM)
  const root = rootOfUnity(logN)
  for (let from = row; from < row + rows; from += BLOCK_ROWS) {
    const vectors = min<u32>(BLOCK_ROWS, row + rows - from) >> 2
    const offset = <usize>from << 2
    storePoints(scratch, vectors, mulScalar(shift, powScalar(root, from)), root)
    invert(scratch + INVERSES, vectors, scratch + SPARE)
    addQuotients(
      scratch, vectors, target + offset, targetStride, base + offset, baseStride, numerator + offset, numeratorStride,
    )
  }
}

/** The characteristic polynomial of the E value at `point`: m0, m1, m2, m3, each in all lanes and times R. */
function storeCharacteristic(target: usize, point: usize): void {
  const z0 = load<u32>(point)
  const z1 = load<u32>(point, 4)
  const z2 = load<u32>(point, 8)
  const z3 = load<u32>(point, 12)
  // Over F(Y), Y = X^2, it is (x^2 - s x + n)(x^2 - s' x + n') with s and n the trace and norm of z.
  const s0 = addScalar(z0, z0)
  const s1 = addScalar(z2, z2)
  const n0 = subScalar(
    addScalar(mulScalar(z0, z0), mulScalar(3, mulScalar(z2, z2))), mulScalar(6, mulScalar(z1, z3)),
  )
  const n1 = subScalar(mulScalar(s0, z2), addScalar(mulScalar(z1, z1), mulScalar(3, mulScalar(z3, z3))))
  const m0 = subScalar(mulScalar(n0, n0), mulScalar(3, mulScalar(n1, n1)))
  const m1 = mulScalar(2, subScalar(mulScalar(3, mulScalar(s1, n1)), mulScalar(s0, n0)))
  const m2 = addScalar(subScalar(mulScalar(s0, s0), mulScalar(3, mulScalar(s1, s1))), mulScalar(2, n0))
  v128.store(target, i32x4.splat(mulScalar(m0, R)))
  v128.store(target, i32x4.splat(mulScalar(m1, R)), 16)
  v128.store(target, i32x4.splat(mulScalar(m2, R)), 32)
  v128.store(target, i32x4.splat(mulScalar(subScalar(0, mulScalar(2, s0)), R)), 48)
}

/** c0, c1, c2 as E vectors times R^3. `spare` has room for an E vector. */
function storeAdjoint(target: usize, characteristic: usize, point: usize, spare: usize): void {
  const c0 = target
  const c1 = c0 + E_VECTOR
  const c2 = c1 + E_VECTOR
  esplat(spare, point)
  eprepare(spare, spare)
  memory.copy(c2, spare, E_VECTOR)
  v128.store(c2, add(v128.load(c2), v128.load(characteristic, 48)))
  emul(c1, c2, spare)
  v128.store(c1, add(v128.load(c1), v128.load(characteristic, 32)))
  emul(c0, c1, spare)
  v128.store(c0, add(v128.load(c0), v128.load(characteristic, 16)))
  for (let c = c0; c <= c2; c += E_VECTOR) {
    eprepare(c, c)
    eprepare(c, c)
  }
}

/** The points x times R, and m(x) times R, by Horner's rule. */
function storePoints(scratch: usize, vectors: u32, first: u32, root: u32): void {
  const m0 = v128.load(scratch, CHARACTERISTIC)
  const m1 = v128.load(scratch, CHARACTERISTIC + 16)
  const m2 = v128.load(scratch, CHARACTERISTIC + 32)
  const m3 = v128.load(scratch, CHARACTERISTIC + 48)
  const step = powScalar(root, 4)
  const factor = i32x4.splat(step)
  const ratio = i32x4.splat(ratioScalar(step))
  let x = progression(mulScalar(first, R), root)
  for (const end = scratch + (<usize>vectors << 4); scratch < end; scratch += 16) {
    v128.store(scratch, x, POINTS)
    v128.store(scratch, add(mul(add(mul(add(mul(add(x, m3), x), m2), x), m1), x), m0), INVERSES)
    x = mulFactor(x, factor, ratio)
  }
}

function addQuotients(
  scratch: usize, vectors: u32, target: usize, targetStride: usize, base: usize, baseStride: usize, numerator: usize,
  numeratorStride: usize,
): void {
  const constants = scratch + ADJOINT
  const term = scratch + TERM
  const adjoint = term + E_VECTOR
  const r3 = i32x4.splat(mulScalar(mulScalar(R, R), R))
  for (let i: usize = 0; i < <usize>vectors << 4; i += 16, target += 16, base += 16, numerator += 16) {
    const x = v128.load(scratch + i, POINTS)
    const x2 = mul(x, x)
    // x^3 + c2 x^2 + c1 x + c0, times R^3.
    const cube = mul(mul(x2, x), r3)
    v128.store(adjoint, add(cube, quadratic(x, x2, constants)))
    v128.store(adjoint, quadratic(x, x2, constants + 16), 16)
    v128.store(adjoint, quadratic(x, x2, constants + 32), 32)
    v128.store(adjoint, quadratic(x, x2, constants + 48), 48)
    for (let c: usize = 0; c < 4; c++) {
      const value = v128.load(scratch + (c << 4), VALUE)
      v128.store(term + (c << 4), sub(v128.load(numerator + c * numeratorStride), value))
    }
    emul(term, term, adjoint)
    emulBase(term, term, scratch + INVERSES + i)
    for (let c: usize = 0; c < 4; c++) {
      v128.store(target + c * targetStride, add(v128.load(base + c * baseStride), v128.load(term + (c << 4))))
    }
  }
}

/** One coordinate of c2 x^2 + c1 x + c0. */
// @ts-ignore: decorator
@inline
function quadratic(x: v128, x2: v128, c0: usize): v128 {
  const c1 = v128.load(c0, 64)
  const c2 = v128.load(c0, 128)
  return add(montgomery(twoLow(x, c1, x2, c2), twoHigh(x, c1, x2, c2)), v128.load(c0))
}
