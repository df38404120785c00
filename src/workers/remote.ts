/** The page's side of a service in a worker: calls that can be stopped, and a new worker when the last one died. */
import { proxy, type Remote, releaseProxy, wrap } from 'comlink'
import { fromWire } from './error-wire.ts'
import { DisposedError, WorkerError, WorkerScriptError } from './errors.ts'
import type { Endpoint, Outcome } from './orchestrator.ts'

/** What a call may have that is not data. */
export interface RemoteOptions<P> {
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((progress: P) => void) | undefined
}

interface Connection {
  readonly worker: Worker
  readonly remote: Remote<Endpoint>
  /** Rejects when the worker dies, or by `end`: what waits for an answer must not wait for ever. */
  readonly death: Promise<never>
  readonly end: (error: Error) => void
  readonly description: Promise<unknown>
}

/** A service in a worker. */
export class RemoteService {
  readonly #start: () => Worker
  readonly #options: unknown
  #connection: Connection | undefined
  #calls = 0
  #disposal: Promise<void> | undefined

  private constructor(start: () => Worker, options: unknown) {
    this.#start = start
    this.#options = options
  }

  /**
   * Starts the worker, which calls `serve`, and opens its service with `options`, which are cloned.
   * Resolves with the service's description too.
   */
  static async connect(
    start: () => Worker,
    options: unknown,
  ): Promise<{ service: RemoteService; description: unknown }> {
    const service = new RemoteService(start, options)
    try {
      return { service, description: await service.#open().description }
    } catch (error) {
      await service.dispose()
      throw error
    }
  }

  /** Calls a method. Rejects at once with the signal's reason when it is aborted; the work stops soon after. */
  async call<T, P = never>(
    method: string,
    data: unknown,
    { signal, onProgress }: RemoteOptions<P> = {},
  ): Promise<T> {
    if (this.#disposal !== undefined) throw new DisposedError()
    signal?.throwIfAborted()
    const { remote, description, death } = this.#connection ?? this.#open()
    const id = this.#calls++
    const callback =
      onProgress === undefined ? undefined : proxy((progress: unknown) => onProgress(progress as P))
    const listening = new AbortController()
    const stopped = new Promise<never>((_, reject) => {
      const stop = () => {
        void remote.abort(id)
        reject(signal!.reason)
      }
      signal?.addEventListener('abort', stop, { signal: listening.signal })
    })
    const work = async () => {
      await description
      signal?.throwIfAborted()
      return unwrap((await remote.call(id, method, data, callback)) as Outcome) as T
    }
    try {
      return await Promise.race([work(), death, stopped])
    } catch (error) {
      throw this.#disposal === undefined ? error : new DisposedError()
    } finally {
      listening.abort()
    }
  }

  /** Ends the worker and those that it started. */
  dispose(): Promise<void> {
    this.#disposal ??= this.#close()
    return this.#disposal
  }

  #open(): Connection {
    const worker = this.#start()
    const remote = wrap<Endpoint>(worker)
    let end: Connection['end'] = () => undefined
    const death = new Promise<never>((_, reject) => {
      end = reject
    })
    worker.onerror = (event) => {
      event.preventDefault()
      this.#connection = undefined
      worker.terminate()
      // Only a script that did not load gives no reason.
      const reason: Error | undefined = event.error ?? (event.message ? new Error(event.message) : undefined)
      end(reason === undefined ? new WorkerScriptError() : new WorkerError(reason))
    }
    const description = Promise.race([remote.open(this.#options) as Promise<Outcome>, death]).then(unwrap)
    const connection = { worker, remote, death, end, description }
    description.catch(() => {
      worker.terminate()
      if (this.#connection === connection) this.#connection = undefined
    })
    // Whoever calls hears of it; nobody may.
    death.catch(() => undefined)
    this.#connection = connection
    return connection
  }

  async #close(): Promise<void> {
    if (this.#connection === undefined) return
    const { worker, remote, death, end } = this.#connection
    await Promise.race([remote.close(), death]).catch(() => undefined)
    end(new DisposedError())
    remote[releaseProxy]()
    worker.terminate()
  }
}

function unwrap(outcome: Outcome): unknown {
  if (outcome.ok) return outcome.value
  throw fromWire(outcome.error)
}
