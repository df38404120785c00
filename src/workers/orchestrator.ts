/**
 * The worker's side of a service that does not run on a page's own thread. The pool's owner may block, so it lives in a
 * worker of its own, and the page talks to it through comlink. `remote.ts` is the other side.
 */
import { expose, type Endpoint as Port, type ProxyMarked, releaseProxy } from 'comlink'
import { toWire, type WireError } from './error-wire.ts'

/** What a call may have next to its data: neither survives a structured clone. */
export interface CallOptions {
  readonly signal: AbortSignal
  readonly onProgress?: (progress: unknown) => void
}

/** A method of a service. */
export type Method = (data: never, options: CallOptions) => Promise<unknown>

export interface Service {
  readonly methods: Readonly<Record<string, Method>>
  /** What the other side gets when the service is open. */
  readonly description: unknown
  dispose(): Promise<void>
}

export type Outcome =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: WireError }

/** What is exposed: every call has a number of the caller's, by which it can be stopped. */
export interface Endpoint {
  open(options: unknown): Promise<Outcome>
  call(
    id: number,
    method: string,
    data: unknown,
    onProgress: (((progress: unknown) => void) & ProxyMarked) | undefined,
  ): Promise<Outcome>
  abort(id: number): void
  close(): Promise<void>
}

/** What arrives of a callback that was sent. */
type RemoteCallback = ((progress: unknown) => Promise<void>) & { [releaseProxy](): void } & ProxyMarked

/**
 * Serves what `create` makes from the options of the page. To be called once, by the worker's script. `port` is where the
 * page is; by default that of a worker.
 */
export function serve(create: (options: never) => Promise<Service>, port?: Port): void {
  const running = new Map<number, AbortController>()
  let service: Service | undefined
  const endpoint: Endpoint = {
    open: (options) =>
      outcome(async () => {
        service = await create(options as never)
        return service.description
      }),
    async call(id, method, data, callback) {
      const controller = new AbortController()
      running.set(id, controller)
      const progress = callback as RemoteCallback | undefined
      const options: CallOptions = {
        signal: controller.signal,
        ...(progress === undefined ? {} : { onProgress: (event) => void progress(event) }),
      }
      try {
        return await outcome(() => service!.methods[method]!(data as never, options))
      } finally {
        running.delete(id)
        progress?.[releaseProxy]()
      }
    },
    abort: (id) => running.get(id)?.abort(),
    async close() {
      for (const controller of running.values()) controller.abort()
      await service?.dispose()
    },
  }
  expose(endpoint, port)
}

async function outcome(work: () => Promise<unknown>): Promise<Outcome> {
  try {
    return { ok: true, value: await work() }
  } catch (error) {
    return { ok: false, error: toWire(error) }
  }
}
