/** The examples with inputs, and what they have to give, computed without the machine. */
import { credentialCases } from './credential-cases.ts'
import {
  type ExampleCase,
  type Inputs,
  inputsOf,
  one,
  pseudorandom,
  type Random,
  sha256,
} from './example-case.ts'

export type { ExampleCase } from './example-case.ts'

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

interface Inference {
  readonly scans: readonly string[]
  imageOf(scan: string): Uint8Array
}

const { ageInput, issuerKeys } = (await inputsOf('age-check')) as AgeCheck
const { allowlistInput } = (await inputsOf('merkle-allowlist')) as Allowlist
const { auctionInput } = (await inputsOf('sealed-bid')) as Auction
const { lotteryInput } = (await inputsOf('lottery')) as Lottery

const { imageOf, scans } = (await inputsOf('private-inference')) as Inference

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

function inferenceCases(): ExampleCase[] {
  const on = (name: string, image: Uint8Array, output: string, exitCode = 0) =>
    one('private-inference', name, '', image, output, exitCode)
  const image = imageOf(scans[7]!)
  return [
    ...scans.map((scan, digit) => on(`digit ${digit}`, imageOf(scan), String(digit))),
    on('a byte less', image.subarray(1), '', 1),
    on('a byte more', Uint8Array.of(...image, 0), '', 1),
    on('no image', new Uint8Array(), '', 1),
  ]
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
  ...inferenceCases(),
  ...[0, 1, 2, 47, 48, 1000].map(fibonacci),
  one('fibonacci', 'no number', 'x', '', '', 1),
]
