/** The page's end of the prover: one worker, replaced when a proof is cancelled. */
import { proxy, type Remote, wrap } from 'comlink'
import type { Phase } from '../../src/index.ts'
import type {
  Capabilities,
  Inputs,
  LoadedProgram,
  Outcome,
  Preview,
  Proved,
  ProverApi,
} from './prover-api.ts'

/** How long a cancelled proof may take to end by itself, in milliseconds. */
const GRACE_MS = 200

const CANCELLED: Outcome<never> = { ok: false, error: { code: 'CANCELLED', message: 'cancelled' } }

const BROKEN: Outcome<never> = {
  ok: false,
  error: { code: 'WORKER', message: 'the prover stopped unexpectedly: reload the page' },
}

const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

export class ProverClient {
  #worker!: Worker
  #remote!: Remote<ProverApi>
  /** Answers calls whose worker is gone. */
  #giveUp!: (outcome: Outcome<never>) => void
  #gone!: Promise<Outcome<never>>
  #elf: Uint8Array | undefined

  constructor() {
    this.#start()
  }

  async load(elf: Uint8Array): Promise<Outcome<LoadedProgram>> {
    this.#elf = elf
    return this.#orGone(this.#remote.load(elf))
  }

  preview(inputs: Inputs): Promise<Outcome<Preview>> {
    return this.#orGone(this.#remote.preview(inputs))
  }

  prove(inputs: Inputs, onPhase: (phase: Phase) => void): Promise<Outcome<Proved>> {
    return this.#orGone(this.#remote.prove(inputs, proxy(onPhase)))
  }

  capabilities(): Promise<Outcome<Capabilities>> {
    return this.#orGone(this.#remote.capabilities())
  }

  /** Stops the proof by its abort signal, then ends the worker, which gives its memory back. */
  async cancel(): Promise<void> {
    await Promise.race([this.#remote.cancel(), sleep(GRACE_MS)])
    await sleep(0)
    this.#worker.terminate()
    this.#giveUp(CANCELLED)
    this.#start()
    if (this.#elf !== undefined) await this.#remote.load(this.#elf)
  }

  /** Ends the worker. */
  dispose(): void {
    this.#worker.terminate()
    this.#giveUp(CANCELLED)
  }

  #start(): void {
    this.#worker = new Worker(new URL('./prover-worker.ts', import.meta.url), {
      type: 'module',
      name: 'prover',
    })
    this.#remote = wrap<ProverApi>(this.#worker)
    this.#gone = new Promise((resolve) => {
      this.#giveUp = resolve
    })
    this.#worker.addEventListener('error', () => this.#giveUp(BROKEN))
  }

  #orGone<T>(answer: Promise<Outcome<T>>): Promise<Outcome<T>> {
    return Promise.race([answer, this.#gone])
  }
}
