/** addi: a = b + immediate. */
import { assertSum, instruction, producedWord, registerRead, registerWrite } from '../access.ts'
import { ACCESS_A, ACCESS_B, defineFamily, destination, limbs, OPERATION, source } from '../family.ts'
import { TIME_B } from '../layout.ts'

export const addi = defineFamily({
  name: 'addi',
  access: ACCESS_B | ACCESS_A,
  operands: ({ mnemonic, rd, rs1, imm }) =>
    mnemonic === 'addi' ? [OPERATION.addi, destination(rd), source(rs1), ...limbs(imm)] : undefined,
  define(t) {
    const step = instruction(t, ['rd', 'rs1', 'imm.lo', 'imm.hi'], () => ({ op: OPERATION.addi }))
    const [rd, rs1, lo, hi] = step.operands
    const b = registerRead(t, step, 'b', rs1!, TIME_B)
    const a = producedWord(t, 'a', step.real)
    const write = registerWrite(t, step, rd!, a)
    assertSum(t, 'a = b + imm', a, b, { lo: lo!, hi: hi! })
    return (row) => {
      step.fill(row)
      b.fill(row, row.get('b'), row.get('bGap'))
      row.setWord(a, row.get('a'))
      write.fill(row)
    }
  },
})
