/**
 * lb, lbu, lh, lhu: rd becomes a byte or half of the word that holds b + offset, extended by its sign or by
 * zeros. The program provides what distinguishes the four, `half` and `unsigned`.
 *
 * The address gives the position in the word, which selects a limb. The limb is made of two bytes: `top`,
 * which holds the sign (the selected byte, or the upper one of a half), and `rest`. Both are range-checked,
 * so they are unique. A signed top minus 128 times the sign has 7 bits, which determines the sign; an
 * unsigned top has 8 bits and no sign. Hence the limbs of the result are in range too.
 */
import { instruction, memoryAccess, rangeBits, registerRead, registerWrite, wordColumns } from '../access.ts'
import { offsetOperand, wordAddress } from '../address.ts'
import { BITS } from '../buses.ts'
import { ACCESS_A, ACCESS_B, ACCESS_MEMORY, defineFamily, destination, OPERATION, source } from '../family.ts'
import { TIME_B } from '../layout.ts'

export const load = defineFamily({
  name: 'load',
  access: ACCESS_B | ACCESS_MEMORY | ACCESS_A,
  operands({ mnemonic, rd, rs1, imm }) {
    const isHalf = mnemonic === 'lh' || mnemonic === 'lhu'
    const isUnsigned = mnemonic === 'lbu' || mnemonic === 'lhu'
    if (!isHalf && !isUnsigned && mnemonic !== 'lb') return undefined
    return [
      OPERATION.lb,
      destination(rd),
      source(rs1),
      offsetOperand(imm),
      isHalf ? 1 : 0,
      isUnsigned ? 1 : 0,
    ]
  },
  define(t) {
    const names = ['rd', 'rs1', 'offset', 'half', 'unsigned']
    const step = instruction(t, names, () => ({ op: OPERATION.lb }))
    const [rd, rs1, offset, half, unsigned] = step.operands
    const b = registerRead(t, step, 'b', rs1!, TIME_B)
    const upperByte = t.boolean('upper byte')
    const upperLimb = t.boolean('upper limb')
    t.assertZero('halves are aligned', half!.times(upperByte))
    const at = wordAddress(t, step, b, offset!, upperByte.plus(upperLimb.times(2)))
    const word = wordColumns(t, 'm')
    const access = memoryAccess(t, step, at.address, word, word)

    const top = t.column('top')
    const rest = t.column('rest')
    const sign = t.boolean('sign')
    t.assertZero('unsigned values have no sign', sign.times(unsigned!))
    t.send(BITS, [top.minus(sign.times(128)), unsigned!.times(128).plus(128)], step.real)
    rangeBits(t, rest, 8, step.real)
    const topIsUpper = half!.plus(upperByte)
    const limb = word.lo.plus(upperLimb.times(word.hi.minus(word.lo)))
    const lower = top.plus(topIsUpper.times(rest.minus(top)))
    const upper = rest.plus(top).minus(lower)
    t.assertZero('bytes of the selected limb', limb.minus(lower).minus(upper.times(256)))

    const low = t.column('a.lo')
    const extended = top.plus(sign.times(0xff00))
    const wide = rest.plus(top.times(256))
    t.assertZero('low limb of the result', low.minus(extended).minus(half!.times(wide.minus(extended))))
    const write = registerWrite(t, step, rd!, { lo: low, hi: sign.times(0xffff) })
    return (row) => {
      const m = row.get('mOld')
      const a = row.get('a')
      const position = row.get('address') & 3
      const isHalf = row.operand(5) === 1
      step.fill(row)
      b.fill(row, row.get('b'), row.get('bGap'))
      row.set(upperByte, position & 1)
      row.set(upperLimb, position >>> 1)
      at.fill(row)
      row.setWord(word, m)
      access.fill(row)
      const topPosition = isHalf ? position + 1 : position
      row.set(top, (m >>> (8 * topPosition)) & 0xff)
      row.set(rest, (m >>> (8 * (topPosition ^ 1))) & 0xff)
      row.set(sign, a >>> 31)
      row.set(low, a & 0xffff)
      write.fill(row)
    }
  },
})
