/** The engine on all cores: one memory, kernels in every thread, jobs taken from a common counter. */
import { giveWay, type InterruptibleRun, TURN_MS } from '../engine/abortable.ts'
import { type Engine, type KernelName, SCRATCH_BYTES } from '../engine/contract.ts'
import { createEngineOn, createWasmEngine, INITIAL_PAGES } from '../engine/wasm/engine.ts'
import { kernelBytes } from '../engine/wasm/kernels.ts'
import { createSharedMemory, withSharedMemory } from '../engine/wasm/shared.ts'
import { LimpidError } from '../util/errors.ts'
import { availableCores, type Capabilities, obstacleToSharing } from './capabilities.ts'
import { CONTROL_WORDS, LAYOUT } from './protocol.ts'
import { Team } from './team.ts'

export interface PoolOptions {
  /** Threads that compute, the caller's included. Default: the cores of the machine. */
  readonly threads?: number | 'auto'
  /** Bytes of memory, at most 4 GiB. */
  readonly maxMemory?: number
  /** Where `worker.js` is, if it is not next to this module. */
  readonly workerUrl?: string | URL
}

export interface Pool extends Engine {
  readonly capabilities: Capabilities
  readonly run: InterruptibleRun
  /** Ends all workers. Running and later batches reject. May be called again. */
  dispose(): Promise<void>
}

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

/**
 * Creates an engine with as many threads as asked for and possible. Where threads cannot share memory it works alone,
 * and `capabilities` says why.
 *
 * @example
 * const pool = await createPool({ threads: 'auto' })
 * console.log(pool.capabilities.reason)
 * await pool.dispose()
 */
export async function createPool(options: PoolOptions = {}): Promise<Pool> {
  const { threads: wanted = 'auto', maxMemory = Number.POSITIVE_INFINITY, workerUrl } = options
  const threads = wanted === 'auto' ? availableCores() : wanted
  if (!Number.isInteger(threads) || threads < 1)
    throw new RangeError(`threads: expected 'auto' or a positive integer, got ${String(wanted)}`)
  const alone = async (reason: string) => {
    const engine = await createWasmEngine(await WebAssembly.compile(kernelBytes()), { maxMemory })
    return new LonePool(engine, { threads: 1, shared: false, simd: true, reason: `one thread: ${reason}` })
  }
  if (threads === 1) return alone(wanted === 1 ? 'asked for' : 'the machine has one core')
  const obstacle = obstacleToSharing()
  if (obstacle !== undefined) return alone(obstacle)
  try {
    return await SharedPool.create(threads, maxMemory, workerUrl)
  } catch (error) {
    return alone(`the others could not start: ${error instanceof Error ? error.message : String(error)}`)
  }
}

class LonePool implements Pool {
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

  readonly run: InterruptibleRun = async (kernel, jobs, signal) => {
    let turn = performance.now()
    signal?.throwIfAborted()
    for (const job of jobs) {
      this.call(kernel, ...job)
      if (performance.now() - turn < TURN_MS) continue
      await giveWay()
      turn = performance.now()
      signal?.throwIfAborted()
    }
  }

  async dispose(): Promise<void> {
    this.#disposed = true
  }
}

class SharedPool implements Pool {
  readonly memory: Engine['memory']
  readonly threads: number
  readonly capabilities: Capabilities
  readonly readDigest: Engine['readDigest']
  readonly #engine: Engine
  readonly #startTeam: () => Promise<Team>
  readonly #kernels: ReadonlyMap<string, number>
  readonly #control: Int32Array
  #team: Team | undefined
  #last: Promise<unknown> = Promise.resolve()
  #turn = performance.now()
  #disposal: Promise<void> | undefined

  private constructor(
    engine: Engine,
    threads: number,
    kernels: ReadonlyMap<string, number>,
    control: Int32Array,
    startTeam: () => Promise<Team>,
    team: Team,
  ) {
    this.memory = engine.memory
    this.threads = threads
    this.readDigest = engine.readDigest
    this.capabilities = { threads, shared: true, simd: true, reason: `${threads} threads on shared memory` }
    this.#engine = engine
    this.#kernels = kernels
    this.#control = control
    this.#startTeam = startTeam
    this.#team = team
  }

