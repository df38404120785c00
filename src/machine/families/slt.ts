/**
 * slt, sltu, slti, sltiu: a is 1 if b < c and 0 if not, where c is a register or an immediate.
 *
 * With signs s (0 for unsigned operations) a word is lo + 2^16 (hi - 2^16 s), and comparing words is comparing the high
 * limbs and, only if they are equal, the low ones. `high` says which limb decides. The difference of the deciding limbs
 * is c - b - 1 if b < c and b - c if not, less 1 if the high limbs decide, because they are not equal then. It is below
 * 2^16 in absolute value, hence range-checked it is >= 0, and both choices are right.
 *
 * Signs: hi + 2^15 - 2^16 s for signed operations and hi - 2^16 s for others are in range only if s is right.
 */
import { instruction, LIMB, range16, registerRead, registerWrite } from '../access.ts'
import { ACCESS_A, ACCESS_B, ACCESS_C, defineFamily, destination, limbs, OPERATION, source } from '../family.ts'
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
    const isImmediate = boolean('is immediate')
    const op = isUnsigned
      .times(OPERATION.sltu - OPERATION.slt)
      .plus(isImmediate.times(OPERATION.slti - OPERATION.slt))
      .plus(OPERATION.slt)
    const step = instruction(t, ['rd', 'rs1', 'rs2 or imm.lo', 'imm.hi'], () => ({ op }))
    const [rd, rs1, rs2, immHigh] = step.operands
    t.assertZero('an immediate is a row', isImmediate.times(step.real.not()))
    const b = registerRead(t, step, 'b', rs1!, TIME_B)
    const c = registerRead(t, { real: step.real.minus(isImmediate), clk: step.clk }, 'c', rs2!, TIME_C)
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
    t.assertZero('high limbs are equal if low ones decide', step.real.minus(high).times(upper))
    range16(t, difference, step.real)
    return (row) => {}
  },
})
