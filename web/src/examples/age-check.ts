/** A signed birth date. The page plays the issuer. */

import source from '../../../examples/age-check/age-check.c?raw'
import elf from '../../../examples/age-check/age-check.elf?url'
import { concat, u32 } from '../bytes.ts'
import { type Example, FieldError, textOf, type Values } from './example.ts'
import { hash, merklePath } from './merkle.ts'

const [DATE_DIGITS, CHAINS, BASE] = [13, 16, 4]
const KEYS = 16
const USED_KEY = 5

/** The issuer's one-time keys: made up, and the same on every visit. */
const keys = Array.from({ length: KEYS }, (_, key) =>
  Array.from({ length: CHAINS }, (_, chain) => hash('demo issuer', u32(key), u32(chain))),
)

function walk(value: Uint8Array, steps: number): Uint8Array {
  let end = value
  for (let i = 0; i < steps; i++) end = hash('step', end)
  return end
}

/** Digits of a date and of their checksum, least first. */
function digitsOf(date: number): number[] {
  const base4 = (value: number, count: number) =>
    Array.from({ length: count }, (_, i) => (value >> (2 * i)) & (BASE - 1))
  const digits = base4(date, DATE_DIGITS)
  const sum = digits.reduce((total, digit) => total + BASE - 1 - digit, 0)
  return [...digits, ...base4(sum, CHAINS - DATE_DIGITS)]
}

/** YYYYMMDD as a number. */
function dateOf(values: Values, name: string): number {
  const text = textOf(values, name)
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) throw new FieldError(name, 'Give a date.')
  return Number(text.replaceAll('-', ''))
}

let issuer: { readonly root: Uint8Array; readonly path: readonly Uint8Array[] } | undefined

function issuerTree() {
  issuer ??= merklePath(
    keys.map((key) => hash('leaf', ...key.map((secret) => walk(secret, BASE - 1)))),
    USED_KEY,
  )
  return issuer
}

const today = () => new Date().toISOString().slice(0, 10)

export const ageCheck: Example = {
  slug: 'age-check',
  name: 'Over 18',
  claim: 'Prove that an issuer signed a birth date 18 years ago or more, without showing the date.',
  sourceName: 'age-check.c',
  source,
  elf,
  fields: [
    {
      name: 'birth',
      label: 'Birth date',
      visibility: 'private',
      kind: 'date',
      value: '1999-01-31',
      hint: 'For the demonstration, the page plays the issuer and signs any date.',
    },
    { name: 'date', label: 'Date of the check', visibility: 'public', kind: 'date', value: today() },
  ],
  encode(values) {
    const birth = dateOf(values, 'birth')
    const { root, path } = issuerTree()
    const signature = digitsOf(birth).map((digit, chain) => walk(keys[USED_KEY]![chain]!, digit))
    return {
      publicInput: concat(root, u32(dateOf(values, 'date'))),
      privateInput: concat(u32(birth), u32(USED_KEY), ...signature, ...path),
    }
  },
  explain(_, exitCode, publicInput) {
    if (exitCode !== 0) return 'Younger than 18 at that date, or not signed by this issuer.'
    const date = new DataView(publicInput.buffer, publicInput.byteOffset).getUint32(32, true)
    const day = String(date).replace(/(\d{4})(\d\d)(\d\d)/, '$1-$2-$3')
    return `The issuer signed a birth date that is 18 years or more before ${day}.`
  },
}
