/** Constants of the curve against @noble/curves. */
import { bn254 } from '@noble/curves/bn254.js'
import { describe, expect, it } from 'vitest'
import {
  inverse,
  modulo,
  power,
  Q,
  R,
  readLittleEndian,
  rootOfUnity,
  TWO_ADICITY,
  writeLittleEndian,
} from '../../src/curve/bn254.ts'

describe('bn254', () => {
  it('has the moduli of the standard curve', () => {
    expect([Q, R]).toEqual([bn254.fields.Fp.ORDER, bn254.fields.Fr.ORDER])
  })

  it('has primitive roots of unity, each the square of the next', () => {
    for (let log = 0; log <= TWO_ADICITY; log++) {
      const root = rootOfUnity(log)
      expect(power(root, 1n << BigInt(log), R)).toBe(1n)
      if (log > 0) {
        expect(power(root, 1n << BigInt(log - 1), R)).toBe(R - 1n)
        expect((root * root) % R).toBe(rootOfUnity(log - 1))
      }
    }
    for (const log of [-1, TWO_ADICITY + 1, Number.NaN]) expect(() => rootOfUnity(log)).toThrow(RangeError)
  })

  it('inverts and reduces', () => {
    for (const p of [Q, R]) {
      for (const x of [1n, 2n, p - 1n, 123456789n]) expect((inverse(x, p) * x) % p).toBe(1n)
      expect(inverse(0n, p)).toBe(0n)
      expect([modulo(-1n, p), modulo(p, p), modulo(-p, p)]).toEqual([p - 1n, 0n, 0n])
    }
  })

  it('reads what it writes', () => {
    const bytes = new Uint8Array(40)
    for (const value of [0n, 1n, Q, R - 1n, (1n << 256n) - 1n]) {
      writeLittleEndian(bytes, 5, value)
      expect(readLittleEndian(bytes, 5)).toBe(value)
      expect([bytes[4], bytes[37]]).toEqual([0, 0])
    }
  })
})
