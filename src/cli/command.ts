/** What a command is: data for the parser and the help text, and a function. */
import type { Arguments } from './arguments.ts'

export interface Option {
  readonly name: string
  readonly short?: string
  /** Placeholder of the option's value; a switch if left out. */
  readonly value?: string
  readonly summary: string
}

export interface Command {
  readonly name: string
  readonly summary: string
  /** The positional arguments as the usage line shows them. */
  readonly positionals: string
  /** How many there may be. */
  readonly arity: readonly [least: number, most: number]
  readonly options: readonly Option[]
  /** More for `--help`. */
  readonly details?: readonly string[]
  /** Whole command lines for `--help`. */
  readonly examples?: readonly string[]
  /** Does the work and returns the exit code. */
  run(args: Arguments): Promise<number>
}
