/** The prover's phases in order, and what they are for. */
import type { Phase } from '../../src/index.ts'

export const PHASES: readonly { readonly phase: Phase; readonly name: string; readonly what: string }[] = [
  { phase: 'execute', name: 'Run', what: 'run the program and count its steps' },
  { phase: 'trace', name: 'Trace', what: 'write every step into tables' },
  { phase: 'commit', name: 'Commit', what: 'mask the tables and bind them by a hash tree' },
  { phase: 'lookups', name: 'Connect', what: 'show that the tables agree with each other' },
  { phase: 'quotient', name: 'Constrain', what: 'fold all rules into one polynomial' },
  { phase: 'open', name: 'Open', what: 'answer the verifier at random points' },
]
