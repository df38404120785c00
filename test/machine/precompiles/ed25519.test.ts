import { createPublicKey, verify as verifyByOpenssl } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { ed25519 } from '@noble/curves/ed25519.js'
import { sha512 } from '@noble/hashes/sha2.js'
import asc from 'assemblyscript/asc'
import { describe, expect, test } from 'vitest'
import { type AssemblyScript, compileTypeScript } from '../../../src/compile.ts'
import { compile } from '../../../src/machine/compile.ts'
import { modmul } from '../../../src/machine/precompiles/modmul/modmul.ts'
import { precompiles } from '../../../src/machine/precompiles.ts'
import { interpret } from '../../../src/vm/interpreter.ts'
import { loadElf } from '../../../src/vm/program.ts'

const GUEST = loadElf(new Uint8Array(readFileSync(new URL('guests/ed25519.elf', import.meta.url))))
const { plan } = compile(GUEST)
const { Point } = ed25519
const { p, n } = Point.CURVE()

interface Claim {
  readonly key: Uint8Array
  readonly signature: Uint8Array
  readonly message: Uint8Array
}

function run({ key, signature, message }: Claim): { answer: boolean; calls: number; cycles: number } {
  const privateInput = Uint8Array.of(...key, ...signature, ...message)
  const { output, exitCode, calls, cycles } = interpret(GUEST, plan, { privateInput })
  expect([exitCode, output.length]).toEqual([0, 1])
  return { answer: output[0] === 1, calls: calls[precompiles.indexOf(modmul)]!.calls, cycles }
}

/** Verification without the cofactor by another implementation. */
function openssl({ key, signature, message }: Claim): boolean {
  const prefix = Uint8Array.from([0x30, 0x2a, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 3, 0x21, 0])
  const der = Buffer.concat([prefix, key])
  return verifyByOpenssl(null, message, createPublicKey({ key: der, format: 'der', type: 'spki' }), signature)
}

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'hex'))
const bytesOf = (value: bigint): Uint8Array =>
  Uint8Array.from({ length: 32 }, (_, k) => Number((value >> BigInt(8 * k)) & 0xffn))
const numberOf = (bytes: Uint8Array): bigint =>
  bytes.reduceRight((sum, byte) => (sum << 8n) + BigInt(byte), 0n)
const join = (r: Uint8Array, s: bigint): Uint8Array => Uint8Array.of(...r, ...bytesOf(s))

/** A signature by a nonce and a secret, with points of small order added to R and to the key. */
function sign(
  secret: bigint,
  nonce: bigint,
  message: Uint8Array,
  toR = Point.ZERO,
  toKey = Point.ZERO,
): Claim {
  const times = (k: bigint) => (k === 0n ? Point.ZERO : Point.BASE.multiply(k))
  const key = times(secret).add(toKey).toBytes()
  const r = times(nonce).add(toR).toBytes()
  const k = numberOf(sha512(Uint8Array.of(...r, ...key, ...message))) % n
  return { key, signature: join(r, (nonce + k * secret) % n), message }
}

const text = (message: string) => new TextEncoder().encode(message)
/** The points of small order. */
const order8 = Point.fromHex('26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05')
const small = Array.from({ length: 8 }, (_, k) =>
  Array.from({ length: k }).reduce<typeof order8>((sum) => sum.add(order8), Point.ZERO),
)

