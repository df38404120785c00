/** What crosses between the page for circuits and its worker. */
import type { Groth16Progress, Groth16Proof, PublicSignals, VerifyResult } from '../../src/groth16.ts'
import type { Outcome } from './prover-api.ts'

/** Files of a circuit, read where they are needed. */
export interface CircuitFiles {
  readonly zkey: Blob
  readonly witness: Blob
  /** The JSON of a verification key; without it the one in the proving key is used. */
  readonly vkey: Blob | undefined
}

export interface ProvedCircuit {
  readonly proof: Groth16Proof
  readonly publicSignals: PublicSignals
  readonly proveMs: number
  readonly threads: number
  readonly kernels: 'simd' | 'relaxed'
  /** Most bytes of WebAssembly memory in use. */
  readonly peakMemory: number
  readonly verdict: VerifyResult
  readonly verifyMs: number
}

export interface Groth16Api {
  prove(files: CircuitFiles, onProgress: (progress: Groth16Progress) => void): Promise<Outcome<ProvedCircuit>>
  /** Stops the proof that is being made. */
  cancel(): void
}
