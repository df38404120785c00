/** blt, bge, bltu, bgeu: go to the target if b < c, or if not. */

import { instruction, registerRead } from '../access.ts'
import { compareWords } from '../compare.ts'
import { ACCESS_B, ACCESS_C, defineFamily, OPERATION, source } from '../family.ts'
import { TIME_B, TIME_C } from '../layout.ts'
import { jumpTarget } from '../target.ts'

export const blt = defineFamily({
  name: 'blt',
  access: ACCESS_B | ACCESS_C,
  operands({ mnemonic, rs1, rs2, imm }, pc) {
    if (mnemonic !== 'blt' && mnemonic !== 'bge' && mnemonic !== 'bltu' && mnemonic !== 'bgeu')
      return undefined
    return [OPERATION[mnemonic], source(rs1), source(rs2), jumpTarget(pc, imm)]
  },
  define(t) {
    const isUnsigned = t.boolean('is unsigned')
    const isGe = t.boolean('is ge')
    const next = t.column('next')
    const op = isUnsigned
      .times(OPERATION.bltu - OPERATION.blt)
      .plus(isGe.times(OPERATION.bge - OPERATION.blt))
      .plus(OPERATION.blt)
    const step = instruction(t, ['rs1', 'rs2', 'target'], () => ({ op, next }))
    const [rs1, rs2, target] = step.operands
    const b = registerRead(t, step, 'b', rs1!, TIME_B)
    const c = registerRead(t, step, 'c', rs2!, TIME_C)
    const comparison = compareWords(t, step.real, b, c, isUnsigned)
    const { less } = comparison
    const taken = less.plus(isGe.times(less.times(-2).plus(1)))
    const fallThrough = step.pc.plus(step.real.times(4))
    t.assertZero('next pc', next.minus(fallThrough).minus(taken.times(target!.minus(fallThrough))))
    return (row) => {
      const operation = row.operand(1)
      const signed = operation === OPERATION.blt || operation === OPERATION.bge
      const x = row.get('b')
      const y = row.get('c')
      const isLess = signed ? (x | 0) < (y | 0) : x < y
      step.fill(row)
      row.set(isUnsigned, signed ? 0 : 1)
      row.set(isGe, operation === OPERATION.bge || operation === OPERATION.bgeu ? 1 : 0)
      row.set(next, row.get('nextPc'))
      b.fill(row, x, row.get('bGap'))
      c.fill(row, y, row.get('cGap'))
      comparison.fill(row, x, y, signed, isLess ? 1 : 0)
    }
  },
})
