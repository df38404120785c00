/** The examples with inputs, and what they have to give, computed without the machine. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { p256 } from '@noble/curves/nist.js'

export interface ExampleCase {
  readonly name: string
  readonly example: string
  readonly elf: Uint8Array
  readonly publicInput: Uint8Array
  readonly privateInput: Uint8Array
  readonly output: Uint8Array
  readonly exitCode: number
  /** What the program says in its debug text; undefined if that is not to be checked. */
  readonly message?: string
}

interface Inputs {
  readonly publicInput: Uint8Array
  readonly privateInput: Uint8Array
}

interface AgeCheck {
  issuerKeys(count: number, random: (length: number) => Uint8Array): unknown
  ageInput(keys: unknown, index: number, birth: number, date: number): Inputs
}

interface Allowlist {
  allowlistInput(
    secrets: readonly Uint8Array[],
    index: number,
    scope: Uint8Array,
  ): Inputs & { readonly nullifier: Uint8Array }
}

type Random = (length: number) => Uint8Array

interface Auction {
  auctionInput(bids: readonly number[], random: Random): Inputs & { readonly output: Uint8Array }
}

interface Lottery {
  lotteryInput(
    entries: readonly Uint8Array[],
    winners: number,
    seed: Uint8Array,
  ): Inputs & { readonly output: Uint8Array }
}

interface Question {
  readonly publicKey: Uint8Array
  readonly scope: Uint8Array
  readonly date: string
  readonly conditions: readonly string[]
  readonly document: string
  readonly signature: Uint8Array
  readonly secret: Uint8Array
}

interface Credential {
  issuerKey(random: Random): { readonly secretKey: Uint8Array; readonly publicKey: Uint8Array }
  documentOf(person: Readonly<Record<string, string>>, secret: Uint8Array): string
  signDocument(secretKey: Uint8Array, document: string): Uint8Array
  credentialInput(question: Question): Inputs & { readonly output: Uint8Array }
}

const inputsOf = async (example: string) =>
  (await import(new URL(`../../../examples/${example}/input.mjs`, import.meta.url).href)) as unknown
const { ageInput, issuerKeys } = (await inputsOf('age-check')) as AgeCheck
const { allowlistInput } = (await inputsOf('merkle-allowlist')) as Allowlist
const { credentialInput, documentOf, issuerKey, signDocument } = (await inputsOf(
  'ecdsa-credential',
)) as Credential
const { auctionInput } = (await inputsOf('sealed-bid')) as Auction
const { lotteryInput } = (await inputsOf('lottery')) as Lottery

const elfOf = (example: string) =>
  new Uint8Array(readFileSync(new URL(`../../../examples/${example}/${example}.elf`, import.meta.url)))
const bytes = (text: string | Uint8Array) =>
  typeof text === 'string' ? new TextEncoder().encode(text) : new Uint8Array(text)
const sha256 = (data: string | Uint8Array) => new Uint8Array(createHash('sha256').update(data).digest())

/** Bytes that look random and are the same every time. */
const pseudorandom = (seed: string, length: number) => {
  const parts = Array.from({ length: Math.ceil(length / 32) }, (_, i) => sha256(`${seed} ${i}`))
  return new Uint8Array(Buffer.concat(parts)).slice(0, length)
}

type Text = string | Uint8Array

const one = (example: string, name: string, x: Text, y: Text, output: Text, exitCode = 0): ExampleCase => ({
  name: `${example}: ${name}`,
  example,
  elf: elfOf(example),
  publicInput: bytes(x),
  privateInput: bytes(y),
  output: bytes(output),
  exitCode,
})

const minMax = (name: string, x: string, y: string, output: string, exitCode = 0) =>
  one('min-max', name, x, y, output, exitCode)

const preimage = (length: number) => {
  const data = pseudorandom('preimage', length)
  return one('sha256', `${length} bytes`, '', data, sha256(data))
}

function fibonacci(count: number): ExampleCase {
  let [a, b] = [0, 1]
  for (let i = 0; i < count; i++) [a, b] = [b, (a + b) >>> 0]
  return one('fibonacci', String(count), String(count), '', new Uint8Array(Uint32Array.of(a).buffer))
}

