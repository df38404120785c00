/**
 * The kernels on one memory, by the caller's thread or by a pool of workers on shared memory. Jobs of one call are
 * independent and are taken from a common counter.
 */
import { Arena, type Backing } from '../../engine/memory.ts'
import { Groth16Error } from '../errors.ts'
import { type FieldKernels, type KernelName, type Kernels, kernelBytes, type Variant } from './kernels.ts'
import { chooseVariant } from './select.ts'
import type { Reply } from './serve.ts'
import { type Peer, spawn } from './spawn.ts'

const CONTEXT_BYTES = 1_280_000
/** Offset in a context of the address of the area for windows. */
const AREA = 11928
const PAGE = 65536

export interface PoolOptions {
  /** Workers on shared memory; 0 computes in the caller's thread. Default: one for each core, or 0 without shared memory. */
  readonly threads?: number
  /** The script of a worker, for environments where `new URL('./worker.js', import.meta.url)` does not find it. */
  readonly workerUrl?: string | URL
  /** The kernels to use; chosen by a short race if left out. */
  readonly variant?: Variant
  /** Bytes the memory may grow to, at most 4 GiB. */
  readonly maxMemory?: number
}

type Arguments<K extends KernelName> = Parameters<Kernels[K]>

interface Member {
  readonly peer: Peer
  settle: ((reply: Reply | Error) => void) | undefined
}

export interface RunOptions {
  readonly signal?: AbortSignal | undefined
  /** Called now and then with the number of jobs done. */
  readonly onJobs?: ((done: number) => void) | undefined
}

/**
 * Whether workers can share memory here: a page has to be cross-origin isolated for it.
 *
 * @example
 * const prover = await createGroth16Prover({ threads: sharedMemoryAvailable() ? 2 : 0 })
 * prover.dispose()
 */
export const sharedMemoryAvailable = (): boolean =>
  typeof SharedArrayBuffer !== 'undefined' &&
  ((globalThis as { crossOriginIsolated?: boolean }).crossOriginIsolated ?? true)

const defaultThreads = (): number =>
  sharedMemoryAvailable()
    ? ((globalThis as { navigator?: { hardwareConcurrency?: number } }).navigator?.hardwareConcurrency ??
      nodeCores())
    : 0

function nodeCores(): number {
  type Os = { availableParallelism(): number }
  const get = (globalThis as { process?: { getBuiltinModule?: (name: string) => Os } }).process
    ?.getBuiltinModule
  return get?.('node:os').availableParallelism() ?? 1
}

/** The largest shared memory this environment reserves: phones refuse the full 4 GiB. */
function createMemory(shared: boolean, limit: number): { memory: WebAssembly.Memory; maximum: number } {
  for (const maximum of [65536, 32768, 16384, 8192, 4096]) {
    if (maximum * PAGE > 2 * limit) continue
    try {
      return { memory: new WebAssembly.Memory({ initial: 64, maximum, shared }), maximum }
    } catch (error) {
      if (maximum === 4096)
        throw new Groth16Error('GROTH16_UNSUPPORTED', 'no WebAssembly memory to be had', { cause: error })
    }
  }
  return { memory: new WebAssembly.Memory({ initial: 64, maximum: 4096, shared }), maximum: 4096 }
}

/** The arena, with a note of what is in use, so that a failed proof leaves nothing behind. */
export class Region {
  readonly #arena: Arena
  readonly #live = new Set<number>()

  constructor(arena: Arena) {
    this.#arena = arena
  }

  get u8(): Uint8Array {
    return this.#arena.u8
  }

  get u32(): Uint32Array {
    return this.#arena.u32
  }

  /** The most bytes there ever were in use. */
  get peak(): number {
    return this.#arena.peak
  }

  alloc(bytes: number): number {
    const pointer = this.#arena.alloc(bytes)
    this.#live.add(pointer)
    return pointer
  }

  free(pointer: number): void {
    this.#live.delete(pointer)
    this.#arena.free(pointer)
  }

