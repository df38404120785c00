/** The page's end of the compiler: a worker that is started when the first program is compiled. */
import { type Remote, wrap } from 'comlink'
import type { Compilation, CompilerApi } from './compiler-api.ts'

/** What browsers fetch when the compiler is loaded, with compression: a test compares it with the build. */
export const COMPILER_BYTES = 2_900_000

const NOT_LOADED = 'The compiler could not be loaded: is the connection up?'

export class CompilerClient {
  #worker: Worker | undefined
  #remote: Remote<CompilerApi> | undefined
  #broken!: Promise<never>
  #loaded = false

  /** Whether the compiler is here already. */
  get loaded(): boolean {
    return this.#loaded
  }

  /** @throws {Error} if it cannot be fetched or started; the next call tries again */
  async load(): Promise<void> {
    this.#remote ??= this.#start()
    if (!(await Promise.race([this.#remote.load(), this.#broken]))) {
      // A worker may remember that a script was not there.
      this.#stop()
      throw new Error(NOT_LOADED)
    }
    this.#loaded = true
    void keepOffline()
  }

  /** @throws {Error} if the worker dies; the next call starts another one */
  async compile(name: string, source: string): Promise<Compilation> {
    this.#remote ??= this.#start()
    return Promise.race([this.#remote.compile(name, source), this.#broken])
  }

  #start(): Remote<CompilerApi> {
    const worker = new Worker(new URL('./compiler-worker.ts', import.meta.url), {
      type: 'module',
      name: 'compiler',
    })
    this.#worker = worker
    this.#broken = new Promise((_, reject) => {
      worker.addEventListener('error', () => {
        reject(new Error(this.#loaded ? 'The compiler stopped unexpectedly: try again.' : NOT_LOADED))
        this.#stop()
      })
    })
    // Nobody may be waiting when it dies.
    this.#broken.catch(() => undefined)
    return wrap<CompilerApi>(worker)
  }

  #stop(): void {
    this.#worker?.terminate()
    this.#remote = undefined
    this.#loaded = false
  }
}

/** Has the service worker keep the compiler, which is too large to be fetched for every visitor. */
async function keepOffline(): Promise<void> {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return
  const { active } = await navigator.serviceWorker.ready
  active?.postMessage('keep the large files')
}
