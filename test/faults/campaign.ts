/** Injects faults and judges them: by the row checker all of them, by the real prover and verifier some. */
import { checkTraces } from '../../src/air/check.ts'
import type { Table } from '../../src/air/table.ts'
import { add, neg } from '../../src/field/koalabear.ts'
import { lookup } from '../../src/machine/tables/lookup.ts'
import { program } from '../../src/machine/tables/program.ts'
import { toLie } from '../support/falsehoods.ts'
import type { Inspected, Lie, TraceProver } from '../support/traces.ts'
import {
  type CellFault,
  drawCell,
  drawLie,
  type ExecutorFault,
  type Fault,
  type Scene,
  sceneOf,
} from './faults.ts'
import { FREE_CELLS } from './free-cells.ts'

/**
 * Refused by a constraint (and maybe a bus), by buses alone, or before there is a trace; harmless: in a row that says
 * nothing before and after but what it looks up, or in a cell that is known to be free; or else a hole.
 */
export const VERDICTS = ['constraint', 'bus', 'no trace', 'silent', 'free', 'hole'] as const
export type Verdict = (typeof VERDICTS)[number]

export interface CampaignOptions {
  readonly seed: number
  /** Numbers of the faults: from `first` on, `runs` of them. */
  readonly first?: number
  readonly runs: number
  /** About one in so many faults is proved as well; the first of each kind and table always. 0 for none. */
  readonly proveEvery: number
  /** Puts another table in the place of one, to see that this is noticed. */
  readonly weaken?: (table: Table) => Table
  readonly onFault?: (done: number) => void
}

export interface Hole {
  readonly index: number
  readonly scene: string
  readonly fault: Fault
  readonly why: string
}

export interface CampaignResult {
  /** How many faults of each kind had each verdict; kinds are tables for cells and lies for executors. */
  readonly counts: ReadonlyMap<string, Readonly<Record<Verdict, number>>>
  readonly holes: readonly Hole[]
  readonly proved: number
}

export async function runCampaign(prover: TraceProver, options: CampaignOptions): Promise<CampaignResult> {
  const { seed, first = 0, runs, proveEvery, weaken = (table) => table, onFault } = options
  const counts = new Map<string, Record<Verdict, number>>()
  const holes: Hole[] = []
  const kept = new Map<string, Inspected>()
  let proved = 0
  for (let index = first; index < first + runs; index++) {
    const { executor, scene } = sceneOf(seed, index)
    const traces = executor ? undefined : await keep(prover, kept, scene)
    const fault = traces === undefined ? drawLie(seed, index, scene) : drawCell(seed, index, traces)
    const verdict =
      fault.kind === 'executor'
        ? await judgeLie(prover, scene, fault, weaken)
        : judgeCell(traces!, fault, weaken)
    const kind = fault.kind === 'cell' ? fault.table : `executor: ${fault.lie.kind}`
    const own = counts.get(kind) ?? { constraint: 0, bus: 0, 'no trace': 0, silent: 0, free: 0, hole: 0 }
    const isFirst = !counts.has(kind)
    counts.set(kind, own)
    own[verdict]++
    const report = (why: string) => holes.push({ index, scene: scene.name, fault, why })
    if (verdict === 'hole') report('the row checker accepts it')
    if (proveEvery > 0 && verdict !== 'no trace' && (isFirst || index % proveEvery === proveEvery - 1)) {
      proved++
      const { faults, refusal } = await prover.attempt(scene.elf, scene.inputs, lieOf(fault, scene))
      const found = faults.violated.length > 0 ? 'constraint' : faults.unbalanced.length > 0 ? 'bus' : 'none'
      const wanted =
        faults.unbalanced.length > 0 ? 'BUSES' : found === 'constraint' ? 'CONSTRAINTS' : undefined
      if (refusal !== wanted) report(`the verifier says ${refusal}, the row checker ${found}`)
      const known = verdict === 'constraint' || verdict === 'bus' ? verdict : 'none'
      if (found !== known) report(`the row alone says ${known}, the whole trace ${found}`)
    }
    onFault?.(index - first + 1)
  }
  return { counts, holes, proved }
}

