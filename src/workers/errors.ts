/** What goes wrong with threads. */
import { LimpidError } from '../util/errors.ts'

/**
 * A worker died: of a kernel that trapped, of lack of memory, or because somebody ended it. The next call starts new
 * ones.
 *
 * @example
 * const proveAgain = (error: unknown) => {
 *   if (error instanceof WorkerError) return prover.prove(program, { privateInput })
 *   throw error
 * }
 */
export class WorkerError extends LimpidError {
  constructor(cause: Error) {
    super('WORKER', `a worker thread died (${cause.message}): try again`, { cause })
    this.name = 'WorkerError'
  }
}

/**
 * The script of a worker did not load: a bundler did not find it, or the address is wrong.
 *
 * @example
 * const isMissing = (error: unknown) => error instanceof WorkerScriptError
 */
export class WorkerScriptError extends LimpidError {
  constructor() {
    super(
      'NO_WORKER_SCRIPT',
      'the script of the worker could not be loaded: serve limpid/worker and give its address as workerUrl',
    )
    this.name = 'WorkerScriptError'
  }
}

/**
 * The engine was used after `dispose`.
 *
 * @example
 * const short = await createProver({ threads: 1 })
 * await short.dispose()
 * await short.run(program).catch((error) => {
 *   console.log(error instanceof DisposedError) // true
 * })
 */
export class DisposedError extends LimpidError {
  constructor() {
    super('DISPOSED', 'the prover was disposed of: create another one')
    this.name = 'DisposedError'
  }
}
