/**
 * limpid: proves that a RISC-V program ran correctly on private data.
 *
 * @module
 */
export { Program, type ProgramOptions } from './sdk/program.ts'
export {
  createProver,
  type Input,
  type Phase,
  type ProofResult,
  type ProofStats,
  type ProveOptions,
  type Prover,
  type ProverOptions,
  type Run,
  TooLargeError,
  UnreadInputError,
} from './sdk/prover.ts'
export { compact, type Parameters, profiles, standard } from './stark/parameters.ts'
export { LimpidError, OutOfMemoryError } from './util/errors.ts'
export { ElfError, TrapError } from './vm/errors.ts'
