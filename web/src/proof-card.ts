/** The finished proof: its verdict, ways to hand it on, and attempts to cheat with it. */
import { toHex } from './bytes.ts'
import { byId, copyFrom, download } from './dom.ts'
import { drawFingerprint } from './fingerprint.ts'
import { formatBytes } from './format.ts'
import { linkTo } from './link.ts'
import { type ProofPackage, writePackage } from './package.ts'
import { type Tampering, tamper } from './tamper.ts'
import { showFailure, showVerdict } from './verdict-view.ts'
import { type Verdict, VerifierClient } from './verifier-client.ts'

interface Card extends ProofPackage {
  /** What the files are called. */
  readonly slug: string
}

const asFile = ({ slug, ...parts }: Card): File =>
  new File([writePackage(parts)], `${slug}.limpid.json`, { type: 'application/json' })

export class ProofCard {
  readonly #verifier = new VerifierClient()
  #card: Card | undefined
  /** Counts questions to the verifier, so that late answers are dropped. */
  #asked = 0

  constructor() {
    byId('save').addEventListener('click', () => {
      if (this.#card) download(asFile(this.#card))
    })
    byId('save-bare').addEventListener('click', () => {
      if (this.#card) download(new File([this.#card.proof.slice()], `${this.#card.slug}.proof`))
    })
    byId('copy-proof').addEventListener('click', ({ currentTarget }) => {
      if (this.#card) void copyFrom(currentTarget as HTMLButtonElement, writePackage(this.#card))
    })
    byId('share').addEventListener('click', ({ currentTarget }) => {
      if (this.#card) void share(currentTarget as HTMLButtonElement, this.#card)
    })
    byId('made').addEventListener('click', ({ target }) => {
      const kind = (target as HTMLElement).dataset.tamper as Tampering | undefined
      if (kind !== undefined) void this.#cheat(kind)
    })
  }

  clear(): void {
    this.#asked++
    this.#card = undefined
    byId('made').hidden = true
    byId('verdict').hidden = true
    byId('no-proof').hidden = false
  }

  /** Shows a proof and has it verified; undefined if something else is shown by then. */
  async show(card: Card): Promise<Verdict | undefined> {
    this.#card = card
    byId('no-proof').hidden = true
    byId('made').hidden = false
    byId('proof-size').textContent = formatBytes(card.proof.length)
    byId('terminal').textContent = commandFor(card)
    return this.#cheat('none')
  }

  /** Alters the claim or the proof, shows what the verifier says. */
  async #cheat(kind: Tampering): Promise<Verdict | undefined> {
    if (this.#card === undefined) return undefined
    const asked = ++this.#asked
    const { claim, proof, change, at } = tamper(kind, this.#card.claim, this.#card.proof)
    drawFingerprint(byId('fingerprint'), proof, at)
    const box = byId('verdict')
    try {
      const verdict = await this.#verifier.check(claim, proof)
      if (asked !== this.#asked) return undefined
      showVerdict(box, verdict, change)
      return verdict
    } catch (error) {
      if (asked === this.#asked) showFailure(box, error)
      return undefined
    }
  }
}

/** Hands over the file and the link where the system can; else copies the link. */
async function share(button: HTMLButtonElement, card: Card): Promise<void> {
  const url = linkTo(card.claim)
  const data = { title: 'A limpid proof', url, files: [asFile(card)] }
  if (navigator.canShare?.(data)) await navigator.share(data).catch(() => undefined)
  else await copyFrom(button, url)
}

/** How to check the bare proof file in a terminal. */
function commandFor({ slug, claim }: Card): string {
  const { programId, publicInput, output, exitCode } = claim
  const value = (name: string, bytes: Uint8Array) =>
    bytes.length > 0 ? [`--${name} hex:${toHex(bytes)}`] : []
  return [
    `limpid verify --id ${programId}`,
    ...value('public', publicInput),
    ...value('output', output),
    ...(exitCode === 0 ? [] : [`--exit-code ${exitCode}`]),
    `${slug}.proof`,
  ].join(' \\\n  ')
}
