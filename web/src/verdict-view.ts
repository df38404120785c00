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

/** Shows a verdict, after a word on what was checked. */
export function showVerdict(
  box: HTMLElement,
  checked: string,
  { result, milliseconds, bits }: Verdict,
): void {
  const words = result.ok
    ? `Checked in ${formatTime(milliseconds)}, with ${Math.floor(bits)} bits of proven security.`
    : `${sentence(explainRefusal(result.error))}`
  const title = result.ok ? 'Valid' : 'Refused'
  box.className = `verdict ${result.ok ? 'valid' : 'refused'}`
  box.dataset['code'] = result.ok ? 'OK' : result.error.code
  box.replaceChildren(
    create('strong', { text: title }),
    create('span', { class: 'checked', text: checked }),
    create('p', { text: words }),
  )
  box.hidden = false
  // The box may have shown the same word before: play its entrance again.
  box.getAnimations().forEach((animation) => {
    animation.cancel()
    animation.play()
  })
}

const sentence = (text: string) => `${text[0]!.toUpperCase()}${text.slice(1)}.`
