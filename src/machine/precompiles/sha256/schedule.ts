/**
 * The message schedule: a row makes eight words, w_t = w_(t-16) + sigma_0(w_(t-15)) + w_(t-7) + sigma_1(w_(t-2)). It hears
 * of earlier words from the two rows that made them, as far as possible summed up.
 */
import type { TableBuilder } from '../../../air/table.ts'
import { type Word, type WordColumns, wordColumns } from '../../access.ts'
import type { Row } from '../../row.ts'
import { bits, type Digits, limbsOf, mixed } from './bits.ts'
import { carriesTo3, excess } from './carries.ts'
import { mix, SIGMA_0, SIGMA_1 } from './compress.ts'
import {
  highLimb,
  LOADS,
  lowLimb,
  MESSAGE_WORDS,
  message,
  ROUNDS,
  ROWS,
  type RowFlags,
  SCHEDULE_MESSAGE,
  SHA256,
  sumOf,
} from './rows.ts'

/** Messages to row i are numbered from 8 i on: three that come from two rows before it, three from the row before. */
const KINDS = 8
const EARLIER = { first: 0, delay: 2 }
const RECENT = { first: 3, delay: 1 }

export interface Schedule {
  /** Bits of the row's eight words. */
  readonly bits: readonly Digits[]
  readonly words: readonly Word[]
  /** Fills row number i from all 64 words. */
  fill(row: Row, words: Uint32Array, i: number): void
}

export function messageSchedule(t: TableBuilder, { rows, index, schedules, clk }: RowFlags): Schedule {
  const w = Array.from({ length: ROUNDS }, (_, k) => bits(t, `w${k}`, 32))
  const words = w.map(({ columns }) => limbsOf(columns))
  const sigma0 = (k: number) => mixed(SIGMA_0, w[k]!.columns)
  const sigma1 = (k: number) => mixed(SIGMA_1, w[k]!.columns)
  /** Messages are linear, so what is not has columns. */
  const define = (name: string, parts: readonly Word[]): WordColumns => {
    const column = wordColumns(t, name)
    for (const limb of ['lo', 'hi'] as const) {
      const sum = sumOf(
        t,
        parts.map((part) => part[limb]),
      )
      t.assertZero(`${name} (${limb})`, column[limb].minus(sum))
    }
    return column
  }
  /** w_k + sigma_0(w_(k+1)); to w_7 the sigma of the row after is added. */
  const sums = w.slice(1).map((_, k) => define(`sum${k}`, [words[k]!, sigma0(k + 1)]))
  const zero = define('sigma0 of w0', [sigma0(0)])
  /** w_1 + sigma_1(w_6) and w_2 + sigma_1(w_7). */
  const late = [1, 2].map((k) => define(`late sum${k}`, [words[k]!, sigma1(k + 5)]))

  const tell = ({ first, delay }: typeof EARLIER, told: readonly Word[], heard: readonly Word[]) => {
    for (let at = 0; at < ROUNDS; at += MESSAGE_WORDS) {
      const number = SCHEDULE_MESSAGE + first + at / MESSAGE_WORDS
      const part = (from: readonly Word[]) => from.slice(at, at + MESSAGE_WORDS)
      const senders = sumOf(t, rows.slice(LOADS - delay, ROWS - delay))
      t.send(SHA256, message(clk, index.plus(delay).times(KINDS).plus(number), part(told)), senders)
      t.receive(SHA256, message(clk, index.times(KINDS).plus(number), part(heard)), schedules)
    }
  }
  const carries = words.map((_, k) => carriesTo3(t, `carry of w${k}`))
  const earlier = words.map((_, k) => wordColumns(t, `earlier${k}`))
  const recent = words.map((word, k): Word | WordColumns => {
    if (k >= 2) return wordColumns(t, `recent${k}`)
    // Only these two are added, so that what is heard is what is missing.
    const { lo, hi } = excess([earlier[k]!], word, carries[k]!.word)
    return { lo: lo.negated(), hi: hi.negated() }
  })
  tell(EARLIER, [...sums, words[7]!], earlier)
  tell(RECENT, [...late, ...words.slice(3), zero], recent)

  // Rows that read the block hear nothing, and put there what makes the sums right.
  for (const [k, word] of words.entries()) {
    if (k < 2) continue
    const parts = [earlier[k]!, recent[k]!, sigma1(k - 2)]
    if (k === 7) parts.push(words[0]!)
    const { lo, hi } = excess(parts, word, carries[k]!.word)
    t.assertZero(`w${k} (lo)`, lo)
    t.assertZero(`w${k} (hi)`, hi)
  }

  const setLimbs = (row: Row, word: WordColumns, lo: number, hi: number) => {
    row.set(word.lo, lo)
    row.set(word.hi, hi)
  }
  /** A sum of two words, limb by limb. */
  const setSum = (row: Row, word: WordColumns, x: number, y: number) =>
    setLimbs(row, word, lowLimb(x) + lowLimb(y), highLimb(x) + highLimb(y))

  function fillHeard(row: Row, all: Uint32Array, at: number): void {
    for (let k = 0; k < ROUNDS; k++) {
      const now = at + k
      const [first, second] = [all[now - 16]!, mix(SIGMA_0, all[now - 15]!)]
      const [third, fourth] = [all[now - 7]!, mix(SIGMA_1, all[now - 2]!)]
      carries[k]!.fill(row, [first, second, third, fourth])
      if (k < 7) setSum(row, earlier[k]!, first, second)
      else row.setWord(earlier[k]!, first)
      if (k >= 2) row.setWord(recent[k] as WordColumns, k < 7 ? third : second)
    }
  }

  function fillUnheard(row: Row, all: Uint32Array, at: number): void {
    for (let k = 2; k < ROUNDS; k++) {
      const [word, known] = [all[at + k]!, [mix(SIGMA_1, all[at + k - 2]!), k === 7 ? all[at]! : 0]]
      const missing = (limb: (x: number) => number) => known.reduce((rest, x) => rest - limb(x), limb(word))
      setLimbs(row, earlier[k]!, missing(lowLimb), missing(highLimb))
    }
  }

  return {
    bits: w,
    words,
    fill(row, all, i) {
      const at = ROUNDS * i
      for (const [k, own] of w.entries()) own.fill(row, all[at + k]!)
      for (const [k, sum] of sums.entries()) setSum(row, sum, all[at + k]!, mix(SIGMA_0, all[at + k + 1]!))
      row.setWord(zero, mix(SIGMA_0, all[at]!))
      for (const [k, sum] of late.entries())
        setSum(row, sum, all[at + k + 1]!, mix(SIGMA_1, all[at + k + 6]!))
      if (i < LOADS) fillUnheard(row, all, at)
      else fillHeard(row, all, at)
    },
  }
}
