/** Random modules, translated and on the host's engine: what differs. */
import { TRAP_EXIT } from '../../../src/compile.ts'
import { generateModule } from './generate.ts'
import { type Outcome, runGuest, runHost } from './run.ts'

export interface Difference {
  readonly seed: number
  readonly guest: Outcome
  readonly host: Outcome
}

export interface Tally {
  readonly differences: Difference[]
  /** Programs by how they ended: the exit code of a trap, or 0 if there was none. */
  readonly ends: Map<number, number>
}

const TRAPS: ReadonlySet<number> = new Set(Object.values(TRAP_EXIT))

/** No module may be refused, or be executed to a trap of the machine: that is a difference too. */
const failure = (error: unknown): Outcome => ({ exitCode: -1, output: String(error) })

/** Compares the modules of seeds `first`, `first` + 1, …, pressed or not. */
export async function compareModules(
  first: number,
  count: number,
  tally: Tally,
  pressed = false,
): Promise<void> {
  for (let seed = first; seed < first + count; seed++) {
    const wasm = generateModule(seed, pressed)
    const host = await runHost(wasm)
    const { exitCode, output } = await runGuest(wasm).catch(failure)
    if (exitCode !== host.exitCode || output !== host.output) {
      tally.differences.push({ seed, guest: { exitCode, output }, host })
    }
    const end = TRAPS.has(exitCode) ? exitCode : 0
    tally.ends.set(end, (tally.ends.get(end) ?? 0) + 1)
  }
}
