/** Small models of all instruction families. */
import { arithmeticFamilies } from './arithmetic.ts'
import { controlFamilies } from './control.ts'
import { memoryFamilies } from './memory.ts'
import type { SmallFamily } from './words.ts'

export const smallFamilies: readonly SmallFamily[] = [
  ...arithmeticFamilies,
  ...controlFamilies,
  ...memoryFamilies,
]
