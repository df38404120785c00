/** What identifies a verifier: a hash of its key. Its first 4 bytes are the selector that every encoded proof starts with. */
import { sha256 } from '@noble/hashes/sha2.js'
import type { VerificationKey } from '../formats/json.ts'

/** Format of proofs and contracts; part of the hash. */
export const VERSION = '1.0.0'

export interface VerifierIdentity {
  /** 32 bytes. */
  readonly hash: Uint8Array
  /** The first 4 bytes of the hash. */
  readonly selector: Uint8Array
  readonly version: string
}

/** Coordinates of the key in the order of the contract's constants, big endian, imaginary parts first. */
export function keyWords(key: VerificationKey): bigint[] {
  const g2 = (p: VerificationKey['vk_beta_2']) => [p[0][1], p[0][0], p[1][1], p[1][0]]
  const g1 = (p: VerificationKey['vk_alpha_1']) => (p[2] === '0' ? ['0', '0'] : [p[0], p[1]])
  return [
    ...g1(key.vk_alpha_1),
    ...g2(key.vk_beta_2),
    ...g2(key.vk_gamma_2),
    ...g2(key.vk_delta_2),
    ...key.IC.flatMap(g1),
  ].map(BigInt)
}

/**
 * `insecure`: the key is a development key, which gets another hash and says so in its version.
 *
 * @example
 * const { hash, selector, version } = verifierIdentity(key, false)
 * console.log(hash.length, selector.length, version) // 32 4 1.0.0
 */
export function verifierIdentity(key: VerificationKey, insecure: boolean): VerifierIdentity {
  const version = insecure ? `${VERSION}-INSECURE-DEVELOPMENT-KEY` : VERSION
  const words = keyWords(key)
  const tag = new TextEncoder().encode(`limpid groth16 bn254 verifier ${version}\n`)
  const bytes = new Uint8Array(tag.length + 32 * words.length)
  bytes.set(tag)
  for (const [i, word] of words.entries()) bytes.set(bigEndian(word), tag.length + 32 * i)
  const hash = sha256(bytes)
  return { hash, selector: hash.slice(0, 4), version }
}

/** 32 big-endian bytes. */
export function bigEndian(value: bigint): Uint8Array {
  const bytes = new Uint8Array(32)
  for (let i = 31, rest = value; i >= 0; i--, rest >>= 8n) bytes[i] = Number(rest & 0xffn)
  return bytes
}

export const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
