/** ECDSA on secp256k1 (SEC 2, 2.4.1). */
import { Curve } from './curve'
import { Ecdsa } from './ecdsa'

// prettier-ignore
const MODULUS: StaticArray<u32> = [
  0xfffffc2f, 0xfffffffe, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff,
]
// prettier-ignore
const A: StaticArray<u32> = [
  0x00000000, 0x00000000, 0x00000000, 0x00000000, 0x00000000, 0x00000000, 0x00000000, 0x00000000,
]
// prettier-ignore
const B: StaticArray<u32> = [
  0x00000007, 0x00000000, 0x00000000, 0x00000000, 0x00000000, 0x00000000, 0x00000000, 0x00000000,
]
// prettier-ignore
const MINUS_ONE: StaticArray<u32> = [
  0xfffffc2e, 0xfffffffe, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff,
]
// prettier-ignore
const MINUS_TWO: StaticArray<u32> = [
  0xfffffc2d, 0xfffffffe, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff,
]
// prettier-ignore
const THREE_HALVES: StaticArray<u32> = [
  0x7ffffe19, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0x7fffffff,
]
// prettier-ignore
const MINUS_HALF_A: StaticArray<u32> = [
  0x00000000, 0x00000000, 0x00000000, 0x00000000, 0x00000000, 0x00000000, 0x00000000, 0x00000000,
]
// prettier-ignore
const ORDER: StaticArray<u32> = [
  0xd0364141, 0xbfd25e8c, 0xaf48a03b, 0xbaaedce6, 0xfffffffe, 0xffffffff, 0xffffffff, 0xffffffff,
]
// prettier-ignore
const X: StaticArray<u32> = [
  0x16f81798, 0x59f2815b, 0x2dce28d9, 0x029bfcdb, 0xce870b07, 0x55a06295, 0xf9dcbbac, 0x79be667e,
]
// prettier-ignore
const Y: StaticArray<u32> = [
  0xfb10d4b8, 0x9c47d08f, 0xa6855419, 0xfd17b448, 0x0e1108a8, 0x5da4fbfc, 0x26a3c465, 0x483ada77,
]

const curve = new Curve(MODULUS, A, B, MINUS_ONE, MINUS_TWO, THREE_HALVES, MINUS_HALF_A)
const ecdsa = new Ecdsa(curve, ORDER, X, Y)

/**
 * Whether r || s is a signature of a digest under the public key x || y, all highest byte first. s may be above half of the
 * order.
 */
export function secp256k1Verify(digest: Uint8Array, signature: Uint8Array, key: Uint8Array): bool {
  return ecdsa.verify(digest, signature, key)
}
