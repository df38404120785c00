/** The verifier's answer. */
import { create } from './dom.ts'
import { formatTime } from './format.ts'
import type { Verdict } from './verifier-client.ts'

/** What was altered before the verifier was asked, for people. */
export interface Change {
  readonly what: string
  readonly before: string
  readonly after: string
}

/** Shows a verdict, under a note on what was altered before. */
export function showVerdict(box: HTMLElement, { error, milliseconds, bits }: Verdict, change?: Change): void {
  const valid = error === undefined
  box.className = `verdict ${valid ? 'valid' : 'refused'}`
  box.dataset.code = valid ? 'OK' : error.code
  const reason = valid
    ? `Checked in ${formatTime(milliseconds)} on this device, without the private input. Proven security: ${Math.floor(bits)} bits.`
    : sentence(error.message)
  box.replaceChildren(
    create('strong', { text: valid ? 'Valid' : 'Refused' }),
    change === undefined ? '' : describe(change),
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

/** Says that the verifier cannot answer. */
export function showFailure(box: HTMLElement, error: unknown): void {
  box.className = 'verdict refused'
  box.dataset.code = 'FAILED'
  const text = error instanceof Error ? error.message : String(error)
  box.replaceChildren(create('strong', { text: 'Not checked' }), create('p', { class: 'why', text }))
  box.hidden = false
}

const describe = ({ what, before, after }: Change): HTMLElement =>
  create(
    'p',
    { class: 'change' },
    `${what}: `,
    create('del', {}, create('code', { text: before })),
    ' → ',
    create('ins', {}, create('code', { text: after })),
  )

const sentence = (text: string) => `${text[0]!.toUpperCase()}${text.slice(1)}.`
