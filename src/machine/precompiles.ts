/** All precompiles. Their order is that of their tables, so it is part of the protocol. */

import { keccak } from './precompiles/keccak/keccak.ts'
import { modmul } from './precompiles/modmul/modmul.ts'
import { poseidon2 } from './precompiles/poseidon2/poseidon2.ts'
import type { Precompile } from './precompiles/precompile.ts'
import { sha256 } from './precompiles/sha256/sha256.ts'

export const precompiles: readonly Precompile[] = [sha256, keccak, poseidon2, modmul]
