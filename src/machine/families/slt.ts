/**
 * slt, sltu, slti, sltiu: a is 1 if b < c and 0 if not, where c is a register or an immediate.
 *
 * With signs s (0 for unsigned operations) a word is lo + 2^16 (hi - 2^16 s), and comparing words is comparing the high
 * limbs and, only if they are equal, the low ones. `high` says which limb decides. `difference` is that of the deciding
 * limbs, c - b if b < c and b - c if not, less 1 where equality would be wrong: if b < c, or if the high limbs decide. It
 * is at least -2^16, so it does not wrap; the range check leaves it >= 0, and that leaves one choice of both.
 *
 * Signs: hi + 2^15 - 2^16 s for signed operations and hi - 2^16 s for others are in range only if s is right.
 */
import { instruction, LIMB, range16, registerRead, registerWrite } from '../access.ts'
import {
  ACCESS_A,
  ACCESS_B,
  ACCESS_C,
  defineFamily,
  destination,
  limbs,
  OPERATION,
  source,
} from '../family.ts'
import { TIME_B, TIME_C } from '../layout.ts'

export const slt = defineFamily({
  name: 'slt',
  access: ACCESS_B | ACCESS_C | ACCESS_A,
  operands({ mnemonic, rd, rs1, rs2, imm }) {
    const registers = [destination(rd), source(rs1)] as const
    if (mnemonic === 'slt' || mnemonic === 'sltu') return [OPERATION[mnemonic], ...registers, source(rs2), 0]
    if (mnemonic === 'slti' || mnemonic === 'sltiu') return [OPERATION[mnemonic], ...registers, ...limbs(imm)]
    return undefined
  },
  define(t) {
    const boolean = (name: string) => {
      const column = t.column(name)
      t.assertBoolean(`${name} is boolean`, column)
      return column
    }
    const isUnsigned = boolean('is unsigned')
    const isRegister = boolean('is register')
    const op = isUnsigned
      .times(OPERATION.sltu - OPERATION.slt)
      .plus(isRegister.times(OPERATION.slt - OPERATION.slti))
      .plus(OPERATION.slti)
    const step = instruction(t, ['rd', 'rs1', 'rs2 or imm.lo', 'imm.hi'], () => ({ op }))
    const [rd, rs1, rs2, immHigh] = step.operands
    t.assertZero('a register is read in a row', isRegister.times(step.real.not()))
    const isImmediate = step.real.minus(isRegister)
    const b = registerRead(t, step, 'b', rs1!, TIME_B)
    const c = registerRead(t, { real: isRegister, clk: step.clk }, 'c', rs2!, TIME_C)
    t.assertZero('c is the immediate (lo)', isImmediate.times(c.lo.minus(rs2!)))
    t.assertZero('c is the immediate (hi)', isImmediate.times(c.hi.minus(immHigh!)))

    const less = boolean('less')
    const write = registerWrite(t, step, rd!, { lo: less, hi: t.constant(0) })
    const signs = { b: boolean('b sign'), c: boolean('c sign') }
    const bias = isUnsigned.not().times(LIMB / 2)
    range16(t, b.hi.plus(bias).minus(signs.b.times(LIMB)), step.real)
    range16(t, c.hi.plus(bias).minus(signs.c.times(LIMB)), step.real)
    const high = boolean('high')
    const difference = t.column('difference')
    const low = c.lo.minus(b.lo)
    const upper = c.hi.minus(b.hi).minus(signs.c.minus(signs.b).times(LIMB))
    const deciding = low.plus(high.times(upper.minus(low)))
    const notEqual = high.plus(less).minus(high.times(less))
    t.assertZero('difference', less.times(2).minus(1).times(deciding).minus(notEqual).minus(difference))
    t.assertZero('high limbs are equal if low ones decide', high.not().times(upper))
    range16(t, difference, step.real)
    return (row) => {
      const op = row.operand(1)
      const immediate = op === OPERATION.slti || op === OPERATION.sltiu
      const signed = op === OPERATION.slt || op === OPERATION.slti
      const x = row.get('b')
      const y = immediate ? row.operand(4) + LIMB * row.operand(5) : row.get('c')
      const xSign = signed ? x >>> 31 : 0
      const ySign = signed ? y >>> 31 : 0
      const isLess = row.get('a')
      const lowDifference = (y & 0xffff) - (x & 0xffff)
      const highDifference = (y >>> 16) - (x >>> 16) - LIMB * (ySign - xSign)
      const isHigh = highDifference !== 0
      const decidingDifference = isHigh ? highDifference : lowDifference
      step.fill(row)
      row.set(isUnsigned, signed ? 0 : 1)
      row.set(isRegister, immediate ? 0 : 1)
      b.fill(row, x, row.get('bGap'))
      c.fill(row, y, row.get('cGap'))
      row.set(less, isLess)
      write.fill(row)
      row.set(signs.b, xSign)
      row.set(signs.c, ySign)
      row.set(high, isHigh ? 1 : 0)
      row.set(
        difference,
        (isLess === 1 ? decidingDifference : -decidingDifference) - (isHigh || isLess === 1 ? 1 : 0),
      )
    }
  },
})
