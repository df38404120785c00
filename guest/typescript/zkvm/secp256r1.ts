/** ECDSA on secp256r1, also known as P-256 (SP 800-186, 3.2.1.3). */
import { Curve } from './curve'
import { Ecdsa } from './ecdsa'

// prettier-ignore
const MODULUS: StaticArray<u32> = [
  0xffffffff, 0xffffffff, 0xffffffff, 0x00000000, 0x00000000, 0x00000000, 0x00000001, 0xffffffff,
]
// prettier-ignore
const A: StaticArray<u32> = [
  0xfffffffc, 0xffffffff, 0xffffffff, 0x00000000, 0x00000000, 0x00000000, 0x00000001, 0xffffffff,
]
// prettier-ignore
const B: StaticArray<u32> = [
  0x27d2604b, 0x3bce3c3e, 0xcc53b0f6, 0x651d06b0, 0x769886bc, 0xb3ebbd55, 0xaa3a93e7, 0x5ac635d8,
]
// prettier-ignore
const MINUS_ONE: StaticArray<u32> = [
  0xfffffffe, 0xffffffff, 0xffffffff, 0x00000000, 0x00000000, 0x00000000, 0x00000001, 0xffffffff,
]
// prettier-ignore
const MINUS_TWO: StaticArray<u32> = [
  0xfffffffd, 0xffffffff, 0xffffffff, 0x00000000, 0x00000000, 0x00000000, 0x00000001, 0xffffffff,
]
// prettier-ignore
const THREE_HALVES: StaticArray<u32> = [
  0x00000001, 0x00000000, 0x80000000, 0x00000000, 0x00000000, 0x80000000, 0x80000000, 0x7fffffff,
]
// prettier-ignore
const MINUS_HALF_A: StaticArray<u32> = [
  0x00000001, 0x00000000, 0x80000000, 0x00000000, 0x00000000, 0x80000000, 0x80000000, 0x7fffffff,
]
// prettier-ignore
const ORDER: StaticArray<u32> = [
  0xfc632551, 0xf3b9cac2, 0xa7179e84, 0xbce6faad, 0xffffffff, 0xffffffff, 0x00000000, 0xffffffff,
]
// prettier-ignore
const X: StaticArray<u32> = [
  0xd898c296, 0xf4a13945, 0x2deb33a0, 0x77037d81, 0x63a440f2, 0xf8bce6e5, 0xe12c4247, 0x6b17d1f2,
]
// prettier-ignore
const Y: StaticArray<u32> = [
  0x37bf51f5, 0xcbb64068, 0x6b315ece, 0x2bce3357, 0x7c0f9e16, 0x8ee7eb4a, 0xfe1a7f9b, 0x4fe342e2,
]

const curve = new Curve(MODULUS, A, B, MINUS_ONE, MINUS_TWO, THREE_HALVES, MINUS_HALF_A)
const ecdsa = new Ecdsa(curve, ORDER, X, Y)

/**
 * Whether r || s is a signature of a digest under the public key x || y, all highest byte first. s may be above half of the
 * order.
 */
export function secp256r1Verify(digest: Uint8Array, signature: Uint8Array, key: Uint8Array): bool {
  return ecdsa.verify(digest, signature, key)
}
