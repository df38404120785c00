/** What a program is run on, as the executor takes it. */
import { MAX_PROVED_STEPS } from '../machine/layout.ts'
import type { RunOptions } from './prover.ts'

/** An execution within the limits of one proof. */
export function inputOf({ publicInput, privateInput, maxCycles, signal }: RunOptions) {
  return {
    ...(publicInput === undefined ? {} : { publicInput }),
    ...(privateInput === undefined ? {} : { privateInput }),
    ...(signal === undefined ? {} : { signal }),
    maxCycles: Math.min(maxCycles ?? MAX_PROVED_STEPS, MAX_PROVED_STEPS),
  }
}
