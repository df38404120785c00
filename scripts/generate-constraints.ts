/** The entry that scripts/build.mjs runs to write assembly/generated/constraints.ts. */
import { generateEvaluators } from '../src/air/codegen.ts'
import { coreTables } from '../src/machine/machine.ts'

export const generate = (): string => generateEvaluators(coreTables)