  static async create(
    threads: number,
    maxMemory: number,
    workerUrl: string | URL | undefined,
  ): Promise<SharedPool> {
    const module = await WebAssembly.compile(withSharedMemory(kernelBytes()))
    const { memory, limit } = createSharedMemory(INITIAL_PAGES, maxMemory)
    const engine = await createEngineOn(memory, module, Math.min(limit, maxMemory))
    const slabs = Array.from({ length: threads - 1 }, () => engine.memory.alloc(SCRATCH_BYTES))
    const control = new Int32Array(new SharedArrayBuffer(4 * CONTROL_WORDS))
    const kernels = new Map(WebAssembly.Module.exports(module).map(({ name }, k) => [name, k]))
    const startTeam = () => Team.start({ module, memory, control }, slabs, workerUrl)
    return new SharedPool(engine, threads, kernels, control, startTeam, await startTeam())
  }

  readonly call: Engine['call'] = (kernel, ...args) => {
    if (this.#disposal !== undefined) throw new DisposedError()
    this.#engine.call(kernel, ...args)
  }

  /** Batches share the control block, so one waits for the other. */
  readonly run: InterruptibleRun = (kernel, jobs, signal) => {
    const result = this.#last.then(() => this.#run(kernel, jobs, signal))
    this.#last = result.catch(() => undefined)
    return result
  }

  dispose(): Promise<void> {
    this.#disposal ??= this.#last.then(() => this.#team?.terminate())
    return this.#disposal
  }

  async #run(kernel: KernelName, jobs: readonly (readonly number[])[], signal?: AbortSignal): Promise<void> {
    this.#check(signal)
    const width = jobs[0]?.length ?? 0
    const most = Math.floor((CONTROL_WORDS - LAYOUT.first) / Math.max(1, width))
    for (let start = 0; start < jobs.length; start += most) {
      this.#team ??= await this.#startTeam()
      await this.#batch(this.#team, kernel, jobs.slice(start, start + most), width, signal)
    }
  }

  async #batch(
    team: Team,
    kernel: KernelName,
    jobs: readonly (readonly number[])[],
    width: number,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const control = this.#control
    control[LAYOUT.kernel] = this.#kernels.get(kernel)!
    control[LAYOUT.jobs] = jobs.length
    control[LAYOUT.width] = width
    for (const [k, job] of jobs.entries()) {
      if (job.length !== width) throw new TypeError(`${kernel}: jobs of one batch have as many arguments`)
      control.set(job, LAYOUT.first + width * k)
    }
    let failure: unknown
    // A single job is the caller's own, and does not wake anybody.
    if (jobs.length === 1) this.#engine.call(kernel, ...jobs[0]!)
    else {
      team.begin()
      try {
        for (let job = team.take(); job !== undefined; job = team.take()) {
          this.#engine.call(kernel, ...jobs[job]!)
          await this.#breathe(signal, team)
        }
      } catch (error) {
        failure = error
        team.drop()
      }
      await team.finish()
    }
    if (team.failure !== undefined) {
      this.#team = undefined
      await team.terminate()
      throw new WorkerError(team.failure)
    }
    if (failure !== undefined) throw failure
    await this.#breathe(signal, team)
  }

  /** Gives way when it is time, and throws if that brought a reason to stop. */
  async #breathe(signal: AbortSignal | undefined, team: Team): Promise<void> {
    if (performance.now() - this.#turn < TURN_MS) return
    await giveWay()
    this.#turn = performance.now()
    this.#check(signal)
    if (team.failure !== undefined) throw team.failure
  }

  #check(signal: AbortSignal | undefined): void {
    if (this.#disposal !== undefined) throw new DisposedError()
    signal?.throwIfAborted()
  }
}
