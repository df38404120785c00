/**
 * What the threads of a pool share next to the engine's memory: one block of 32-bit words. The thread that owns the
 * pool writes a batch of jobs, then counts `generation` up; every thread takes jobs by counting `next` up; every worker
 * counts `done` up when none is left, after noting the generation in a word of its own. Nobody but the owner writes the
 * batch, and only when all workers are done.
 */

/** Word numbers in the control block. */
export interface ControlLayout {
  readonly generation: number
  readonly next: number
  readonly done: number
  /** From here on one word per worker: the last generation that it finished. */
  readonly finished: number
  /** Number of the kernel among the exports of the module. */
  readonly kernel: number
  /** How many there are, or less than zero: the worker is to end. */
  readonly jobs: number
  /** Arguments per job, without scratch. */
  readonly width: number
  /** From here on the arguments, job after job. */
  readonly first: number
}

/** Most threads of a pool. */
export const MOST_THREADS = 256

/** Counters that are contended lie in cache lines of their own. */
export const LAYOUT: ControlLayout = {
  generation: 0,
  kernel: 1,
  jobs: 2,
  width: 3,
  next: 16,
  done: 32,
  finished: 48,
  first: 48 + MOST_THREADS,
}

/** Words of a control block: batches with more arguments are cut into several. */
export const CONTROL_WORDS = 1 << 16

/** The one message that a worker gets; it answers with any message when it is ready. */
export interface WorkerStart {
  readonly module: WebAssembly.Module
  readonly memory: WebAssembly.Memory
  readonly control: Int32Array
  readonly layout: ControlLayout
  /** Number of the worker, from 0 on. */
  readonly index: number
  /** Address of the worker's own scratch slab. */
  readonly scratch: number
}
