/** The verifier's answer. */
import { explainRefusal } from '../../src/cli/errors.ts'
import { proofSecurity } from '../../src/cli/security.ts'
import { type Claim, type VerificationResult, verify } from '../../src/verify.ts'
import { create } from './dom.ts'
import { formatTime } from './format.ts'

export interface Verdict {
  readonly result: VerificationResult
  readonly milliseconds: number
  /** Proven bits of security of an accepted proof, else 0. */
  readonly bits: number
}

/** Verifies on the page's own thread: the verifier needs no worker and no WebAssembly. */
export function judge(claim: Claim, proof: Uint8Array): Verdict {
  const start = performance.now()
  const result = verify(claim, proof)
  const milliseconds = performance.now() - start
  return { result, milliseconds, bits: result.ok ? proofSecurity(proof).bits : 0 }
}

/** Shows a verdict, under a note on what was changed before. */
export function showVerdict(box: HTMLElement, { result, milliseconds, bits }: Verdict, note?: string): void {
  box.className = `verdict ${result.ok ? 'valid' : 'refused'}`
  box.dataset.code = result.ok ? 'OK' : result.error.code
  const reason = result.ok
    ? `Verified in ${formatTime(milliseconds)} by this page, without the private input; ${Math.floor(bits)} bits of proven security.`
    : sentence(explainRefusal(result.error))
  box.replaceChildren(
    create('strong', { text: result.ok ? 'Valid' : 'Refused' }),
    ...(note === undefined ? [] : [create('p', { text: note })]),
    create('p', { class: 'why', text: reason }),
  )
  box.hidden = false
  box.scrollIntoView({ block: 'nearest' })
  // The box may have shown the same word before: play its entrance again.
  for (const animation of box.getAnimations()) {
    animation.cancel()
    animation.play()
  }
}

const sentence = (text: string) => `${text[0]!.toUpperCase()}${text.slice(1)}.`
