/**
 * Verification of Ed25519 signatures (RFC 8032, 5.1.7), without the cofactor. Points are those of the curve in Weierstrass form,
 * with u = (1 + y) / (1 - y) and v = root u / x of Montgomery's form, at (u + 486662 / 3, v). The neutral element (0, 1) is at
 * infinity, and (0, -1) has v = 0.
 */
import { sha512 } from 'limpid/guest/sha512'
import { Curve, doubleProduct, multiples, Sum } from './curve'
import { addProduct, copy, divide, isEqual, isLess, isZero, multiply, number, powerOfOnes, ring } from './modmul'

// prettier-ignore
const MODULUS: StaticArray<u32> = [
  0xffffffed, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0x7fffffff,
]
// prettier-ignore
const A: StaticArray<u32> = [
  0x4914a144, 0xaaaaaa98, 0xaaaaaaaa, 0xaaaaaaaa, 0xaaaaaaaa, 0xaaaaaaaa, 0xaaaaaaaa, 0x2aaaaaaa,
]
// prettier-ignore
const B: StaticArray<u32> = [
  0x7710c864, 0x260b5e9c, 0x5ed097b4, 0xed097b42, 0xd097b425, 0x097b425e, 0x97b425ed, 0x7b425ed0,
]
// prettier-ignore
const MINUS_ONE: StaticArray<u32> = [
  0xffffffec, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0x7fffffff,
]
// prettier-ignore
const MINUS_TWO: StaticArray<u32> = [
  0xffffffeb, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0x7fffffff,
]
// prettier-ignore
const THREE_HALVES: StaticArray<u32> = [
  0xfffffff8, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0x3fffffff,
]
// prettier-ignore
const MINUS_HALF_A: StaticArray<u32> = [
  0xdb75af4b, 0xaaaaaab3, 0xaaaaaaaa, 0xaaaaaaaa, 0xaaaaaaaa, 0xaaaaaaaa, 0xaaaaaaaa, 0x6aaaaaaa,
]
// prettier-ignore
const ORDER: StaticArray<u32> = [
  0x5cf5d3ed, 0x5812631a, 0xa2f79cd6, 0x14def9de, 0x00000000, 0x00000000, 0x00000000, 0x10000000,
]
// prettier-ignore
const X: StaticArray<u32> = [
  0xaaad245a, 0xaaaaaaaa, 0xaaaaaaaa, 0xaaaaaaaa, 0xaaaaaaaa, 0xaaaaaaaa, 0xaaaaaaaa, 0x2aaaaaaa,
]
// prettier-ignore
const Y: StaticArray<u32> = [
  0x81312c14, 0xd6163a5d, 0x92839e4d, 0x6dc2b281, 0x88b72eb3, 0x1fe122d3, 0x475f794b, 0x5f51e65e,
]
/** d of the twisted Edwards form, a root of -1, and 2^256 modulo the order. */
// prettier-ignore
const EDWARDS_D: StaticArray<u32> = [
  0x135978a3, 0x75eb4dca, 0x4141d8ab, 0x00700a4d, 0x7779e898, 0x8cc74079, 0x2b6ffe73, 0x52036cee,
]
// prettier-ignore
const ROOT_OF_MINUS_ONE: StaticArray<u32> = [
  0x4a0ea0b0, 0xc4ee1b27, 0xad2fe478, 0x2f431806, 0x3dfbd7a7, 0x2b4d0099, 0x4fc1df0b, 0x2b832480,
]
// prettier-ignore
const TWO_TO_256: StaticArray<u32> = [
  0x8d98951d, 0xd6ec3174, 0x737dcf70, 0xc6ef5bf4, 0xfffffffe, 0xffffffff, 0xffffffff, 0x0fffffff,
]
/** A third of 486662, its negative, a root of -486664. */
// prettier-ignore
const THIRD: StaticArray<u32> = [
  0xaaad2451, 0xaaaaaaaa, 0xaaaaaaaa, 0xaaaaaaaa, 0xaaaaaaaa, 0xaaaaaaaa, 0xaaaaaaaa, 0x2aaaaaaa,
]
// prettier-ignore
const MINUS_THIRD: StaticArray<u32> = [
  0x5552db9c, 0x55555555, 0x55555555, 0x55555555, 0x55555555, 0x55555555, 0x55555555, 0x55555555,
]
// prettier-ignore
const ROOT: StaticArray<u32> = [
  0xff457e06, 0xcc6e04aa, 0x4b7d1a82, 0xc5a1d3d1, 0x03fc4f7e, 0xd27b08dc, 0x60a006bb, 0x0f26edf4,
]

