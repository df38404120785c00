/** The verifier for proofs that come from elsewhere: a claim, a proof, a verdict. */
import type { Claim } from '../../src/verify.ts'
import { fromHex, fromText, toHex, toText } from './bytes.ts'
import { byId, create } from './dom.ts'
import { acceptDrops } from './drops.ts'
import { own } from './examples/own.ts'
import { formatBytes } from './format.ts'
import { exampleOf } from './known-programs.ts'
import { ProverClient } from './prover-client.ts'
import { type Received, receiveFile, receiveText } from './received.ts'
import { showSeen } from './seen-view.ts'
import { showFailure, showVerdict } from './verdict-view.ts'
import { VerifierClient } from './verifier-client.ts'

const HEX_MARK = 'hex:'
const LARGEST_EXIT_CODE = 0xffffffff

/** Bytes as the fields take them: text, or `hex:` and digits. */
function write(bytes: Uint8Array): string {
  const text = toText(bytes)
  // A field of one line would drop line breaks.
  return text !== undefined && !text.startsWith(HEX_MARK) && !text.includes('\n')
    ? text
    : `${HEX_MARK}${toHex(bytes)}`
}

const read = (text: string): Uint8Array | undefined =>
  text.startsWith(HEX_MARK) ? fromHex(text.slice(HEX_MARK.length)) : fromText(text)

export class Checker {
  readonly #verifier = new VerifierClient()
  readonly #program = this.#input('Program id', 'check-program', '64 hexadecimal digits', 'wide')
  readonly #public = this.#input('Public input', 'check-public', 'text or hex:00ff')
  readonly #output = this.#input('Output', 'check-output', 'text or hex:00ff')
  readonly #exit = this.#input('Exit code', 'check-exit', '0')
  #proof: Uint8Array | undefined
  /** Counts questions and changes, so that late answers are dropped. */
  #asked = 0

  constructor() {
    const takeFiles = async (files: Iterable<File>) => {
      for (const file of files) await this.#takeFile(file)
    }
    acceptDrops(byId('drop'), (files) => void takeFiles(files))
    byId<HTMLInputElement>('proof-file').addEventListener('change', async ({ target }) => {
      const picker = target as HTMLInputElement
      await takeFiles([...(picker.files ?? [])])
      // The same file may be chosen again.
      picker.value = ''
    })
    byId('paste').addEventListener('click', () => void this.#paste())
    document.addEventListener('paste', (event) => {
      const { files } = event.clipboardData ?? { files: [] }
      const received = receiveText(event.clipboardData?.getData('text') ?? '')
      // Other text goes to the field where it is pasted.
      if (files.length === 0 && received === undefined) return
      event.preventDefault()
      if (received === undefined) void takeFiles([...files])
      else void this.take(received, 'Pasted')
    })
    byId('checker').addEventListener('submit', (event) => {
      event.preventDefault()
      void this.#check()
    })
    byId('checker').addEventListener('input', ({ target }) => {
      if (target !== byId('proof-file')) this.#reset()
    })
    this.#reset()
  }

  /** Takes a claim, a proof, or both; with both, asks the verifier at once. */
  async take({ claim, proof, program }: Received, name = 'Given'): Promise<void> {
    this.#reset()
    if (program !== undefined) return this.#identify(name, program)
    if (proof !== undefined) {
      this.#proof = proof
      byId('proof-name').textContent = `${name}, ${formatBytes(proof.length)}`
    }
    if (claim !== undefined) {
      this.#program.value = claim.programId
      this.#public.value = write(claim.publicInput)
      this.#output.value = write(claim.output)
      this.#exit.value = String(claim.exitCode)
    }
    if (this.#proof === undefined) this.#note('Now add the proof that came with this link.')
    else if (claim !== undefined) await this.#check()
    else if (this.#program.value === '')
      this.#note('Now say what it proves, or drop the program it is about.')
    else await this.#check()
  }

  #input(label: string, id: string, placeholder: string, wide = ''): HTMLInputElement {
    const attributes = { id, placeholder, spellcheck: 'false', autocomplete: 'off', autocapitalize: 'off' }
    const input = create('input', { ...attributes, type: 'text' })
    byId('claimed').append(
      create('div', { class: `cell ${wide}` }, create('label', { for: id, text: label }), input),
    )
    return input
  }

  async #takeFile(file: File): Promise<void> {
    const received = await receiveFile(file)
    if (received === undefined) this.#complain(`${file.name} is too large to be a proof.`)
    else await this.take(received, file.name)
  }

  async #paste(): Promise<void> {
    let text: string
    try {
      text = await navigator.clipboard.readText()
    } catch {
      this.#note('The browser does not show its clipboard to pages: press Ctrl+V or Cmd+V instead.')
      return
    }
    const received = receiveText(text)
    if (received === undefined) this.#complain('The clipboard holds neither a proof nor a link to one.')
    else await this.take(received, 'Pasted')
  }

