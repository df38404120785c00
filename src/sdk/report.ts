/** Where the cycles of an execution go. */
import type { Executable } from '../vm/program.ts'
import type { Run } from './prover.ts'

/** How often something occurred. */
export interface Use {
  readonly name: string
  readonly count: number
}

/** What a program did, instruction by instruction. */
export interface ExecutionReport extends Run {
  /** Executed instructions by mnemonic, most frequent first. */
  readonly instructions: readonly Use[]
  /**
   * Executed instructions by function, most first; without those that a function calls. Empty if the file has no symbols.
   */
  readonly symbols: readonly Use[]
}

/** Instructions and functions by how often they were executed; `counts` by slot. */
export function useOf(
  executable: Executable,
  counts: Float64Array,
): Pick<ExecutionReport, 'instructions' | 'symbols'> {
  const instructions = new Map<string, number>()
  const symbols = new Map<string, number>()
  const add = (uses: Map<string, number>, name: string, count: number) =>
    uses.set(name, (uses.get(name) ?? 0) + count)
  counts.forEach((count, slot) => {
    if (count === 0) return
    add(instructions, executable.instruction(slot).mnemonic, count)
    const symbol = executable.symbolAt(executable.slots[slot]!)
    if (symbol !== undefined) add(symbols, symbol.replace(/\+0x[0-9a-f]+$/, ''), count)
  })
  return { instructions: sorted(instructions), symbols: sorted(symbols) }
}

const sorted = (uses: ReadonlyMap<string, number>): Use[] =>
  [...uses].map(([name, count]) => ({ name, count })).sort((a, b) => b.count - a.count)
