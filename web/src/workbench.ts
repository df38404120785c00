/** From a program and its inputs to a proof: the state of the pages that prove. */
import type { Capabilities, Claim, ProofResult, ProofStats } from '../../src/index.ts'
import { toHex } from './bytes.ts'
import { byId, copyFrom } from './dom.ts'
import { type Example, FieldError } from './examples/example.ts'
import { own } from './examples/own.ts'
import { showExecution } from './execution-view.ts'
import { createFields, type FieldList } from './fields.ts'
import { counted, roughTime } from './format.ts'
import { showMeasured } from './measured-view.ts'
import { canProve, showPreflight } from './preflight.ts'
import { ProgressView } from './progress-view.ts'
import { ProofCard } from './proof-card.ts'
import type { Inputs, LoadedProgram, Outcome, Preview, Run } from './prover-api.ts'
import { ProverClient } from './prover-client.ts'
import { showSeen } from './seen-view.ts'

/** Pause in typing after which the program runs again. */
const PAUSE_MS = 150

const EMPTY = new Uint8Array()

/** What "Copy as JSON" copies. */
interface Report {
  readonly claim: Claim
  readonly proofBytes: number
  readonly stats: ProofStats
  readonly verifyMs?: number
  readonly provenBits?: number
}

export interface WorkbenchOptions {
  /** What is said while there is no program. */
  readonly absent: string
  /** Called before proving without a program, to provide one; false if there is none. */
  readonly provide?: () => Promise<boolean>
}

export class Workbench {
  readonly #prover = new ProverClient()
  readonly #progress = new ProgressView((text) => this.#say(text))
  readonly #card = new ProofCard()
  readonly #options: WorkbenchOptions
  #capabilities: Capabilities | undefined
  #example: Example = own
  #fields: FieldList = createFields([], () => undefined)
  #program: LoadedProgram | undefined
  #inputs: Inputs | undefined
  #preview: Preview | undefined
  #proved: ProofResult | undefined
  #report: Report | undefined
  #proving = false
  #pause: ReturnType<typeof setTimeout> | undefined
  /** Counts changes, so that late answers to earlier states are dropped. */
  #version = 0
  /** Counts programs, for the same reason. */
  #choice = 0

  constructor(options: WorkbenchOptions) {
    this.#options = options
    byId('bench').addEventListener('submit', (event) => {
      event.preventDefault()
      void this.#prove()
    })
    byId('cancel').addEventListener('click', () => void this.#prover.cancel())
    byId('copy').addEventListener('click', ({ currentTarget }) => {
      if (this.#report) void copyFrom(currentTarget as HTMLButtonElement, asJson(this.#report))
    })
    void this.#prover.capabilities().then((outcome) => {
      if (outcome.ok) this.#capabilities = outcome.value
      else this.#complain(outcome.error.message)
      this.#show()
    })
  }

