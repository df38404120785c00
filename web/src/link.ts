/** Links to a claim: program id, public input, output and exit code. Nothing else fits into one. */
import type { Claim } from '../../src/verify.ts'
import { fromHex, toHex } from './bytes.ts'

const LARGEST_EXIT_CODE = 0xffffffff

/** The verifier's page with this claim filled in. It stays in the fragment, which no browser sends to a server. */
export function linkTo({ programId, publicInput, output, exitCode }: Claim): string {
  const link = new URL('verify.html', document.baseURI)
  link.hash = new URLSearchParams({
    program: programId,
    public: toHex(publicInput),
    output: toHex(output),
    exit: String(exitCode),
  }).toString()
  return link.href
}

/** The claim in a link or its fragment; undefined if there is none. */
export function claimOf(link: string): Claim | undefined {
  const parts = new URLSearchParams(link.trim().replace(/^[^#]*#/, ''))
  return claimFrom({
    programId: parts.get('program'),
    publicInput: parts.get('public'),
    output: parts.get('output'),
    exitCode: parts.get('exit'),
  })
}

/** A claim whose parts are written as text: bytes in hexadecimal digits. Undefined if one is missing or malformed. */
export function claimFrom(parts: Readonly<Record<keyof Claim, unknown>>): Claim | undefined {
  const { programId, exitCode } = parts
  const publicInput = typeof parts.publicInput === 'string' ? fromHex(parts.publicInput) : undefined
  const output = typeof parts.output === 'string' ? fromHex(parts.output) : undefined
  if (typeof programId !== 'string' || !/^[0-9a-f]{64}$/.test(programId)) return undefined
  if (publicInput === undefined || output === undefined) return undefined
  if (!/^\d{1,10}$/.test(String(exitCode)) || Number(exitCode) > LARGEST_EXIT_CODE) return undefined
  return { programId, publicInput, output, exitCode: Number(exitCode) }
}
