/** Points of G1 and G2 for tests, from @noble/curves, and their key bytes. */
import { bn254 } from '@noble/curves/bn254.js'
import { Q, R, writeLittleEndian } from '../../../src/curve/bn254.ts'

export type Degree = 1 | 2
const groups = { 1: bn254.G1.Point, 2: bn254.G2.Point } as const

/** Affine coordinates of k times the generator; all zero for infinity. */
export function multiple(degree: Degree, k: bigint): bigint[] {
  const scalar = ((k % R) + R) % R
  if (scalar === 0n) return new Array(2 * degree).fill(0n)
  if (degree === 1) {
    const { x, y } = groups[1].BASE.multiply(scalar).toAffine()
    return [x, y]
  }
  const { x, y } = groups[2].BASE.multiply(scalar).toAffine()
  return [x.c0, x.c1, y.c0, y.c1]
}

/** The layout of .zkey files. */
export function keyBytes(coordinates: readonly bigint[]): Uint8Array {
  const bytes = new Uint8Array(32 * coordinates.length)
  for (const [i, value] of coordinates.entries()) writeLittleEndian(bytes, 32 * i, (value << 256n) % Q)
  return bytes
}

/** A reproducible stream of 256-bit numbers (SplitMix64). */
export function numbers(seed: number): () => bigint {
  let state = BigInt(seed)
  const next = () => {
    state = BigInt.asUintN(64, state + 0x9e3779b97f4a7c15n)
    let z = state
    z = BigInt.asUintN(64, (z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n)
    z = BigInt.asUintN(64, (z ^ (z >> 27n)) * 0x94d049bb133111ebn)
    return z ^ (z >> 31n)
  }
  return () => (next() << 192n) | (next() << 128n) | (next() << 64n) | next()
}
