/** How far a proof is: real counters by phase, and what they mean for the whole. */
import type { Phase as StarkPhase } from '../stark/prover/prove.ts'

/**
 * What the prover does, in this order: `execute` runs the program to know its size, `trace` runs it again, fills tables
 * and extends their columns, `commit` hashes them, `lookups` connects the tables, `quotient` folds all constraints into one polynomial, and `open`
 * answers the verifier's queries.
 */
export type Phase = 'execute' | 'trace' | StarkPhase

/** All phases in order. */
export const phases: readonly Phase[] = ['execute', 'trace', 'commit', 'lookups', 'quotient', 'open']

/** A number for each phase. */
export type ByPhase = Readonly<Record<Phase, number>>

export interface Progress {
  readonly phase: Phase
  /** Units of this phase that are done. */
  readonly done: number
  /** Units of this phase; undefined while a program runs for the first time, because nobody knows when it ends. */
  readonly total: number | undefined
  /** Instructions and moved bytes of an execution; else field elements that are written, transformed or hashed. */
  readonly unit: 'steps' | 'elements'
  /** How much of the whole is done, from 0 to 1, by the time that phases usually take. Never decreases. */
  readonly fraction: number
  /** Milliseconds since the call. */
  readonly elapsed: number
  /** Milliseconds that are left, estimated; undefined while the size of the proof is not known. */
  readonly remaining: number | undefined
}

/** Shortest time between two reports of one phase, in milliseconds. */
const REPORT_MS = 50

/** Counts what is done and tells about it. */
export class Meter {
  readonly #report: ((progress: Progress) => void) | undefined
  readonly #start = performance.now()
  readonly #milliseconds: Record<Phase, number> = Object.fromEntries(
    phases.map((phase) => [phase, 0]),
  ) as Record<Phase, number>
  #phase: Phase = 'execute'
  #since = this.#start
  #reported = Number.NEGATIVE_INFINITY
  #done = 0
  #totals: ByPhase | undefined
  #expected: ByPhase | undefined
  #fraction = 0

  constructor(report: ((progress: Progress) => void) | undefined) {
    this.#report = report
    this.#tell()
  }

  /** From now on the units of all phases, and the milliseconds that they will probably take, are known. */
  expect(totals: ByPhase, milliseconds: ByPhase): void {
    this.#totals = totals
    this.#expected = milliseconds
  }

  /** Ends a phase, whose counter is complete, and begins the next one. */
  enter(phase: Phase): void {
    this.#tell()
    this.#close()
    this.#phase = phase
    this.#done = 0
    this.#tell()
  }

  /** More units of the phase are done. */
  add(units: number): void {
    this.set(this.#done + units)
  }

  /** So many units of the phase are done. */
  set(done: number): void {
    this.#done = done
    if (performance.now() - this.#reported >= REPORT_MS) this.#tell()
  }

  /** Ends the last phase: its counter is complete. */
  stop(): { readonly phases: ByPhase; readonly milliseconds: number } {
    this.#tell()
    this.#close()
    return { phases: this.#milliseconds, milliseconds: performance.now() - this.#start }
  }

  #close(): void {
    const now = performance.now()
    this.#milliseconds[this.#phase] += now - this.#since
    this.#since = now
  }

  #tell(): void {
    if (this.#report === undefined) return
    const now = performance.now()
    this.#reported = now
    const total = this.#totals?.[this.#phase]
    const left = this.#left(total)
    const elapsed = now - this.#start
    if (left !== undefined) this.#fraction = Math.max(this.#fraction, 1 - left.share)
    this.#report({
      phase: this.#phase,
      done: this.#done,
      total,
      unit: this.#phase === 'execute' ? 'steps' : 'elements',
      fraction: this.#fraction,
      elapsed,
      remaining: left?.milliseconds,
    })
  }

  /** What is left: as a share of all, and at the pace of what is done already. */
  #left(total: number | undefined): { share: number; milliseconds: number } | undefined {
    const expected = this.#expected
    if (expected === undefined || total === undefined) return undefined
    const all = phases.reduce((sum, phase) => sum + expected[phase], 0)
    const later = phases
      .slice(phases.indexOf(this.#phase) + 1)
      .reduce((sum, phase) => sum + expected[phase], 0)
    const own = expected[this.#phase]
    const left = later + own * (1 - (total === 0 ? 1 : Math.min(1, this.#done / total)))
    const done = all - left
    const pace = done > PACE_FROM * all ? (performance.now() - this.#start) / done : 1
    return { share: left / all, milliseconds: left * pace }
  }
}

/** From this share on, what was measured tells more about the rest than what was expected. */
const PACE_FROM = 0.1
