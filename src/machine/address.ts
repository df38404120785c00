/** Where loads and stores access memory: at register + offset modulo 2^32, which must be below 2^30. */
import type { Expression } from '../air/expression.ts'
import type { TableBuilder } from '../air/table.ts'
import { P } from '../field/koalabear.ts'
import { INVERSE_LIMB, LIMB, rangeBits, type Step, type Word } from './access.ts'
import type { Row } from './row.ts'

/** The offset of a load or store, -2^11 <= offset < 2^11, as one element of F. */
export const offsetOperand = (offset: number): number => (offset < 0 ? P + offset : offset)

/** Upper limbs of addresses, and lower limbs in words, are below 2^14: memory has 2^30 bytes. */
const ADDRESS_BITS = 14

export interface WordAddress {
  /** Byte address of the word, a multiple of 4 below 2^30. */
  readonly address: Expression
  fill(row: Row): void
}

/**
 * The address of the word that holds the byte at base + offset, which is the word's byte number `within`, 0
 * to 3.
 *
 * The low limb is 4 quarter + within < 2^16 and the high limb is below 2^14, both by range checks. A low limb
 * of base plus an offset carries -1, 0 or 1 into the high limb, which may wrap from 2^16 to 0 but not from
 * -1: that address would be too high. All numbers involved are below 2^18, so that the equations hold for
 * integers and determine both.
 */
export function wordAddress(
  t: TableBuilder,
  step: Pick<Step, 'real'>,
  base: Word,
  offset: Expression,
  within: Expression | number = 0,
): WordAddress {
  const quarter = t.column('address.lo / 4')
  const high = t.column('address.hi')
  rangeBits(t, quarter, ADDRESS_BITS, step.real)
  rangeBits(t, high, ADDRESS_BITS, step.real)
  const word = quarter.times(4)
  const carry = base.lo.plus(offset).minus(word.plus(within)).times(INVERSE_LIMB)
  t.assertZero('address: carry of the low limbs', carry.times(carry.times(carry).minus(1)))
  t.assertBoolean('address: carry of the high limbs', base.hi.plus(carry).minus(high).times(INVERSE_LIMB))
  return {
    address: word.plus(high.times(LIMB)),
    fill(row) {
      const address = row.get('address')
      row.set(quarter, (address & 0xffff) >>> 2)
      row.set(high, address >>> 16)
    },
  }
}
