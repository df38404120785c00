/** Generators of field elements that favour the edges: 0, 1, p - 1 and the neighbours of powers of two. */
import fc from 'fast-check'
import { P } from '../../../src/field/koalabear.ts'
import type { Ext } from '../../../src/field/quartic.ts'

const EDGES = [0, 1, 2, 3, P - 1, P - 2, (P - 1) / 2, (P + 1) / 2, 2 ** 24 - 1, 2 ** 24, 2 ** 30, 2 ** 30 + 1]

export const element: fc.Arbitrary<number> = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom(...EDGES) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: P - 1 }) },
)

export const nonZero: fc.Arbitrary<number> = element.filter((x) => x !== 0)

export const ext: fc.Arbitrary<Ext> = fc.tuple(element, element, element, element)

/**
 * A random source that is the same in every run (xorshift32), for columns too long to generate one by one.
 */
export function columnSource(seed: number): (length: number) => Uint32Array {
  let state = seed * 2654435761 || 1
  const next = () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return state >>> 0
  }
  return (length) =>
    Uint32Array.from({ length }, () => {
      const word = next()
      return word % 8 === 0 ? EDGES[(word >>> 3) % EDGES.length] : word % P
    })
}
