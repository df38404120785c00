/** slt, sltu, slti, sltiu: a is 1 if b < c and 0 if not, where c is a register or an immediate. */
import { instruction, LIMB, registerRead, registerWrite } from '../access.ts'
import { compareWords } from '../compare.ts'
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
    const isUnsigned = t.boolean('is unsigned')
    const isRegister = t.boolean('is register')
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

    const comparison = compareWords(t, step.real, b, c, isUnsigned)
    const write = registerWrite(t, step, rd!, { lo: comparison.less, hi: t.constant(0) })
    return (row) => {
      const op = row.operand(1)
      const immediate = op === OPERATION.slti || op === OPERATION.sltiu
      const signed = op === OPERATION.slt || op === OPERATION.slti
      const x = row.get('b')
      const y = immediate ? row.operand(4) + LIMB * row.operand(5) : row.get('c')
      step.fill(row)
      row.set(isUnsigned, signed ? 0 : 1)
      row.set(isRegister, immediate ? 0 : 1)
      b.fill(row, x, row.get('bGap'))
      c.fill(row, y, row.get('cGap'))
      comparison.fill(row, x, y, signed, row.get('a'))
      write.fill(row)
    }
  },
})