  /** Takes the texts and fields of an example, and no program. False if another one is taken meanwhile. */
  async use(example: Example): Promise<boolean> {
    const choice = ++this.#choice
    if (this.#proving) await this.#prover.cancel()
    if (choice !== this.#choice) return false
    this.#program = undefined
    byId('claim').textContent = example.claim
    // Where the fields are the same, what was typed stays.
    if (example.fields !== this.#example.fields || byId('fields').childElementCount === 0) {
      this.#fields = createFields(example.fields, () => this.#changed())
      byId('fields').replaceChildren(...this.#fields.elements)
    }
    this.#example = example
    this.#changed()
    return true
  }

  /** Takes an executable. False if it is refused, or another one is taken meanwhile. */
  async load(source: Promise<Response> | Blob | Uint8Array): Promise<boolean> {
    const choice = ++this.#choice
    this.#program = undefined
    this.#changed()
    const given = await source
    const elf = given instanceof Uint8Array ? given : new Uint8Array(await given.arrayBuffer())
    if (choice !== this.#choice) return false
    const outcome = await this.#prover.load(elf)
    if (choice !== this.#choice) return false
    if (outcome.ok) {
      this.#program = outcome.value
      this.#changed()
    } else {
      this.#complain(outcome.error.message)
      this.#show()
    }
    return outcome.ok
  }

  /** Runs the program on what is in the fields; undefined if a field is wrong or there is no program. */
  async run(): Promise<Outcome<Run> | undefined> {
    if (this.#inputs === undefined || this.#program === undefined) return undefined
    return this.#prover.run(this.#inputs)
  }

  /** Something that the proof depends on is different: what was shown no longer holds. */
  #changed(): void {
    this.#version++
    this.#inputs = undefined
    this.#preview = undefined
    this.#proved = undefined
    this.#report = undefined
    this.#card.clear()
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
      this.#pause = setTimeout(() => void this.#look(), PAUSE_MS)
  }

  async #look(): Promise<void> {
    const version = this.#version
    if (this.#proving || this.#inputs === undefined) return
    const outcome = await this.#prover.preview(this.#inputs)
    if (version !== this.#version) return
    if (outcome.ok) {
      this.#preview = outcome.value
      this.#complain(outcome.value.obstacle?.message)
    } else if (outcome.error.code !== 'CANCELLED') {
      this.#complain(outcome.error.message)
    }
    this.#show()
  }

  async #prove(): Promise<void> {
    if (this.#proving) return
    if (this.#program === undefined && !(await this.#options.provide?.())) return
    const inputs = this.#inputs
    const program = this.#program
    if (inputs === undefined || program === undefined || this.#proving) return
    clearTimeout(this.#pause)
    const version = this.#version
    this.#proving = true
    this.#complain()
    this.#busy(true)
    this.#progress.start(this.#preview?.milliseconds)
    performance.mark('prove-start')
    const outcome = await this.#prover.prove(inputs, (progress) => this.#progress.update(progress))
    performance.mark('prove-end')
    this.#proving = false
    this.#progress.stop()
    this.#busy(false)
    if (version === this.#version) await this.#finish(inputs, program, outcome)
    else this.#changed()
  }

  async #finish(inputs: Inputs, program: LoadedProgram, outcome: Outcome<ProofResult>): Promise<void> {
    if (!outcome.ok) {
      const { code, message } = outcome.error
      this.#complain(code === 'CANCELLED' ? 'Cancelled. Its memory is free again.' : message)
      return
    }
    const { output, exitCode, proof, stats } = outcome.value
    const claim = { programId: program.id, publicInput: inputs.publicInput, output, exitCode }
    this.#proved = outcome.value
    this.#report = { claim, proofBytes: proof.length, stats }
    this.#show()
    const verdict = await this.#card.show({ slug: this.#example.slug, claim, proof })
    if (verdict === undefined) return
    const { milliseconds: verifyMs, bits } = verdict
    this.#report = { ...this.#report, verifyMs, provenBits: bits }
    showMeasured({ stats, proofBytes: proof.length, bits, verifyMs })
    this.#say(`Proved in ${roughTime(stats.milliseconds)}.`)
  }

  #show(): void {
    const { output, exitCode } = this.#proved ?? this.#preview ?? {}
    const publicInput = this.#inputs?.publicInput
    const known = output !== undefined && exitCode !== undefined
    byId('statement').textContent = known
      ? this.#example.explain(output, exitCode, publicInput ?? EMPTY)
      : 'Nothing so far.'
    showSeen({
      programName: this.#example.name,
      programId: this.#program?.id,
      publicInput,
      readsPrivate: this.#example.fields.some(({ visibility }) => visibility === 'private'),
      output,
      exitCode,
    })
    // While a new run is awaited, the last one stays.
    if (this.#preview !== undefined || this.#program === undefined) showExecution(this.#preview)
    showPreflight(this.#capabilities, this.#preview?.memoryBytes)
    byId<HTMLButtonElement>('go').disabled =
      this.#proving ||
      !canProve() ||
      this.#inputs === undefined ||
      (this.#program === undefined && this.#options.provide === undefined) ||
      this.#preview?.obstacle !== undefined
    byId('plan').textContent = this.#plan()
  }

  #plan(): string {
    if (this.#program === undefined) return this.#example.elf === undefined ? this.#options.absent : ''
    if (this.#preview === undefined) return ''
    const { cycles, milliseconds } = this.#preview
    return `${counted(cycles, 'cycle')}, about ${roughTime(milliseconds)}`
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
}

/** The statement and the figures, without the private input. */
function asJson({ claim, ...figures }: Report): string {
  const { programId, publicInput, output, exitCode } = claim
  const report = {
    programId,
    publicInput: toHex(publicInput),
    output: toHex(output),
    exitCode,
    ...figures,
    browser: navigator.userAgent,
  }
  return JSON.stringify(report, undefined, 2)
}
