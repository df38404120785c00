// Batched affine additions: many pairs of records, one inversion (Montgomery's trick in one chain for each lane).
import { fqMul, fqOne } from '../generated/bn254'
import { C_DUMMIES, C_INFINITY, C_MODULUS, C_SCALARS, C_SLAB, C_TABLE, C_VECTORS, recordSize } from './context'
import { elementAdd, elementIsZero, elementMul, elementOne } from './extension'
import { invert, isZero } from './field'
import {
  add, dot, gather, getLane, LANES, mul, putLane, scatter, square, sub, subCarry, subFold, subSigned, subTwoFold, V,
} from './vector'

// A reference is (address / record size) << 1 | negative.
// A group of the table: up to 5 addresses of first records, of second records (at 20) and of results (at 40), then at 64
// the sign masks.
// @ts-ignore: decorator
@inline
const GROUP: usize = 96
// Vectors of a group of the slab: P is the product of the denominators of the groups before, D the denominator (for G2
// the norm of DX), then X1, X2, DY, Y1 (two vectors each for G2) and for G2 DX.
// @ts-ignore: decorator
@inline
const P: usize = 0
// @ts-ignore: decorator
@inline
const D: usize = 192
// @ts-ignore: decorator
@inline
const X: usize = 384

export function slabSize(d: u32): usize {
  return d == 1 ? 1152 : 2304
}

function fillTable(c: usize, d: u32, pairs: usize, count: u32, out: usize): u32 {
  const size = recordSize(d)
  const groups = (count + LANES - 1) / LANES
  let table = c + C_TABLE
  for (let g: u32 = 0; g < groups; g++) {
    for (let l: u32 = 0; l < LANES; l++) {
      const i: u32 = LANES * g + l
      const at = table + 4 * l
      if (i < count) {
        const first = load<u32>(pairs + 8 * i)
        const second = load<u32>(pairs + 8 * i, 4)
        store<u32>(at, <u32>((first >>> 1) * size))
        store<u32>(at, <u32>((second >>> 1) * size), 20)
        store<u32>(at, <u32>(out + i * size), 40)
        store<u32>(at, 0 - ((first ^ second) & 1), 64)
      } else {
        store<u32>(at, <u32>(c + C_DUMMIES))
        store<u32>(at, <u32>(c + C_DUMMIES + 160), 20)
        store<u32>(at, <u32>(c + C_DUMMIES + 320), 40)
        store<u32>(at, 0, 64)
      }
    }
    table += GROUP
  }
  return groups
}

/** Whether lane l of an element is 0 modulo q; the coordinates of one in Fq2 are at `v` and `v + V`. */
function laneIsZero(c: usize, d: u32, v: usize, l: usize): bool {
  const s = c + C_SCALARS
  for (let k: u32 = 0; k < d; k++) {
    getLane(s, s + 400, v + V * k, l)
    carryLimbs(s + 400)
    if (!isZero(s, s + 400, c + C_MODULUS)) return false
  }
  return true
}

function carryLimbs(x: usize): void {
  let t: u32 = 0
  for (let i: usize = 0; i < 32; i += 4) {
    t += load<u32>(x + i)
    store<u32>(x + i, t & 0x1fffffff)
    t >>= 29
  }
  store<u32>(x, load<u32>(x, 32) + t, 32)
}

/**
 * Repairs the lanes of a group whose points have the same x: for equal points the slope becomes 3 x^2 / 2 y, for opposite
 * ones a harmless 0 / 1 and the sign mask of the lane is set to 1, which marks the result as infinity.
 */
