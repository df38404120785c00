// Vectors of field elements for the hot loops, in one of two forms: four lanes of integers and a scalar (simd128), or two
// pairs of lanes of fused multiply-adds (relaxed SIMD). The choice is made when the module is compiled.
import {
  fqFourTimes, fqFromRelaxed, fqModulus, fqMul, fqToRelaxed, vAdd, vDot, vGather, vMul, vScatter, vSquare, vSub,
  vSubCarry, vSubFold, vSubSignedCarry, vSubTwoFold, wAddCarry, wDot, wGather, wMul, wScatter, wSquare, wSub, wSubCarry,
  wSubFold, wSubSigned, wSubTwoFold,
} from '../generated/bn254'

/** Elements of a vector. */
// @ts-ignore: decorator
@inline
export const LANES: u32 = ASC_FEATURE_RELAXED_SIMD ? 4 : 5

/** Bytes from one vector to the next. */
// @ts-ignore: decorator
@inline
export const V: usize = 192

/** z = x y / R. One operand may be a plain difference or sum. */
export function mul(z: usize, x: usize, y: usize): void {
  if (ASC_FEATURE_RELAXED_SIMD) wMul(z, x, y)
  else vMul(z, x, y)
}

/** z = x^2 / R, x normal. */
export function square(z: usize, x: usize): void {
  if (ASC_FEATURE_RELAXED_SIMD) wSquare(z, x)
  else vSquare(z, x)
}

/** z = (x y + u w) / R with one reduction. All normal, but one of the four may be a plain difference. */
export function dot(z: usize, x: usize, y: usize, u: usize, w: usize): void {
  if (ASC_FEATURE_RELAXED_SIMD) wDot(z, x, y, u, w)
  else vDot(z, x, y, u, w)
}

/** x - y, for one operand of `mul` or `dot`. */
// @ts-ignore: decorator
@inline
export function sub(z: usize, x: usize, y: usize): void {
  if (ASC_FEATURE_RELAXED_SIMD) wSub(z, x, y)
  else vSub(z, x, y)
}

/** x - y, normal limbs. */
// @ts-ignore: decorator
@inline
export function subCarry(z: usize, x: usize, y: usize): void {
  if (ASC_FEATURE_RELAXED_SIMD) wSubCarry(z, x, y)
  else vSubCarry(z, x, y)
}

/** x - y, reduced to the bound of stored coordinates. */
// @ts-ignore: decorator
@inline
export function subFold(z: usize, x: usize, y: usize): void {
  if (ASC_FEATURE_RELAXED_SIMD) wSubFold(z, x, y)
  else vSubFold(z, x, y)
}

/** x - y - w, reduced. */
// @ts-ignore: decorator
@inline
export function subTwoFold(z: usize, x: usize, y: usize, w: usize): void {
  if (ASC_FEATURE_RELAXED_SIMD) wSubTwoFold(z, x, y, w)
  else vSubTwoFold(z, x, y, w)
}

/** x + y, for one operand of `mul`. */
// @ts-ignore: decorator
@inline
export function add(z: usize, x: usize, y: usize): void {
  if (ASC_FEATURE_RELAXED_SIMD) wAddCarry(z, x, y)
  else vAdd(z, x, y)
}

/** (sign of the lane) x - y, normal limbs; `signs` has a u32 for each lane, 0 or all ones. */
// @ts-ignore: decorator
@inline
export function subSigned(z: usize, x: usize, y: usize, signs: usize): void {
  if (ASC_FEATURE_RELAXED_SIMD) wSubSigned(z, x, y, signs)
  else vSubSignedCarry(z, x, y, signs)
}

/** A coordinate of each lane from the records whose addresses are in `table`, `offset` bytes into the record. */
// @ts-ignore: decorator
@inline
export function gather(z: usize, table: usize, offset: usize): void {
  if (ASC_FEATURE_RELAXED_SIMD) wGather(z, table, offset)
  else vGather(z, table, offset)
}

// @ts-ignore: decorator
@inline
export function scatter(x: usize, table: usize, offset: usize): void {
  if (ASC_FEATURE_RELAXED_SIMD) wScatter(x, table, offset)
  else vScatter(x, table, offset)
}

/** Where the limbs of lane l start, 16 bytes apart, in a vector of two pairs. */
// @ts-ignore: decorator
@inline
function pairLane(v: usize, l: usize): usize {
  return v + 80 * (l >> 1) + 8 * (l & 1)
}

/** Lane l as a normal element (9 limbs of 29 bits, R = 2^261). Scratch: 80 bytes. */
export function getLane(s: usize, z: usize, v: usize, l: usize): void {
  if (ASC_FEATURE_RELAXED_SIMD) {
    const lane = pairLane(v, l)
    for (let j: usize = 0; j < 5; j++) store<u64>(s + 40 + 8 * j, load<u64>(lane + 16 * j))
    splitRelaxed(s, s + 40)
    fromRelaxed(s + 40, z, s)
    return
  }
  if (l == 4) memory.copy(z, v + 144, 36)
  else for (let j: usize = 0; j < 9; j++) store<u32>(z + 4 * j, load<u32>(v + 16 * j + 4 * l))
}

/** Writes an element to lane l. Scratch: 120 bytes. */
export function putLane(s: usize, v: usize, l: usize, x: usize): void {
  if (ASC_FEATURE_RELAXED_SIMD) {
    fqToRelaxed(s + 40)
    fqMul(s, x, s + 40)
    joinRelaxed(s + 40, s)
    const lane = pairLane(v, l)
    for (let j: usize = 0; j < 5; j++) store<u64>(lane + 16 * j, load<u64>(s + 40 + 8 * j))
    return
  }
  if (l == 4) memory.copy(v + 144, x, 36)
  else for (let j: usize = 0; j < 9; j++) store<u32>(v + 16 * j + 4 * l, load<u32>(x + 4 * j))
}

