// Points one at a time: complete projective addition, conversions. Records are affine (see context.ts); a projective
// point is X, Y, Z, 40 bytes per coordinate, (0 : 1 : 0) for infinity.
import {
  fqAdd, fqB3, fqModulus, fqMul, fqOne, fqTwistB3Imaginary, fqTwistB3Real, prepareConstants,
} from '../generated/bn254'
import { C_B3, C_DUMMIES, C_MODULUS, C_POINTS, C_SCALARS, recordSize } from './context'
import {
  elementAdd, elementCopy, elementInvert, elementIsZero, elementMul, elementOne, elementSub, elementToBytes, packLimbs,
  splitLimbs,
} from './extension'
import { canonical } from './field'
import { coordinateIsZero, readCoordinate, writeCoordinate } from './vector'

/** Writes the constants of a context, and those of vectors, which all contexts share. */
export function prepareContext(c: usize): void {
  prepareConstants()
  fqModulus(c + C_MODULUS)
  fqB3(c + C_B3)
  fqTwistB3Real(c + C_B3 + 40)
  fqTwistB3Imaginary(c + C_B3 + 80)
  memory.fill(c + C_DUMMIES, 0, 480)
  fqOne(c + C_SCALARS)
  writeCoordinate(c + C_SCALARS + 40, c + C_DUMMIES + 160, c + C_SCALARS)
}

// @ts-ignore: decorator
@inline
function b3(d: u32, c: usize): usize {
  return d == 1 ? c + C_B3 : c + C_B3 + 40
}

export function projectiveSize(degree: u32): usize {
  return 120 * degree
}

export function setInfinity(d: u32, z: usize): void {
  memory.fill(z, 0, projectiveSize(d))
  elementOne(d, z + 40 * d)
}

export function isInfinityRecord(d: u32, record: usize): bool {
  return coordinateIsZero(record) && (d == 1 || coordinateIsZero(record + 40))
}

/** z = (negative ? -1 : 1) * the affine point of a record. */
export function fromRecord(d: u32, c: usize, z: usize, record: usize, negative: bool): void {
  if (isInfinityRecord(d, record)) {
    setInfinity(d, z)
    return
  }
  const e: usize = 40 * d
  const s = c + C_SCALARS
  for (let k: usize = 0; k < 80 * d; k += 40) readCoordinate(s, z + k, record + k)
  if (negative) {
    memory.fill(s, 0, e)
    elementSub(d, z + e, s, z + e)
  }
  elementOne(d, z + 2 * e)
}

/** z = x + y, complete (Renes, Costello, Batina, eprint 2015/1060, algorithm 7). z may be x or y. */
export function addPoints(d: u32, c: usize, z: usize, x: usize, y: usize): void {
  const e: usize = 40 * d
  const t0 = c + C_POINTS
  const t1 = t0 + e
  const t2 = t1 + e
  const t3 = t2 + e
  const t4 = t3 + e
  const x3 = t4 + e
  const y3 = x3 + e
  const z3 = y3 + e
  elementMul(d, c, t0, x, y)
  elementMul(d, c, t1, x + e, y + e)
  elementMul(d, c, t2, x + 2 * e, y + 2 * e)
  elementAdd(d, t3, x, x + e)
  elementAdd(d, t4, y, y + e)
  elementMul(d, c, t3, t3, t4)
  elementAdd(d, t4, t0, t1)
  elementSub(d, t3, t3, t4)
  elementAdd(d, t4, x + e, x + 2 * e)
  elementAdd(d, x3, y + e, y + 2 * e)
  elementMul(d, c, t4, t4, x3)
  elementAdd(d, x3, t1, t2)
  elementSub(d, t4, t4, x3)
  elementAdd(d, x3, x, x + 2 * e)
  elementAdd(d, y3, y, y + 2 * e)
  elementMul(d, c, x3, x3, y3)
  elementAdd(d, y3, t0, t2)
  elementSub(d, y3, x3, y3)
  elementAdd(d, x3, t0, t0)
  elementAdd(d, t0, x3, t0)
  elementMul(d, c, t2, b3(d, c), t2)
  elementAdd(d, z3, t1, t2)
  elementSub(d, t1, t1, t2)
  elementMul(d, c, y3, b3(d, c), y3)
  elementMul(d, c, x3, t4, y3)
  elementMul(d, c, t2, t3, t1)
  elementSub(d, x3, t2, x3)
  elementMul(d, c, y3, y3, t0)
  elementMul(d, c, t1, t1, z3)
  elementAdd(d, y3, t1, y3)
  elementMul(d, c, t0, t0, t3)
  elementMul(d, c, z3, z3, t4)
  elementAdd(d, z3, z3, t0)
  elementCopy(d, z, x3)
  elementCopy(d, z + e, y3)
  elementCopy(d, z + 2 * e, z3)
}

