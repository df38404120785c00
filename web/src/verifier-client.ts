/** The page's end of the verifier. */
import { type Remote, wrap } from 'comlink'
import type { Claim } from '../../src/verify.ts'
import type { Verdict, VerifierApi } from './verifier-worker.ts'

export type { Verdict } from './verifier-worker.ts'

export class VerifierClient {
  #remote: Remote<VerifierApi> | undefined
  #broken: Promise<never> | undefined

  /** @throws {Error} if the verifier cannot be started or dies; the next call starts another one */
  async check(claim: Claim, proof: Uint8Array): Promise<Verdict> {
    this.#remote ??= this.#start()
    return Promise.race([this.#remote.check(claim, proof), this.#broken!])
  }

  #start(): Remote<VerifierApi> {
    const worker = new Worker(new URL('./verifier-worker.ts', import.meta.url), {
      type: 'module',
      name: 'verifier',
    })
    this.#broken = new Promise((_, reject) => {
      worker.addEventListener('error', () => {
        worker.terminate()
        this.#remote = undefined
        reject(new Error('The verifier stopped unexpectedly: reload the page.'))
      })
    })
    // Nobody may be waiting when it dies.
    this.#broken.catch(() => undefined)
    return wrap<VerifierApi>(worker)
  }
}
