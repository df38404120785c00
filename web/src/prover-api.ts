/** What crosses between the page and the prover's worker. */
import type { Phase, ProofStats, Prover } from '../../src/index.ts'

export type Capabilities = Prover['capabilities']

export interface Inputs {
  readonly publicInput: Uint8Array
  readonly privateInput: Uint8Array
}

export interface LoadedProgram {
  readonly id: string
  readonly instructions: number
}

/** Steps of one kind of instruction. */
export interface KindUse {
  readonly name: string
  readonly steps: number
}

/** What a run gives, and what its proof would cost. */
export interface Preview {
  readonly output: Uint8Array
  readonly exitCode: number
  readonly stderr: string
  readonly cycles: number
  readonly unreadPublicInput: number
  /** Committed cells: the proving time is about proportional to them. */
  readonly cells: number
  readonly memoryBytes: number
  /** Most frequent first. */
  readonly kinds: readonly KindUse[]
}

export interface Proved {
  readonly output: Uint8Array
  readonly exitCode: number
  readonly proof: Uint8Array
  readonly stats: ProofStats
}

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
  preview(inputs: Inputs): Promise<Outcome<Preview>>
  prove(inputs: Inputs, onPhase: (phase: Phase) => void): Promise<Outcome<Proved>>
  cancel(): void
  capabilities(): Promise<Outcome<Capabilities>>
}
