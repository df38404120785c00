/** The prover's phases in order, and what they are for. */
import type { Phase } from '../../src/index.ts'

export const PHASES: readonly { readonly phase: Phase; readonly name: string; readonly what: string }[] = [
  { phase: 'execute', name: 'Run', what: 'run the program' },
  { phase: 'trace', name: 'Trace', what: 'write every step into tables' },
  { phase: 'commit', name: 'Commit', what: 'mask and hash the tables' },
  { phase: 'lookups', name: 'Connect', what: 'tie the tables together' },
  { phase: 'quotient', name: 'Constrain', what: 'fold all rules into one' },
  { phase: 'open', name: 'Open', what: 'answer random questions' },
]
