/**
 * The message schedule: a row makes four words, w_t = w_(t-16) + sigma_0(w_(t-15)) + w_(t-7) + sigma_1(w_(t-2)). It hears
 * of earlier words from the rows that made them, as far as possible summed up.
 */
import type { Column, Expression } from '../../../air/expression.ts'
import type { TableBuilder } from '../../../air/table.ts'
import { LIMB, type Word, type WordColumns, wordColumns } from '../../access.ts'
import type { Row } from '../../row.ts'
import { type Bits, bits, carries, limbsOf, mixed } from './bits.ts'
import { mix, SIGMA_0, SIGMA_1 } from './compress.ts'
import { highLimb, LOADS, limbs, lowLimb, ROUNDS, ROWS, type RowFlags, SHA256, sumOf } from './rows.ts'

/** Messages of the schedule are numbered 128 + 8 (row that they arrive at) + kind. */
const FIRST_MESSAGE = 128
const KINDS = 8

/** Kinds of messages, and how many rows later they arrive. */
const KIND = {
  /** w_0 + sigma_0(w_1), w_1 + sigma_0(w_2), w_2 + sigma_0(w_3). */
  sums: { number: 0, delay: 4 },
  /** w_3, to which sigma_0(w_0) of the row after is added. */
  last: { number: 1, delay: 4 },
  mixed: { number: 2, delay: 3 },
  /** w_1, w_2, w_3. */
  middle: { number: 3, delay: 2 },
  /** w_0, sigma_1(w_2), sigma_1(w_3). */
  recent: { number: 4, delay: 1 },
} as const
type KindName = keyof typeof KIND

export interface Schedule {
  /** Bits of the row's four words. */
  readonly bits: readonly Bits[]
  readonly words: readonly Word[]
  /** Fills row number i from all 64 words. */
  fill(row: Row, words: Uint32Array, i: number): void
}

