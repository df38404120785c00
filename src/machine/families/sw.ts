/** sw: the word at b + offset becomes c. */
import { instruction, memoryAccess, registerRead, wordColumns } from '../access.ts'
import { offsetOperand, wordAddress } from '../address.ts'
import { ACCESS_B, ACCESS_C, ACCESS_MEMORY, defineFamily, OPERATION, source } from '../family.ts'
import { TIME_B, TIME_C } from '../layout.ts'

export const sw = defineFamily({
  name: 'sw',
  access: ACCESS_B | ACCESS_C | ACCESS_MEMORY,
  operands: ({ mnemonic, rs1, rs2, imm }) =>
    mnemonic === 'sw' ? [OPERATION.sw, source(rs1), source(rs2), offsetOperand(imm)] : undefined,
  define(t) {
    const step = instruction(t, ['rs1', 'rs2', 'offset'], () => ({ op: OPERATION.sw }))
    const [rs1, rs2, offset] = step.operands
    const b = registerRead(t, step, 'b', rs1!, TIME_B)
    const c = registerRead(t, step, 'c', rs2!, TIME_C)
    const at = wordAddress(t, step, b, offset!)
    const old = wordColumns(t, 'm.old')
    const access = memoryAccess(t, step, at.address, old, c)
    return (row) => {
      step.fill(row)
      b.fill(row, row.get('b'), row.get('bGap'))
      c.fill(row, row.get('c'), row.get('cGap'))
      at.fill(row)
      row.setWord(old, row.get('mOld'))
      access.fill(row)
    }
  },
})