const curve = new Curve(MODULUS, A, B, MINUS_ONE, MINUS_TWO, THREE_HALVES, MINUS_HALF_A)
const scalars = ring(ORDER)

class Point {
  readonly x: usize = number()
  readonly y: usize = number()
  isInfinity: bool = false
}

/** a += b */
function add(a: usize, b: usize): void {
  addProduct(a, b, curve.one, curve.field)
}

/** a -= b */
function subtract(a: usize, b: usize): void {
  addProduct(a, b, changetype<usize>(MINUS_ONE), curve.field)
}

function one(): usize {
  const result = number()
  store<u32>(result, 1)
  return result
}

/** The negative of the point that 32 bytes encode; false if they encode none. */
function decodeNegative(point: Point, encoded: usize): bool {
  const field = curve.field
  const y = number()
  copy(y, encoded)
  const sign = load<u32>(y, 28) >> 31
  store<u32>(y, load<u32>(y, 28) & 0x7fffffff, 28)
  if (!isLess(y, field)) return false
  // x^2 = (y^2 - 1) / (d y^2 + 1); d is no square, so that there is no division by 0.
  const divisor = one()
  const square = number()
  multiply(square, y, y, field)
  addProduct(divisor, changetype<usize>(EDWARDS_D), square, field)
  subtract(square, curve.one)
  divide(square, square, divisor, field)
  // The power (p + 3) / 8 = 2^252 - 2 is a root of x^2 or of -x^2 if there is one.
  const x = number()
  const again = number()
  powerOfOnes(x, square, 251, field)
  multiply(x, x, x, field)
  multiply(again, x, x, field)
  if (!isEqual(again, square)) {
    multiply(again, again, changetype<usize>(MINUS_ONE), field)
    if (!isEqual(again, square)) return false
    multiply(x, x, changetype<usize>(ROOT_OF_MINUS_ONE), field)
  }
  if (isZero(x)) {
    if (sign != 0) return false
    point.isInfinity = isEqual(y, curve.one)
    copy(point.x, changetype<usize>(THIRD))
    copy(point.y, x)
    return true
  }
  if ((load<u32>(x) & 1) == sign) multiply(x, x, changetype<usize>(MINUS_ONE), field)
  const u = point.x
  const below = one()
  copy(u, curve.one)
  add(u, y)
  subtract(below, y)
  divide(u, u, below, field)
  multiply(point.y, changetype<usize>(ROOT), u, field)
  divide(point.y, point.y, x, field)
  add(u, changetype<usize>(THIRD))
  return true
}

function encode(sum: Sum): usize {
  const y = one()
  if (sum.isInfinity) return y
  if (isZero(sum.y)) return changetype<usize>(MINUS_ONE)
  const field = curve.field
  const x = number()
  const below = one()
  copy(y, sum.x)
  add(y, changetype<usize>(MINUS_THIRD))
  multiply(x, changetype<usize>(ROOT), y, field)
  multiply(sum.y, sum.y, sum.isNegated ? changetype<usize>(MINUS_ONE) : curve.one, field)
  divide(x, x, sum.y, field)
  // y = (u - 1) / (u + 1). No point has u = -1.
  add(below, y)
  subtract(y, curve.one)
  divide(y, y, below, field)
  store<u32>(y, load<u32>(y, 28) | (load<u32>(x) << 31), 28)
  return y
}

/**
 * Whether 64 bytes are a signature of a message under a public key of 32 bytes. False also if S is not below the order, the
 * key encodes no point, or a length is another one.
 */
export function ed25519Verify(message: Uint8Array, signature: Uint8Array, key: Uint8Array): bool {
  if (signature.length != 64 || key.length != 32) return false
  const r = number()
  const s = number()
  copy(r, signature.dataStart)
  copy(s, signature.dataStart + 32)
  const point = new Point()
  if (!isLess(s, scalars) || !decodeNegative(point, key.dataStart)) return false

  const hashed = new Uint8Array(64 + message.length)
  hashed.set(signature.subarray(0, 32))
  hashed.set(key, 32)
  hashed.set(message, 64)
  const digest = sha512(hashed)
  const k = number()
  multiply(k, digest.dataStart, curve.one, scalars)
  addProduct(k, digest.dataStart + 32, changetype<usize>(TWO_TO_256), scalars)
  const generators = multiples(changetype<usize>(X), changetype<usize>(Y), false, curve)
  const keys = multiples(point.x, point.y, point.isInfinity, curve)
  return isEqual(encode(doubleProduct(s, generators, k, keys, curve)), r)
}
