/** The page's end of the prover: one worker, replaced when a proof is cancelled. */
import { proxy, type Remote, wrap } from 'comlink'
import type { Capabilities, Progress, ProofResult } from '../../src/index.ts'
import type { Inputs, LoadedProgram, Outcome, Preview, ProverApi, Run } from './prover-api.ts'

/** How long a cancelled proof may take to end by itself, in milliseconds. */
const GRACE_MS = 200

const CANCELLED: Outcome<never> = { ok: false, error: { code: 'CANCELLED', message: 'Cancelled.' } }

const BROKEN: Outcome<never> = {
  ok: false,
  error: { code: 'WORKER', message: 'The prover stopped unexpectedly: reload the page.' },
}

const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

export class ProverClient {
  #worker!: Worker
  #remote!: Remote<ProverApi>
  /** Answers calls whose worker is gone. */
  #giveUp!: (outcome: Outcome<never>) => void
  #gone!: Promise<Outcome<never>>
  #elf: Uint8Array | undefined
  #replacing: Promise<void> | undefined

  constructor() {
    this.#start()
  }

  load(elf: Uint8Array): Promise<Outcome<LoadedProgram>> {
    this.#elf = elf
    return this.#call((remote) => remote.load(elf))
  }

  preview(inputs: Inputs): Promise<Outcome<Preview>> {
    return this.#call((remote) => remote.preview(inputs))
  }

  run(inputs: Inputs): Promise<Outcome<Run>> {
    return this.#call((remote) => remote.run(inputs))
  }

  prove(inputs: Inputs, onProgress: (progress: Progress) => void): Promise<Outcome<ProofResult>> {
    return this.#call((remote) => remote.prove(inputs, proxy(onProgress)))
  }

  capabilities(): Promise<Outcome<Capabilities>> {
    return this.#call((remote) => remote.capabilities())
  }

  /** Stops the proof, and replaces the worker, which gives its memory back. What was asked of it is cancelled. */
  cancel(): Promise<void> {
    this.#replacing ??= this.#replace().finally(() => {
      this.#replacing = undefined
    })
    return this.#replacing
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

  async #replace(): Promise<void> {
    await Promise.race([this.#remote.cancel(), sleep(GRACE_MS)])
    await sleep(0)
    this.#worker.terminate()
    this.#giveUp(CANCELLED)
    this.#start()
    if (this.#elf !== undefined) await this.#remote.load(this.#elf)
  }

  /** Asks the worker; while it is being replaced, questions wait for the next one, and answers for its start. */
  async #call<T>(ask: (remote: Remote<ProverApi>) => Promise<Outcome<T>>): Promise<Outcome<T>> {
    await this.#replacing
    const outcome = await Promise.race([ask(this.#remote), this.#gone])
    await this.#replacing
    return outcome
  }
}
