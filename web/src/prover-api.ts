/** What crosses between the page and the prover's worker. */
import type { Capabilities, ExecutionReport, Plan, Progress, ProofResult, Run } from '../../src/index.ts'

export type { Run }

export interface Inputs {
  readonly publicInput: Uint8Array
  readonly privateInput: Uint8Array
}

export interface LoadedProgram {
  readonly id: string
  readonly instructions: number
}

/** What a run gives, what its proof would need, and where its cycles go. */
export type Preview = Plan & Pick<ExecutionReport, 'instructions' | 'symbols'>

export interface Failure {
  readonly code: string
  readonly message: string
}

/** Errors lose their class between threads, so they travel as data. */
export type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: Failure }

export interface ProverApi {
  /** The program that the other calls are about. */
  load(elf: Uint8Array): Promise<Outcome<LoadedProgram>>
  /** Stops the preview before it, if that still runs. */
  preview(inputs: Inputs): Promise<Outcome<Preview>>
  /** Only runs the program; `cancel` stops it. */
  run(inputs: Inputs): Promise<Outcome<Run>>
  prove(inputs: Inputs, onProgress: (progress: Progress) => void): Promise<Outcome<ProofResult>>
  cancel(): void
  capabilities(): Promise<Outcome<Capabilities>>
}