/** A coordinate of a record as an element. Scratch: 80 bytes. z may be the coordinate. */
export function readCoordinate(s: usize, z: usize, coordinate: usize): void {
  if (ASC_FEATURE_RELAXED_SIMD) {
    splitRelaxed(s, coordinate)
    fromRelaxed(s + 40, z, s)
    return
  }
  memory.copy(z, coordinate, 36)
}

/** An element as a coordinate of a record. Scratch: 80 bytes. */
export function writeCoordinate(s: usize, coordinate: usize, x: usize): void {
  if (ASC_FEATURE_RELAXED_SIMD) {
    fqToRelaxed(s + 40)
    fqMul(s, x, s + 40)
    centre(s + 40, s)
    joinRelaxed(coordinate, s)
    return
  }
  memory.copy(coordinate, x, 36)
  store<u32>(coordinate, 0, 36)
}

/** Whether a coordinate is exactly zero: x of a record at infinity. */
export function coordinateIsZero(x: usize): bool {
  const most = load<u64>(x, 0) | load<u64>(x, 8) | load<u64>(x, 16) | load<u64>(x, 24)
  return (most | (ASC_FEATURE_RELAXED_SIMD ? load<u64>(x, 32) : <u64>load<u32>(x, 32))) == 0
}

/** Element z from signed limbs of 29 bits with R = 2^255, more than -4 q. Scratch: 40 bytes. */
function fromRelaxed(s: usize, z: usize, x: usize): void {
  fqFourTimes(s)
  let t: i64 = 0
  for (let i: usize = 0; i < 36; i += 4) {
    t += <i64>load<i32>(x + i) + <i64>load<u32>(s + i)
    store<u32>(x + i, i == 32 ? <u32>t : <u32>t & 0x1fffffff)
    t >>= 29
  }
  fqFromRelaxed(s)
  fqMul(z, x, s)
}

/** Limbs of 29 bits from limbs of 51; the top ones are signed. */
function splitRelaxed(z: usize, x: usize): void {
  let t: i64 = 0
  let bits = 0
  let j: usize = 0
  // 5 limbs of 51 bits, taken 29 bits at a time; at most 79 bits are pending, so the next limb is taken in two parts
  let pending: u64 = 0
  for (let k: usize = 0; k < 8; k++) {
    if (bits < 29) {
      t = load<i64>(x + 8 * j)
      j++
      const word = pending | (<u64>t << bits)
      store<u32>(z + 4 * k, <u32>word & 0x1fffffff)
      pending = <u64>(t >> (29 - bits))
      bits += 22
    } else {
      store<u32>(z + 4 * k, <u32>pending & 0x1fffffff)
      pending >>= 29
      bits -= 29
    }
  }
  store<i32>(z, <i32>(load<i64>(x, 32) >> 28), 32)
}

/** Subtracts q from a number in [0, q] above q / 2, so that it is at most q / 2 in magnitude; the top limb is signed. */
function centre(s: usize, x: usize): void {
  if (load<u32>(x, 32) < 0x183227) return
  fqModulus(s)
  let t: i64 = 0
  for (let i: usize = 0; i < 36; i += 4) {
    t += <i64>load<u32>(x + i) - <i64>load<u32>(s + i)
    store<u32>(x + i, i == 32 ? <u32>t : <u32>t & 0x1fffffff)
    t >>= 29
  }
}

/** Limbs of 51 bits from limbs of 29; the top ones are signed. */
function joinRelaxed(z: usize, x: usize): void {
  let pending: u64 = 0
  let bits = 0
  let j: usize = 0
  for (let k: usize = 0; k < 9; k++) {
    const limb = <u64><i64>load<i32>(x + 4 * k)
    const word = pending | (limb << bits)
    bits += 29
    if (bits >= 51 && j < 4) {
      store<u64>(z + 8 * j, word & 0x7ffffffffffff)
      j++
      bits -= 51
      pending = limb >> (29 - bits)
    } else {
      pending = word
    }
  }
  store<u64>(z, pending, 32)
}

/**
 * Writes 1 to z if f64x2.relaxed_madd rounds once, else 0: on processors without the instruction engines multiply and add,
 * which loses the low halves of products. `operands`: 16 bytes for two f64 below 2^51.
 */
export function fusedProbe(z: usize, operands: usize, _unused: usize): void {
  let fused = true
  if (ASC_FEATURE_RELAXED_SIMD) {
    // 2^51 - 1 and 2^51 - 3, from memory so that nothing is computed ahead of time
    const x = f64x2.splat(load<f64>(operands, 0))
    const y = f64x2.splat(load<f64>(operands, 8))
    const high = f64x2.relaxed_madd(x, y, i64x2.splat(0x4668000000000000))
    const low = f64x2.relaxed_madd(x, y, f64x2.sub(i64x2.splat(0x4668000000000003), high))
    const h = i64x2.extract_lane(high, 0) - 0x4668000000000000
    const l = i64x2.extract_lane(low, 1) - 0x4338000000000000
    const a = <u64>load<f64>(operands, 0)
    const b = <u64>load<f64>(operands, 8)
    fused = a * b == <u64>((h << 51) + l)
  }
  store<u32>(z, fused ? 1 : 0)
}
