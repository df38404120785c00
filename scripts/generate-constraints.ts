/** The entry that scripts/build.mjs runs to write assembly/generated/constraints.ts. */
import { generateEvaluators } from '../src/air/codegen.ts'
import { FIRST_PRECOMPILE_TABLE, machineTables } from '../src/machine/machine.ts'

export const generate = (): string => generateEvaluators(machineTables.slice(0, FIRST_PRECOMPILE_TABLE))
