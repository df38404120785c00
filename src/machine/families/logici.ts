/**
 * xori, ori, andi: xor, or, and of a register and a sign-extended 12-bit immediate.
 *
 * The low limb is that of `logic.ts`, with the bytes of the immediate from the program. The high limb of the immediate
 * is 65535 s with its sign s, so that the high limb of the xor is b + s (65535 - 2 b): no lookup. Values of a are in
 * range because b is.
 */
import { instruction, registerRead, registerWrite, wordColumns } from '../access.ts'
import { XOR } from '../buses.ts'
import { ACCESS_A, ACCESS_B, defineFamily, destination, OPERATION, source } from '../family.ts'
import { TIME_B } from '../layout.ts'
import { selected, XOR_WEIGHT } from './logic.ts'

const WEIGHT: Readonly<Record<string, number>> = {
  xori: XOR_WEIGHT.xor,
  ori: XOR_WEIGHT.or,
  andi: XOR_WEIGHT.and,
}

export const logici = defineFamily({
  name: 'logici',
  access: ACCESS_B | ACCESS_A,
  operands({ mnemonic, rd, rs1, imm }) {
    const weight = WEIGHT[mnemonic]
    if (weight === undefined) return undefined
    const bytes = [imm & 0xff, (imm >>> 8) & 0xff] as const
    return [OPERATION.xori, destination(rd), source(rs1), ...bytes, imm < 0 ? 1 : 0, weight]
  },
  define(t) {
    const names = ['rd', 'rs1', 'imm lower', 'imm upper', 'imm sign', 'weight']
    const step = instruction(t, names, () => ({ op: OPERATION.xori }))
    const [rd, rs1, immLower, immUpper, immSign, weight] = step.operands
    const b = registerRead(t, step, 'b', rs1!, TIME_B)
    const a = wordColumns(t, 'a')
    const write = registerWrite(t, step, rd!, a)
    const upper = t.column('b upper')
    const xor = { lower: t.column('x lower'), upper: t.column('x upper') }
    t.send(XOR, [b.lo.minus(upper.times(256)), immLower!, xor.lower], step.real)
    t.send(XOR, [upper, immUpper!, xor.upper], step.real)
    const low = {
      sum: b.lo.plus(immLower!).plus(immUpper!.times(256)),
      xor: xor.lower.plus(xor.upper.times(256)),
    }
    const ones = immSign!.times(0xffff)
    const high = { sum: b.hi.plus(ones), xor: b.hi.plus(ones).minus(immSign!.times(b.hi).times(2)) }
    t.assertZero('a.lo', selected(weight!, low.sum, low.xor).minus(a.lo.times(6)))
    t.assertZero('a.hi', selected(weight!, high.sum, high.xor).minus(a.hi.times(6)))
    return (row) => {
      const x = row.get('b')
      step.fill(row)
      b.fill(row, x, row.get('bGap'))
      row.setWord(a, row.get('a'))
      write.fill(row)
      row.set(upper, (x >>> 8) & 0xff)
      row.set(xor.lower, (x & 0xff) ^ row.operand(4))
      row.set(xor.upper, ((x >>> 8) & 0xff) ^ row.operand(5))
    }
  },
})
