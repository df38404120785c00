/** Executions: what goes in and what comes out, the same for every executor. */
import type { Engine } from '../engine/contract.ts'
import type { CallCounts } from './accelerator.ts'
import type { SlotPlan } from './plan.ts'
import type { Executable } from './program.ts'

export interface ExecutionOptions {
  /** Descriptor 0; empty if left out. */
  readonly publicInput?: Uint8Array
  /** Descriptor 3; empty if left out. */
  readonly privateInput?: Uint8Array
  /** Most steps; the trap CYCLE_LIMIT follows. */
  readonly maxCycles?: number
  /** Called now and then with the number of instructions and moved bytes so far. */
  readonly onProgress?: (steps: number) => void
  readonly signal?: AbortSignal
}

/**
 * Cells at the end: register cells by number (32 is the sink), descriptor cells by descriptor (2 is unused).
 */
export interface Cells {
  readonly value: Uint32Array
  readonly time: Uint32Array
}

/** A finished execution. All times are as in `record.ts`. */
export interface Execution {
  /** a0 at the exit, unsigned. */
  readonly exitCode: number
  readonly output: Uint8Array
  /** What the program wrote to descriptor 2, at most 1 MiB of it. */
  readonly stderr: string
  /** Instructions executed. */
  readonly cycles: number
  /** Instructions executed, bytes moved by `read` and `write`, steps of accelerated calls: the clock's unit. */
  readonly steps: number
  /** The clk that the next instruction would have had: 4 + 4 * steps. */
  readonly clock: number
  /** Bytes of public input that the program did not read. */
  readonly unreadPublicInput: number
  /** Records of each class. */
  readonly classCounts: Uint32Array
  readonly bumpCount: number
  /** What each accelerator of the plan was called for. */
  readonly calls: readonly CallCounts[]
  readonly registers: Cells
  readonly descriptors: Cells
  /**
   * All words of memory that were accessed: ascending byte addresses (multiples of 4), last values and times.
   */
  readonly touched: Cells & { readonly address: Uint32Array }
}

/** An execution with its records in the engine's memory. */
export interface RecordedExecution extends Execution {
  /** Pointer to the records of each class, `RECORD_WORDS` u32 each; 0 if there are none. */
  readonly records: readonly number[]
  /** Pointer to the bump records, `BUMP_WORDS` u32 each; 0 if there are none. */
  readonly bumps: number
  /** Pointer to the records of each accelerator's calls, one after the other; 0 if there are none. */
  readonly callRecords: readonly number[]
  /** Frees the records. */
  release(): void
}

/**
 * The two passes of an executor over the same program and input: first count, then record what was counted.
 */
export interface Executor {
  /**
   * @throws {TrapError} if the program traps
   * @throws {OutOfMemoryError}
   */
  count(engine: Engine, executable: Executable, plan: SlotPlan, options: ExecutionOptions): Promise<Execution>
  /** `counted` is the result of `count` for the same program, plan and input. */
  record(
    engine: Engine,
    executable: Executable,
    plan: SlotPlan,
    options: ExecutionOptions,
    counted: Execution,
  ): Promise<RecordedExecution>
}
