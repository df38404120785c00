/**
 * jalr: goes to (b + immediate) modulo 2^32 with bit 0 cleared, and writes the address behind itself, which the program
 * provides as limbs.
 *
 * The target's low limb is 2 half + odd < 2^16 and its high limb is below 2^14, both by range checks. The low limb of b
 * plus the immediate carries -1, 0 or 1 into the high limb, which may wrap from 2^16 to 0 but not from -1: such a target
 * would be too high. All numbers are below 2^18, so the equations hold for integers and determine half, odd and high.
 */
import { P } from '../../field/koalabear.ts'
import { INVERSE_LIMB, instruction, LIMB, rangeBits, registerRead, registerWrite } from '../access.ts'
import { offsetOperand } from '../address.ts'
import { ACCESS_A, ACCESS_B, defineFamily, destination, limbs, OPERATION, source } from '../family.ts'
import { TIME_B } from '../layout.ts'

export const jalr = defineFamily({
  name: 'jalr',
  access: ACCESS_B | ACCESS_A,
  operands({ mnemonic, rd, rs1, imm }, pc) {
    if (mnemonic !== 'jalr') return undefined
    return [OPERATION.jalr, destination(rd), source(rs1), offsetOperand(imm), ...limbs(pc + 4)]
  },
  define(t) {
    const half = t.column('half')
    const odd = t.boolean('odd')
    const high = t.column('high')
    const next = half.times(2).plus(high.times(LIMB))
    const step = instruction(t, ['rd', 'rs1', 'imm', 'link.lo', 'link.hi'], () => ({
      op: OPERATION.jalr,
      next,
    }))
    const [rd, rs1, imm, linkLo, linkHi] = step.operands
    const b = registerRead(t, step, 'b', rs1!, TIME_B)
    const write = registerWrite(t, step, rd!, { lo: linkLo!, hi: linkHi! })
    rangeBits(t, half, 15, step.real)
    rangeBits(t, high, 14, step.real)
    const carry = b.lo.plus(imm!).minus(half.times(2)).minus(odd).times(INVERSE_LIMB)
    t.assertZero('carry of the low limbs', carry.times(carry.times(carry).minus(1)))
    t.assertBoolean('carry of the high limbs', b.hi.plus(carry).minus(high).times(INVERSE_LIMB))
    return (row) => {
      const x = row.get('b')
      const offset = row.operand(4)
      const target = (x + (offset < LIMB ? offset : offset - P)) >>> 0
      step.fill(row)
      b.fill(row, x, row.get('bGap'))
      write.fill(row)
      row.set(half, (target & 0xffff) >>> 1)
      row.set(odd, target & 1)
      row.set(high, target >>> 16)
    }
  },
})
