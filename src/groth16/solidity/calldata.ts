/** Proofs and public signals as the EVM takes them: big-endian words, the imaginary part of G2 coordinates first. */
import { keccak_256 } from '@noble/hashes/sha3.js'
import type { Groth16Proof, PublicSignals, VerificationKey } from '../formats/json.ts'
import { bigEndian, hex, verifierIdentity } from './verifier-hash.ts'

/** A.x, A.y, B.x.c1, B.x.c0, B.y.c1, B.y.c0, C.x, C.y. */
function proofWords(proof: Groth16Proof): bigint[] {
  const { pi_a: a, pi_b: b, pi_c: c } = proof
  return [a[0], a[1], b[0][1], b[0][0], b[1][1], b[1][0], c[0], c[1]].map(BigInt)
}

/**
 * The `proof` argument of our contract: the selector of the verifier, then 256 bytes.
 *
 * @example
 * console.log(encodeProof(proof, key).length) // 260
 */
export function encodeProof(proof: Groth16Proof, key: VerificationKey, insecure = false): Uint8Array {
  const bytes = new Uint8Array(260)
  bytes.set(verifierIdentity(key, insecure).selector)
  for (const [i, word] of proofWords(proof).entries()) bytes.set(bigEndian(word), 4 + 32 * i)
  return bytes
}

/** Signature of the contract's function for `count` public signals. */
export const verifySignature = (count: number): string =>
  count === 0 ? 'verifyProof(bytes)' : `verifyProof(bytes,uint256[${count}])`

/**
 * A whole call of `verifyProof`, ABI-encoded.
 *
 * @example
 * const data = encodeCall(encodeProof(proof, key), publicSignals)
 * console.log(data.length) // 388
 */
export function encodeCall(proof: Uint8Array, publicSignals: PublicSignals): Uint8Array {
  const count = publicSignals.length
  const padded = Math.ceil(proof.length / 32) * 32
  const bytes = new Uint8Array(4 + 32 * (count + 2) + padded)
  bytes.set(keccak_256(new TextEncoder().encode(verifySignature(count))).subarray(0, 4))
  bytes.set(bigEndian(BigInt(32 * (count + 1))), 4)
  for (const [i, signal] of publicSignals.entries()) bytes.set(bigEndian(BigInt(signal)), 36 + 32 * i)
  bytes.set(bigEndian(BigInt(proof.length)), 36 + 32 * count)
  bytes.set(proof, 68 + 32 * count)
  return bytes
}

/**
 * The arguments for contracts with the ABI of snarkjs: `[a], [b], [c], [signals]` as hexadecimal text.
 *
 * @example
 * console.log((await exportSolidityCallData(proof, publicSignals)).startsWith('["0x')) // true
 */
export async function exportSolidityCallData(
  proof: Groth16Proof,
  publicSignals: PublicSignals,
): Promise<string> {
  const [ax, ay, bx1, bx0, by1, by0, cx, cy] = proofWords(proof).map((word) => `0x${hex(bigEndian(word))}`)
  const signals = publicSignals.map((signal) => `0x${hex(bigEndian(BigInt(signal)))}`)
  return JSON.stringify([
    [ax, ay],
    [
      [bx1, bx0],
      [by1, by0],
    ],
    [cx, cy],
    signals,
  ]).slice(1, -1)
}
