/**
 * mulh, mulhsu, mulhu: a is the upper word of the product of b and c, each read as signed or unsigned. The
 * program provides which: `b signed` and `c signed`.
 *
 * A signed number is its bytes with 256 subtracted from the last one if the sign is set; the sign is
 * determined because the last byte minus 128 times the sign has 7 bits. An unsigned number has no sign. The
 * product is summed up in limbs of 16 bits, with carries that may be negative:
 *
 *     limb 0               = low.lo + 2^16 carry 0     0 <= carry 0 < 2^9
 *     limb 1 + carry 0     = low.hi + 2^16 carry 1     -2^8 <= carry 1 < 2^10
 *     limb 2 + carry 1     = a.lo + 2^16 carry 2       -2^8 <= carry 2 < 2^9
 *     limb 3 + carry 2     = a.hi - 2^16 negative
 *
 * The range checks of the carries are not tighter than needed, but all sides stay below 2^28 in absolute
 * value, so that nothing wraps modulo p; limbs are range-checked and hence determined.
 */
import type { Expression } from '../../air/expression.ts'
import type { TableBuilder } from '../../air/table.ts'
import {
  instruction,
  LIMB,
  producedWord,
  rangeBits,
  registerRead,
  registerWrite,
  type Step,
} from '../access.ts'
import { BITS } from '../buses.ts'
import { bytePair, productLimb, productLimbOf, type WordBytes, wordBytes } from '../bytes.ts'
import { ACCESS_A, ACCESS_B, ACCESS_C, defineFamily, destination, OPERATION, source } from '../family.ts'
import { TIME_B, TIME_C } from '../layout.ts'
import type { Row } from '../row.ts'

/** Which operands are signed, by operation. */
const SIGNED = { mulh: [1, 1], mulhsu: [1, 0], mulhu: [0, 0] } as const

/** Least carry of limbs 1 and 2, and the number of bits of what exceeds it. */
const LEAST_CARRY = -(2 ** 8)
const CARRY_BITS = [9, 11, 10] as const

export const mulh = defineFamily({
  name: 'mulh',
  access: ACCESS_B | ACCESS_C | ACCESS_A,
  operands({ mnemonic, rd, rs1, rs2 }) {
    if (mnemonic !== 'mulh' && mnemonic !== 'mulhsu' && mnemonic !== 'mulhu') return undefined
    return [OPERATION.mulh, destination(rd), source(rs1), source(rs2), ...SIGNED[mnemonic]]
  },
  define(t) {
    const names = ['rd', 'rs1', 'rs2', 'b signed', 'c signed']
    const step = instruction(t, names, () => ({ op: OPERATION.mulh }))
    const [rd, rs1, rs2, bSigned, cSigned] = step.operands
    const b = registerRead(t, step, 'b', rs1!, TIME_B)
    const c = registerRead(t, step, 'c', rs2!, TIME_C)
    const a = producedWord(t, 'a', step.real)
    const write = registerWrite(t, step, rd!, a)
    const bBytes = wordBytes(t, 'b', b)
    const cBytes = wordBytes(t, 'c', c)
    const bTop = signedByte(t, step, 'b', bBytes.bytes[3], bSigned!)
    const cTop = signedByte(t, step, 'c', cBytes.bytes[3], cSigned!)
    const [b0, b1, b2] = bBytes.bytes
    const [c0, c1, c2] = cBytes.bytes
    const bLow = bytePair(t, 'b.lo', b0, b1, step.real)
    const cLow = bytePair(t, 'c.lo', c0, c1, step.real)
    const third = bytePair(t, 'third', b2, c2, step.real)

    const low = producedWord(t, 'low', step.real)
    const carry0 = t.column('carry 0')
    const carry1 = t.column('carry 1')
    const carry2 = t.column('carry 2')
    const negative = t.boolean('negative')
    rangeBits(t, carry0, CARRY_BITS[0], step.real)
    rangeBits(t, carry1.minus(LEAST_CARRY), CARRY_BITS[1], step.real)
    rangeBits(t, carry2.minus(LEAST_CARRY), CARRY_BITS[2], step.real)
    const limb = (k: number) => productLimb([b0, b1, b2, bTop.value], [c0, c1, c2, cTop.value], k)
    t.assertZero('limb 0 of the product', limb(0).minus(low.lo).minus(carry0.times(LIMB)))
    t.assertZero('limb 1 of the product', limb(1).plus(carry0).minus(low.hi).minus(carry1.times(LIMB)))
    t.assertZero('limb 2 of the product', limb(2).plus(carry1).minus(a.lo).minus(carry2.times(LIMB)))
    t.assertZero('limb 3 of the product', limb(3).plus(carry2).minus(a.hi).plus(negative.times(LIMB)))
    return (row) => {
      const bWord = row.get('b')
      const cWord = row.get('c')
      const x = row.operand(5) === 1 ? bWord | 0 : bWord
      const y = row.operand(6) === 1 ? cWord | 0 : cWord
      step.fill(row)
      b.fill(row, bWord, row.get('bGap'))
      c.fill(row, cWord, row.get('cGap'))
      row.setWord(a, row.get('a'))
      write.fill(row)
      bBytes.fill(row, bWord)
      cBytes.fill(row, cWord)
      bTop.fill(row, x)
      cTop.fill(row, y)
      bLow.fill(row, x & 0xff, (x >>> 8) & 0xff)
      cLow.fill(row, y & 0xff, (y >>> 8) & 0xff)
      third.fill(row, (x >>> 16) & 0xff, (y >>> 16) & 0xff)
      const first = productLimbOf(x, y, 0) >> 16
      const second = (productLimbOf(x, y, 1) + first) >> 16
      row.setWord(low, Math.imul(x, y))
      row.set(carry0, first)
      row.set(carry1, second)
      row.set(carry2, (productLimbOf(x, y, 2) + second) >> 16)
      row.set(negative, x !== 0 && y !== 0 && x < 0 !== y < 0 ? 1 : 0)
    }
  },
})

/** The last byte of a number that is signed or not, range-checked here. */
function signedByte(
  t: TableBuilder,
  step: Step,
  name: string,
  byte: WordBytes['bytes'][3],
  signed: Expression,
): { value: Expression; fill(row: Row, value: number): void } {
  const sign = t.boolean(`${name} sign`)
  t.assertZero(`${name} sign only if signed`, sign.times(signed.not()))
  t.send(BITS, [byte.minus(sign.times(128)), signed.times(-128).plus(256)], step.real)
  return { value: byte.minus(sign.times(256)), fill: (row, value) => row.set(sign, value < 0 ? 1 : 0) }
}