/** z += (negative ? -1 : 1) * record, z projective. */
export function addRecord(d: u32, c: usize, z: usize, record: usize, negative: bool): void {
  const p = c + C_POINTS + 1920
  fromRecord(d, c, p, record, negative)
  addPoints(d, c, z, z, p)
}

/** z = 2^n z. */
export function doublePoint(d: u32, c: usize, z: usize, n: u32): void {
  for (let i: u32 = 0; i < n; i++) addPoints(d, c, z, z, z)
}

/** z = scalar * x for a canonical scalar of 32 bytes, x projective and other than z. */
function multiplyPoint(c: usize, d: u32, z: usize, x: usize, scalar: usize): void {
  setInfinity(d, z)
  let i = 255
  while (i >= 0 && ((load<u8>(scalar + (i >> 3)) >> (i & 7)) & 1) == 0) i--
  for (; i >= 0; i--) {
    addPoints(d, c, z, z, z)
    if ((load<u8>(scalar + (i >> 3)) >> (i & 7)) & 1) addPoints(d, c, z, z, x)
  }
}

/** A projective point as a record. */
export function toRecord(c: usize, d: u32, record: usize, x: usize): void {
  const e: usize = 40 * d
  const t = c + C_POINTS
  memory.fill(record, 0, recordSize(d))
  if (elementIsZero(d, c, x + 2 * e)) return
  elementInvert(d, c, t, x + 2 * e)
  elementMul(d, c, t + e, x, t)
  elementMul(d, c, t + 2 * e, x + e, t)
  for (let k: usize = 0; k < 80 * d; k += 40) writeCoordinate(c + C_SCALARS, record + k, t + e + k)
}

/** record = the sum of `count` products; `list` has pairs of u32 pointers, to a record and to a canonical scalar. */
export function addProducts(c: usize, d: u32, record: usize, list: usize, count: u32): void {
  const sum = c + C_POINTS + 720
  const point = sum + 240
  const product = point + 240
  setInfinity(d, sum)
  for (let i: u32 = 0; i < count; i++) {
    fromRecord(d, c, point, load<u32>(list, 0), false)
    multiplyPoint(c, d, product, point, load<u32>(list, 4))
    addPoints(d, c, sum, sum, product)
    list += 8
  }
  toRecord(c, d, record, sum)
}

/** n records as canonical little-endian bytes: 32 per coordinate. */
export function storePoints(c: usize, d: u32, target: usize, records: usize, n: u32): void {
  const x = c + C_SCALARS + 400
  for (let i: u32 = 0; i < 2 * d * n; i++) {
    readCoordinate(c + C_SCALARS, x, records + 40 * i)
    elementToBytes(c, target + 32 * i, x)
  }
}

/** n records in the layout of .zkey files: Montgomery form with R = 2^256, 32 bytes per coordinate. */
export function storeKeyPoints(c: usize, d: u32, target: usize, records: usize, n: u32): void {
  const s = c + C_SCALARS + 400
  memory.fill(s, 0, 40)
  store<u32>(s, 1 << 24, 32)
  for (let i: u32 = 0; i < 2 * d * n; i++) {
    readCoordinate(c + C_SCALARS, s + 80, records + 40 * i)
    fqMul(s + 40, s + 80, s)
    canonical(s + 40, c + C_MODULUS)
    packLimbs(target + 32 * i, s + 40)
  }
}

