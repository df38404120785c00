/** Verification of ECDSA signatures (FIPS 186-5, 6.4.2) on curves of prime order. */
import { Curve, doubleProduct, multiples } from './curve'
import { divide, fromBigEndian, isEqual, isLess, isZero, multiply, number, ring } from './modmul'

/** A curve with its order and generator. */
export class Ecdsa {
  readonly scalars: usize

  constructor(
    readonly curve: Curve,
    order: StaticArray<u32>,
    readonly x: StaticArray<u32>,
    readonly y: StaticArray<u32>,
  ) {
    this.scalars = ring(order)
  }

  /**
   * Whether r and s, 64 bytes, are a signature of a digest of 32 bytes under a public key x and y, 64 bytes, all highest
   * byte first. False also if r or s is not from 1 to the order less 1, the key no point of the curve, or a length another
   * one.
   */
  verify(digest: Uint8Array, signature: Uint8Array, key: Uint8Array): bool {
    if (digest.length != 32 || signature.length != 64 || key.length != 64) return false
    const scalars = this.scalars
    const curve = this.curve
    const r = number()
    const s = number()
    fromBigEndian(r, signature.dataStart)
    fromBigEndian(s, signature.dataStart + 32)
    if (isZero(r) || isZero(s) || !isLess(r, scalars) || !isLess(s, scalars)) return false
    const x = number()
    const y = number()
    fromBigEndian(x, key.dataStart)
    fromBigEndian(y, key.dataStart + 32)
    if (!curve.has(x, y)) return false

    const z = number()
    const ofGenerator = number()
    const ofKey = number()
    fromBigEndian(z, digest.dataStart)
    multiply(z, z, curve.one, scalars)
    divide(ofGenerator, z, s, scalars)
    divide(ofKey, r, s, scalars)
    const generators = multiples(changetype<usize>(this.x), changetype<usize>(this.y), false, curve)
    const sum = doubleProduct(ofGenerator, generators, ofKey, multiples(x, y, false, curve), curve)
    if (sum.isInfinity) return false
    multiply(z, sum.x, curve.one, scalars)
    return isEqual(z, r)
  }
}
