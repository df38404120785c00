/** The engine on all cores: one memory, kernels in every thread, jobs taken from a common counter. */
import type { InterruptibleRun } from '../engine/abortable.ts'
import type { Engine } from '../engine/contract.ts'
import { createWasmEngine } from '../engine/wasm/engine.ts'
import { compileKernels, fetchKernels, kernelBytes } from '../engine/wasm/kernels.ts'
import { availableCores, type Capabilities, obstacleToSharing } from './capabilities.ts'
import { LonePool } from './lone-pool.ts'
import { MOST_THREADS } from './protocol.ts'
import { SharedPool } from './shared-pool.ts'

export interface PoolOptions {
  /** Threads that compute, the caller's included. Default: the cores of the machine. */
  readonly threads?: number | 'auto'
  /** Bytes of memory, at most 4 GiB. */
  readonly maxMemory?: number
  /** Where the script of workers is (`limpid/worker`), if a bundler did not find it. */
  readonly workerUrl?: string | URL
  /** Where to fetch the kernels (`limpid/kernels.wasm`) instead of decoding the copy inside the scripts. */
  readonly wasmUrl?: string | URL
}

export interface Pool extends Engine {
  readonly capabilities: Capabilities
  readonly run: InterruptibleRun
  /** Ends all workers. Running and later batches reject. May be called again. */
  dispose(): Promise<void>
}

/** WebAssembly addresses no more. */
const MOST_BYTES = 2 ** 32

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
  const { threads: wanted = 'auto', maxMemory = Number.POSITIVE_INFINITY, workerUrl, wasmUrl } = options
  const threads = wanted === 'auto' ? availableCores() : wanted
  if (!Number.isInteger(threads) || threads < 1 || threads > MOST_THREADS)
    throw new RangeError(`threads: expected 'auto' or 1 to ${MOST_THREADS}, got ${String(wanted)}`)
  const bytes = wasmUrl === undefined ? kernelBytes() : await fetchKernels(wasmUrl)
  const alone = async (reason: string) => {
    const engine = await createWasmEngine(await compileKernels(bytes), { maxMemory })
    const limit = Math.min(maxMemory, MOST_BYTES)
    return new LonePool(engine, {
      threads: 1,
      shared: false,
      simd: true,
      maxMemory: limit,
      reason: `one thread: ${reason}`,
    })
  }
  if (threads === 1) return alone(wanted === 1 ? 'asked for' : 'the machine has one core')
  const obstacle = obstacleToSharing()
  if (obstacle !== undefined) return alone(obstacle)
  try {
    return await SharedPool.create(bytes, threads, maxMemory, workerUrl)
  } catch (error) {
    return alone(`the others could not start: ${error instanceof Error ? error.message : String(error)}`)
  }
}
