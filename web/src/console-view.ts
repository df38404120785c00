/** What a program did when it was run: debug text, output, exit code. */
import { TRAP_EXIT } from '../../src/compile.ts'
import { toHex, toText } from './bytes.ts'
import { byId, create } from './dom.ts'
import { counted } from './format.ts'
import type { Outcome, Run } from './prover-api.ts'

const LONGEST = 4000

const TRAPS: Readonly<Record<keyof typeof TRAP_EXIT, string>> = {
  unreachable: 'it reached code that says it cannot be reached',
  memoryOutOfBounds: 'it accessed memory out of bounds',
  divideByZero: 'it divided by zero',
  integerOverflow: 'a number did not fit',
  stackOverflow: 'its functions called each other too deeply',
  tableOutOfBounds: 'it called a function that does not exist',
  badIndirectCall: 'it called a function of another type',
  abort: 'an assertion failed, an index was out of range, or an error was thrown',
}

/** What an exit code of the translator means; undefined if it is the program's own. */
function trapOf(exitCode: number): string | undefined {
  const found = Object.entries(TRAP_EXIT).find(([, code]) => code === exitCode)
  return found === undefined ? undefined : TRAPS[found[0] as keyof typeof TRAP_EXIT]
}

/** Shows a run, or hides the last one. */
export function showConsole(outcome?: Outcome<Run>): void {
  const box = byId('console')
  box.hidden = outcome === undefined
  if (outcome === undefined) return
  if (!outcome.ok) {
    box.replaceChildren(create('p', { class: 'failed', text: outcome.error.message }))
    return
  }
  const { output, exitCode, cycles, stderr } = outcome.value
  const trap = trapOf(exitCode)
  const end = `Exit code ${exitCode}${trap === undefined ? '' : `: ${trap}`}. ${counted(cycles, 'cycle')}.`
  box.replaceChildren(
    create('pre', { class: 'written' }, create('code', { text: describe(output) })),
    ...(stderr === '' ? [] : [create('pre', { class: 'debug', text: stderr.slice(0, LONGEST) })]),
    create('p', { class: exitCode === 0 ? undefined : 'failed', text: end }),
  )
}

function describe(output: Uint8Array): string {
  if (output.length === 0) return 'No output.'
  return (toText(output) ?? toHex(output)).slice(0, LONGEST)
}
