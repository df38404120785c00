/**
 * Groth16 over BN254 with the files of circom and snarkjs.
 *
 * @module
 */

export { checkKey, type KeyReport } from './groth16/check-key.ts'
export { type PoolOptions, sharedMemoryAvailable } from './groth16/engine/pool.ts'
export { Groth16Error, type Groth16ErrorCode } from './groth16/errors.ts'
export {
  type Groth16Proof,
  type PublicSignals,
  readVerificationKey,
  type VerificationKey,
} from './groth16/formats/json.ts'
export * as groth16 from './groth16/full-prove.ts'
export { INSECURE_setup } from './groth16/insecure-setup.ts'
export {
  createGroth16Prover,
  type Groth16Progress,
  type Groth16ProveOptions,
  type Groth16Prover,
  type Groth16Result,
  prove,
} from './groth16/prover.ts'
export { encodeCall, encodeProof, exportSolidityCallData } from './groth16/solidity/calldata.ts'
export { exportSolidity, type SolidityOptions } from './groth16/solidity/contract.ts'
export { type VerifierIdentity, verifierIdentity } from './groth16/solidity/verifier-hash.ts'
export { type VerifyResult, verify } from './groth16/verifier.ts'
export { type CircuitInput, calculateWitness } from './groth16/witness.ts'
export { CircuitBuilder, type Expression, type Signal } from './r1cs/builder.ts'
export {
  type Constraint,
  type ConstraintSystem,
  firstViolated,
  type Linear,
  readR1cs,
  writeR1cs,
} from './r1cs/constraint-system.ts'
export { type FileLike, FormatError } from './r1cs/container.ts'
export { readWitness, writeWitness } from './r1cs/wtns.ts'
