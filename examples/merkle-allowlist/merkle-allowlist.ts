/**
 * Shows that the holder of a secret is on a list, and gives a nullifier that is the same whenever the same secret is
 * used in the same scope. The same as merkle-allowlist.c, which describes input, output and exit codes.
 */
import { takePrivate, takePublic, write } from 'limpid/guest'
import { concat, isSame, merkleRoot, taggedHash } from 'limpid/guest/merkle'

export function main(): i32 {
  const root = takePublic(32)
  const scope = takePublic(32)
  const secret = takePrivate(32)
  const index = load<u32>(takePrivate(4).dataStart)
  if (!isSame(merkleRoot(taggedHash('leaf', secret), index), root)) return 1
  write(taggedHash('null', concat(secret, scope)))
  return 0
}