  /** Frees everything. */
  clear(): void {
    for (const pointer of this.#live) this.#arena.free(pointer)
    this.#live.clear()
  }
}

export class Pool {
  /** What a proof uses; emptied after each. */
  readonly memory: Region
  /** Workers; 0 means the caller's thread. */
  readonly threads: number
  readonly variant: Variant
  readonly #kernels: Record<string, (...args: number[]) => number>
  readonly #contexts: readonly number[]
  readonly #members: readonly Member[]
  readonly #control: number
  #disposed = false
  #busy = false

  private constructor(
    arena: Arena,
    kernels: Record<string, (...args: number[]) => number>,
    contexts: readonly number[],
    members: readonly Member[],
    control: number,
    variant: Variant,
  ) {
    this.variant = variant
    this.memory = new Region(arena)
    this.#kernels = kernels
    this.#contexts = contexts
    this.#members = members
    this.#control = control
    this.threads = members.length
  }

  static async create(options: PoolOptions = {}): Promise<Pool> {
    const threads = Math.max(0, Math.floor(options.threads ?? defaultThreads()))
    if (threads > 0 && !sharedMemoryAvailable()) {
      throw new Groth16Error(
        'GROTH16_UNSUPPORTED',
        'threads need SharedArrayBuffer (a cross-origin isolated page): use { threads: 0 }, in a worker of your own',
      )
    }
    const shared = threads > 0
    const limit = options.maxMemory ?? 65536 * PAGE
    const { memory, maximum } = createMemory(shared, limit)
    const variant = options.variant ?? (await chooseVariant())
    const module = await WebAssembly.compile(kernelBytes(variant, shared))
    const instance = await WebAssembly.instantiate(module, { env: { memory } })
    const kernels = instance.exports as unknown as Record<string, (...args: number[]) => number>
    const backing: Backing = {
      get buffer() {
        return memory.buffer
      },
      grow: (bytes) => void memory.grow(Math.ceil((bytes - memory.buffer.byteLength) / PAGE)),
    }
    const arena = new Arena(backing, 4096, Math.min(limit, (maximum - 1) * PAGE))
    const control = arena.alloc(64)
    const contexts = Array.from({ length: Math.max(1, threads) + (threads > 0 ? 1 : 0) }, () =>
      records(arena, CONTEXT_BYTES),
    )
    kernels.prepareContext!(contexts[0]!)
    const members: Member[] = []
    try {
      const ready: Promise<Reply>[] = []
      for (let i = 0; i < threads; i++) {
        const member: Member = { peer: spawn(options.workerUrl), settle: undefined }
        members.push(member)
        member.peer.onReply((reply) => member.settle?.(reply))
        member.peer.onFailure((error) => member.settle?.(error))
        ready.push(reply(member))
        member.peer.post({ module, memory, context: contexts[i + 1]! })
      }
      await Promise.all(ready)
      for (const { peer } of members) peer.hold(false)
    } catch (error) {
      for (const { peer } of members) peer.terminate()
      throw new Groth16Error(
        'GROTH16_UNSUPPORTED',
        `the workers did not start: ${error instanceof Error ? error.message : error}`,
        { cause: error },
      )
    }
    return new Pool(arena, kernels, contexts, members, control, variant)
  }

  /** One call by the caller's thread. */
  call<K extends KernelName>(kernel: K, ...args: Arguments<K>): number {
    return this.#kernels[kernel]!(this.#contexts[0]!, ...(args as number[]))
  }

  /** A kernel that takes no context. */
  raw<K extends keyof FieldKernels>(kernel: K, ...args: Parameters<FieldKernels[K]>): void {
    this.#kernels[kernel]!(...args)
  }

