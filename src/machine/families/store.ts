/**
 * sb, sh: a byte or half of the word that holds b + offset becomes the lower byte or half of c; the rest of
 * the word stays. The program provides `half`.
 *
 * The address gives the position in the word, which selects a limb. The limb is made of two bytes: `replaced`
 * (the selected byte, or the lower one of a half) and `kept`. Bytes are range-checked, so they are unique,
 * and the limbs of the new word are in range.
 */
import { instruction, memoryAccess, rangeBits, registerRead, wordColumns } from '../access.ts'
import { offsetOperand, wordAddress } from '../address.ts'
import { bytePair } from '../bytes.ts'
import { ACCESS_B, ACCESS_C, ACCESS_MEMORY, defineFamily, OPERATION, source } from '../family.ts'
import { TIME_B, TIME_C } from '../layout.ts'

/** 2^-8 modulo p: 2^8 (2^23 - 2^16) = p - 1. */
const INVERSE_BYTE = -(2 ** 23 - 2 ** 16)

export const store = defineFamily({
  name: 'store',
  access: ACCESS_B | ACCESS_C | ACCESS_MEMORY,
  operands({ mnemonic, rs1, rs2, imm }) {
    if (mnemonic !== 'sb' && mnemonic !== 'sh') return undefined
    return [OPERATION.sb, source(rs1), source(rs2), offsetOperand(imm), mnemonic === 'sh' ? 1 : 0]
  },
  define(t) {
    const step = instruction(t, ['rs1', 'rs2', 'offset', 'half'], () => ({ op: OPERATION.sb }))
    const [rs1, rs2, offset, half] = step.operands
    const b = registerRead(t, step, 'b', rs1!, TIME_B)
    const c = registerRead(t, step, 'c', rs2!, TIME_C)
    const upperByte = t.boolean('upper byte')
    const upperLimb = t.boolean('upper limb')
    t.assertZero('halves are aligned', half!.times(upperByte))
    const at = wordAddress(t, step, b, offset!, upperByte.plus(upperLimb.times(2)))
    const old = wordColumns(t, 'm.old')
    const word = wordColumns(t, 'm')
    const access = memoryAccess(t, step, at.address, old, word)

    const stored = t.column('stored')
    const second = c.lo.minus(stored).times(INVERSE_BYTE)
    rangeBits(t, stored, 8, step.real)
    rangeBits(t, second, 8, step.real)
    const replaced = t.column('replaced')
    const kept = t.column('kept')
    const bytes = bytePair(t, 'replaced', replaced, kept, step.real)
    const limb = old.lo.plus(upperLimb.times(old.hi.minus(old.lo)))
    const lower = replaced.plus(upperByte.times(kept.minus(replaced)))
    const upper = replaced.plus(kept).minus(lower)
    t.assertZero('bytes of the selected limb', limb.minus(lower).minus(upper.times(256)))
    const byteChange = stored.minus(replaced).times(upperByte.times(255).plus(1))
    const change = byteChange.plus(half!.times(second.minus(kept)).times(256))
    t.assertZero('new low limb', word.lo.minus(old.lo).minus(change.times(upperLimb.not())))
    t.assertZero('new high limb', word.hi.minus(old.hi).minus(change.times(upperLimb)))
    return (row) => {
      const before = row.get('mOld')
      const position = row.get('address') & 3
      const byte = (before >>> (8 * position)) & 0xff
      const neighbour = (before >>> (8 * (position ^ 1))) & 0xff
      step.fill(row)
      b.fill(row, row.get('b'), row.get('bGap'))
      c.fill(row, row.get('c'), row.get('cGap'))
      row.set(upperByte, position & 1)
      row.set(upperLimb, position >>> 1)
      at.fill(row)
      row.setWord(old, before)
      row.setWord(word, row.get('m'))
      access.fill(row)
      row.set(stored, row.get('c') & 0xff)
      row.set(replaced, byte)
      row.set(kept, neighbour)
      bytes.fill(row, byte, neighbour)
    }
  },
})
