/** The running proof: phases that are done with their times, the current one, elapsed and remaining time. */
import type { Phase } from '../../src/index.ts'
import { byId, create } from './dom.ts'
import { formatTime, roughTime } from './format.ts'
import { PHASES } from './phases.ts'

const REDRAW_MS = 100

export class ProgressView {
  readonly #box = byId('progress')
  readonly #items = new Map<Phase, HTMLLIElement>()
  #start = 0
  #since = 0
  #current: Phase | undefined
  #expected = 0
  #timer: ReturnType<typeof setInterval> | undefined

  constructor() {
    for (const { phase, name, what } of PHASES) {
      const item = create(
        'li',
        { title: what },
        create('span', { class: 'phase', text: name }),
        create('span', { class: 'took number' }),
      )
      this.#items.set(phase, item)
    }
    byId('phases').replaceChildren(...this.#items.values())
  }

  /** @param expected milliseconds that the proof will probably take */
  start(expected: number): void {
    this.#start = performance.now()
    this.#since = this.#start
    this.#current = undefined
    this.#expected = expected
    for (const item of this.#items.values()) {
      item.className = ''
      item.querySelector('.took')!.textContent = ''
    }
    this.#box.hidden = false
    this.#timer = setInterval(() => this.#draw(), REDRAW_MS)
    this.#draw()
  }

  enter(phase: Phase): void {
    this.#finish()
    this.#current = phase
    this.#since = performance.now()
    this.#items.get(phase)!.className = 'now'
  }

  stop(): void {
    clearInterval(this.#timer)
    this.#box.hidden = true
  }

  #finish(): void {
    if (this.#current === undefined) return
    const item = this.#items.get(this.#current)!
    item.className = 'done'
    item.querySelector('.took')!.textContent = formatTime(performance.now() - this.#since)
  }

  #draw(): void {
    const elapsed = performance.now() - this.#start
    const left = this.#expected - elapsed
    byId('elapsed').textContent = `${(elapsed / 1000).toFixed(1)} s`
    byId('left').textContent = left > REDRAW_MS ? `about ${roughTime(left)} left` : 'almost there'
  }
}
