/** Work that can be stopped and watched: an engine that looks at a signal between jobs and lets the host breathe. */
import type { Engine, KernelName } from './contract.ts'

/** Longest time without giving way to timers and messages, in milliseconds. */
export const TURN_MS = 30

/** What `run` is for an engine that can stop in the middle of a batch, and tell how many of its jobs are taken. */
export type InterruptibleRun = (
  kernel: KernelName,
  jobs: readonly (readonly number[])[],
  signal?: AbortSignal,
  onTaken?: (jobs: number) => void,
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

/** Does some of the jobs, and gives way when it is time. Rejects with the signal's reason soon after it is aborted. */
export async function runAlone(
  call: Engine['call'],
  kernel: KernelName,
  jobs: readonly (readonly number[])[],
  signal?: AbortSignal,
  onTaken?: (jobs: number) => void,
): Promise<void> {
  signal?.throwIfAborted()
  let turn = performance.now()
  for (const [k, job] of jobs.entries()) {
    call(kernel, ...job)
    if (performance.now() - turn < TURN_MS) continue
    onTaken?.(k + 1)
    await giveWay()
    turn = performance.now()
    signal?.throwIfAborted()
  }
}

/** Hears of jobs of a kernel that are done, a few or many at a time. */
export type Observer = (kernel: KernelName, jobs: readonly (readonly number[])[]) => void

/** The same engine; `run` tells `observe` of every job, and rejects with the signal's reason soon after it is aborted. */
export function supervised(engine: Engine, signal: AbortSignal | undefined, observe: Observer): Engine {
  const run: InterruptibleRun =
    engine.threads > 1 ? engine.run : (...batch) => runAlone(engine.call, ...batch)
  return {
    memory: engine.memory,
    threads: engine.threads,
    call: engine.call,
    readDigest: engine.readDigest,
    async run(kernel, jobs) {
      signal?.throwIfAborted()
      let observed = 0
      const upTo = (taken: number) => {
        observe(kernel, jobs.slice(observed, taken))
        observed = taken
      }
      await run(kernel, jobs, signal, upTo)
      upTo(jobs.length)
    },
  }
}
