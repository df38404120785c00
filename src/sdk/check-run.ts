/** Checks the traces of a run without a proof: where a precompile is wrong whose proofs are refused. */
import { checkTraces, type Findings, type Trace } from '../air/check.ts'
import { programColumns } from '../machine/compile.ts'
import { tableNumber } from '../machine/machine.ts'
import { publicTuples } from '../machine/statement.ts'
import { lookup, lookupColumns } from '../machine/tables/lookup.ts'
import { fillTraces } from '../machine/trace/filler.ts'
import { executor } from '../vm/execute.ts'
import { createPool } from '../workers/pool.ts'
import { inputOf } from './input.ts'
import type { Program } from './program.ts'
import type { RunOptions } from './prover.ts'

export interface CheckOptions extends RunOptions {
  /**
   * Changes the traces before they are checked, to see that a forger is found out. Columns are `Uint32Array`s of
   * elements of F. How often values are looked up was counted before.
   */
  readonly edit?: (traces: readonly Trace[]) => void
}

/**
 * Executes a program and checks every row of every table and all buses, as a proof of the run would.
 *
 * @throws {TrapError} if the program traps
 * @example
 * import { Program } from 'limpid'
 *
 * const program = await Program.fromElf(bytes, { machine: standardMachine })
 * const { violations, unbalanced } = await checkRun(program, { privateInput })
 * console.log(violations.length, unbalanced.length) // 0 0
 */
export async function checkRun(program: Program, options: CheckOptions = {}): Promise<Findings> {
  const { compiled, key } = program
  const { executable, plan, machine } = compiled
  const { minLogHeight } = key.parameters
  const pool = await createPool({ threads: 1 })
  try {
    const input = inputOf(options)
    const counted = await executor.count(pool, executable, plan, input)
    const recorded = await executor.record(pool, executable, plan, input, counted)
    const { columns, heights } = await fillTraces(pool, compiled, recorded, minLogHeight)
    const preprocessed = new Map([
      [tableNumber(lookup), lookupColumns()],
      ...programColumns(compiled, minLogHeight).map((own) => [own.number, own.columns] as const),
    ])
    const traces = [...columns].map(([number, pointer]): Trace => {
      const [table, height] = [machine.tables[number]!, 2 ** heights[number]!]
      const start = pointer / 4
      const main = table.main.map((_, k) =>
        pool.memory.u32.slice(start + k * height, start + (k + 1) * height),
      )
      return { table, preprocessed: preprocessed.get(number) ?? [], main }
    })
    options.edit?.(traces)
    const { output, exitCode } = counted
    const statement = { publicInput: options.publicInput ?? new Uint8Array(), output, exitCode }
    return checkTraces(traces, publicTuples(key.entry, key.bridges, statement))
  } finally {
    await pool.dispose()
  }
}
