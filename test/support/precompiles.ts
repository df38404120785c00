/** The tests of all precompiles, in the order of `src/machine/precompiles.ts`. */
import type { PrecompileTests } from './precompile-tests.ts'
import { matmulTests } from './precompiles/matmul.ts'
import { sha256Tests } from './precompiles/sha256.ts'

export const precompileTests: readonly PrecompileTests[] = [sha256Tests, matmulTests]
