/**
 * Shows that an issuer signed a birth date at least 18 years before a public date, and nothing else about it. The
 * same as age-check.c, which describes input, output, exit codes and the signature.
 */
import { takePrivate, takePublic, writeText } from 'limpid/guest'
import { isSame, merkleRoot, taggedHash } from 'limpid/guest/merkle'

const DATE_DIGITS = 13
const CHAINS = 16
const BASE: u32 = 4

function takeNumber(bytes: Uint8Array): u32 {
  return load<u32>(bytes.dataStart)
}

/** The end of a chain that has `steps` steps left. */
function walk(start: Uint8Array, steps: u32): Uint8Array {
  let value = start
  for (let i: u32 = 0; i < steps; i++) value = taggedHash('step', value)
  return value
}

export function main(): i32 {
  const key = takePublic(32)
  const date = takeNumber(takePublic(4))
  const birth = takeNumber(takePrivate(4))
  const index = takeNumber(takePrivate(4))
  if (birth >> (2 * DATE_DIGITS) !== 0 || date < birth || date - birth < 18 * 10000) return 1
  const ends = new Uint8Array(32 * CHAINS)
  let digits = birth
  let sum: u32 = 0
  for (let chain = 0; chain < CHAINS; chain++) {
    if (chain === DATE_DIGITS) digits = sum
    const left = BASE - 1 - (digits & (BASE - 1))
    digits >>= 2
    sum += left
    ends.set(walk(takePrivate(32), left), 32 * chain)
  }
  if (!isSame(merkleRoot(taggedHash('leaf', ends), index), key)) return 1
  writeText('over 18')
  return 0
}
