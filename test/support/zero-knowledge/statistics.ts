/** Pearson's test of equal frequencies. */
import { P } from '../../../src/field/koalabear.ts'

export const BINS = 8

/**
 * What the statistics of a test may not exceed. With 7 degrees of freedom an honest one is larger with
 * probability 1.4e-14; 10^5 of them stay below 1e-8, which leaves room for what is approximate about it.
 */
export const THRESHOLD = 80

/** How often values fall into equal parts of 0 .. p - 1. */
export function histogram(values: readonly number[]): number[] {
  const counts = Array<number>(BINS).fill(0)
  for (const value of values) counts[Math.floor((BINS * value) / P)]!++
  return counts
}

/** How far a histogram is from a flat one. */
export function flatness(counts: readonly number[]): number {
  const expected = counts.reduce((sum, count) => sum + count, 0) / counts.length
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
}

/** How far two histograms of equally many values are from one another. */
export const difference = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, count, k) => {
    const both = count + b[k]!
    return both === 0 ? sum : sum + (count - b[k]!) ** 2 / both
  }, 0)

/** P(chi^2 > x) with 7 degrees of freedom. */
export function tail7(x: number): number {
  const gaussian = Math.exp(-x / 2) * Math.sqrt((2 * x) / Math.PI)
  return complementaryError(Math.sqrt(x / 2)) + gaussian * (1 + x / 3 + x ** 2 / 15)
}

/** erfc(x), by its continued fraction, for x >= 1. */
function complementaryError(x: number): number {
  let fraction = 0
  for (let k = 60; k > 0; k--) fraction = k / 2 / (x + fraction)
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / (x + fraction)
}
