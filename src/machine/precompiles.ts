/** All precompiles. Their order is that of their tables, so it is part of the protocol. */
import { matmul } from './precompiles/matmul/matmul.ts'
import type { Precompile } from './precompiles/precompile.ts'
import { sha256 } from './precompiles/sha256/sha256.ts'

export const precompiles: readonly Precompile[] = [sha256, matmul]
