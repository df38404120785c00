/** An engine whose work can be stopped: it looks at a signal between jobs and lets the host breathe. */
import type { Engine, KernelName } from './contract.ts'

/** Longest time without giving way to timers and messages, in milliseconds. */
export const TURN_MS = 30

/** What `run` is for an engine that can stop in the middle of a batch. */
export type InterruptibleRun = (
  kernel: KernelName,
  jobs: readonly (readonly number[])[],
  signal?: AbortSignal,
) => Promise<void>

/** Lets timers and messages run. Timers of nested callbacks are throttled to 4 ms in browsers, messages are not. */
export function giveWay(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof setImmediate === 'function') {
      setImmediate(resolve)
      return
    }
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      port1.close()
      resolve()
    }
    port2.postMessage(undefined)
  })
}

/** The same engine; `run` rejects with the signal's reason soon after it is aborted. */
export function abortable(engine: Engine, signal: AbortSignal): Engine {
  const runParallel: InterruptibleRun = engine.run
  let turn = performance.now()
  return {
    memory: engine.memory,
    threads: engine.threads,
    call: engine.call,
    readDigest: engine.readDigest,
    async run(kernel, jobs) {
      signal.throwIfAborted()
      if (engine.threads > 1) return runParallel(kernel, jobs, signal)
      for (const job of jobs) {
        engine.call(kernel, ...job)
        if (performance.now() - turn < TURN_MS) continue
        await giveWay()
        turn = performance.now()
        signal.throwIfAborted()
      }
    },
  }
}