function allowlistCases(): ExampleCase[] {
  const secrets = Array.from({ length: 16 }, (_, i) => Buffer.from(sha256(`secret ${i}`)))
  const scope = Buffer.from(sha256('scope'))
  const cases = [0, 5, 15].map((index) => {
    const { publicInput, privateInput, nullifier } = allowlistInput(secrets, index, scope)
    return one('merkle-allowlist', `member ${index}`, publicInput, privateInput, nullifier)
  })
  const { publicInput, privateInput } = allowlistInput(secrets, 5, scope)
  const change = (at: number) => privateInput.map((byte, i) => (i === at ? byte ^ 1 : byte))
  const rejected = (name: string, x: Uint8Array, y: Uint8Array, exitCode: number) =>
    one('merkle-allowlist', name, x, y, '', exitCode)
  return [
    ...cases,
    rejected('another secret', publicInput, change(3), 1),
    rejected('another place', publicInput, change(32), 1),
    rejected('another path', publicInput, change(100), 1),
    rejected('a path that ends early', publicInput, privateInput.subarray(0, -32), 1),
    rejected('a path that ends within a digest', publicInput, privateInput.subarray(0, -1), 2),
    rejected('no secret', publicInput, new Uint8Array(), 2),
  ]
}

function ageCases(): ExampleCase[] {
  let count = 0
  const keys = issuerKeys(8, (length: number) => Buffer.from(pseudorandom(`key ${count++}`, length)))
  const on = (name: string, birth: number, date: number, exitCode: number) => {
    const { publicInput, privateInput } = ageInput(keys, 6, birth, date)
    return one('age-check', name, publicInput, privateInput, exitCode === 0 ? 'over 18' : '', exitCode)
  }
  const { publicInput, privateInput } = ageInput(keys, 3, 19990131, 20261122)
  const changed = (name: string, change: (y: Uint8Array) => Uint8Array, exitCode: number) =>
    one('age-check', name, publicInput, change(new Uint8Array(privateInput)), '', exitCode)
  return [
    on('18 today', 20081122, 20261122, 0),
    on('18 tomorrow', 20081123, 20261122, 1),
    on('90', 19360202, 20261122, 0),
    on('born in the future', 20270101, 20261122, 1),
    changed('another birth date', (y) => y.map((byte, i) => (i === 0 ? byte ^ 1 : byte)), 1),
    changed('another signature', (y) => y.map((byte, i) => (i === 8 + 32 * 15 ? byte ^ 1 : byte)), 1),
    changed('another key', (y) => y.map((byte, i) => (i === 4 ? byte ^ 1 : byte)), 1),
    changed('a signature that ends early', (y) => y.subarray(0, 100), 2),
  ]
}

function auctionCases(): ExampleCase[] {
  let count = 0
  const salt: Random = (length) => Buffer.from(pseudorandom(`salt ${count++}`, length))
  const held = (name: string, bids: readonly number[]) => {
    const { publicInput, privateInput, output } = auctionInput(bids, salt)
    return one('sealed-bid', name, publicInput, privateInput, output)
  }
  const { publicInput, privateInput } = auctionInput([30, 70, 50], salt)
  const changed = (name: string, x: Uint8Array, y: Uint8Array, exitCode: number) =>
    one('sealed-bid', name, x, y, '', exitCode)
  return [
    held('four bids', [30, 70, 50, 12]),
    held('the first of two equal bids', [5, 0xffffffff, 0xffffffff]),
    held('one bid', [8]),
    changed(
      'a bid raised afterwards',
      publicInput,
      privateInput.map((byte, i) => (i === 0 ? byte + 64 : byte)),
      1,
    ),
    changed('bids of others', publicInput, auctionInput([30, 70, 50], salt).privateInput, 1),
    changed('a bid left out', publicInput, privateInput.subarray(36), 2),
    changed('no bids', new Uint8Array(), new Uint8Array(), 2),
  ]
}

