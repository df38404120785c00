/** What tests need of the standard machine. */
import { standardMachine } from '../../src/machine/machine.ts'

/** Every table once: families have two numbers. */
export const distinctTables = [...new Set(standardMachine.tables)]
