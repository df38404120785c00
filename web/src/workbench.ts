/** From a program and its inputs to a proof: the state of the upper half of the page. */
import type { Claim } from '../../src/verify.ts'
import { toHex } from './bytes.ts'
import { byId, copyFrom, create, download } from './dom.ts'
import { acceptDrops } from './drops.ts'
import { examples } from './examples/all.ts'
import { type Example, FieldError } from './examples/example.ts'
import { own } from './examples/own.ts'
import { createFields, type FieldList } from './fields.ts'
import { formatBytes, formatCount, roughTime } from './format.ts'
import { linkTo } from './link.ts'
import { showMeasured } from './measured-view.ts'
import { canProve, showPreflight } from './preflight.ts'
import { ProgressView } from './progress-view.ts'
import type { Inputs, LoadedProgram, Outcome, Preview, Proved } from './prover-api.ts'
import { ProverClient } from './prover-client.ts'
import { showSeen } from './seen-view.ts'
import { type Tampering, tamper } from './tamper.ts'
import { judge, showVerdict } from './verdict-view.ts'

/** Pause in typing after which the program runs again. */
const PAUSE_MS = 150

/** Proving time on a laptop: what every proof takes, and what each committed cell adds. */
const LEAST_MS = 500
const NS_PER_CELL = 60

/** Time for the page to paint, before the verifier takes its thread for a moment. */
const PAINT_MS = 40

const EMPTY = new Uint8Array()

interface Finished {
  readonly claim: Claim
  readonly proved: Proved
}

export class Workbench {
  readonly #prover = new ProverClient()
  readonly #progress = new ProgressView()
  #example: Example = examples[0]!
  #fields: FieldList = createFields([], () => undefined)
  #program: LoadedProgram | undefined
  #inputs: Inputs | undefined
  #preview: Preview | undefined
  #finished: Finished | undefined
  #proving = false
  #pause: ReturnType<typeof setTimeout> | undefined
  /** Counts changes, so that late answers to earlier states are dropped. */
  #version = 0
  /** Counts choices of a program, for the same reason. */
  #choice = 0
  /** How much slower than that this device was in the last proof. */
  #pace = 1

