// Elements of Fq (degree 1) and of Fq2 = Fq[u] / (u^2 + 1) (degree 2), normal limbs, 40 bytes per coordinate.
import { fqAdd, fqMul, fqOne, fqSub } from '../generated/bn254'
import { C_MODULUS, C_SCALARS } from './context'
import { canonical, invert, isZero } from './field'

export function elementMul(d: u32, c: usize, z: usize, x: usize, y: usize): void {
  if (d == 1) {
    fqMul(z, x, y)
    return
  }
  const s = c + C_SCALARS
  fqMul(s, x, y)
  fqMul(s + 40, x + 40, y + 40)
  fqAdd(s + 80, x, x + 40)
  fqAdd(s + 120, y, y + 40)
  fqMul(s + 160, s + 80, s + 120)
  fqSub(z, s, s + 40)
  fqSub(s + 160, s + 160, s)
  fqSub(z + 40, s + 160, s + 40)
}

export function elementAdd(d: u32, z: usize, x: usize, y: usize): void {
  fqAdd(z, x, y)
  if (d == 2) fqAdd(z + 40, x + 40, y + 40)
}

export function elementSub(d: u32, z: usize, x: usize, y: usize): void {
  fqSub(z, x, y)
  if (d == 2) fqSub(z + 40, x + 40, y + 40)
}

export function elementIsZero(d: u32, c: usize, x: usize): bool {
  const s = c + C_SCALARS
  return isZero(s, x, c + C_MODULUS) && (d == 1 || isZero(s, x + 40, c + C_MODULUS))
}

export function elementCopy(d: u32, z: usize, x: usize): void {
  memory.copy(z, x, 40 * d)
}

export function elementOne(d: u32, z: usize): void {
  memory.fill(z, 0, 40 * d)
  fqOne(z)
}

/** z = 1 / x, x not 0. */
export function elementInvert(d: u32, c: usize, z: usize, x: usize): void {
  const s = c + C_SCALARS + 400
  if (d == 1) {
    invert(s, z, x, c + C_MODULUS)
    return
  }
  const norm = c + C_SCALARS
  fqMul(norm, x, x)
  fqMul(norm + 40, x + 40, x + 40)
  fqAdd(norm, norm, norm + 40)
  invert(s, norm, norm, c + C_MODULUS)
  fqMul(z, x, norm)
  memory.fill(norm + 40, 0, 40)
  fqSub(norm + 80, norm + 40, x + 40)
  fqMul(z + 40, norm + 80, norm)
}

/** Canonical little-endian bytes of an element of Fq in Montgomery form. */
export function elementToBytes(c: usize, target: usize, x: usize): void {
  const s = c + C_SCALARS
  memory.fill(s + 40, 0, 40)
  store<u32>(s + 40, 1)
  fqMul(s, x, s + 40)
  canonical(s, c + C_MODULUS)
  packLimbs(target, s)
}

/** 32 bytes from 9 canonical limbs. */
export function packLimbs(target: usize, x: usize): void {
  const w0 = <u64>load<u32>(x, 0) | (<u64>load<u32>(x, 4) << 29) | (<u64>load<u32>(x, 8) << 58)
  const w1 = (<u64>load<u32>(x, 8) >> 6) | (<u64>load<u32>(x, 12) << 23) | (<u64>load<u32>(x, 16) << 52)
  const w2 = (<u64>load<u32>(x, 16) >> 12) | (<u64>load<u32>(x, 20) << 17) | (<u64>load<u32>(x, 24) << 46)
  const w3 = (<u64>load<u32>(x, 24) >> 18) | (<u64>load<u32>(x, 28) << 11) | (<u64>load<u32>(x, 32) << 40)
  store<u64>(target, w0, 0)
  store<u64>(target, w1, 8)
  store<u64>(target, w2, 16)
  store<u64>(target, w3, 24)
}

/** 9 limbs of 29 bits from 32 little-endian bytes. */
export function splitLimbs(z: usize, source: usize): void {
  const w0 = load<u64>(source, 0)
  const w1 = load<u64>(source, 8)
  const w2 = load<u64>(source, 16)
  const w3 = load<u64>(source, 24)
  store<u32>(z, <u32>w0 & 0x1fffffff, 0)
  store<u32>(z, <u32>(w0 >> 29) & 0x1fffffff, 4)
  store<u32>(z, <u32>((w0 >> 58) | (w1 << 6)) & 0x1fffffff, 8)
  store<u32>(z, <u32>(w1 >> 23) & 0x1fffffff, 12)
  store<u32>(z, <u32>((w1 >> 52) | (w2 << 12)) & 0x1fffffff, 16)
  store<u32>(z, <u32>(w2 >> 17) & 0x1fffffff, 20)
  store<u32>(z, <u32>((w2 >> 46) | (w3 << 18)) & 0x1fffffff, 24)
  store<u32>(z, <u32>(w3 >> 11) & 0x1fffffff, 28)
  store<u32>(z, <u32>(w3 >> 40), 32)
}
