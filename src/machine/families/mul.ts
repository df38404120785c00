/**
 * mul: a = b c modulo 2^32.
 *
 * With b and c as bytes, the product is summed up in limbs of 16 bits: limb 0 is below 2^25 and limb 1 below
 * 2^26, with the carry of limb 0. So nothing wraps modulo p, limbs and carries being range-checked, and the
 * limbs of a are determined. The carry of limb 1, below 2^10, is dropped.
 */
import { instruction, LIMB, producedWord, rangeBits, registerRead, registerWrite } from '../access.ts'
import { bytePair, productLimb, productLimbOf, wordBytes } from '../bytes.ts'
import { ACCESS_A, ACCESS_B, ACCESS_C, defineFamily, destination, OPERATION, source } from '../family.ts'
import { TIME_B, TIME_C } from '../layout.ts'

const CARRY_BITS = [9, 10] as const

export const mul = defineFamily({
  name: 'mul',
  access: ACCESS_B | ACCESS_C | ACCESS_A,
  operands: ({ mnemonic, rd, rs1, rs2 }) =>
    mnemonic === 'mul' ? [OPERATION.mul, destination(rd), source(rs1), source(rs2)] : undefined,
  define(t) {
    const step = instruction(t, ['rd', 'rs1', 'rs2'], () => ({ op: OPERATION.mul }))
    const [rd, rs1, rs2] = step.operands
    const b = registerRead(t, step, 'b', rs1!, TIME_B)
    const c = registerRead(t, step, 'c', rs2!, TIME_C)
    const a = producedWord(t, 'a', step.real)
    const write = registerWrite(t, step, rd!, a)
    const bBytes = wordBytes(t, 'b', b)
    const cBytes = wordBytes(t, 'c', c)
    const [b0, b1, b2, b3] = bBytes.bytes
    const [c0, c1, c2, c3] = cBytes.bytes
    // Pairs save lookups and cost columns: three pairs are the cheapest.
    const bLow = bytePair(t, 'b.lo', b0, b1, step.real)
    const bHigh = bytePair(t, 'b.hi', b2, b3, step.real)
    const cLow = bytePair(t, 'c.lo', c0, c1, step.real)
    rangeBits(t, c2, 8, step.real)
    rangeBits(t, c3, 8, step.real)
    const carry = t.column('carry 0')
    const dropped = t.column('carry 1')
    rangeBits(t, carry, CARRY_BITS[0], step.real)
    rangeBits(t, dropped, CARRY_BITS[1], step.real)
    const limb = (k: number) => productLimb(bBytes.bytes, cBytes.bytes, k)
    t.assertZero('limb 0 of the product', limb(0).minus(a.lo).minus(carry.times(LIMB)))
    t.assertZero('limb 1 of the product', limb(1).plus(carry).minus(a.hi).minus(dropped.times(LIMB)))
    return (row) => {
      const x = row.get('b')
      const y = row.get('c')
      const low = productLimbOf(x, y, 0) >>> 16
      step.fill(row)
      b.fill(row, x, row.get('bGap'))
      c.fill(row, y, row.get('cGap'))
      row.setWord(a, row.get('a'))
      write.fill(row)
      bBytes.fill(row, x)
      cBytes.fill(row, y)
      bLow.fill(row, x & 0xff, (x >>> 8) & 0xff)
      bHigh.fill(row, (x >>> 16) & 0xff, x >>> 24)
      cLow.fill(row, y & 0xff, (y >>> 8) & 0xff)
      row.set(carry, low)
      row.set(dropped, (productLimbOf(x, y, 1) + low) >>> 16)
    }
  },
})
