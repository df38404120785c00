/**
 * The loop of a worker: instantiate the kernels on the shared memory, then take jobs by an atomic counter. The function is
 * self-contained, because Node starts it from its text.
 */

export interface StartMessage {
  readonly module: WebAssembly.Module
  readonly memory: WebAssembly.Memory
  /** Address of this worker's context. */
  readonly context: number
}

export interface RunMessage {
  readonly kernel: string
  readonly jobs: readonly (readonly number[])[]
  /** Indices into the memory as i32: the next job, whether to stop, jobs done. */
  readonly counter: number
  readonly stop: number
  readonly done: number
}

export type Reply =
  | { readonly ready: true }
  | { readonly results: [index: number, value: number][] }
  | { readonly error: string }

export interface Port {
  post(message: Reply): void
  onMessage(listener: (message: StartMessage | RunMessage) => void): void
}

export function serve(port: Port): void {
  let kernels: Record<string, (...args: number[]) => number> = {}
  let memory: WebAssembly.Memory
  let context = 0
  const fail = (error: unknown) =>
    port.post({ error: error instanceof Error ? error.message : String(error) })
  port.onMessage((message) => {
    if ('module' in message) {
      memory = message.memory
      context = message.context
      WebAssembly.instantiate(message.module, { env: { memory } }).then((instance) => {
        kernels = instance.exports as unknown as typeof kernels
        kernels.prepareContext!(context)
        port.post({ ready: true })
      }, fail)
      return
    }
    try {
      const words = new Int32Array(memory.buffer)
      const call = kernels[message.kernel]!
      const results: [number, number][] = []
      for (;;) {
        if (Atomics.load(words, message.stop) !== 0) break
        const index = Atomics.add(words, message.counter, 1)
        const job = message.jobs[index]
        if (job === undefined) break
        results.push([index, call(context, ...job)])
        Atomics.add(words, message.done, 1)
      }
      port.post({ results })
    } catch (error) {
      fail(error)
    }
  })
}