function lotteryCases(): ExampleCase[] {
  const entries = Array.from({ length: 9 }, (_, i) => Buffer.from(`entry number ${i} .`))
  const seed = Buffer.from(sha256('seed'))
  const drawn = (name: string, winners: number) => {
    const { publicInput, privateInput, output } = lotteryInput(entries, winners, seed)
    return one('lottery', name, publicInput, privateInput, output)
  }
  const { publicInput, privateInput } = lotteryInput(entries, 3, seed)
  const changed = (name: string, y: Uint8Array, exitCode: number) =>
    one('lottery', name, publicInput, y, '', exitCode)
  return [
    drawn('three of nine', 3),
    drawn('all', 9),
    drawn('nobody', 0),
    changed('an entry left out', privateInput.subarray(16), 1),
    changed(
      'an entry changed',
      privateInput.map((byte, i) => (i === 20 ? byte ^ 1 : byte)),
      1,
    ),
    changed('fewer entries than winners', privateInput.subarray(0, 32), 2),
    changed('half an entry', privateInput.subarray(0, -8), 2),
  ]
}

function credentialCases(): ExampleCase[] {
  const [issuer, other] = ['issuer', 'other issuer'].map((seed) =>
    issuerKey((length) => pseudorandom(seed, length)),
  ) as [ReturnType<typeof issuerKey>, ReturnType<typeof issuerKey>]
  const secret = sha256('holder of a credential')
  const ada = {
    name: 'Ada Example',
    birth: '2008-11-22',
    country: 'AT',
    number: 'P1234567',
    expires: '2026-11-22',
  }
  const signed = (document: string) => ({ document, signature: signDocument(issuer.secretKey, document) })
  const honest: Question = {
    publicKey: issuer.publicKey,
    scope: sha256('scope'),
    date: '2026-11-22',
    conditions: ['over 18', 'country in DE AT'],
    ...signed(documentOf(ada, secret)),
    secret,
  }
  const holds = (name: string, change: Partial<Question>) => {
    const { publicInput, privateInput, output } = credentialInput({ ...honest, ...change })
    return { ...one('ecdsa-credential', name, publicInput, privateInput, output), message: '' }
  }
  const fails = (name: string, exitCode: number, message: string, { publicInput, privateInput }: Inputs) => ({
    ...one('ecdsa-credential', name, publicInput, privateInput, '', exitCode),
    message: `${message}\n`,
  })
  const refused = (name: string, message: string, change: Partial<Question>) =>
    fails(name, 1, message, credentialInput({ ...honest, ...change }))
  const malformed = (name: string, message: string, change: Partial<Question>) =>
    fails(name, 2, message, credentialInput({ ...honest, ...change }))
  const flipped = (data: Uint8Array, at: number) => data.map((byte, k) => (k === at ? byte ^ 1 : byte))
  const { document, signature } = honest
  const { publicInput, privateInput } = credentialInput(honest)
  const [unsigned, badDocument] = ['The issuer did not sign this document.', 'The document is malformed.']
  const [younger, elsewhere] = ['The holder is younger.', 'The country is none of those.']
  const [badPublic, badPrivate] = ['public', 'private'].map(
    (which) => `The ${which} input is too short or too long.`,
  ) as [string, string]
  const written = (name: string, text: string) => malformed(name, badDocument, signed(text))
  const asked = (name: string, message: string, ...conditions: string[]) =>
    malformed(name, message, { conditions })
  return [
    holds('18 today and of a country', {}),
    holds('of age alone', { conditions: ['over 18'] }),
    holds('of a country alone', { conditions: ['country in AT'] }),
    holds('over 0 and over 5', { conditions: ['over 0', 'over 5'] }),
    holds('another scope', { scope: sha256('another scope') }),
    holds('a signature with the other s', { signature: otherSignature(signature) }),
    holds('the longest name', signed(documentOf({ ...ada, name: 'A'.repeat(365) }, secret))),
    refused('18 tomorrow', younger, signed(documentOf({ ...ada, birth: '2008-11-23' }, secret))),
    refused('over 19', younger, { conditions: ['country in AT', 'over 19'] }),
    refused('over 999', younger, { conditions: ['over 999'] }),
    refused('another country', elsewhere, { conditions: ['over 18', 'country in DE FR TA'] }),
    refused('of one list and not of the other', elsewhere, {
      conditions: ['country in AT', 'country in DE'],
    }),
    refused('no country', elsewhere, { conditions: ['country in'] }),
    refused('expired', 'The document has expired.', { date: '2026-11-23' }),
    refused('another secret', 'The document is of another holder.', { secret: sha256('thief') }),
    refused('another issuer', unsigned, { publicKey: other.publicKey }),
    refused('signed by another issuer', unsigned, { signature: signDocument(other.secretKey, document) }),
    refused('a key that is no point', unsigned, { publicKey: flipped(issuer.publicKey, 63) }),
    refused('another r', unsigned, { signature: flipped(signature, 31) }),
    refused('another s', unsigned, { signature: flipped(signature, 63) }),
    refused('a signature of zeros', unsigned, { signature: new Uint8Array(64) }),
    ...[0, 9, 24, 46, 59, 90, document.length - 1].map((at) =>
      fails(`a document with a bit of byte ${at} flipped`, 1, unsigned, {
        publicInput,
        privateInput: flipped(privateInput, 96 + at),
      }),
    ),
    refused('a document that ends early', unsigned, { document: document.slice(0, -1) }),
    refused('no document', unsigned, { document: '' }),
    refused('an older document', unsigned, { document: documentOf({ ...ada, birth: '1998-11-22' }, secret) }),
    written('signed nonsense', 'nonsense'),
    written('a signed document of nothing', ''),
    written('a line too many', `${document}over: 18\n`),
    written('a line left out', document.replace(/number.*\n/, '')),
    written('a name in two lines', document.replace('Ada ', 'Ada\n')),
    written('no name', document.replace('Ada Example', '')),
    written('a birth date in the 13th month', document.replace('2008-11', '2008-13')),
    written('a birth date of no digits', document.replace('2008', '20 8')),
    written('a country in lower case', document.replace('AT', 'at')),
    written('a country of three letters', document.replace('AT', 'AUT')),
    written('half a holder', document.slice(0, -2)),
    asked('no condition', 'The question has no condition.'),
    asked('an unknown condition', 'The question has an unknown condition.', 'over 18', 'under 30'),
    asked('an age of no digits', 'The question has an unknown condition.', 'over x'),
    asked('an age of 4 digits', 'A line of the question does not end.', 'over 0018'),
    asked('half a country', 'A country in the question has not two letters.', 'country in AT A'),
    malformed('no date', 'The question begins with no date.', { date: '2026-11-00' }),
    malformed('a question that does not fit', badPublic, { conditions: ['over 18'.padEnd(300)] }),
    malformed(
      'a document that does not fit',
      badPrivate,
      signed(documentOf({ ...ada, name: 'A'.repeat(366) }, secret)),
    ),
    fails('half a question', 2, 'A line of the question does not end.', {
      publicInput: publicInput.subarray(0, -1),
      privateInput,
    }),
    fails('half a key', 2, badPublic, { publicInput: publicInput.subarray(0, 32), privateInput }),
    fails('half a signature', 2, badPrivate, { publicInput, privateInput: privateInput.subarray(0, 32) }),
  ]
}

