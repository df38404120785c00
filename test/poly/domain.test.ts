import { describe, expect, test } from 'vitest'
import * as F from '../../src/field/koalabear.ts'
import {
  cosetShift,
  cosetStart,
  createDomain,
  domainPoint,
  liftedRow,
  MAX_LOG_HEIGHT,
  SHIFT_GENERATOR,
  vanishingOnCoset,
} from '../../src/poly/domain.ts'

describe('shifts', () => {
  test('u has order 127', () => {
    expect(SHIFT_GENERATOR).toBe(F.pow(F.GENERATOR, 2 ** 24))
    expect(SHIFT_GENERATOR).not.toBe(1)
    expect(F.pow(SHIFT_GENERATOR, 127)).toBe(1)
  })

  test('c(N)^2 = c(N / 2), and every shift has order 127', () => {
    for (let log = 1; log <= MAX_LOG_HEIGHT; log++) {
      expect(F.pow(cosetShift(log), 2)).toBe(cosetShift(log - 1))
      expect(F.pow(cosetShift(log), 127)).toBe(1)
      expect(cosetShift(log)).not.toBe(1)
    }
    expect(cosetShift(MAX_LOG_HEIGHT)).toBe(SHIFT_GENERATOR)
  })

  test('heights beyond 2^22 and fractions are rejected', () => {
    for (const log of [-1, 23, 2.5, Number.NaN]) {
      expect(() => cosetShift(log)).toThrow(RangeError)
      expect(() => createDomain(log, 2)).toThrow(RangeError)
    }
    for (const logBlowup of [-1, 3, 0.5, Number.NaN]) {
      expect(() => createDomain(22, logBlowup)).toThrow(RangeError)
    }
  })
})

describe('domains', () => {
  const domain = createDomain(5, 2)
  const rows = Array.from({ length: domain.size }, (_, row) => row)
  const points = rows.map((row) => domainPoint(domain, row))

  test('the points are the coset c(N) <w_(blowup N)>', () => {
    expect([domain.height, domain.size]).toEqual([32, 128])
    const root = F.rootOfUnity(7)
    const coset = rows.map((i) => F.mul(cosetShift(5), F.pow(root, i)))
    expect([...points].sort()).toEqual(coset.sort())
    expect(new Set(points).size).toBe(128)
  })

  test('row k N + i is s_k w_N^i', () => {
    for (let k = 0; k < 4; k++) {
      expect(cosetStart(domain, k)).toBe(points[32 * k])
      for (let i = 0; i < 32; i++) {
        expect(points[32 * k + i]).toBe(F.mul(cosetStart(domain, k), F.pow(F.rootOfUnity(5), i)))
      }
    }
  })

  test('no point lies in the trace domain, and x^N - 1 is constant on a coset', () => {
    for (const row of rows) {
      const vanishing = F.sub(F.pow(points[row], 32), 1)
      expect(vanishing).not.toBe(0)
      expect(vanishingOnCoset(domain, row >> 5)).toBe(vanishing)
    }
  })

  test('x^m leads to the domain of height N / m', () => {
    for (let log = 0; log <= 5; log++) {
      const lower = createDomain(log, 2)
      for (const row of rows) {
        const image = F.pow(points[row], 2 ** (5 - log))
        expect(domainPoint(lower, liftedRow(domain, row, log))).toBe(image)
      }
    }
  })
})
