/**
 * A round: e_t = d + h + Sigma(e) + Ch(e, f, g) + K_t + w_t and a_t = e_t - d + Sigma(a) + Maj(a, b, c), where a, b, c, d
 * are the words a_(t-1) to a_(t-4) and e, f, g, h likewise.
 */
import type { TableBuilder } from '../../../air/table.ts'
import type { Word } from '../../access.ts'
import type { Row } from '../../row.ts'
import { mixed } from './bits.ts'
import { carriesTo3, carriesTo5, excess } from './carries.ts'
import { type Compression, mix, ROUND_CONSTANTS, SIGMA_A, SIGMA_E } from './compress.ts'
import { choiceBefore, majorityBefore } from './logic.ts'
import { highLimb, lowLimb, ROUNDS, type RowFlags, sumOf } from './rows.ts'
import type { StateWords } from './words.ts'

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
  const ch = choiceBefore(t, e, r, real)
  const maj = majorityBefore(t, a, r, real)
  // Sums for e are below 6 2^16, so that carries are 0 to 5; those for a lie between -2^16 and 3 2^16.
  const carryE = carriesTo5(t, `carry of e${r}`)
  const carryA = carriesTo3(t, `carry of a${r}`)
  const d = a.word(r - 4)
  const toE = excess(
    [
      d,
      e.word(r - 4),
      mixed(SIGMA_E, e.bits(r - 1)),
      ch.word,
      { lo: constant(lowLimb), hi: constant(highLimb) },
      w,
    ],
    e.word(r),
    carryE.word,
  )
  const toA = excess([e.word(r), mixed(SIGMA_A, a.bits(r - 1)), maj.word], a.word(r), {
    lo: carryA.word.lo.minus(real),
    hi: carryA.word.hi.minus(real),
  })
  t.assertZero(`e${r} (lo)`, toE.lo)
  t.assertZero(`e${r} (hi)`, toE.hi)
  t.assertZero(`a${r} (lo)`, toA.lo.minus(d.lo))
  t.assertZero(`a${r} (hi)`, toA.hi.minus(d.hi))
  return {
    fill(row, values, at) {
      const [e1, e2, e3, e4] = [values.e[at + 3]!, values.e[at + 2]!, values.e[at + 1]!, values.e[at]!]
      const [a1, a2, a3, a4] = [values.a[at + 3]!, values.a[at + 2]!, values.a[at + 1]!, values.a[at]!]
      ch.fill(row, e1, e2, e3)
      maj.fill(row, a1, a2, a3)
      const chosen = ((e1 & e2) ^ (~e1 & e3)) >>> 0
      carryE.fill(row, [a4, e4, mix(SIGMA_E, e1), chosen, ROUND_CONSTANTS[at]!, values.schedule[at]!])
      const decided = ((a1 & a2) ^ (a1 & a3) ^ (a2 & a3)) >>> 0
      carryA.fill(row, [values.e[at + 4]!, mix(SIGMA_A, a1), decided], a4, 1)
    },
  }
}
