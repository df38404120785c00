/** Attempts to cheat, for a visitor to watch them fail. */
import type { Claim } from '../../src/verify.ts'

export type Tampering = 'none' | 'byte' | 'output' | 'program'

export interface Tampered {
  readonly claim: Claim
  readonly proof: Uint8Array
  /** What was done, in a sentence. */
  readonly what?: string
}

const hex = (byte: number) => byte.toString(16).padStart(2, '0')

/** The claim and the proof with one thing changed. */
export function tamper(kind: Tampering, claim: Claim, proof: Uint8Array): Tampered {
  if (kind === 'byte') {
    const changed = proof.slice()
    const at = Math.floor(Math.random() * changed.length)
    const before = changed[at]!
    changed[at] = before ^ (1 << Math.floor(Math.random() * 8))
    const what = `Byte ${at.toLocaleString('en-US')} of the proof was ${hex(before)} and is ${hex(changed[at])} now.`
    return { claim, proof: changed, what }
  }
  if (kind === 'output') {
    const output = claim.output.length > 0 ? claim.output.slice() : Uint8Array.of(48)
    const last = output.length - 1
    if (claim.output.length > 0) output[last]! ^= 1
    return { claim: { ...claim, output }, proof, what: 'The same proof, but another output is claimed.' }
  }
  if (kind === 'program') {
    const first = claim.programId.startsWith('0') ? '1' : '0'
    const programId = first + claim.programId.slice(1)
    return { claim: { ...claim, programId }, proof, what: 'The same proof, but another program is claimed.' }
  }
  return { claim, proof }
}
