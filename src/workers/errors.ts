/** What goes wrong with threads. */
import { LimpidError } from '../util/errors.ts'

/** A worker died: of a kernel that trapped, of lack of memory, or because somebody ended it. The next call starts new ones. */
export class WorkerError extends LimpidError {
  constructor(cause: Error) {
    super('WORKER', `a worker thread died (${cause.message}): try again`, { cause })
    this.name = 'WorkerError'
  }
}

/** The engine was used after `dispose`. */
export class DisposedError extends LimpidError {
  constructor() {
    super('DISPOSED', 'the prover was disposed of: create another one')
    this.name = 'DisposedError'
  }
}
