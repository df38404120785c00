/** The verifier for proofs that come from elsewhere: a file, a claim, a verdict. */
import type { Claim } from '../../src/verify.ts'
import { fromHex, fromText, toHex, toText } from './bytes.ts'
import { byId, create } from './dom.ts'
import { acceptDrops } from './drops.ts'
import { formatBytes } from './format.ts'
import { claimOf } from './link.ts'
import { ProverClient } from './prover-client.ts'
import { judge, showVerdict } from './verdict-view.ts'

const ELF_MAGIC = [0x7f, 0x45, 0x4c, 0x46]
const HEX_MARK = 'hex:'
const LARGEST_EXIT_CODE = 0xffffffff

/** Bytes as the fields take them: text, or `hex:` and digits. */
function write(bytes: Uint8Array): string {
  const text = toText(bytes)
  return text !== undefined && !text.startsWith(HEX_MARK) ? text : `${HEX_MARK}${toHex(bytes)}`
}

const read = (text: string): Uint8Array | undefined =>
  text.startsWith(HEX_MARK) ? fromHex(text.slice(HEX_MARK.length)) : fromText(text)

export class Checker {
  readonly #program = this.#input('Program id', 'check-program', '64 hexadecimal digits', 'wide')
  readonly #public = this.#input('Public input', 'check-public', 'text, or hex: and digits')
  readonly #output = this.#input('Output', 'check-output', 'text, or hex: and digits')
  readonly #exit = this.#input('Exit code', 'check-exit', '0')
  #proof: Uint8Array | undefined

  constructor() {
    const box = byId('drop')
    acceptDrops(box, (file) => void this.#take(file))
    byId<HTMLInputElement>('proof-file').addEventListener('change', ({ target }) => {
      for (const file of (target as HTMLInputElement).files ?? []) void this.#take(file)
    })
    byId('checker').addEventListener('submit', (event) => {
      event.preventDefault()
      this.#check()
    })
    byId('checker').addEventListener('input', () => {
      byId('checked').hidden = true
    })
    byId('verify').addEventListener('paste', (event) => {
      const claim = claimOf(event.clipboardData?.getData('text') ?? '')
      if (claim === undefined) return
      event.preventDefault()
      this.fill(claim)
    })
  }

  /** Fills the form; the proof is to come. */
  fill({ programId, publicInput, output, exitCode }: Claim): void {
    this.#program.value = programId
    this.#public.value = write(publicInput)
    this.#output.value = write(output)
    this.#exit.value = String(exitCode)
    byId('checked').hidden = true
    this.#note(this.#proof === undefined ? 'Now choose the proof that came with this link.' : '')
  }

  #input(label: string, id: string, placeholder: string, wide = ''): HTMLInputElement {
    const attributes = { id, placeholder, spellcheck: 'false', autocomplete: 'off', autocapitalize: 'off' }
    const input = create('input', { ...attributes, type: 'text' })
    byId('claimed').append(
      create('div', { class: `cell ${wide}` }, create('label', { for: id, text: label }), input),
    )
    return input
  }

  async #take(file: File): Promise<void> {
    const bytes = new Uint8Array(await file.arrayBuffer())
    byId('checked').hidden = true
    if (ELF_MAGIC.every((byte, k) => bytes[k] === byte)) return this.#identify(file.name, bytes)
    this.#proof = bytes
    byId('proof-name').textContent = `${file.name}, ${formatBytes(bytes.length)}`
    this.#note('')
  }

  async #identify(name: string, elf: Uint8Array): Promise<void> {
    const client = new ProverClient()
    const outcome = await client.load(elf)
    client.dispose()
    if (outcome.ok) this.#program.value = outcome.value.id
    this.#note(outcome.ok ? `The program id is that of ${name}.` : outcome.error.message)
  }

  #check(): void {
    const claim = this.#claim()
    const proof = this.#proof
    if (typeof claim === 'string') this.#note(claim)
    else if (proof === undefined) this.#note('Choose the proof file first.')
    else {
      this.#note('')
      showVerdict(byId('checked'), judge(claim, proof))
    }
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

  #note(text: string): void {
    byId('checker-note').textContent = text
  }
}
