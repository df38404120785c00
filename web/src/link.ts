/** Links to a claim: program id, public input, output and exit code. Nothing else fits into one. */
import type { Claim } from '../../src/verify.ts'
import { fromHex, toHex } from './bytes.ts'

const PREFIX = '#verify?'

export function linkTo({ programId, publicInput, output, exitCode }: Claim): string {
  const parts = new URLSearchParams({
    program: programId,
    public: toHex(publicInput),
    output: toHex(output),
    exit: String(exitCode),
  })
  return `${location.origin}${location.pathname}${PREFIX}${parts}`
}

/** The claim in a link or its fragment; undefined if there is none. */
export function claimOf(link: string): Claim | undefined {
  const start = link.indexOf(PREFIX)
  if (start < 0) return undefined
  const parts = new URLSearchParams(link.slice(start + PREFIX.length))
  const programId = parts.get('program') ?? ''
  const publicInput = fromHex(parts.get('public') ?? '')
  const output = fromHex(parts.get('output') ?? '')
  const exitCode = Number(parts.get('exit') ?? '0')
  if (!/^[0-9a-f]{64}$/i.test(programId) || publicInput === undefined || output === undefined)
    return undefined
  return { programId, publicInput, output, exitCode }
}
