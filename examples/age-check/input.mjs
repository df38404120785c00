// An issuer with 16 one-time keys signs a birth date: `node input.mjs 19990131 20261122` writes public.bin
// and private.bin.
import { createHash, randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { basename } from 'node:path'

const [DATE_DIGITS, CHAINS, BASE] = [13, 16, 4]

const hash = (tag, ...parts) => {
  const state = createHash('sha256').update(tag)
  for (const part of parts) state.update(part)
  return state.digest()
}

const number = (value) => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

function walk(value, steps) {
  let end = value
  for (let i = 0; i < steps; i++) end = hash('step', end)
  return end
}

/** Digits of a date (YYYYMMDD) and of their checksum, least first. */
function digitsOf(date) {
  const base4 = (value, count) => Array.from({ length: count }, (_, i) => (value >> (2 * i)) & (BASE - 1))
  const digits = base4(date, DATE_DIGITS)
  const sum = digits.reduce((total, digit) => total + BASE - 1 - digit, 0)
  return [...digits, ...base4(sum, CHAINS - DATE_DIGITS)]
}

/** One-time keys: 16 secrets each. */
export const issuerKeys = (count, random = randomBytes) =>
  Array.from({ length: count }, () => Array.from({ length: CHAINS }, () => random(32)))

/** The inputs of a holder whose birth date is signed with key `index` of 2^k keys, for a check on `date`. */
export function ageInput(keys, index, birth, date) {
  const leaves = keys.map((key) => hash('leaf', ...key.map((secret) => walk(secret, BASE - 1))))
  const path = []
  let layer = leaves
  for (let at = index; layer.length > 1; at >>= 1) {
    path.push(layer[at ^ 1])
    layer = layer.filter((_, i) => i % 2 === 0).map((left, i) => hash('node', left, layer[2 * i + 1]))
  }
  const signature = digitsOf(birth).map((digit, chain) => walk(keys[index][chain], digit))
  return {
    publicInput: Buffer.concat([layer[0], number(date)]),
    privateInput: Buffer.concat([number(birth), number(index), ...signature, ...path]),
  }
}

if (basename(process.argv[1] ?? '') === 'input.mjs') {
  const [birth, date] = process.argv.slice(2).map(Number)
  const { publicInput, privateInput } = ageInput(issuerKeys(16), 5, birth, date)
  writeFileSync('public.bin', publicInput)
  writeFileSync('private.bin', privateInput)
}
