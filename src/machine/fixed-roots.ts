/** Roots of the fixed tree by profile: constants of the protocol. A test computes them anew. */
import { hexToBytes } from '@noble/hashes/utils.js'
import type { Digest, Hasher } from '../hash/hasher.ts'
import type { Parameters } from '../stark/parameters.ts'
import { commitRoot } from '../stark/pcs/commit.ts'
import { LOOKUP_LOG_HEIGHT, lookupColumns } from './tables/lookup.ts'

const ROOTS: Readonly<Record<string, string>> = {
  standard: 'e501890f5ec90daaf74d4d407e8bec3814fd581b3578b05dadfa98bec1058b92',
  compact: 'd9aa923663b20f8d3ab20327fce992a5c82ac2b0a2dc093f791d472ea229db0f',
}

/** Root of the tree that is the same for all programs of a profile. */
export function fixedRoot({ name }: Parameters): Digest {
  const root = ROOTS[name]
  if (root === undefined) throw new RangeError(`profile ${name} has no fixed root`)
  return hexToBytes(root)
}

/** The same from its definition: 2^16 rows, about a second. */
export const computeFixedRoot = (hasher: Hasher, { logBlowup }: Parameters): Digest =>
  commitRoot(hasher, logBlowup, [{ logHeight: LOOKUP_LOG_HEIGHT, columns: lookupColumns() }])