function repair(c: usize, d: u32, table: usize, slab: usize): void {
  const dx = d == 1 ? slab + D : slab + X + 8 * V
  const x1 = slab + X
  const dy = x1 + 2 * d * V
  const y1 = dy + d * V
  const s = c + C_SCALARS + 800
  for (let l: usize = 0; l < LANES; l++) {
    if (!laneIsZero(c, d, dx, l)) continue
    let same = laneIsZero(c, d, dy, l)
    if (same) {
      for (let k: u32 = 0; k < d; k++) getLane(c + C_SCALARS, s + 40 * k, y1 + V * k, l)
      elementAdd(d, s, s, s)
      if (elementIsZero(d, c, s)) same = false
    }
    if (same) {
      for (let k: u32 = 0; k < d; k++) {
        putLane(c + C_SCALARS, dx + V * k, l, s + 40 * k)
        getLane(c + C_SCALARS, s + 160 + 40 * k, x1 + V * k, l)
      }
      elementMul(d, c, s + 80, s + 160, s + 160)
      elementAdd(d, s + 160, s + 80, s + 80)
      elementAdd(d, s + 80, s + 160, s + 80)
      for (let k: u32 = 0; k < d; k++) putLane(c + C_SCALARS, dy + V * k, l, s + 80 + 40 * k)
    } else {
      elementOne(d, s)
      for (let k: u32 = 0; k < d; k++) putLane(c + C_SCALARS, dx + V * k, l, s + 40 * k)
      memory.fill(s, 0, 40)
      for (let k: u32 = 0; k < d; k++) putLane(c + C_SCALARS, dy + V * k, l, s)
      store<u32>(table + 64 + 4 * l, 1)
    }
  }
}

/** The norms of DX of a G2 group. */
function norms(slab: usize): void {
  const dx = slab + X + 8 * V
  dot(slab + D, dx, dx, dx + V, dx + V)
}

function loadGroup(c: usize, d: u32, table: usize, slab: usize): void {
  const t = c + C_VECTORS
  const x1 = slab + X
  if (d == 1) {
    gather(x1, table, 0)
    gather(x1 + V, table + 20, 0)
    subCarry(slab + D, x1 + V, x1)
    gather(x1 + 3 * V, table, 40)
    gather(t + V, table + 20, 40)
    subSigned(x1 + 2 * V, t + V, x1 + 3 * V, table + 64)
    return
  }
  for (let k: usize = 0; k < 2; k++) {
    const v = x1 + V * k
    gather(v, table, 40 * k)
    gather(v + 2 * V, table + 20, 40 * k)
    subFold(v + 8 * V, v + 2 * V, v)
    gather(v + 6 * V, table, 80 + 40 * k)
    gather(t + V, table + 20, 80 + 40 * k)
    subSigned(v + 4 * V, t + V, v + 6 * V, table + 64)
  }
  norms(slab)
}

/** Inverts the lanes of `total` in place with one inversion; false if one of them is 0. */
function invertLanes(c: usize, total: usize): bool {
  const s = c + C_SCALARS + 400
  for (let l: usize = 0; l < LANES; l++) getLane(c + C_SCALARS, s + 40 * l, total, l)
  // products of the first l + 1 lanes
  memory.copy(s + 200, s, 40)
  for (let l: usize = 1; l < LANES; l++) fqMul(s + 200 + 40 * l, s + 160 + 40 * l, s + 40 * l)
  if (isZero(c + C_SCALARS, s + 160 + 40 * LANES, c + C_MODULUS)) return false
  const inverse = s + 400
  invert(s + 440, inverse, s + 160 + 40 * LANES, c + C_MODULUS)
  for (let l: usize = LANES - 1; l > 0; l--) {
    fqMul(s + 440, inverse, s + 160 + 40 * l)
    putLane(c + C_SCALARS, total, l, s + 440)
    fqMul(inverse, inverse, s + 40 * l)
  }
  putLane(c + C_SCALARS, total, 0, inverse)
  return true
}

/**
 * Adds the `count` pairs of references at `pairs` and writes the results to consecutive records from `out` on; the sign of
 * a result is that of the pair's first reference. Complete: equal and opposite points are found and handled; a result that
 * is infinity gets a record of zeros and sets the flag C_INFINITY. Records must not be infinity. At most BATCH / degree
 * pairs.
 */
