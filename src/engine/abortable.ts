/** An engine whose work can be stopped: it looks at a signal between jobs and lets the host breathe. */
import type { Engine } from './contract.ts'

/** Longest time without giving way to timers and messages, in milliseconds. */
const TURN_MS = 30

/** The same engine; `run` rejects with the signal's reason soon after it is aborted. */
export function abortable(engine: Engine, signal: AbortSignal): Engine {
  let turn = performance.now()
  return {
    memory: engine.memory,
    threads: engine.threads,
    call: engine.call,
    readDigest: engine.readDigest,
    async run(kernel, jobs) {
      signal.throwIfAborted()
      if (engine.threads > 1) return engine.run(kernel, jobs)
      for (const job of jobs) {
        engine.call(kernel, ...job)
        if (performance.now() - turn < TURN_MS) continue
        await new Promise((resolve) => setTimeout(resolve, 0))
        turn = performance.now()
        signal.throwIfAborted()
      }
    },
  }
}