export function messageSchedule(t: TableBuilder, { rows, index, schedules, clk }: RowFlags): Schedule {
  const w = [0, 1, 2, 3].map((k) => bits(t, `w${k}`, 32))
  const words = w.map(({ columns }) => limbsOf(columns))
  // Messages are linear, so what is not has columns.
  const sums = [0, 1, 2].map((k) => wordColumns(t, `sum${k}`))
  const [zero, two, three] = ['sigma0 of w0', 'sigma1 of w2', 'sigma1 of w3'].map((name) =>
    wordColumns(t, name),
  ) as [WordColumns, WordColumns, WordColumns]
  const define = (name: string, column: WordColumns, value: Word) => {
    t.assertZero(`${name} (lo)`, column.lo.minus(value.lo))
    t.assertZero(`${name} (hi)`, column.hi.minus(value.hi))
  }
  define('sigma0 of w0', zero, mixed(SIGMA_0, w[0]!.columns))
  define('sigma1 of w2', two, mixed(SIGMA_1, w[2]!.columns))
  define('sigma1 of w3', three, mixed(SIGMA_1, w[3]!.columns))
  for (const [k, sum] of sums.entries()) {
    const next = mixed(SIGMA_0, w[k + 1]!.columns)
    define(`sum${k}`, sum, { lo: words[k]!.lo.plus(next.lo), hi: words[k]!.hi.plus(next.hi) })
  }

  const told: Readonly<Record<KindName, readonly Word[]>> = {
    sums,
    last: [words[3]!],
    mixed: [zero],
    middle: words.slice(1),
    recent: [words[0]!, two, three],
  }
  const hear = (name: KindName): WordColumns[] => {
    const { number, delay } = KIND[name]
    const columns = told[name].map((_, k) => wordColumns(t, `${name}${k} of row - ${delay}`))
    const message = (row: Expression, content: readonly Word[]) => {
      const entries: (Expression | number)[] = [
        clk,
        row.times(KINDS).plus(FIRST_MESSAGE + number),
        ...limbs(content),
      ]
      while (entries.length < SHA256.entries.length) entries.push(0)
      return entries
    }
    const senders = sumOf(t, rows.slice(LOADS - delay, ROWS - delay))
    t.send(SHA256, message(index.plus(delay), told[name]), senders)
    t.receive(SHA256, message(index, columns), schedules)
    return columns
  }
  const heard = {
    sums: hear('sums'),
    last: hear('last')[0]!,
    mixed: hear('mixed')[0]!,
    middle: hear('middle'),
    recent: hear('recent'),
  }

  // Rows that read the block hear nothing, and put there what makes the sums right.
  const summands: readonly (readonly Word[])[] = [
    [heard.sums[0]!, heard.middle[0]!, heard.recent[1]!],
    [heard.sums[1]!, heard.middle[1]!, heard.recent[2]!],
    [heard.sums[2]!, heard.middle[2]!, mixed(SIGMA_1, w[0]!.columns)],
    [heard.last, heard.mixed, heard.recent[0]!, mixed(SIGMA_1, w[1]!.columns)],
  ]
  const carriesOfW = summands.map((parts, k) => {
    const carry = carries(t, `carry of w${k}`, 2)
    const rest = (limb: 'lo' | 'hi') =>
      sumOf(
        t,
        parts.map((word) => word[limb]),
      ).minus(words[k]![limb])
    t.assertZero(`w${k} (lo)`, rest('lo').minus(carry.word.lo.times(LIMB)))
    t.assertZero(`w${k} (hi)`, rest('hi').plus(carry.word.lo).minus(carry.word.hi.times(LIMB)))
    return carry
  })

  /** A sum of two words, limb by limb. */
  const setSum = (row: Row, word: { readonly lo: Column; readonly hi: Column }, x: number, y: number) => {
    row.set(word.lo, lowLimb(x) + lowLimb(y))
    row.set(word.hi, highLimb(x) + highLimb(y))
  }

  function fillHeard(row: Row, all: Uint32Array, at: number): void {
    for (const [k, sum] of heard.sums.entries())
      setSum(row, sum, all[at - 16 + k]!, mix(SIGMA_0, all[at - 15 + k]!))
    row.setWord(heard.last, all[at - 13]!)
    row.setWord(heard.mixed, mix(SIGMA_0, all[at - 12]!))
    for (const [k, word] of heard.middle.entries()) row.setWord(word, all[at - 7 + k]!)
    row.setWord(heard.recent[0]!, all[at - 4]!)
    row.setWord(heard.recent[1]!, mix(SIGMA_1, all[at - 2]!))
    row.setWord(heard.recent[2]!, mix(SIGMA_1, all[at - 1]!))
    for (const [k, carry] of carriesOfW.entries()) {
      const t = at + k
      carry.fill(row, [all[t - 16]!, mix(SIGMA_0, all[t - 15]!), all[t - 7]!, mix(SIGMA_1, all[t - 2]!)])
    }
  }

  function fillUnheard(row: Row, all: Uint32Array, at: number): void {
    const inRow = [0, 0, mix(SIGMA_1, all[at]!), mix(SIGMA_1, all[at + 1]!)]
    for (const [k, { lo, hi }] of [...heard.sums, heard.last].entries()) {
      row.set(lo, lowLimb(all[at + k]!) - lowLimb(inRow[k]!))
      row.set(hi, highLimb(all[at + k]!) - highLimb(inRow[k]!))
    }
  }

  return {
    bits: w,
    words,
    fill(row, all, i) {
      const at = ROUNDS * i
      for (const [k, own] of w.entries()) own.fill(row, all[at + k]!)
      row.setWord(zero, mix(SIGMA_0, all[at]!))
      row.setWord(two, mix(SIGMA_1, all[at + 2]!))
      row.setWord(three, mix(SIGMA_1, all[at + 3]!))
      for (const [k, sum] of sums.entries()) setSum(row, sum, all[at + k]!, mix(SIGMA_0, all[at + k + 1]!))
      if (i < LOADS) fillUnheard(row, all, at)
      else fillHeard(row, all, at)
    },
  }
}
