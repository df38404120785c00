/** add, sub: a = b + c, or b = a + c. */
import { INVERSE_LIMB, instruction, LIMB, producedWord, registerRead, registerWrite } from '../access.ts'
import { ACCESS_A, ACCESS_B, ACCESS_C, defineFamily, destination, OPERATION, source } from '../family.ts'
import { TIME_B, TIME_C } from '../layout.ts'

export const add = defineFamily({
  name: 'add',
  access: ACCESS_B | ACCESS_C | ACCESS_A,
  operands({ mnemonic, rd, rs1, rs2 }) {
    if (mnemonic !== 'add' && mnemonic !== 'sub') return undefined
    return [OPERATION[mnemonic], destination(rd), source(rs1), source(rs2)]
  },
  define(t) {
    const isSub = t.boolean('is sub')
    const op = isSub.times(OPERATION.sub - OPERATION.add).plus(OPERATION.add)
    const step = instruction(t, ['rd', 'rs1', 'rs2'], () => ({ op }))
    const [rd, rs1, rs2] = step.operands
    const b = registerRead(t, step, 'b', rs1!, TIME_B)
    const c = registerRead(t, step, 'c', rs2!, TIME_C)
    const a = producedWord(t, 'a', step.real)
    const write = registerWrite(t, step, rd!, a)
    // c + (b - a) when adding and c - (b - a) when subtracting is 2^16 times the carry, limb by limb.
    const difference = (limb: 'lo' | 'hi') => b[limb].minus(a[limb])
    const low = t.column('carry')
    t.assertBoolean('carry of the low limbs is boolean', low)
    const signed = isSub.times(-2).plus(1).times(difference('lo'))
    t.assertZero('carry of the low limbs', low.times(LIMB).minus(c.lo.plus(signed)))
    const adding = c.hi.plus(low).plus(difference('hi')).times(INVERSE_LIMB)
    const subtracting = c.hi.plus(low).minus(difference('hi')).times(INVERSE_LIMB)
    t.assertZero('carry of the high limbs when adding', isSub.not().times(adding).times(adding.minus(1)))
    t.assertZero(
      'carry of the high limbs when subtracting',
      isSub.times(subtracting).times(subtracting.minus(1)),
    )
    return (row) => {
      const sub = row.operand(1) === OPERATION.sub
      step.fill(row)
      row.set(isSub, sub ? 1 : 0)
      b.fill(row, row.get('b'), row.get('bGap'))
      c.fill(row, row.get('c'), row.get('cGap'))
      row.setWord(a, row.get('a'))
      write.fill(row)
      const other = sub ? row.get('a') : row.get('b')
      row.set(low, (other & 0xffff) + (row.get('c') & 0xffff) > 0xffff ? 1 : 0)
    }
  },
})
