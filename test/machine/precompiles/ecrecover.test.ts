import { readFileSync } from 'node:fs'
import { secp256k1 } from '@noble/curves/secp256k1.js'
import { describe, expect, test } from 'vitest'
import { compile } from '../../../src/machine/compile.ts'
import { modmul } from '../../../src/machine/precompiles/modmul/modmul.ts'
import { precompiles } from '../../../src/machine/precompiles.ts'
import { interpret } from '../../../src/vm/interpreter.ts'
import { loadElf } from '../../../src/vm/program.ts'
import { bytesOf, numberOf } from '../../support/precompiles/ecdsa-claims.ts'
import { random } from '../../support/random.ts'
import { TraceProver } from '../../support/traces.ts'

const ELF = new Uint8Array(readFileSync(new URL('guests/ecrecover.elf', import.meta.url)))
const GUEST = loadElf(ELF)
const { plan } = compile(GUEST)
const { Point } = secp256k1
const { p, n } = Point.CURVE()
const { Fn } = Point

interface Claim {
  readonly name: string
  readonly digest: Uint8Array
  readonly r: bigint
  readonly s: bigint
  readonly id: number
}

const claimBytes = ({ digest, r, s, id }: Claim): Uint8Array =>
  Uint8Array.of(...digest, ...bytesOf(r), ...bytesOf(s), id)

/** The keys that the guest recovers. */
function recover(claims: readonly Claim[]) {
  const privateInput = Uint8Array.from(claims.flatMap((claim) => [...claimBytes(claim)]))
  const { output, exitCode, calls, cycles } = interpret(GUEST, plan, { privateInput })
  expect([exitCode, output.length]).toEqual([0, 65 * claims.length])
  const keys = claims.map((_, k) => {
    const [recovered, ...key] = output.subarray(65 * k, 65 * (k + 1))
    if (recovered === 0) expect(key.some((byte) => byte !== 0)).toBe(false)
    return recovered === 1 ? Uint8Array.from(key) : undefined
  })
  return { keys, calls: calls[precompiles.indexOf(modmul)]!.calls, cycles }
}

/** The key by another implementation; undefined if there is none. */
function expected({ digest, r, s, id }: Claim): Uint8Array | undefined {
  try {
    return new secp256k1.Signature(r, s, id).recoverPublicKey(digest).toBytes(false).slice(1)
  } catch {
    return undefined
  }
}

const next = random(39)
const bytes = () => Uint8Array.from({ length: 32 }, () => next(256))

/** A signature with its recovery id. */
function sign(secret: bigint, nonce: bigint, digest: Uint8Array): Omit<Claim, 'name'> {
  const { x, y } = Point.BASE.multiply(nonce).toAffine()
  const r = Fn.create(x)
  const s = Fn.mul(Fn.inv(nonce), Fn.create(numberOf(digest) + r * secret))
  return { digest, r, s, id: Number(y & 1n) }
}

const isX = (x: bigint) => x < p && hasRoot(x ** 3n + 7n)
function hasRoot(square: bigint): boolean {
  try {
    Point.Fp.sqrt(Point.Fp.create(square))
    return true
  } catch {
    return false
  }
}
const firstFrom = (start: bigint, is: (x: bigint) => boolean): bigint =>
  is(start) ? start : firstFrom(start + 1n, is)

const secret = Fn.create(numberOf(bytes()))
const nonce = Fn.create(numberOf(bytes()))
const right = sign(secret, nonce, bytes())
const noX = firstFrom(right.r, (x) => !isX(x))
/** With this as r, x is r or r + n. */
const twofold = firstFrom(1n, (r) => isX(r) && isX(r + n))
const onlyAbove = firstFrom(1n, (r) => !isX(r) && isX(r + n))
const named = (name: string, changes: Partial<Claim> = {}): Claim => ({ ...right, ...changes, name })
const claims: readonly Claim[] = [
  named('right'),
  named('another id', { id: 1 - right.id }),
  named('the other root and sign of s', { id: 1 - right.id, s: n - right.s }),
  ...Array.from({ length: 6 }, (_, k) => ({
    ...sign(secret, BigInt(k + 1), bytes()),
    name: `nonce ${k + 1}`,
  })),
  { ...sign(secret, n - 1n, bytes()), name: 'nonce -1' },
  { ...sign(1n, 2n, bytes()), name: 'key is the generator' },
  { ...sign(n - 1n, 3n, bytes()), name: 'key is the negative generator' },
  { ...sign(secret, nonce, bytesOf(0n)), name: 'digest 0' },
  { ...sign(secret, nonce, bytesOf(n)), name: 'digest n' },
  { ...sign(secret, nonce, bytesOf(2n ** 256n - 1n)), name: 'digest of ones' },
  ...[0, 1, 2, 3].map((id) => named(`id ${id} where x may be r or r + n`, { r: twofold, id })),
  ...[0, 2, 3].map((id) => named(`id ${id} where x may only be r + n`, { r: onlyAbove, id })),
  ...[2, 3].map((id) => named(`id ${id} where r + n exceeds the modulus`, { id })),
  named('r + n = p', { r: p - n, id: 2 }),
  named('r + n = p - 1', { r: p - n - 1n, id: 2 }),
  ...[4, 5, 27, 28, 255].map((id) => named(`id ${id}`, { id })),
  named('x is not on the curve', { r: noX, id: 0 }),
  named('x is not on the curve, odd', { r: noX, id: 1 }),
  ...[0n, n, n + 1n, p, p + 1n, 2n ** 256n - 1n].flatMap((value) => [
    named(`r = ${value}`, { r: value }),
    named(`s = ${value}`, { s: value }),
    named(`r = ${value}, r + n`, { r: value, id: 2 }),
  ]),
  named('key at infinity', { digest: bytesOf(Fn.mul(right.s, nonce)) }),
]

describe('recovery of keys on secp256k1', () => {
  test.each(claims)('$name', (claim) => {
    expect(recover([claim]).keys).toEqual([expected(claim)])
  })

  test('gives the key of the signer', () => {
    const key = Point.BASE.multiply(secret).toBytes(false).slice(1)
    expect(recover([claims[0]!, claims[2]!]).keys).toEqual([key, key])
    expect(claims.filter((claim) => expected(claim) !== undefined).length).toBeGreaterThan(15)
  })

  test('is proved', async () => {
    const prover = await TraceProver.create()
    const own = [claims[0]!, named('id 4', { id: 4 })]
    const privateInput = Uint8Array.from(own.flatMap((claim) => [...claimBytes(claim)]))
    const { faults, refusal, statement } = await prover.attempt(ELF, { privateInput })
    expect(faults).toEqual({ violated: [], unbalanced: [] })
    expect(refusal).toBeUndefined()
    expect(statement.output).toEqual(Uint8Array.of(1, ...expected(own[0]!)!, 0, ...new Uint8Array(64)))
  })

  test('takes fewer calls than a table of the least height has rows', () => {
    const { calls, cycles } = recover(claims.slice(0, 1))
    expect(calls).toBeGreaterThan(2000)
    expect(calls).toBeLessThan(4096)
    expect(cycles).toBeLessThan(45_000)
  })
})
