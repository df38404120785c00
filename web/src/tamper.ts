/** Attempts to cheat, for a visitor to watch them fail. */
import type { Claim } from '../../src/verify.ts'
import { toHex, toText } from './bytes.ts'
import { formatCount, shorten } from './format.ts'
import type { Change } from './verdict-view.ts'

export type Tampering = 'none' | 'byte' | 'output' | 'program'

export interface Tampered {
  readonly claim: Claim
  readonly proof: Uint8Array
  readonly change?: Change
  /** Position of the byte of the proof that differs. */
  readonly at?: number
}

const ASCII_ZERO = 48

/** The claim and the proof with one thing altered. */
export function tamper(kind: Tampering, claim: Claim, proof: Uint8Array): Tampered {
  if (kind === 'byte') return withOtherByte(claim, proof)
  if (kind === 'output') {
    const output = claim.output.length > 0 ? claim.output.slice() : Uint8Array.of(ASCII_ZERO)
    if (claim.output.length > 0) output[lastDigit(output)]! ^= 1
    const change = { what: 'Output', before: write(claim.output), after: write(output) }
    return { claim: { ...claim, output }, proof, change }
  }
  if (kind === 'program') {
    const first = claim.programId.startsWith('0') ? '1' : '0'
    const programId = first + claim.programId.slice(1)
    const change = { what: 'Program', before: shorten(claim.programId), after: shorten(programId) }
    return { claim: { ...claim, programId }, proof, change }
  }
  return { claim, proof }
}

function withOtherByte(claim: Claim, proof: Uint8Array): Tampered {
  const altered = proof.slice()
  const at = Math.floor(Math.random() * altered.length)
  altered[at]! ^= 1 << Math.floor(Math.random() * 8)
  const byte = (bytes: Uint8Array) => toHex(bytes.subarray(at, at + 1))
  const change = { what: `Byte ${formatCount(at)} of the proof`, before: byte(proof), after: byte(altered) }
  return { claim, proof: altered, change, at }
}

/** Position of the last digit in an output of text, so that it stays readable; else of the last byte. */
function lastDigit(output: Uint8Array): number {
  const text = toText(output)
  const found =
    text === undefined ? -1 : output.findLastIndex((byte) => byte >= ASCII_ZERO && byte < ASCII_ZERO + 10)
  return found < 0 ? output.length - 1 : found
}

const LONGEST = 48

function write(bytes: Uint8Array): string {
  if (bytes.length === 0) return 'nothing'
  const text = toText(bytes) ?? toHex(bytes)
  return text.length > LONGEST ? `…${text.slice(-LONGEST)}` : text
}
