/** The running proof: phases that are done with their times, the current one with its counter, elapsed and left. */
import type { Phase, Progress } from '../../src/index.ts'
import { byId, create } from './dom.ts'
import { formatCount, formatTime, roughTime } from './format.ts'
import { PHASES } from './phases.ts'

const REDRAW_MS = 100

/** Shortest time between two things said to those who do not see the page. */
const QUIET_MS = 4000

export class ProgressView {
  readonly #box = byId('progress')
  readonly #items = new Map<Phase, HTMLLIElement>()
  readonly #say: (text: string) => void
  #start = 0
  #since = 0
  #said = 0
  #current: Phase | undefined
  /** When the proof will be done, as far as is known. */
  #end: number | undefined
  #timer: ReturnType<typeof setInterval> | undefined

  /** @param say tells those who do not see the page */
  constructor(say: (text: string) => void) {
    this.#say = say
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

  /** @param expected milliseconds that the proof will probably take, if known */
  start(expected: number | undefined): void {
    this.#start = performance.now()
    this.#current = undefined
    this.#end = expected === undefined ? undefined : this.#start + expected
    for (const item of this.#items.values()) {
      item.className = ''
      item.style.removeProperty('--done')
      item.querySelector('.took')!.textContent = ''
    }
    byId('counter').textContent = ''
    byId<HTMLProgressElement>('overall').removeAttribute('value')
    this.#box.hidden = false
    this.#timer = setInterval(() => this.#draw(), REDRAW_MS)
    this.#said = this.#start
    this.#say(expected === undefined ? 'Proving.' : `Proving, about ${roughTime(expected)}.`)
    this.#draw()
  }

  update({ phase, done, total, unit, fraction, remaining }: Progress): void {
    const now = performance.now()
    if (phase !== this.#current) this.#enter(phase, now)
    const item = this.#items.get(phase)!
    item.classList.toggle('open', total === undefined)
    if (total !== undefined)
      item.style.setProperty('--done', String(total === 0 ? 1 : Math.min(1, done / total)))
    const of = total === undefined ? '' : ` of ${formatCount(total)}`
    byId('counter').textContent = `${formatCount(done)}${of} ${unit}`
    byId<HTMLProgressElement>('overall').value = fraction
    if (remaining !== undefined) this.#end = now + remaining
    if (now - this.#said < QUIET_MS) return
    this.#said = now
    this.#say(`${Math.round(100 * fraction)} percent.`)
  }

  stop(): void {
    clearInterval(this.#timer)
    this.#box.hidden = true
  }

  #enter(phase: Phase, now: number): void {
    if (this.#current !== undefined) {
      const item = this.#items.get(this.#current)!
      item.className = 'done'
      item.querySelector('.took')!.textContent = formatTime(now - this.#since)
    }
    this.#current = phase
    this.#since = now
    this.#items.get(phase)!.className = 'now'
  }

  #draw(): void {
    const now = performance.now()
    byId('elapsed').textContent = `${((now - this.#start) / 1000).toFixed(1)} s`
    const left = this.#end === undefined ? undefined : this.#end - now
    if (left === undefined) byId('left').textContent = ''
    else byId('left').textContent = left > REDRAW_MS ? `about ${roughTime(left)} left` : 'almost there'
  }
}