  /** Gives every thread an area for windows of `bytes` bytes; the returned function frees them. */
  areas(bytes: number): () => void {
    const areas = this.#contexts.map((context, i) => {
      if (this.threads > 0 && i === 0) return 0
      const area = this.memory.alloc(bytes + 320)
      this.memory.u32[(context + AREA) / 4] = Math.ceil(area / 160) * 160
      return area
    })
    return () => {
      for (const area of areas) if (area !== 0) this.memory.free(area)
    }
  }

  /** Runs independent calls of one kernel and returns their results. Rejects when the signal is aborted. */
  async run<K extends KernelName>(
    kernel: K,
    jobs: readonly Arguments<K>[],
    options: RunOptions = {},
  ): Promise<number[]> {
    this.#check(options.signal)
    if (this.#busy) throw new Error('the pool is at work: one call at a time')
    this.#busy = true
    try {
      return this.threads > 0
        ? await this.#share(kernel, jobs, options)
        : await this.#alone(kernel, jobs, options)
    } finally {
      this.#busy = false
    }
  }

  async #alone(
    kernel: KernelName,
    jobs: readonly (readonly number[])[],
    options: RunOptions,
  ): Promise<number[]> {
    const call = this.#kernels[kernel]!
    const results: number[] = []
    let pause = performance.now() + 30
    for (const [i, job] of jobs.entries()) {
      results.push(call(this.#contexts[0]!, ...job))
      if (performance.now() < pause) continue
      options.onJobs?.(i + 1)
      await new Promise<void>((resolve) => setTimeout(resolve))
      this.#check(options.signal)
      pause = performance.now() + 30
    }
    return results
  }

  async #share(
    kernel: KernelName,
    jobs: readonly (readonly number[])[],
    options: RunOptions,
  ): Promise<number[]> {
    const words = new Int32Array(this.memory.u8.buffer, this.#control, 16)
    words.fill(0)
    const index = this.#control / 4
    const abort = () => Atomics.store(words, 1, 1)
    options.signal?.addEventListener('abort', abort)
    const timer =
      options.onJobs === undefined
        ? undefined
        : setInterval(() => options.onJobs?.(Atomics.load(words, 2)), 50)
    try {
      const members = this.#members.slice(0, jobs.length)
      const replies = members.map((member) => reply(member))
      for (const { peer } of members) {
        peer.hold(true)
        peer.post({ kernel, jobs, counter: index, stop: index + 1, done: index + 2 })
      }
      const results: number[] = new Array(jobs.length).fill(0)
      // all of them, so that no reply is left for the next call
      const settled = await Promise.allSettled(replies)
      const failed = settled.find((outcome) => outcome.status === 'rejected')
      if (failed !== undefined) throw failed.reason
      for (const outcome of settled) {
        const message = (outcome as PromiseFulfilledResult<Reply>).value
        if ('results' in message) for (const [i, value] of message.results) results[i] = value
      }
      this.#check(options.signal)
      return results
    } finally {
      options.signal?.removeEventListener('abort', abort)
      clearInterval(timer)
      for (const { peer } of this.#members) peer.hold(false)
    }
  }

  #check(signal: AbortSignal | undefined): void {
    if (this.#disposed) throw new Groth16Error('GROTH16_ABORTED', 'the prover was disposed')
    if (signal?.aborted)
      throw new Groth16Error('GROTH16_ABORTED', 'proving was aborted', { cause: signal.reason })
  }

  /** Ends the workers. */
  dispose(): void {
    this.#disposed = true
    for (const { peer, settle } of this.#members) {
      peer.terminate()
      settle?.(new Groth16Error('GROTH16_ABORTED', 'the prover was disposed'))
    }
  }
}

/** Memory whose address is a multiple of 320, as contexts and curve records need. */
function records(arena: Arena, bytes: number): number {
  // the padding stays allocated with the block, whose start is not kept: for what lives as long as the pool
  return Math.ceil(arena.alloc(bytes + 320) / 320) * 320
}

function reply(member: Member): Promise<Reply> {
  return new Promise((resolve, reject) => {
    member.settle = (message) => {
      member.settle = undefined
      if (message instanceof Error) reject(message)
      else if ('error' in message) reject(new Error(message.error))
      else resolve(message)
    }
  })
}