  async #identify(name: string, elf: Uint8Array): Promise<void> {
    this.#note('Computing the id of this program.')
    const client = new ProverClient()
    const outcome = await client.load(elf)
    client.dispose()
    this.#note('')
    if (!outcome.ok) return this.#complain(outcome.error.message)
    this.#program.value = outcome.value.id
    if (this.#proof !== undefined) await this.#check()
    this.#note(`The program id is that of ${name}.`)
  }

  async #check(): Promise<void> {
    const claim = this.#claim()
    const proof = this.#proof
    this.#reset()
    if (typeof claim === 'string') return this.#complain(claim)
    if (proof === undefined) return this.#complain('Choose the proof file first.')
    const asked = this.#asked
    this.#note('Checking.')
    const box = byId('checked')
    try {
      const verdict = await this.#verifier.check(claim, proof)
      if (asked !== this.#asked) return
      if (verdict.error === undefined) void this.#explain(claim, asked)
      showVerdict(box, verdict)
    } catch (error) {
      if (asked === this.#asked) showFailure(box, error)
    }
    this.#note('')
  }

  /** Says what an accepted claim means; for programs of this site, in their words. */
  async #explain(claim: Claim, asked: number): Promise<void> {
    const show = (example = own) => {
      const { programId, publicInput, output, exitCode } = claim
      byId('statement').textContent = example.explain(output, exitCode, publicInput)
      const programName = example === own ? 'Unknown to this site' : example.name
      showSeen({ programName, programId, publicInput, readsPrivate: true, output, exitCode })
    }
    show()
    const example = await exampleOf(claim.programId)
    if (asked === this.#asked && example !== undefined) show(example)
  }

  /** The claim in the form, or what is wrong with it. */
  #claim(): Claim | string {
    const programId = this.#program.value.trim().toLowerCase()
    if (!/^[0-9a-f]{64}$/.test(programId)) return 'The program id has to be 64 hexadecimal digits.'
    const publicInput = read(this.#public.value)
    if (publicInput === undefined) return 'The public input is not hexadecimal.'
    const output = read(this.#output.value)
    if (output === undefined) return 'The output is not hexadecimal.'
    const exitCode = Number(this.#exit.value || '0')
    if (!Number.isInteger(exitCode) || exitCode < 0 || exitCode > LARGEST_EXIT_CODE)
      return 'The exit code has to be a whole number from 0 on.'
    return { programId, publicInput, output, exitCode }
  }

  /** What was shown no longer holds. */
  #reset(): void {
    this.#asked++
    byId('checked').hidden = true
    byId('problem').hidden = true
    byId('statement').textContent = 'Nothing yet.'
    byId('seen').replaceChildren()
    this.#note('')
  }

  #complain(text: string): void {
    byId('problem').textContent = text
    byId('problem').hidden = false
  }

  #note(text: string): void {
    byId('checker-note').textContent = text
  }
}
