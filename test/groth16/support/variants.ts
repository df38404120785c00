/** The kernel variants that this Node can run. */
import type { Variant } from '../../../src/groth16/engine/kernels.ts'

export const testedVariants: readonly Variant[] = ['simd']
