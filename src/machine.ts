/**
 * Machines with precompiles of one's own: docs/precompiles.md.
 *
 * @module
 */
export {
  packed,
  producedWord,
  range16,
  rangeBits,
  type Word,
  type WordColumns,
  wordAccess,
  wordColumns,
} from './machine/access.ts'
export { bytePair } from './machine/bytes.ts'
export { createMachine, type Machine, standardMachine } from './machine/machine.ts'
export {
  CallRecord,
  definePrecompile,
  type Precompile,
  type PrecompileTable,
  receiveCall,
} from './machine/precompiles/precompile.ts'
export { Row } from './machine/row.ts'
export { verifyProofFile as verify } from './machine/verify.ts'
export { type CheckOptions, checkRun } from './sdk/check-run.ts'
export { TICKS } from './vm/abi.ts'
export type { CallMemory, CallResult } from './vm/accelerator.ts'
