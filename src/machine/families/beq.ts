/** beq, bne: go to the target if the registers are equal, or if they are not. */
import type { Column } from '../../air/expression.ts'
import { inv, P } from '../../field/koalabear.ts'
import { instruction, registerRead } from '../access.ts'
import { ACCESS_B, ACCESS_C, defineFamily, OPERATION, source } from '../family.ts'
import { TIME_B, TIME_C } from '../layout.ts'
import type { Row } from '../row.ts'
import { jumpTarget } from '../target.ts'

export const beq = defineFamily({
  name: 'beq',
  access: ACCESS_B | ACCESS_C,
  operands({ mnemonic, rs1, rs2, imm }, pc) {
    if (mnemonic !== 'beq' && mnemonic !== 'bne') return undefined
    return [OPERATION[mnemonic], source(rs1), source(rs2), jumpTarget(pc, imm)]
  },
  define(t) {
    // Boolean in a row, since `taken` and `equal` are: equal limbs make `equal` 1, others make it 0.
    const isNe = t.column('is bne')
    const taken = t.boolean('taken')
    const next = t.column('next')
    const step = instruction(t, ['rs1', 'rs2', 'target'], () => ({
      op: isNe.times(OPERATION.bne - OPERATION.beq).plus(OPERATION.beq),
      next,
    }))
    const [rs1, rs2, target] = step.operands
    const b = registerRead(t, step, 'b', rs1!, TIME_B)
    const c = registerRead(t, step, 'c', rs2!, TIME_C)
    const fallThrough = step.pc.plus(step.real.times(4))
    t.assertZero('next pc', next.minus(fallThrough).minus(taken.times(target!.minus(fallThrough))))
    // The witnesses exist exactly when a limb differs. (One difference lo + 2^16 hi would not do: it can be p.)
    const equal = taken.plus(isNe.times(taken.times(-2).plus(1)))
    const low = b.lo.minus(c.lo)
    const high = b.hi.minus(c.hi)
    const witness = { low: t.column('witness low'), high: t.column('witness high') }
    t.assertZero('equal words have equal low limbs', equal.times(low))
    t.assertZero('equal words have equal high limbs', equal.times(high))
    t.assertZero(
      'unequal words differ in a limb',
      step.real.minus(equal).minus(low.times(witness.low)).minus(high.times(witness.high)),
    )
    return (row) => {
      const [x, y] = [row.get('b'), row.get('c')]
      const ne = row.operand(1) === OPERATION.bne
      step.fill(row)
      row.set(isNe, ne ? 1 : 0)
      row.set(taken, (x === y) !== ne ? 1 : 0)
      row.set(next, row.get('nextPc'))
      fillDifference(row, witness, x, y)
      b.fill(row, x, row.get('bGap'))
      c.fill(row, y, row.get('cGap'))
    }
  },
})

/** The inverse of the lowest limb in which x and y differ; zeros if they are equal. */
function fillDifference(
  row: Row,
  witness: { readonly low: Column; readonly high: Column },
  x: number,
  y: number,
): void {
  const low = (x & 0xffff) - (y & 0xffff)
  const high = (x >>> 16) - (y >>> 16)
  row.set(witness.low, low === 0 ? 0 : inverse(low))
  row.set(witness.high, low !== 0 || high === 0 ? 0 : inverse(high))
}

const inverse = (value: number): number => inv(value < 0 ? value + P : value)
