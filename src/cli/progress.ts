/// <reference types="node" />
/** One line on a terminal that says what the prover does; nothing if stderr is no terminal. */
import type { Phase } from '../index.ts'
import { formatTime } from './format.ts'

const REDRAW_MS = 100

export class Progress {
  readonly #shown = process.stderr.isTTY === true
  readonly #done: string[] = []
  #phase: Phase | undefined
  #since = 0
  #timer: NodeJS.Timeout | undefined

  enter(phase: Phase): void {
    if (!this.#shown) return
    if (this.#phase !== undefined)
      this.#done.push(`${this.#phase} ${formatTime(performance.now() - this.#since)}`)
    this.#phase = phase
    this.#since = performance.now()
    this.#timer ??= setInterval(() => this.#draw(), REDRAW_MS)
    this.#draw()
  }

  /** Clears the line. */
  stop(): void {
    clearInterval(this.#timer)
    if (this.#shown && this.#phase !== undefined) process.stderr.write('\r\x1b[K')
  }

  #draw(): void {
    const now = `${this.#phase} ${formatTime(performance.now() - this.#since)} …`
    const line = [...this.#done, now].join(' · ')
    process.stderr.write(`\r\x1b[K${line.slice(-(process.stderr.columns ?? 80) + 1)}`)
  }
}
