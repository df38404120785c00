/** The kernel variants. Node 20 knows relaxed SIMD behind a flag, which must be set before a module is compiled. */
import { setFlagsFromString } from 'node:v8'
import type { Variant } from '../../../src/groth16/engine/kernels.ts'

if (Number(process.versions.node.split('.')[0]) < 21) setFlagsFromString('--experimental-wasm-relaxed-simd')

export const testedVariants: readonly Variant[] = ['simd', 'relaxed']
