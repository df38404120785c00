/** What is known from the program alone: lui, auipc, li (addi from x0) and jal write a constant and go to a fixed place. */
import { instruction, registerWrite } from '../access.ts'
import { ACCESS_A, defineFamily, destination, limbs, OPERATION } from '../family.ts'
import { jumpTarget } from '../target.ts'

export const constant = defineFamily({
  name: 'constant',
  access: ACCESS_A,
  operands({ mnemonic, rd, rs1, imm }, pc) {
    if (rd === 0) return undefined
    const row = (value: number, next: number) => [OPERATION.constant, destination(rd), ...limbs(value), next]
    if (mnemonic === 'lui') return row(imm, pc + 4)
    if (mnemonic === 'auipc') return row((pc + imm) | 0, pc + 4)
    if (mnemonic === 'addi' && rs1 === 0) return row(imm, pc + 4)
    if (mnemonic === 'jal') return row(pc + 4, jumpTarget(pc, imm))
    return undefined
  },
  define(t) {
    const step = instruction(t, ['rd', 'value.lo', 'value.hi', 'next'], ({ operands }) => ({
      op: OPERATION.constant,
      next: operands[3]!,
    }))
    const [rd, lo, hi] = step.operands
    const write = registerWrite(t, step, rd!, { lo: lo!, hi: hi! })
    return (row) => {
      step.fill(row)
      write.fill(row)
    }
  },
})