describe('Ed25519', () => {
  test.each([
    [
      'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
      '',
      'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
    ],
    [
      '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
      '72',
      '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
    ],
    [
      'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025',
      'af82',
      '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a',
    ],
  ])('RFC 8032, 7.1: %s', (key, message, signature) => {
    const claim = { key: hex(key), message: hex(message), signature: hex(signature) }
    expect(run(claim).answer).toBe(true)
    expect(run({ ...claim, message: Uint8Array.of(...claim.message, 0) }).answer).toBe(false)
  })

  test.each([0, 46, 47, 48, 63, 64, 111, 112, 175, 176, 200, 300])('a message of %i bytes', (length) => {
    const secret = Uint8Array.from({ length: 32 }, (_, k) => 7 * k + length)
    const message = Uint8Array.from({ length }, (_, k) => 31 * k + length)
    const claim = { key: ed25519.getPublicKey(secret), signature: ed25519.sign(message, secret), message }
    expect(run(claim).answer).toBe(true)
  })

  test('refuses a signature with any bit flipped', () => {
    const { key, signature, message } = sign(1234567n, 7654321n, text('hello'))
    const honest = Uint8Array.of(...key, ...signature, ...message)
    for (const bit of [0, 7, 100, 248, 255, 256, 300, 504, 511, 512, 600, 760, 767, 768, 807]) {
      const bytes = honest.map((byte, k) => (k === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte))
      const claim = { key: bytes.slice(0, 32), signature: bytes.slice(32, 96), message: bytes.slice(96) }
      expect([bit, run(claim).answer]).toEqual([bit, false])
      expect(openssl(claim)).toBe(false)
    }
  })

  const right = sign(1234567n, 7654321n, text('hello'))
  const s = numberOf(right.signature.slice(32))
  const claims: readonly (readonly [string, Claim])[] = [
    ['right', right],
    ['s + n', { ...right, signature: join(right.signature.slice(0, 32), s + n) }],
    ['s = 0', { ...right, signature: join(right.signature.slice(0, 32), 0n) }],
    ['s = n', { ...right, signature: join(right.signature.slice(0, 32), n) }],
    ['s = 2^256 - 1', { ...right, signature: join(right.signature.slice(0, 32), 2n ** 256n - 1n) }],
    ['R is neutral', sign(1234567n, 0n, text('x'))],
    ['S = 0 and R = 0 with a neutral key', sign(0n, 0n, text('x'))],
    ['neutral key', sign(0n, 5n, text('x'))],
    ['key is the generator', sign(1n, 5n, text('x'))],
    ['key is the negative generator', sign(n - 1n, 5n, text('x'))],
    ['key is twice the generator', sign(2n, 3n, text('y'))],
    ['key is 16 times the generator', sign(16n, 3n, text('y'))],
    ...small.map((own, k): [string, Claim] => [
      `${k} T in the key`,
      sign(99n, 55n, text('z'), Point.ZERO, own),
    ]),
    ...small.map((own, k): [string, Claim] => [`${k} T as key`, sign(0n, 55n, text('w'), Point.ZERO, own)]),
    ...small.map((own, k): [string, Claim] => [`${k} T as key and S = 0`, sign(0n, 0n, text('v'), own, own)]),
    ...small.map((own, k): [string, Claim] => [`${k} T in R`, sign(99n, 55n, text('z'), own)]),
  ]
  test.each(claims)('as OpenSSL: %s', (_, claim) => {
    expect(run(claim).answer).toBe(openssl(claim))
  })

  test('accepts a key of small order where its multiple is right', () => {
    const claims = Array.from({ length: 40 }, (_, k) =>
      sign(0n, 0n, Uint8Array.of(k), small[k % 8], small[(3 * k) % 8]),
    )
    const answers = claims.map((claim) => run(claim).answer)
    expect(answers).toEqual(claims.map(openssl))
    expect(new Set(answers)).toEqual(new Set([true, false]))
  })

  const noPoints: readonly (readonly [string, Uint8Array])[] = [
    ['y = p', bytesOf(p)],
    ['y = p + 1', bytesOf(p + 1n)],
    ['y = 2^255 - 1', bytesOf(2n ** 255n - 1n)],
    ['x = 0 with a sign', bytesOf(1n + 2n ** 255n)],
    ['y = -1 with a sign', bytesOf(p - 1n + 2n ** 255n)],
    ['no point', bytesOf(2n)],
  ]
  /** S = 0 and R neutral fit if the key were neutral. */
  const asNeutral = (key: Uint8Array): Claim => ({ key, signature: join(bytesOf(1n), 0n), message: text('') })
  test.each(noPoints)('refuses keys that encode no point: %s', (_, key) => {
    const claim = asNeutral(key)
    expect(run(claim).answer).toBe(false)
  })

  test('is the same in TypeScript', async () => {
    const source = `
      import { readPrivate, write } from 'limpid/guest'
      import { ed25519Verify } from 'limpid/guest/zkvm/ed25519'
      export function main(): i32 {
        const x = readPrivate()
        const answer = new Uint8Array(1)
        for (let at = 0; at < x.length; ) {
          const length = <i32>load<u32>(x.dataStart + at)
          const own = x.subarray(at + 4, at + 100 + length)
          answer[0] = ed25519Verify(own.subarray(96), own.subarray(32, 96), own.subarray(0, 32)) ? 1 : 0
          write(answer)
          at += 100 + length
        }
        return ed25519Verify(new Uint8Array(0), new Uint8Array(63), new Uint8Array(32)) ? 1 : 0
      }`
    const { elf } = await compileTypeScript(asc as unknown as AssemblyScript, 'program.ts', (path) =>
      path === 'program.ts' ? source : null,
    )
    const executable = loadElf(elf)
    const own = [
      ...claims.map(([, claim]) => claim),
      ...noPoints.map(([, key]) => asNeutral(key)),
      ...[47, 48, 176, 300].map((length) =>
        sign(
          5n,
          6n,
          Uint8Array.from({ length }, (_, k) => k),
        ),
      ),
    ]
    const privateInput = own.flatMap(({ key, signature, message }) => [
      ...new Uint8Array(Uint32Array.of(message.length).buffer),
      ...[...key, ...signature, ...message],
    ])
    const { output, exitCode, cycles } = interpret(executable, compile(executable).plan, {
      privateInput: Uint8Array.from(privateInput),
    })
    expect(exitCode).toBe(0)
    expect([...output].map((byte) => byte === 1)).toEqual(own.map((claim) => run(claim).answer))
    expect(cycles / own.length).toBeLessThan(200_000)
  })

  test('takes fewer calls than a table of the least height has rows', () => {
    const { calls, cycles } = run(right)
    expect(calls).toBeGreaterThan(2000)
    expect(calls).toBeLessThan(4096)
    expect(cycles).toBeLessThan(60_000)
  })
})
