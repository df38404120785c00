/** The tests of all precompiles, in the order of `src/machine/precompiles.ts`. */
import type { PrecompileTests } from './precompile-tests.ts'
import { keccakTests } from './precompiles/keccak.ts'
import { modmulTests } from './precompiles/modmul.ts'
import { poseidon2Tests } from './precompiles/poseidon2.ts'
import { sha256Tests } from './precompiles/sha256.ts'

export const precompileTests: readonly PrecompileTests[] = [
  sha256Tests,
  keccakTests,
  poseidon2Tests,
  modmulTests,
]
