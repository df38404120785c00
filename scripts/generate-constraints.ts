/** The entry that scripts/build.mjs runs to write assembly/generated/constraints.ts. */
import { generateEvaluators } from '../src/air/codegen.ts'
import { machineTables } from '../src/machine/machine.ts'

export const generate = (): string => generateEvaluators(machineTables)
