/** A claim and its proof as one text, to be sent as a file or pasted. */
import type { Claim } from '../../src/verify.ts'
import { fromBase64, toBase64, toHex } from './bytes.ts'
import { claimFrom } from './link.ts'

const FORMAT = 'limpid-proof-1'

export interface ProofPackage {
  readonly claim: Claim
  readonly proof: Uint8Array
}

export function writePackage({ claim, proof }: ProofPackage): string {
  const { programId, publicInput, output, exitCode } = claim
  const parts = {
    format: FORMAT,
    programId,
    publicInput: toHex(publicInput),
    output: toHex(output),
    exitCode,
    proof: toBase64(proof),
  }
  return `${JSON.stringify(parts, undefined, 1)}\n`
}

/** The package in a text; undefined if the text is anything else. */
export function readPackage(text: string): ProofPackage | undefined {
  let parts: unknown
  try {
    parts = JSON.parse(text)
  } catch {
    return undefined
  }
  if (typeof parts !== 'object' || parts === null) return undefined
  const { format, proof: encoded, ...rest } = parts as Record<string, unknown>
  if (format !== FORMAT || typeof encoded !== 'string') return undefined
  const { programId, publicInput, output, exitCode } = rest
  const claim = claimFrom({ programId, publicInput, output, exitCode })
  const proof = fromBase64(encoded)
  return claim === undefined || proof === undefined ? undefined : { claim, proof }
}