/** The signature (r, -s), which is as good as (r, s). */
function otherSignature(signature: Uint8Array): Uint8Array {
  const { n } = p256.Point.CURVE()
  const s = BigInt(`0x${Buffer.from(signature.subarray(32)).toString('hex')}`)
  const negated = (n - s).toString(16).padStart(64, '0')
  return Uint8Array.of(...signature.subarray(0, 32), ...Buffer.from(negated, 'hex'))
}

export const cases: readonly ExampleCase[] = [
  minMax('the list of the specification', '', '[1,5,7,0]', '[0,7]'),
  minMax('public and private numbers', '10 20', '15,30', '[10,30]'),
  minMax('one number, the least', '0', '', '[0,0]'),
  minMax('one number, the greatest', '', 'x4294967295', '[4294967295,4294967295]'),
  minMax('leading zeros and other text', '', 'a 007; -1000000000\n', '[7,1000000000]'),
  minMax('a number of 2^32', '', '4294967296', '', 1),
  minMax('a longer number', '', '12345678901', '', 1),
  minMax('no number', 'none', '[]', '', 1),
  ...[0, 1, 3, 54, 55, 56, 57, 63, 64, 65, 119, 120, 1000].map(preimage),
  ...allowlistCases(),
  ...ageCases(),
  ...credentialCases(),
  ...auctionCases(),
  ...lotteryCases(),
  ...[0, 1, 2, 47, 48, 1000].map(fibonacci),
  one('fibonacci', 'no number', 'x', '', '', 1),
]
