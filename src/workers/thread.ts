/**
 * A thread of a pool: waits for batches in the control block and takes jobs from them until it is terminated. It fetches
 * nothing: the module comes with the message. A kernel that traps ends the worker, and its owner sees the error.
 */
import type { WorkerStart } from './protocol.ts'

type Port = Pick<MessagePort, 'postMessage' | 'onmessage'>
type Kernel = (...scratchAndArguments: number[]) => void

/** The name of workers that are threads, by which a script that is more than that knows its part. */
export const THREAD_NAME = 'limpid-thread'

/**
 * Looks at the control block before going to sleep, for some tenths of a millisecond: between two batches the owner
 * needs no longer, and waking up costs more than that on an idle core.
 */
const SPINS = 20000

/** Makes the worker that calls this a thread of the pool that started it, in Node and in browsers. */
export function joinPool(): void {
  const threads = (
    globalThis as { process?: { getBuiltinModule?: (name: string) => { parentPort: Port | null } } }
  ).process?.getBuiltinModule?.('node:worker_threads')
  const port: Port = threads?.parentPort ?? (globalThis as unknown as Port)
  port.onmessage = ({ data }: MessageEvent<WorkerStart>) => {
    const { module, memory, control, layout, index, scratch } = data
    const { exports } = new WebAssembly.Instance(module, { env: { memory } })
    const kernels = Object.values(exports) as Kernel[]
    let generation = Atomics.load(control, layout.generation)
    port.postMessage('ready')
    for (;;) {
      for (let spin = 0; spin < SPINS && Atomics.load(control, layout.generation) === generation; spin++);
      Atomics.wait(control, layout.generation, generation)
      generation = Atomics.load(control, layout.generation)
      const jobs = control[layout.jobs]!
      if (jobs < 0) return
      const kernel = kernels[control[layout.kernel]!]!
      const width = control[layout.width]!
      const args = new Array<number>(width + 1).fill(scratch)
      for (;;) {
        const job = Atomics.add(control, layout.next, 1)
        if (job >= jobs) break
        const at = layout.first + width * job
        for (let k = 0; k < width; k++) args[k + 1] = control[at + k]!
        kernel.apply(undefined, args)
      }
      Atomics.store(control, layout.finished + index, generation)
      Atomics.add(control, layout.done, 1)
      Atomics.notify(control, layout.done)
    }
  }
}
