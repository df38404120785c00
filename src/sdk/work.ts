/** How long a proof takes: its work by phase, times what an element costs. */
import { proofWork } from '../stark/prover/work.ts'
import type { Shape } from '../stark/shape.ts'
import type { Execution } from '../vm/execution.ts'
import type { Means } from './plan.ts'
import { type ByPhase, phases } from './progress.ts'

/** Units by phase, in the sense of `Progress`. */
export function unitsOf(shape: Shape, { steps }: Execution): ByPhase {
  const { trace, ...rest } = proofWork(shape)
  const written = shape.classes
    .flatMap(({ tables }) => tables)
    .reduce((sum, { table, logHeight }) => sum + table.main.length * 2 ** logHeight, 0)
  return { execute: steps, trace: trace + written, ...rest }
}

/**
 * Nanoseconds for one unit on one thread, and milliseconds that a phase takes however small it is. Of the machine of
 * docs/performance.md, where the command is that measures them; a prover corrects them by its own proofs.
 */
const COSTS: Readonly<Record<keyof ByPhase, { readonly unit: number; readonly least: number }>> = {
  execute: { unit: 18, least: 2 },
  trace: { unit: 5.5, least: 8 },
  commit: { unit: 3.6, least: 3 },
  lookups: { unit: 5.6, least: 10 },
  quotient: { unit: 20, least: 15 },
  open: { unit: 12, least: 20 },
}

/** Of a phase's time, what more threads do not shorten. */
const SERIAL: ByPhase = { execute: 1, trace: 0.1, commit: 0.03, lookups: 0.05, quotient: 0.05, open: 0.3 }

const byPhase = (of: (phase: keyof ByPhase) => number): ByPhase =>
  Object.fromEntries(phases.map((phase) => [phase, of(phase)])) as unknown as ByPhase

/** Milliseconds by phase before any correction. */
export function usualTimes(shape: Shape, execution: Execution, threads: number): ByPhase {
  const units = unitsOf(shape, execution)
  return byPhase((phase) => {
    const alone = COSTS[phase].least + (units[phase] * COSTS[phase].unit) / 1e6
    return alone * (SERIAL[phase] + (1 - SERIAL[phase]) / threads)
  })
}

/** Milliseconds by phase that a proof will probably take. */
export function expectedTimes(shape: Shape, execution: Execution, { threads, pace }: Means): ByPhase {
  const usual = usualTimes(shape, execution, threads)
  return byPhase((phase) => usual[phase] * pace[phase])
}

/** The pace that a finished proof tells of. */
export const paceOf = (usual: ByPhase, measured: ByPhase): ByPhase =>
  byPhase((phase) => measured[phase] / usual[phase])

/** The pace of a prover that has not proved anything yet. */
export const USUAL_PACE: ByPhase = byPhase(() => 1)
