/** lw: rd becomes the word at b + offset. The word has been range-checked when it was written. */
import { instruction, memoryAccess, registerRead, registerWrite, wordColumns } from '../access.ts'
import { offsetOperand, wordAddress } from '../address.ts'
import { ACCESS_A, ACCESS_B, ACCESS_MEMORY, defineFamily, destination, OPERATION, source } from '../family.ts'
import { TIME_B } from '../layout.ts'

export const lw = defineFamily({
  name: 'lw',
  access: ACCESS_B | ACCESS_MEMORY | ACCESS_A,
  operands: ({ mnemonic, rd, rs1, imm }) =>
    mnemonic === 'lw' ? [OPERATION.lw, destination(rd), source(rs1), offsetOperand(imm)] : undefined,
  define(t) {
    const step = instruction(t, ['rd', 'rs1', 'offset'], () => ({ op: OPERATION.lw }))
    const [rd, rs1, offset] = step.operands
    const b = registerRead(t, step, 'b', rs1!, TIME_B)
    const at = wordAddress(t, step, b, offset!)
    const word = wordColumns(t, 'm')
    const access = memoryAccess(t, step, at.address, word, word)
    const write = registerWrite(t, step, rd!, word)
    return (row) => {
      step.fill(row)
      b.fill(row, row.get('b'), row.get('bGap'))
      at.fill(row)
      row.setWord(word, row.get('mOld'))
      access.fill(row)
      write.fill(row)
    }
  },
})
