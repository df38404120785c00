/** The prover as a library: from a program and its inputs to a proof file. */

import type { ShapeChoice } from '../machine/shape-menu.ts'
import type { Claim, VerificationResult } from '../machine/verify.ts'
import type { Capabilities } from '../workers/capabilities.ts'
import type { PoolOptions } from '../workers/pool.ts'
import type { Plan } from './plan.ts'
import type { Program } from './program.ts'
import type { ByPhase, Progress } from './progress.ts'
import type { ExecutionReport } from './report.ts'

/** What a program is run on. */
export interface Input {
  /** x: part of the statement. Descriptor 0 of the program. Default: empty. */
  readonly publicInput?: Uint8Array
  /** y: stays here. Descriptor 3 of the program. Default: empty. */
  readonly privateInput?: Uint8Array
  /** Most instructions to execute. Default: as many as one proof can hold. */
  readonly maxCycles?: number
}

export interface RunOptions extends Input {
  /** Stops the work soon after it is aborted; the call rejects with the signal's reason. */
  readonly signal?: AbortSignal
}

export interface PlanOptions extends RunOptions {
  /**
   * Pads the proof to a shape of the menu, so that its heights tell of the execution only that it fits; see
   * docs/zero-knowledge.md. Default: as small as possible.
   */
  readonly shape?: ShapeChoice
}

export interface ProveOptions extends PlanOptions {
  /** Called when a phase begins and about twenty times a second: what is done, and what is left. */
  readonly onProgress?: (progress: Progress) => void
}

/** What the program did. */
export interface Run {
  /** z: what the program wrote to descriptor 1. */
  readonly output: Uint8Array
  /** From 0 to 2^32 - 1. */
  readonly exitCode: number
  /** Instructions executed. */
  readonly cycles: number
  /** What the program wrote to descriptor 2, at most 1 MiB of it. No part of the proof. */
  readonly stderr: string
}

export interface ProofStats {
  readonly cycles: number
  /** Wall time of the call, execution included. */
  readonly milliseconds: number
  /** The same by phase. */
  readonly phases: ByPhase
  /** Most bytes of engine memory in use at any time. */
  readonly peakBytes: number
  /** Committed base-field cells, padding included, without preprocessed and quotient columns. */
  readonly cells: number
}

export interface ProofResult extends Run {
  /** The proof file: everything but the claim. */
  readonly proof: Uint8Array
  readonly stats: ProofStats
}

/**
 * Proves program runs, one at a time: calls wait for each other.
 *
 * @example
 * await using prover = await createProver({ threads: 'auto' })
 * console.log(prover.capabilities.reason)
 */
export interface Prover extends AsyncDisposable {
  /** How many threads work, on what, and why. */
  readonly capabilities: Capabilities

  /**
   * Executes a program without proving anything.
   *
   * @throws {TrapError} if the program traps
   * @example
   * const { output, exitCode } = await prover.run(program, { privateInput })
   */
  run(program: Program, options?: RunOptions): Promise<Run>

  /**
   * Executes a program and says where its cycles go.
   *
   * @throws {TrapError} if the program traps
   * @example
   * const { instructions, symbols } = await prover.report(program, { privateInput })
   */
  report(program: Program, options?: RunOptions): Promise<ExecutionReport>

  /**
   * Executes a program and says what a proof of that would need, and whether there can be one.
   *
   * @throws {TrapError} if the program traps
   * @throws {ShapeTooSmallError} if it does not fit the shape
   * @example
   * const { memoryBytes, milliseconds, obstacle } = await prover.plan(program, { privateInput })
   */
  plan(program: Program, options?: PlanOptions): Promise<Plan>

  /**
   * Executes a program and proves what it did.
   *
   * @throws {TrapError} if the program traps
   * @throws {UnreadInputError} if it leaves public input unread
   * @throws {TooLargeError} if the execution does not fit one proof
   * @throws {ShapeTooSmallError} if it does not fit the shape
   * @throws {MemoryLimitError} if there is not enough memory
   * @throws {WorkerError} if a thread died; the next call starts new ones
   * @throws {DisposedError} after `dispose`
   * @example
   * const { output, proof } = await prover.prove(program, { publicInput, privateInput, signal })
   */
  prove(program: Program, options?: ProveOptions): Promise<ProofResult>

  /**
   * Checks a proof like `verify` of `limpid/verify`, but not on the thread of a page.
   *
   * @example
   * const result = await prover.verify({ programId: program.id, publicInput, output, exitCode: 0 }, proof)
   */
  verify(claim: Claim, proof: Uint8Array): Promise<VerificationResult>

  /** Ends all threads. What runs rejects with a `DisposedError`; may be called again. */
  dispose(): Promise<void>
}

export type ProverOptions = PoolOptions

/**
 * Creates a prover. In a page it works in a worker; elsewhere its calls block the calling thread for tens of
 * milliseconds at a time. A process that ends without `dispose` is not kept alive by it.
 *
 * @throws {LimpidError} with code NO_WEBASSEMBLY or NO_KERNELS
 * @throws {RangeError} if `threads` is no number of threads
 * @example
 * const prover = await createProver()
 * const { output, proof } = await prover.prove(program, { privateInput })
 * await prover.dispose()
 */
export async function createProver(options: ProverOptions = {}): Promise<Prover> {
  // A page loads one of the two: the prover itself is in its worker.
  if (typeof document === 'undefined' || typeof Worker === 'undefined') {
    const { createLocalProver } = await import('./local-prover.ts')
    return createLocalProver(options)
  }
  const { createRemoteProver } = await import('./remote-prover.ts')
  return createRemoteProver(options)
}
