/**
 * Four rounds in a row: e_t = d + h + Sigma(e) + Ch(e, f, g) + K_t + w_t and a_t = e_t - d + Sigma(a) + Maj(a, b, c), where
 * a, b, c, d are the words a_(t-1) to a_(t-4) and e, f, g, h likewise.
 */
import type { Expression } from '../../../air/expression.ts'
import type { TableBuilder } from '../../../air/table.ts'
import { LIMB, type Word, wordColumns } from '../../access.ts'
import type { Row } from '../../row.ts'
import { bits, carries, choice, limbsOf, majority, mixed } from './bits.ts'
import { type Compression, mix, ROUND_CONSTANTS, SIGMA_A, SIGMA_E } from './compress.ts'
import { highLimb, lowLimb, ROUNDS, type RowFlags, sumOf } from './rows.ts'

/** Words of rounds -4 to 3 of a row: the first and the last as limbs, those between, which are mixed, as bits. */
export interface StateWords {
  bits(round: number): readonly Expression[]
  word(round: number): Word
  /** `values` has the words of rounds -4 to 3 from `at` on. */
  fill(row: Row, values: Uint32Array, at: number): void
}

export function stateWords(t: TableBuilder, name: string): StateWords {
  const first = wordColumns(t, `${name}-4`)
  const between = [-3, -2, -1, 0, 1, 2].map((k) => bits(t, `${name}${k}`, 32))
  const last = wordColumns(t, `${name}3`)
  const words: Word[] = [first, ...between.map(({ columns }) => limbsOf(columns)), last]
  return {
    bits: (round) => between[round + 3]!.columns,
    word: (round) => words[round + 4]!,
    fill(row, values, at) {
      row.setWord(first, values[at]!)
      for (const [k, own] of between.entries()) own.fill(row, values[at + 1 + k]!)
      row.setWord(last, values[at + 7]!)
    },
  }
}

/** Declares round `r` of a row. `fill` wants the number of the round among all 64. */
export function round(
  t: TableBuilder,
  { rows, real }: RowFlags,
  a: StateWords,
  e: StateWords,
  w: Word,
  r: number,
): { fill(row: Row, values: Compression, at: number): void } {
  const constant = (limb: (value: number) => number) =>
    sumOf(
      t,
      rows.map((row, k) => row.times(limb(ROUND_CONSTANTS[ROUNDS * k + r]!))),
    )
  // Sums for e are below 6 2^16, so that carries are 0 to 5; those for a lie between -2^16 and 3 2^16.
  const carryE = carries(t, `carry of e${r}`, 3)
  const carryA = carries(t, `carry of a${r}`, 2)
  const toE = [
    a.word(r - 4),
    e.word(r - 4),
    mixed(SIGMA_E, e.bits(r - 1)),
    choice(e.bits(r - 1), e.bits(r - 2), e.bits(r - 3)),
    { lo: constant(lowLimb), hi: constant(highLimb) },
    w,
  ]
  const toA = [
    e.word(r),
    mixed(SIGMA_A, a.bits(r - 1)),
    majority(a.bits(r - 1), a.bits(r - 2), a.bits(r - 3)),
  ]
  const rest = (words: readonly Word[], limb: 'lo' | 'hi', result: Expression) =>
    sumOf(
      t,
      words.map((word) => word[limb]),
    ).minus(result)
  t.assertZero(`e${r} (lo)`, rest(toE, 'lo', e.word(r).lo).minus(carryE.word.lo.times(LIMB)))
  t.assertZero(
    `e${r} (hi)`,
    rest(toE, 'hi', e.word(r).hi).plus(carryE.word.lo).minus(carryE.word.hi.times(LIMB)),
  )
  const [low, high] = [carryA.word.lo.minus(real), carryA.word.hi.minus(real)]
  const d = a.word(r - 4)
  t.assertZero(`a${r} (lo)`, rest(toA, 'lo', d.lo).minus(a.word(r).lo).minus(low.times(LIMB)))
  t.assertZero(`a${r} (hi)`, rest(toA, 'hi', d.hi).minus(a.word(r).hi).plus(low).minus(high.times(LIMB)))
  return {
    fill(row, values, at) {
      const [e1, e2, e3, e4] = [values.e[at + 3]!, values.e[at + 2]!, values.e[at + 1]!, values.e[at]!]
      const [a1, a2, a3, a4] = [values.a[at + 3]!, values.a[at + 2]!, values.a[at + 1]!, values.a[at]!]
      const ch = ((e1 & e2) ^ (~e1 & e3)) >>> 0
      carryE.fill(row, [a4, e4, mix(SIGMA_E, e1), ch, ROUND_CONSTANTS[at]!, values.schedule[at]!])
      const maj = ((a1 & a2) ^ (a1 & a3) ^ (a2 & a3)) >>> 0
      carryA.fill(row, [values.e[at + 4]!, mix(SIGMA_A, a1), maj], a4, 1)
    },
  }
}