/**
 * n records from the layout of .zkey files. If `flags` is not 0, the bits of `mask` are set in the flag byte of every point
 * that is not infinity.
 */
export function loadPoints(c: usize, d: u32, records: usize, source: usize, n: u32, flags: usize, mask: u32): void {
  const s = c + C_SCALARS
  const x = s + 40
  memory.fill(s, 0, 40)
  for (let i: u32 = 0; i < 2 * d * n; i++) {
    const from = source + 32 * i
    const to = records + 40 * i
    // x 2^256 to x 2^261: the bits move up by 5, and fqAdd folds the value below 13 q
    const w0 = load<u64>(from, 0)
    const w1 = load<u64>(from, 8)
    const w2 = load<u64>(from, 16)
    const w3 = load<u64>(from, 24)
    store<u32>(x, <u32>(w0 << 5) & 0x1fffffff, 0)
    store<u32>(x, <u32>(w0 >> 24) & 0x1fffffff, 4)
    store<u32>(x, <u32>((w0 >> 53) | (w1 << 11)) & 0x1fffffff, 8)
    store<u32>(x, <u32>(w1 >> 18) & 0x1fffffff, 12)
    store<u32>(x, <u32>((w1 >> 47) | (w2 << 17)) & 0x1fffffff, 16)
    store<u32>(x, <u32>(w2 >> 12) & 0x1fffffff, 20)
    store<u32>(x, <u32>((w2 >> 41) | (w3 << 23)) & 0x1fffffff, 24)
    store<u32>(x, <u32>(w3 >> 6) & 0x1fffffff, 28)
    store<u32>(x, <u32>(w3 >> 35), 32)
    fqAdd(x, x, s)
    writeCoordinate(s + 80, to, x)
  }
  if (flags == 0) return
  for (let i: u32 = 0; i < n; i++) {
    if (!isInfinityRecord(d, records + i * recordSize(d))) store<u8>(flags + i, load<u8>(flags + i) | mask)
  }
}

/**
 * Counts the points of n records of .zkey bytes that are not infinity and have a coordinate of at least q or are off the
 * curve y^2 = x^3 + b3 / 3.
 */
export function countInvalid(c: usize, d: u32, source: usize, n: u32): u32 {
  const e: usize = 40 * d
  const t = c + C_POINTS
  const record = t + 480
  let bad: u32 = 0
  for (let i: u32 = 0; i < n; i++) {
    const at = source + 64 * d * i
    let canonicalInput = true
    for (let k: u32 = 0; k < 2 * d; k++) {
      splitLimbs(t, at + 32 * k)
      memory.copy(t + 40, t, 36)
      canonical(t + 40, c + C_MODULUS)
      if (memory.compare(t, t + 40, 36) != 0) canonicalInput = false
    }
    loadPoints(c, d, record, at, 1, 0, 0)
    if (!canonicalInput) {
      bad++
      continue
    }
    if (isInfinityRecord(d, record)) {
      if (!(coordinateIsZero(record + e) && (d == 1 || coordinateIsZero(record + 120)))) bad++
      continue
    }
    // 3 y^2 = 3 x^3 + b3
    const x = record + 160
    for (let k: usize = 0; k < 80 * d; k += 40) readCoordinate(c + C_SCALARS, x + k, record + k)
    elementMul(d, c, t, x, x)
    elementMul(d, c, t, t, x)
    elementMul(d, c, t + e, x + e, x + e)
    elementSub(d, t, t + e, t)
    elementAdd(d, t + e, t, t)
    elementAdd(d, t, t + e, t)
    elementSub(d, t, t, b3(d, c))
    if (!elementIsZero(d, c, t)) bad++
  }
  return bad
}
