/** Proofs that were changed on the way are refused with a typed error. */
import { beforeAll, describe, expect, test } from 'vitest'
import { proofDetails } from '../../src/cli/proof-details.ts'
import { caseNamed, check, type Proven, proveCase } from './support.ts'

let proven: Proven
let proof: Uint8Array

beforeAll(async () => {
  proven = await proveCase(caseNamed('min-max: public and private numbers'))
  proof = proven.result.proof
})

/** Where the opened rows and paths begin: header, roots, values and nonces are before. */
function firstOpening(bytes: Uint8Array): number {
  const { trees, layers } = proofDetails(bytes).proof
  const opened = [...trees, ...layers].reduce((sum, { rows, siblings }) => {
    const elements = rows.reduce((total, row) => total + row.length, 0)
    return sum + 2 + 4 * elements + 2 + 32 * siblings.length
  }, 0)
  return bytes.length - opened
}

/** `count` positions from `start` to `end`, the first and the last among them. */
const spread = (start: number, end: number, count: number): number[] =>
  Array.from({ length: count }, (_, k) => start + Math.round((k * (end - 1 - start)) / (count - 1)))

const verdict = (bytes: Uint8Array): string => check(proven.claim, bytes)

describe('one flipped bit', () => {
  const flip = (at: number, bit: number) => {
    const changed = proof.slice()
    changed[at]! ^= 1 << bit
    return changed
  }

  test('in header, key, heights, roots, values or nonces', () => {
    for (const [k, at] of spread(0, firstOpening(proof), 120).entries()) {
      expect(verdict(flip(at, k % 8)), `byte ${at}, bit ${k % 8}`).not.toBe('accepted')
    }
  })

  test('in every byte of the first 160', () => {
    for (let at = 0; at < 160; at++)
      expect(verdict(flip(at, (at * 3) % 8)), `byte ${at}`).not.toBe('accepted')
  })

  test('in the opened rows and paths', () => {
    for (const [k, at] of spread(firstOpening(proof), proof.length, 120).entries()) {
      expect(verdict(flip(at, (5 * k) % 8)), `byte ${at}`).not.toBe('accepted')
    }
  })

  test('in the nonces', () => {
    const { folds } = proofDetails(proof).shape
    const end = firstOpening(proof)
    for (let at = end - 8 * (4 + folds.length); at < end; at++)
      expect(verdict(flip(at, at % 8)), `byte ${at}`).not.toBe('accepted')
  })
})

describe('other bytes', () => {
  test('truncated', () => {
    for (const length of [0, 1, 4, 5, 6, 70, 100, firstOpening(proof), ...spread(0, proof.length, 40)]) {
      if (length < proof.length) expect(verdict(proof.slice(0, length)), `length ${length}`).toBe('FORMAT')
    }
  })

  test('extended', () => {
    for (const extra of [1, 2, 32, 4096]) {
      const longer = new Uint8Array(proof.length + extra)
      longer.set(proof)
      expect(verdict(longer)).toBe('FORMAT')
    }
    const shifted = new Uint8Array(proof.length + 1)
    shifted.set(proof, 1)
    expect(verdict(shifted)).toBe('FORMAT')
  })

  test('two parts exchanged', () => {
    const start = firstOpening(proof)
    const pairs = [
      [start + 100, proof.length - 100],
      [200, 232],
      [start - 8, start - 8 - 16],
    ] as const
    for (const [a, b] of pairs) {
      const changed = proof.slice()
      changed.set(proof.subarray(b, b + 8), a)
      changed.set(proof.subarray(a, a + 8), b)
      expect(changed).not.toEqual(proof)
      expect(verdict(changed)).not.toBe('accepted')
    }
  })

  test('no proof at all', () => {
    const header = proof.slice(0, 6)
    for (const fill of [0, 1, 0x7f, 0xff]) {
      const junk = new Uint8Array(5000).fill(fill)
      expect(verdict(junk)).toBe('FORMAT')
      junk.set(header)
      expect(['FORMAT', 'WRONG_PROGRAM']).toContain(verdict(junk))
      const keyed = proof.slice(0, 5000).fill(fill, 200)
      expect(verdict(keyed)).toBe('FORMAT')
    }
  })

  test('a view into a larger buffer is read as it is', () => {
    const larger = new Uint8Array(proof.length + 13).fill(7)
    larger.set(proof, 5)
    expect(verdict(larger.subarray(5, 5 + proof.length))).toBe('accepted')
    expect(verdict(larger.subarray(5))).toBe('FORMAT')
  })
})
