/** A pool of one: the caller's thread, where threads cannot share memory. */
import { type InterruptibleRun, runAlone } from '../engine/abortable.ts'
import type { Engine } from '../engine/contract.ts'
import type { Capabilities } from './capabilities.ts'
import { DisposedError } from './errors.ts'
import type { Pool } from './pool.ts'

export class LonePool implements Pool {
  readonly memory: Engine['memory']
  readonly threads = 1
  readonly capabilities: Capabilities
  readonly readDigest: Engine['readDigest']
  readonly #engine: Engine
  #disposed = false

  constructor(engine: Engine, capabilities: Capabilities) {
    this.memory = engine.memory
    this.readDigest = engine.readDigest
    this.capabilities = capabilities
    this.#engine = engine
  }

  readonly call: Engine['call'] = (kernel, ...args) => {
    if (this.#disposed) throw new DisposedError()
    this.#engine.call(kernel, ...args)
  }

  readonly run: InterruptibleRun = (...batch) => runAlone(this.call, ...batch)

  async dispose(): Promise<void> {
    this.#disposed = true
  }
}
