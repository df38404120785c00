/** All commands, in the order of the help text. */
import type { Command } from './command.ts'
import { bench } from './commands/bench.ts'
import { build } from './commands/build.ts'
import { completionsFor } from './commands/completions.ts'
import { demo } from './commands/demo.ts'
import { groth16 } from './commands/groth16.ts'
import { id } from './commands/id.ts'
import { inspect } from './commands/inspect.ts'
import { prove } from './commands/prove.ts'
import { run } from './commands/run.ts'
import { verifyCommand } from './commands/verify.ts'

const working: readonly Command[] = [build, run, prove, verifyCommand, id, inspect, demo, bench, groth16]

export const commands: readonly Command[] = [...working, completionsFor(working)]
