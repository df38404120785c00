/** A pool on one shared memory: a batch is done by the calling thread and the workers together. */
import { giveWay, type InterruptibleRun, TURN_MS } from '../engine/abortable.ts'
import { type Engine, type KernelName, SCRATCH_BYTES } from '../engine/contract.ts'
import { createEngineOn, INITIAL_PAGES } from '../engine/wasm/engine.ts'
import { compileKernels } from '../engine/wasm/kernels.ts'
import { createSharedMemory, withSharedMemory } from '../engine/wasm/shared.ts'
import type { Capabilities } from './capabilities.ts'
import { DisposedError, WorkerError } from './errors.ts'
import type { Pool } from './pool.ts'
import { CONTROL_WORDS, LAYOUT } from './protocol.ts'
import { Team } from './team.ts'

/**
 * Turns of the microtask queue before the caller joins the workers. It may have something to do first, such as filling
 * the next table, and that is a few promises away.
 */
const HEAD_START = 8

export class SharedPool implements Pool {
  readonly memory: Engine['memory']
  readonly threads: number
  readonly capabilities: Capabilities
  readonly readDigest: Engine['readDigest']
  readonly #engine: Engine
  readonly #startTeam: () => Promise<Team>
  readonly #kernels: ReadonlyMap<string, number>
  #team: Team | undefined
  #last: Promise<void> = Promise.resolve()
  #pending = 0
  #turn = performance.now()
  #disposal: Promise<void> | undefined

  private constructor(
    engine: Engine,
    threads: number,
    limit: number,
    kernels: ReadonlyMap<string, number>,
    startTeam: () => Promise<Team>,
    team: Team,
  ) {
    this.memory = engine.memory
    this.threads = threads
    this.readDigest = engine.readDigest
    const reason = `${threads} threads on shared memory`
    this.capabilities = { threads, shared: true, simd: true, maxMemory: limit, reason }
    this.#engine = engine
    this.#kernels = kernels
    this.#startTeam = startTeam
    this.#team = team
  }

  static async create(
    kernelBytes: Uint8Array<ArrayBuffer>,
    threads: number,
    maxMemory: number,
    workerUrl: string | URL | undefined,
  ): Promise<SharedPool> {
    const module = await compileKernels(withSharedMemory(kernelBytes))
    const granted = createSharedMemory(INITIAL_PAGES, maxMemory)
    const { memory } = granted
    const limit = Math.min(granted.limit, maxMemory)
    const engine = await createEngineOn(memory, module, limit)
    const slabs = Array.from({ length: threads - 1 }, () => engine.memory.alloc(SCRATCH_BYTES))
    const kernels = new Map(WebAssembly.Module.exports(module).map(({ name }, k) => [name, k]))
    const startTeam = () => Team.start({ module, memory }, slabs, workerUrl)
    return new SharedPool(engine, threads, limit, kernels, startTeam, await startTeam())
  }

  readonly call: Engine['call'] = (kernel, ...args) => {
    if (this.#disposal !== undefined) throw new DisposedError()
    this.#engine.call(kernel, ...args)
  }

  /**
   * Batches share the control block, so one waits for the other. The first one starts before this returns: workers are
   * at it while the caller does something else, and the caller joins them when it gives way.
   */
  readonly run: InterruptibleRun = (...batch) => {
    const start = () => this.#run(...batch)
    const result = this.#pending === 0 ? start() : this.#last.then(start)
    this.#pending++
    const done = () => {
      this.#pending--
    }
    this.#last = result.then(done, done)
    return result
  }

  dispose(): Promise<void> {
    this.#disposal ??= this.#last.then(() => this.#team?.terminate())
    return this.#disposal
  }

  async #run(...[kernel, jobs, signal, onTaken]: Parameters<InterruptibleRun>): Promise<void> {
    this.#check(signal)
    const width = jobs[0]?.length ?? 0
    const most = Math.floor((CONTROL_WORDS - LAYOUT.first) / Math.max(1, width))
    for (let start = 0; start < jobs.length; start += most) {
      const living = this.#team?.failure === undefined ? this.#team : undefined
      const team = living ?? (await this.#newTeam())
      const report = (taken: number) => onTaken?.(start + taken)
      await this.#batch(team, kernel, jobs.slice(start, start + most), width, signal, report)
    }
  }

  async #newTeam(): Promise<Team> {
    if (this.#team !== undefined) await this.#giveUp(this.#team)
    this.#team = await this.#startTeam()
    return this.#team
  }

  async #giveUp(team: Team): Promise<void> {
    this.#team = undefined
    await team.terminate()
  }

  async #batch(
    team: Team,
    kernel: KernelName,
    jobs: readonly (readonly number[])[],
    width: number,
    signal: AbortSignal | undefined,
    report: (taken: number) => void,
  ): Promise<void> {
    const { control } = team
    control[LAYOUT.kernel] = this.#kernels.get(kernel)!
    control[LAYOUT.jobs] = jobs.length
    control[LAYOUT.width] = width
    for (const [k, job] of jobs.entries()) {
      if (job.length !== width) throw new TypeError(`${kernel}: jobs of one batch have as many arguments`)
      control.set(job, LAYOUT.first + width * k)
    }
    let failure: unknown
    // A single job is the caller's own, and does not wake anybody.
    const alone = jobs.length === 1
    if (!alone) team.begin()
    try {
      for (let turn = 0; turn < HEAD_START; turn++) await undefined
      if (this.#isTime()) await this.#breathe(signal, team)
      if (alone) this.#engine.call(kernel, ...jobs[0]!)
      for (let job = alone ? undefined : team.take(); job !== undefined; job = team.take()) {
        this.#engine.call(kernel, ...jobs[job]!)
        if (!this.#isTime()) continue
        await this.#breathe(signal, team)
        report(team.taken)
      }
    } catch (error) {
      failure = error
      if (!alone) team.drop()
    }
    if (!alone) await team.finish()
    if (team.failure !== undefined) {
      await this.#giveUp(team)
      throw new WorkerError(team.failure)
    }
    if (failure !== undefined) throw failure
  }

  #isTime(): boolean {
    return performance.now() - this.#turn >= TURN_MS
  }

  /** Gives way, and throws if that brought a reason to stop. */
  async #breathe(signal: AbortSignal | undefined, team: Team): Promise<void> {
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
