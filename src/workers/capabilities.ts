/** What this environment lets a pool do. */
import { nodeModule } from './node.ts'

export interface Capabilities {
  /** Threads that compute, the caller's included. */
  readonly threads: number
  /** Whether they work on one shared memory. */
  readonly shared: boolean
  /** Always true: there are no kernels without SIMD. */
  readonly simd: true
  /** Bytes of memory that the kernels may use: the caller's limit, or what the system grants. */
  readonly maxMemory: number
  /** Why it is so, for people. */
  readonly reason: string
}

/** More threads than this are not started unasked: they share memory bandwidth, not work. */
const MOST_UNASKED = 16

interface OperatingSystem {
  availableParallelism(): number
}

/** Cores that the system offers. */
export function availableCores(): number {
  const cores =
    (globalThis as { navigator?: { hardwareConcurrency?: number } }).navigator?.hardwareConcurrency ??
    nodeModule<OperatingSystem>('node:os')?.availableParallelism() ??
    1
  return Math.min(cores, MOST_UNASKED)
}

/** Why threads cannot share memory here, or undefined if they can. */
export function obstacleToSharing(): string | undefined {
  const { crossOriginIsolated } = globalThis as { crossOriginIsolated?: boolean }
  if (typeof SharedArrayBuffer === 'undefined' || crossOriginIsolated === false)
    return 'there is no SharedArrayBuffer: serve the page with the headers COOP: same-origin and COEP: require-corp'
  if (typeof Worker === 'undefined' && nodeModule('node:worker_threads') === undefined)
    return 'workers cannot be started from here'
  if (!mayBlock()) return "a page's own thread must not wait for others: use a worker"
  return undefined
}

/** Waiting throws in a page, and returns at once where it is allowed and there is nothing to wait for. */
function mayBlock(): boolean {
  try {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 1, 0)
    return true
  } catch {
    return false
  }
}
