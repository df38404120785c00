/**
 * sll, srl, sra: shifts by the low five bits of a register.
 *
 * The bits of the amount are columns, the rest of the low limb is range-checked, so they are unique; the power 2^s is
 * a product of (1 + bit * (2^(2^k) - 1)). See shifter.ts for the rest.
 */
import { inv } from '../../field/koalabear.ts'
import { instruction, rangeBits, registerRead, registerWrite } from '../access.ts'
import { ACCESS_A, ACCESS_B, ACCESS_C, defineFamily, destination, OPERATION, source } from '../family.ts'
import { TIME_B, TIME_C } from '../layout.ts'
import { shifter } from '../shifter.ts'

/** 1 / 32 modulo p. */
const INVERSE_32 = inv(32)

export const sll = defineFamily({
  name: 'sll',
  access: ACCESS_B | ACCESS_C | ACCESS_A,
  operands({ mnemonic, rd, rs1, rs2 }) {
    if (mnemonic !== 'sll' && mnemonic !== 'srl' && mnemonic !== 'sra') return undefined
    return [OPERATION[mnemonic], destination(rd), source(rs1), source(rs2)]
  },
  define(t) {
    const boolean = (name: string) => {
      const column = t.column(name)
      t.assertBoolean(`${name} is boolean`, column)
      return column
    }
    const isRight = boolean('is right')
    const arithmetic = boolean('arithmetic')
    const op = isRight
      .times(OPERATION.srl - OPERATION.sll)
      .plus(arithmetic.times(OPERATION.sra - OPERATION.srl))
      .plus(OPERATION.sll)
    t.assertZero('arithmetic shifts go right', arithmetic.times(isRight.not()))
    const step = instruction(t, ['rd', 'rs1', 'rs2'], () => ({ op }))
    const { real } = step
    t.assertZero('right is a row', isRight.times(real.not()))
    const [rd, rs1, rs2] = step.operands
    const b = registerRead(t, step, 'b', rs1!, TIME_B)
    const c = registerRead(t, step, 'c', rs2!, TIME_C)
    const bits = [0, 1, 2, 3, 4].map((k) => boolean(`amount bit ${k}`))
    const amount = bits.reduce((sum, bit, k) => sum.plus(bit.times(2 ** k)), t.constant(0))
    // (c.lo - amount) / 32, in 11 bits.
    rangeBits(t, c.lo.minus(amount).times(INVERSE_32), 11, real)
    const factor = (k: number) => bits[k]!.times(2 ** (2 ** k) - 1).plus(1)
    const low = t.column('2^(s mod 4)')
    const power = t.column('2^s')
    t.assertZero('2^(s mod 4)', real.times(factor(0)).times(factor(1)).minus(low))
    t.assertZero('2^s', low.times(factor(2)).times(factor(3)).minus(power))
    const p = t.column('p')
    const q = t.column('q')
    t.assertZero('right: p = 2^s', isRight.times(p.minus(power)))
    t.assertZero('left: q = 2^s', real.minus(isRight).times(q.minus(power)))
    const isLeft = real.minus(isRight)
    const leftFar = t.column('left far')
    const rightFar = t.column('right far')
    t.assertZero('left far', isLeft.times(bits[4]!).minus(leftFar))
    t.assertZero('right far', isRight.times(bits[4]!).minus(rightFar))
    const kind = { left: isLeft.minus(leftFar), leftFar, right: isRight.minus(rightFar), rightFar, arithmetic, p, q }
    const core = shifter(t, real, b, kind)
    const write = registerWrite(t, step, rd!, core.a)
    return (row) => {
      const operation = row.operand(1)
      const right = operation !== OPERATION.sll
      const isArithmetic = operation === OPERATION.sra
      const by = row.get('c') & 31
      const s = by & 15
      const split = right ? s : 16 - s
      step.fill(row)
      row.set(isRight, right ? 1 : 0)
      row.set(arithmetic, isArithmetic ? 1 : 0)
      b.fill(row, row.get('b'), row.get('bGap'))
      c.fill(row, row.get('c'), row.get('cGap'))
      for (let k = 0; k < 5; k++) row.set(bits[k]!, (by >>> k) & 1)
      row.set(low, 2 ** (s & 3))
      row.set(power, 2 ** s)
      row.set(p, 2 ** split)
      row.set(q, 2 ** (16 - split))
      row.set(leftFar, !right && by >= 16 ? 1 : 0)
      row.set(rightFar, right && by >= 16 ? 1 : 0)
      core.fill(row, row.get('b'), row.get('a'), split, isArithmetic)
      write.fill(row)
    }
  },
})