export function addPairs(c: usize, d: u32, pairs: usize, count: u32, out: usize): void {
  const groups = fillTable(c, d, pairs, count, out)
  const size = slabSize(d)
  const slabs = c + C_SLAB
  const total = c + C_VECTORS + 20 * V
  let slab = slabs
  let table = c + C_TABLE
  const one = c + C_SCALARS + 400
  fqOne(one)
  for (let l: usize = 0; l < LANES; l++) putLane(c + C_SCALARS, slab + P, l, one)
  for (let g: u32 = 0; g < groups; g++) {
    loadGroup(c, d, table, slab)
    mul(g + 1 == groups ? total : slab + size + P, slab + P, slab + D)
    slab += size
    table += GROUP
  }
  let repaired = false
  if (!invertLanes(c, total)) {
    repaired = true
    slab = slabs
    table = c + C_TABLE
    for (let g: u32 = 0; g < groups; g++) {
      repair(c, d, table, slab)
      if (d == 2) norms(slab)
      mul(g + 1 == groups ? total : slab + size + P, slab + P, slab + D)
      slab += size
      table += GROUP
    }
    invertLanes(c, total)
  }
  const t = c + C_VECTORS
  const zero = t + 21 * V
  memory.fill(zero, 0, V)
  for (let g: u32 = 0; g < groups; g++) {
    slab -= size
    table -= GROUP
    const x1 = slab + X
    mul(t, total, slab + P)
    mul(total, total, slab + D)
    if (d == 1) {
      mul(t + V, x1 + 2 * V, t) // slope
      square(t + 2 * V, t + V)
      subTwoFold(t + 3 * V, t + 2 * V, x1, x1 + V)
      sub(t + 4 * V, x1, t + 3 * V)
      mul(t + 5 * V, t + 4 * V, t + V)
      subFold(t + 6 * V, t + 5 * V, x1 + 3 * V)
      scatter(t + 3 * V, table + 40, 0)
      scatter(t + 6 * V, table + 40, 40)
      continue
    }
    const dx = x1 + 8 * V
    const slope = t + 4 * V
    // DY conj(DX) / norm
    sub(t + V, zero, dx + V)
    dot(t + 2 * V, x1 + 4 * V, dx, x1 + 5 * V, dx + V)
    dot(t + 3 * V, x1 + 5 * V, dx, x1 + 4 * V, t + V)
    mul(slope, t + 2 * V, t)
    mul(slope + V, t + 3 * V, t)
    // slope^2
    add(t, slope, slope + V)
    subCarry(t + V, slope, slope + V)
    mul(t + 2 * V, t, t + V)
    add(t, slope, slope)
    mul(t + 3 * V, t, slope + V)
    const x3 = t + 6 * V
    subTwoFold(x3, t + 2 * V, x1, x1 + 2 * V)
    subTwoFold(x3 + V, t + 3 * V, x1 + V, x1 + 3 * V)
    subFold(t, x1, x3)
    subFold(t + V, x1 + V, x3 + V)
    sub(t + 2 * V, x3 + V, x1 + V)
    const y3 = t + 8 * V
    dot(y3, slope, t, slope + V, t + 2 * V)
    dot(y3 + V, slope, t + V, slope + V, t)
    subFold(y3, y3, x1 + 6 * V)
    subFold(y3 + V, y3 + V, x1 + 7 * V)
    scatter(x3, table + 40, 0)
    scatter(x3 + V, table + 40, 40)
    scatter(y3, table + 40, 80)
    scatter(y3 + V, table + 40, 120)
  }
  if (!repaired) return
  for (let g: u32 = 0; g < groups; g++) {
    for (let l: usize = 0; l < LANES; l++) {
      if (load<u32>(table + 64 + 4 * l) != 1) continue
      memory.fill(load<u32>(table + 40 + 4 * l), 0, recordSize(d))
      store<u32>(c + C_INFINITY, 1)
    }
    table += GROUP
  }
}