  constructor() {
    const radios = examples.map(({ slug, name }, k) => {
      const input = create('input', { type: 'radio', name: 'program', value: slug, checked: k === 0 })
      return create('label', { class: 'chip' }, input, create('span', { text: name }))
    })
    byId('programs').replaceChildren(...radios)
    byId('programs').addEventListener('change', ({ target }) => {
      const { value } = target as HTMLInputElement
      void this.choose(examples.find(({ slug }) => slug === value)!)
    })
    byId('bench').addEventListener('submit', (event) => {
      event.preventDefault()
      void this.#prove()
    })
    byId('cancel').addEventListener('click', () => void this.#prover.cancel())
    byId<HTMLInputElement>('elf').addEventListener('change', ({ target }) => {
      const file = (target as HTMLInputElement).files?.[0]
      if (file !== undefined) void this.#open(file)
    })
    byId('save').addEventListener('click', () => {
      if (this.#finished) download(`${this.#example.slug}.proof`, this.#finished.proved.proof)
    })
    byId('share').addEventListener('click', ({ currentTarget }) => {
      if (this.#finished) void copyFrom(currentTarget as HTMLButtonElement, linkTo(this.#finished.claim))
    })
    byId('copy').addEventListener('click', ({ currentTarget }) => {
      if (this.#finished) void copyFrom(currentTarget as HTMLButtonElement, this.#asJson(this.#finished))
    })
    byId('after').addEventListener('click', ({ target }) => {
      const kind = (target as HTMLElement).dataset.tamper as Tampering | undefined
      if (kind !== undefined) this.#tamper(kind)
    })
    showPreflight()
    void this.#prover.capabilities().then((outcome) => {
      if (outcome.ok) showPreflight(outcome.value)
      else this.#complain(outcome.error.message)
    })
    acceptDrops(byId('upload'), (file) => void this.#open(file))
  }

  /** Makes this program the current one. */
  async choose(example: Example): Promise<void> {
    const choice = ++this.#choice
    if (this.#proving) await this.#prover.cancel()
    if (choice !== this.#choice) return
    this.#example = example
    this.#program = undefined
    const radio = byId('programs').querySelector<HTMLInputElement>(`[value="${example.slug}"]`)
    if (radio !== null) radio.checked = true
    byId('claim').textContent = example.claim
    byId('upload').hidden = example !== own
    this.#showSource()
    this.#fields = createFields(example.fields, () => this.#changed())
    byId('fields').replaceChildren(...this.#fields.elements)
    this.#changed()
    if (example.elf !== undefined) await this.#load(fetch(example.elf))
  }

  async #open(file: File): Promise<void> {
    byId('elf-name').textContent = `${file.name}, ${formatBytes(file.size)}`
    this.#program = undefined
    this.#changed()
    await this.#load(file)
  }

  async #load(source: Promise<Response> | File): Promise<void> {
    const choice = ++this.#choice
    const elf = new Uint8Array(await (await source).arrayBuffer())
    if (choice !== this.#choice) return
    const outcome = await this.#prover.load(elf)
    if (choice !== this.#choice) return
    if (outcome.ok) {
      this.#program = outcome.value
      this.#changed()
    } else {
      this.#complain(outcome.error.message)
      this.#show()
    }
  }

  #showSource(): void {
    const { source, sourceName } = this.#example
    const box = byId('source')
    box.hidden = source === undefined
    if (source === undefined) return
    const lines = source.trimEnd().split('\n').length
    box.querySelector('summary')!.textContent = `Source: ${sourceName}, ${lines} lines`
    box.querySelector('code')!.textContent = source
  }

  /** Something that the proof depends on is different: what was shown no longer holds. */
  #changed(): void {
    this.#version++
    this.#inputs = undefined
    this.#preview = undefined
    this.#finished = undefined
    byId('verdict').hidden = true
    byId('after').hidden = true
    byId('measured').hidden = true
    this.#complain()
    this.#fields.mark()
    try {
      this.#inputs = this.#example.encode(this.#fields.values())
    } catch (error) {
      if (!(error instanceof FieldError)) throw error
      this.#fields.mark(error)
      this.#complain(error.message)
    }
    this.#show()
    clearTimeout(this.#pause)
    if (this.#inputs !== undefined && this.#program !== undefined)
      this.#pause = setTimeout(() => void this.#run(), PAUSE_MS)
  }

  async #run(): Promise<void> {
    const version = this.#version
    if (this.#proving || this.#inputs === undefined) return
    const outcome = await this.#prover.preview(this.#inputs)
    if (version !== this.#version) return
    if (outcome.ok) {
      this.#preview = outcome.value
      const { unreadPublicInput } = outcome.value
      if (unreadPublicInput > 0)
        this.#complain(
          `The program leaves ${unreadPublicInput} bytes of its public input unread: remove them.`,
        )
    } else if (outcome.error.code !== 'CYCLE_LIMIT' && outcome.error.code !== 'CANCELLED') {
      this.#complain(outcome.error.message)
    }
    this.#show()
  }

  async #prove(): Promise<void> {
    const inputs = this.#inputs
    const program = this.#program
    if (inputs === undefined || program === undefined || this.#proving) return
    clearTimeout(this.#pause)
    const version = this.#version
    this.#proving = true
    this.#complain()
    this.#busy(true)
    this.#progress.start(this.#expectedMs() ?? 0)
    performance.mark('prove-start')
    const outcome = await this.#prover.prove(inputs, (phase) => this.#progress.enter(phase))
    performance.mark('prove-end')
    this.#proving = false
    this.#progress.stop()
    this.#busy(false)
    if (version === this.#version) await this.#finish(inputs, program, outcome)
    else this.#changed()
  }

  async #finish(inputs: Inputs, program: LoadedProgram, outcome: Outcome<Proved>): Promise<void> {
    if (!outcome.ok) {
      const { code, message } = outcome.error
      this.#complain(code === 'CANCELLED' ? 'Cancelled. Its memory is free again.' : message)
      return
    }
    const proved = outcome.value
    const { output, exitCode, proof, stats } = proved
    const claim = { programId: program.id, publicInput: inputs.publicInput, output, exitCode }
    this.#finished = { claim, proved }
    const expected = this.#expectedMs()
    if (expected !== undefined) this.#pace *= stats.milliseconds / expected
    this.#show()
    const version = this.#version
    await new Promise((resolve) => setTimeout(resolve, PAINT_MS))
    if (version !== this.#version) return
    const verdict = judge(claim, proof)
    showVerdict(byId('verdict'), verdict)
    byId('after').hidden = false
    const { milliseconds: verifyMs, bits } = verdict
    const kinds = this.#preview?.kinds ?? []
    showMeasured({ stats, proofBytes: proof.length, bits, verifyMs, kinds })
    this.#say(`Proved in ${roughTime(stats.milliseconds)}.`)
  }

  #tamper(kind: Tampering): void {
    if (this.#finished === undefined) return
    const { claim, proved } = this.#finished
    const changed = tamper(kind, claim, proved.proof)
    showVerdict(byId('verdict'), judge(changed.claim, changed.proof), changed.what)
  }

  #expectedMs(): number | undefined {
    if (this.#preview === undefined) return undefined
    return this.#pace * (LEAST_MS + (this.#preview.cells * NS_PER_CELL) / 1e6)
  }

  #show(): void {
    const { output, exitCode } = this.#finished?.proved ?? this.#preview ?? {}
    const publicInput = this.#inputs?.publicInput
    const known = output !== undefined && exitCode !== undefined
    showSeen({
      programName: this.#example.name,
      programId: this.#program?.id,
      publicInput,
      readsPrivate: this.#example.fields.some(({ visibility }) => visibility === 'private'),
      output,
      exitCode,
      proofBytes: this.#finished?.proved.proof.length,
      statement: known ? this.#example.explain(output, exitCode, publicInput ?? EMPTY) : 'Nothing so far.',
    })
    byId<HTMLButtonElement>('go').disabled =
      this.#proving || !canProve() || this.#inputs === undefined || this.#program === undefined
    byId('plan').textContent = this.#plan()
  }

  #plan(): string {
    if (!canProve()) return 'This browser has no WebAssembly SIMD: it can verify, but not prove.'
    const expected = this.#expectedMs()
    if (this.#preview === undefined || expected === undefined)
      return this.#program === undefined && this.#example === own ? 'Choose a program first.' : ''
    const { cycles, memoryBytes } = this.#preview
    return `${formatCount(cycles)} cycles, about ${roughTime(expected)}, ${formatBytes(memoryBytes)} of memory`
  }

  #busy(busy: boolean): void {
    byId('go').hidden = busy
    byId('cancel').hidden = !busy
    byId('plan').hidden = busy
    byId(busy ? 'cancel' : 'go').focus({ preventScroll: true })
  }

  #complain(message?: string): void {
    const box = byId('problem')
    box.hidden = message === undefined
    box.textContent = message ?? ''
  }

  #say(message: string): void {
    byId('live').textContent = message
  }

  /** The statement and the figures, without the private input. */
  #asJson({ claim, proved }: Finished): string {
    const { programId, publicInput, output, exitCode } = claim
    return JSON.stringify(
      {
        programId,
        publicInput: toHex(publicInput),
        output: toHex(output),
        exitCode,
        proofBytes: proved.proof.length,
        stats: proved.stats,
        browser: navigator.userAgent,
      },
      undefined,
      2,
    )
  }
}
