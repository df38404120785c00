/**
 * limpid: proves that a RISC-V program ran correctly on private data.
 *
 * @module
 */
export { type ShapeChoice, type ShapeName, ShapeTooSmallError, shapeNames } from './machine/shape-menu.ts'
export type { Claim, VerificationError, VerificationResult } from './machine/verify.ts'
export { MemoryLimitError, TooLargeError, UnknownProfileError, UnreadInputError } from './sdk/errors.ts'
export type { Plan, TablePlan } from './sdk/plan.ts'
export { Program, type ProgramOptions } from './sdk/program.ts'
export { type ByPhase, type Phase, type Progress, phases } from './sdk/progress.ts'
export {
  createProver,
  type Input,
  type PlanOptions,
  type ProofResult,
  type ProofStats,
  type ProveOptions,
  type Prover,
  type ProverOptions,
  type Run,
  type RunOptions,
} from './sdk/prover.ts'
export type { ExecutionReport, Use } from './sdk/report.ts'
export { compact, type Parameters, profiles, standard } from './stark/parameters.ts'
export type { SecurityReport, SecurityTerm } from './stark/security.ts'
export { LimpidError, OutOfMemoryError } from './util/errors.ts'
export { ElfError, type ElfErrorCode, type TrapCode, TrapError } from './vm/errors.ts'
export type { Capabilities } from './workers/capabilities.ts'
export { DisposedError, WorkerError, WorkerScriptError } from './workers/errors.ts'
