/** A false statement, and the traces of a prover who claims it. */
import { compile } from '../../src/machine/compile.ts'
import type { Statement } from '../../src/machine/statement.ts'
import { loadElf } from '../../src/vm/program.ts'
import { executeLying, Nowhere } from './liar.ts'
import type { Inputs, Lie } from './traces.ts'

export interface Falsehood {
  readonly name: string
  readonly elf: Uint8Array
  readonly inputs: Inputs
  readonly lie: Lie
  /** Whether no private input makes the program do what the statement says. */
  isFalse(statement: Statement): boolean
}

export const outcome = ({
  output,
  exitCode,
}: {
  readonly output: Uint8Array
  readonly exitCode: number
}): string => `${output} ${exitCode}`

/** Most private bytes that a program here asks for, and some more. */
const MOST_PRIVATE = 12

/** What a program whose private bytes do not matter can do, however many there are. */
export function outcomes(elf: Uint8Array, inputs: Inputs): ReadonlySet<string> {
  const found = new Set<string>()
  const { executable, plan } = compile(loadElf(elf))
  const most = inputs.privateInput === undefined ? 0 : MOST_PRIVATE
  for (let length = 0; length <= most; length++) {
    try {
      const execution = executeLying(executable, plan, { ...inputs, privateInput: new Uint8Array(length) })
      if (execution.unreadPublicInput === 0) found.add(outcome(execution))
    } catch (error) {
      if (!(error instanceof Nowhere)) throw error
    }
  }
  return found
}

export function falsehood(name: string, elf: Uint8Array, inputs: Inputs, lie: Lie): Falsehood {
  const possible = outcomes(elf, inputs)
  return { name, elf, inputs, lie, isFalse: (statement) => !possible.has(outcome(statement)) }
}