/** Traces of an honest run: those of the last few scenes are kept. */
async function keep(prover: TraceProver, kept: Map<string, Inspected>, scene: Scene): Promise<Inspected> {
  const known = kept.get(scene.name)
  if (known !== undefined) return known
  const traces = await prover.keep(scene.elf, scene.inputs)
  const { violated, unbalanced } = traces.editable.faults(traces.tuples)
  if (violated.length + unbalanced.length > 0) throw new RangeError(`${scene.name} is not honest`)
  for (const name of kept.keys())
    if (name.startsWith('random') && scene.name.startsWith('random')) kept.delete(name)
  kept.set(scene.name, traces)
  return traces
}

function lieOf(fault: Fault, { inputs }: Scene): Lie {
  if (fault.kind === 'executor') return toLie(fault.lie, inputs)
  const { table, row, column, value } = fault
  return { traces: (traces) => traces.table(table).edit(row, { [column]: value }) }
}

/**
 * Judges a cell of a trace that is otherwise right: only its row can violate a constraint, and buses stay balanced if
 * the row still says the same, not counting what the lookup table and the program offer.
 */
export function judgeCell(
  { editable }: Inspected,
  fault: CellFault,
  weaken: (table: Table) => Table = (table) => table,
): Verdict {
  const { row, column, value } = fault
  const own = editable.table(fault.table)
  const { table } = own
  const main = own.row(row)
  const before = own.evaluate(row)
  main[table.main.indexOf(column)] = value
  const after = own.evaluate(row, main)
  if (weaken(table).constraints.some(({ expression }) => after[expression.id] !== 0)) return 'constraint'
  const { interactions } = weaken(table)
  const totals = new Map<string, number>()
  const isProvider = table === lookup || table === program
  let isSilent = true
  for (const { bus, tuple, multiplicity } of interactions) {
    for (const [values, sign] of [
      [after, 1],
      [before, -1],
    ] as const) {
      const times = values[multiplicity.id]
      if (times === 0) continue
      const entries = tuple.map(({ id }) => values[id])
      if (!isProvider && editable.provider(bus.name, entries) !== undefined) continue
      isSilent = false
      const key = `${bus.name} ${entries}`
      totals.set(key, add(totals.get(key) ?? 0, sign === 1 ? times : neg(times)))
    }
  }
  if ([...totals.values()].some((total) => total !== 0)) return 'bus'
  if (isSilent) return 'silent'
  return FREE_CELLS[table.name]?.[column] === undefined ? 'hole' : 'free'
}

/** Judges the traces that follow from a lie. */
export async function judgeLie(
  prover: TraceProver,
  { elf, inputs }: Scene,
  { lie }: ExecutorFault,
  weaken: (table: Table) => Table = (table) => table,
): Promise<Verdict> {
  try {
    return await prover.inspect(elf, inputs, toLie(lie, inputs), ({ editable, tuples }) => {
      const traces = editable.compact().map((trace) => ({ ...trace, table: weaken(trace.table) }))
      const { violations, unbalanced } = checkTraces(traces, tuples)
      return violations.length > 0 ? 'constraint' : unbalanced.length > 0 ? 'bus' : 'hole'
    })
  } catch (error) {
    // The inverse of what should not be 0: the honest prover has no witness for it.
    if (error instanceof RangeError && error.message === 'zero has no inverse') return 'no trace'
    throw error
  }
}

/** One line per kind, and the sums. */
export function describeCampaign({ counts, holes, proved }: CampaignResult): string {
  const width = Math.max(...[...counts.keys()].map((name) => name.length))
  const line = (name: string, cells: readonly (string | number)[]) =>
    `${name.padEnd(width)}  ${cells.map((cell, k) => `${cell}`.padStart(Math.max(7, VERDICTS[k].length))).join('  ')}`
  const sums = VERDICTS.map((verdict) => [...counts.values()].reduce((sum, own) => sum + own[verdict], 0))
  return [
    line('', VERDICTS),
    ...[...counts]
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([name, own]) =>
        line(
          name,
          VERDICTS.map((v) => own[v]),
        ),
      ),
    line('all', sums),
    `${proved} of them proved, and judged by the verifier as by the row checker`,
    ...holes.map(
      ({ index, scene, fault, why }) => `HOLE ${index} in ${scene}: ${JSON.stringify(fault)}: ${why}`,
    ),
  ].join('\n')
}
