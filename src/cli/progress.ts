/// <reference types="node" />
/** One line on a terminal that says how far the prover is; nothing if stderr is no terminal. */
import type { Phase, Progress } from '../index.ts'
import { formatCount, formatTime } from './format.ts'

const REDRAW_MS = 100
const BAR = 20

const DOING: Readonly<Record<Phase, string>> = {
  execute: 'running the program',
  trace: 'filling tables',
  commit: 'committing',
  lookups: 'connecting tables',
  quotient: 'combining constraints',
  open: 'answering queries',
}

export class ProgressLine {
  readonly #shown = process.stderr.isTTY === true
  #drawn = Number.NEGATIVE_INFINITY
  #phase: Phase | undefined

  /** Draws the line anew, if it is time. */
  readonly show = (progress: Progress): void => {
    if (!this.#shown) return
    const now = performance.now()
    if (progress.phase === this.#phase && now - this.#drawn < REDRAW_MS) return
    this.#drawn = now
    this.#phase = progress.phase
    const line = progressLine(progress).slice(0, (process.stderr.columns ?? 80) - 1)
    process.stderr.write(`\r\x1b[K${line}`)
  }

  /** Clears the line. */
  stop(): void {
    if (this.#phase !== undefined) process.stderr.write('\r\x1b[K')
  }
}

/** A bar, what is done, how much of it, and how long the rest will take. */
export function progressLine({ phase, done, total, unit, fraction, remaining }: Progress): string {
  const full = Math.round(BAR * fraction)
  const bar = `[${'#'.repeat(full)}${'-'.repeat(BAR - full)}]`
  const percent = `${Math.floor(100 * fraction)}%`.padStart(4)
  const count = total === undefined ? `${formatCount(done)} ${unit}` : share(done, total)
  const left = remaining === undefined ? '' : `, ${formatTime(remaining)} left`
  return `${bar} ${percent}  ${DOING[phase]} (${count})${left}`
}

const share = (done: number, total: number): string =>
  `${total === 0 ? 100 : Math.floor((100 * Math.min(done, total)) / total)}%`
