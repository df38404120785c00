/**
 * beq, bne with x0 as rs2: compare a register with zero. The program provides both next addresses, `zero` and `other`,
 * so that one operation serves both.
 *
 * Limbs are below 2^16, so s = lo + hi does not wrap and is 0 only if both are. If s is not 0, s (next - other) = 0
 * leaves no choice; if it is, next - zero = s * witness does not.
 */
import { inv, mul, P } from '../../field/koalabear.ts'
import { instruction, registerRead } from '../access.ts'
import { ACCESS_B, defineFamily, OPERATION, source } from '../family.ts'
import { TIME_B } from '../layout.ts'
import { jumpTarget } from '../target.ts'

export const beqz = defineFamily({
  name: 'beqz',
  access: ACCESS_B,
  operands({ mnemonic, rs1, rs2, imm }, pc) {
    if (rs2 !== 0) return undefined
    const target = jumpTarget(pc, imm)
    if (mnemonic === 'beq') return [OPERATION.beqz, source(rs1), target, pc + 4]
    if (mnemonic === 'bne') return [OPERATION.beqz, source(rs1), pc + 4, target]
    return undefined
  },
  define(t) {
    const next = t.column('next')
    const step = instruction(t, ['rs1', 'zero', 'other'], () => ({ op: OPERATION.beqz, next }))
    const [rs1, zero, other] = step.operands
    const b = registerRead(t, step, 'b', rs1!, TIME_B)
    const witness = t.column('witness')
    const sum = b.lo.plus(b.hi)
    t.assertZero('next pc after other values', sum.times(next.minus(other!)))
    t.assertZero('next pc after zero', next.minus(zero!).minus(sum.times(witness)))
    return (row) => {
      const x = row.get('b')
      step.fill(row)
      row.set(next, row.get('nextPc'))
      b.fill(row, x, row.get('bGap'))
      const limbs = (x & 0xffff) + (x >>> 16)
      if (limbs === 0) return
      const difference = row.operand(4) - row.operand(3)
      row.set(witness, mul(inv(limbs), difference < 0 ? difference + P : difference))
    }
  },
})
