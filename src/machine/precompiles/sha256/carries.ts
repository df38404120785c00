/** Sums of words, limb by limb with carries. */
import type { Expression } from '../../../air/expression.ts'
import type { TableBuilder } from '../../../air/table.ts'
import { LIMB, type Word } from '../../access.ts'
import type { Row } from '../../row.ts'
import { bits, type Digits, numberOf } from './bits.ts'

/** Carries out of the limbs of a sum of words. */
export interface Carries {
  readonly word: Word
  /** Writes the carries of the sum of `added` less `subtracted`, each plus `offset`. */
  fill(row: Pick<Row, 'set'>, added: readonly number[], subtracted?: number, offset?: number): void
}

/** Carries 0 to 3. */
export const carriesTo3 = (t: TableBuilder, name: string): Carries =>
  carries(name, (limb) => {
    const digits = bits(t, limb, 2)
    return { digits, value: numberOf(digits.columns) }
  })

/** Carries 0 to 5: a digit 0, 1 or 2, whose constraint has degree 3, and 3 times a bit. */
export const carriesTo5 = (t: TableBuilder, name: string): Carries =>
  carries(name, (limb) => {
    const [digit, three] = [t.column(`${limb}.digit`), t.column(`${limb}.three`)]
    t.assertZero(`${limb}.digit is 0, 1 or 2`, digit.times(digit.minus(1)).times(digit.minus(2)))
    t.assertBoolean(`${limb}.three is boolean`, three)
    const fill: Digits['fill'] = (row, value) => {
      row.set(digit, value % 3)
      row.set(three, value < 3 ? 0 : 1)
    }
    return { digits: { columns: [digit, three], fill }, value: digit.plus(three.times(3)) }
  })

function carries(name: string, define: (limb: string) => { digits: Digits; value: Expression }): Carries {
  const [lo, hi] = [define(`${name}.lo`), define(`${name}.hi`)]
  return {
    word: { lo: lo.value, hi: hi.value },
    fill(row, added, subtracted = 0, offset = 0) {
      const low = added.reduce((sum, word) => sum + (word & 0xffff), -(subtracted & 0xffff)) >> 16
      const high = added.reduce((sum, word) => sum + (word >>> 16), low - (subtracted >>> 16)) >> 16
      lo.digits.fill(row, low + offset)
      hi.digits.fill(row, high + offset)
    },
  }
}

/** What `terms` have too much in each limb, if their sum is `word` with these carries. */
export function excess(terms: readonly Word[], word: Word, carry: Word): Word {
  const rest = (limb: 'lo' | 'hi') =>
    terms
      .slice(1)
      .reduce((sum, term) => sum.plus(term[limb]), terms[0]![limb])
      .minus(word[limb])
  return {
    lo: rest('lo').minus(carry.lo.times(LIMB)),
    hi: rest('hi').plus(carry.lo).minus(carry.hi.times(LIMB)),
  }
}
