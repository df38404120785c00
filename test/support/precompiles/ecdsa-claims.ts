/** Claims about ECDSA signatures, right and wrong ones, and what an independent implementation says of them. */
import { p256 } from '@noble/curves/nist.js'
import { secp256k1 } from '@noble/curves/secp256k1.js'
import { random } from '../random.ts'

export const CURVES = { secp256k1, secp256r1: p256 } as const
export type CurveName = keyof typeof CURVES

/** A digest, r and s, x and y. Any of them may be nonsense. */
export interface Claim {
  readonly name: string
  readonly digest: Uint8Array
  readonly r: bigint
  readonly s: bigint
  readonly x: bigint
  readonly y: bigint
}

/** 32 bytes, highest first. */
export const bytesOf = (value: bigint): Uint8Array =>
  Uint8Array.from({ length: 32 }, (_, k) => Number((value >> BigInt(8 * (31 - k))) & 0xffn))
export const numberOf = (bytes: Uint8Array): bigint =>
  bytes.reduce((sum, byte) => (sum << 8n) + BigInt(byte), 0n)

export const claimBytes = ({ digest, r, s, x, y }: Claim): Uint8Array =>
  Uint8Array.from([digest, ...[r, s, x, y].map(bytesOf)].flatMap((bytes) => [...bytes]))

/** Whether a claim is right. */
export function isRight(curve: CurveName, { digest, r, s, x, y }: Claim): boolean {
  const key = Uint8Array.of(4, ...bytesOf(x), ...bytesOf(y))
  const signature = Uint8Array.of(...bytesOf(r), ...bytesOf(s))
  try {
    return CURVES[curve].verify(signature, digest, key, { prehash: false, lowS: false })
  } catch {
    return false
  }
}

/** Signatures with chosen nonces: the executor's arithmetic meets special cases on the way. */
export function claimsOf(curve: CurveName): Claim[] {
  const { Point } = CURVES[curve]
  const { p, n } = Point.CURVE()
  const { Fn } = Point
  const next = random(curve.length)
  const bytes = () => Uint8Array.from({ length: 32 }, () => next(256))
  const sign = (secret: bigint, nonce: bigint, digest: Uint8Array): Claim => {
    const key = Point.BASE.multiply(secret).toAffine()
    const r = Fn.create(Point.BASE.multiply(nonce).toAffine().x)
    const s = Fn.mul(Fn.inv(nonce), Fn.create(numberOf(digest) + r * secret))
    return { name: 'right', digest, r, s, ...key }
  }
  /** A signature of a digest z with u1 = z / s and u2 = r / s chosen. */
  const withScalars = (secret: bigint, u1: bigint, u2: bigint): Claim => {
    const nonce = Fn.create(u1 + u2 * secret)
    const key = Point.BASE.multiply(secret).toAffine()
    const r = nonce === 0n ? 1n : Fn.create(Point.BASE.multiply(nonce).toAffine().x)
    const s = Fn.div(r, u2)
    return { name: 'scalars', digest: bytesOf(Fn.mul(u1, s)), r, s, ...key }
  }
  const secret = Fn.create(numberOf(bytes()))
  const right = sign(secret, Fn.create(numberOf(bytes())), bytes())
  const other = sign(Fn.create(secret + 1n), 77n, bytes())
  const named = (name: string, changes: Partial<Claim>): Claim => ({ ...right, ...changes, name })
  const flipped = (k: number) => Uint8Array.from(right.digest, (byte, i) => (i === k ? byte ^ 1 : byte))
  return [
    right,
    other,
    named('high or low s', { s: n - right.s }),
    named('another digest', { digest: other.digest }),
    named('first bit of the digest', { digest: flipped(0) }),
    named('last bit of the digest', { digest: flipped(31) }),
    named('another key', { x: other.x, y: other.y }),
    named('negative key', { y: p - right.y }),
    named('another r', { r: right.r ^ 1n }),
    named('another s', { s: right.s ^ 1n }),
    named('r and s exchanged', { r: right.s, s: right.r }),
    named('r = 0', { r: 0n }),
    named('s = 0', { s: 0n }),
    named('r = s = 0', { r: 0n, s: 0n }),
    named('r = n', { r: n }),
    named('s = n', { s: n }),
    named('r too large', { r: right.r + n < 2n ** 256n ? right.r + n : 2n ** 256n - 1n }),
    named('s too large', { s: 2n ** 256n - 1n }),
    named('s of both signs', { s: right.s === 1n ? 2n : n - 1n }),
    named('key at infinity', { x: 0n, y: 0n }),
    named('key that is not on the curve', { x: right.x ^ 1n }),
    named('y that is not on the curve', { y: right.y ^ 1n }),
    named('x = p', { x: p }),
    named('y = p', { y: p }),
    named('y above p', { y: 2n ** 256n - 1n }),
    named('x and y exchanged', { x: right.y, y: right.x }),
    { ...sign(1n, 5n, bytes()), name: 'key is the generator' },
    { ...sign(n - 1n, 5n, bytes()), name: 'key is the negative generator' },
    { ...sign(2n, 3n, bytes()), name: 'key is twice the generator' },
    { ...sign(secret, 1n, bytes()), name: 'nonce 1' },
    { ...sign(secret, n - 1n, bytes()), name: 'nonce -1' },
    { ...sign(secret, 4n, bytesOf(0n)), name: 'digest 0' },
    { ...sign(secret, 4n, bytesOf(n)), name: 'digest n' },
    { ...sign(secret, 4n, bytesOf(2n ** 256n - 1n)), name: 'digest of ones' },
    // Sums that meet a point again, or its negative, or infinity.
    { ...withScalars(1n, 1n, 1n), name: 'u1 G = u2 Q' },
    { ...withScalars(1n, 5n, n - 5n), name: 'u1 G + u2 Q is infinity' },
    { ...withScalars(n - 1n, 5n, 5n), name: 'u1 G + u2 Q is infinity, by a negative key' },
    { ...withScalars(2n, n - 2n, 1n), name: 'u1 G = -u2 Q' },
    { ...withScalars(2n, 16n, 8n), name: 'doubling in place of adding' },
    { ...withScalars(16n, 16n, 1n), name: 'doubling after four doublings' },
    { ...withScalars(secret, 0n, 3n), name: 'u1 = 0' },
    { ...withScalars(secret, n - 1n, n - 1n), name: 'largest scalars' },
    { ...withScalars(secret, 8n, 9n), name: 'digits at the limit' },
    { ...withScalars(secret, 2n ** 255n, 2n ** 252n), name: 'high bits' },
    { ...withScalars(3n, 7n, 2n ** 128n), name: 'a power of two' },
    { ...sign(secret, 9n, bytes()), name: 'infinity claimed', r: 1n, s: 1n, x: p - 1n, y: 1n },
  ]
}
