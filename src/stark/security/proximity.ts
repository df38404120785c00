/**
 * Proximity of words to Reed-Solomon codes: how many errors the analysis tolerates, how many codewords are
 * within reach, and how many challenges can make a combination of words look closer to the code than the
 * words are. docs/soundness.md has the theorems.
 */
import type { Regime } from '../parameters.ts'

/** The values of all polynomials with `dimension` coefficients at `length` points. */
export interface Code {
  readonly dimension: number
  readonly length: number
}

/** The least share 1 - delta of points on which a word that is counted as close agrees with the code. */
export function agreement(regime: Regime, { dimension, length }: Code): number {
  const rate = dimension / length
  return regime.name === 'unique decoding' ? (1 + rate) / 2 : Math.sqrt(rate) * (1 + 1 / regime.m)
}

/** L, a bound on the codewords that are close to one word; words of several columns are counted as one. */
export function listSize(regime: Regime, { dimension, length }: Code): number {
  return regime.name === 'unique decoding' ? 1 : (regime.m + 0.5) / Math.sqrt(dimension / length)
}

/**
 * Bound on the challenges z for which u_0 + z u_1 agrees with a codeword on a large set of points where u_0
 * or u_1 does not. For u_0 + z u_1 + ... + z^d u_d there are at most d times as many.
 *
 * Unique decoding: Ben-Sasson, Carmon, Ishai, Kopparty, Saraf, ePrint 2020/654, theorems 1.4 and 1.5.
 * Johnson: Ben-Sasson, Carmon, Haböck, Kopparty, Saraf, ePrint 2025/2055, theorem 4.6 as printed, m >= 3.
 */
export function exceptionalChallenges(regime: Regime, code: Code): number {
  const { dimension, length } = code
  if (regime.name === 'unique decoding') return length
  // The theorem counts degrees, not coefficients.
  const rate = (dimension - 1) / length
  const m = regime.m + 0.5
  const radius = 1 - agreement(regime, code)
  return ((2 * m ** 5 + 3 * m * radius * rate) / (3 * rate ** 1.5)) * length + m / Math.sqrt(rate)
}

/** Throws a RangeError if the theorems say nothing about this code in this regime. */
export function requireProven(regime: Regime, code: Code): void {
  if (regime.name === 'johnson' && !(Number.isInteger(regime.m) && regime.m >= 3)) {
    throw new RangeError(`m = ${regime.m} is not an integer from 3 on`)
  }
  // Without room for errors there is nothing to prove.
  if (!(agreement(regime, code) < 1 && code.dimension > 1 && code.dimension < code.length)) {
    throw new RangeError(`no bounds for a code of dimension ${code.dimension} and length ${code.length}`)
  }
}
