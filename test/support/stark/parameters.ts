/**
 * Parameters for tables of 32 to 1024 rows, so that whole proofs can be made and taken apart in milliseconds.
 */
import { DEGREE } from '../../../src/field/quartic.ts'
import type { Parameters } from '../../../src/stark/parameters.ts'

/**
 * Masks are exactly at their bounds for the given number of queries (2 by default, at most 4), the code has
 * dimension 3 N / 2, and every site has some work to prove.
 */
export function tinyParameters(changes: Partial<Parameters> = {}): Parameters {
  const queries = changes.queries ?? 2
  return {
    name: 'tiny',
    logBlowup: 2,
    queries,
    pow: { lookup: 2, deep: 1, batch: 1, fold: 1, query: 3 },
    regime: { name: 'unique decoding' },
    mask: queries + DEGREE,
    nextMask: 2 * (queries + 1),
    minLogHeight: 5,
    maxLogHeight: 10,
    logSlack: 1,
    logArity: 1,
    logFinal: 3,
    ...changes,
  }
}
