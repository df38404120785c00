/** Instructions without any effect but to go on: j, fence, and computations into x0. */
import { instruction } from '../access.ts'
import { defineFamily, OPERATION } from '../family.ts'
import { jumpTarget } from '../target.ts'

const PURE = new Set([
  'lui',
  'auipc',
  'addi',
  'slti',
  'sltiu',
  'xori',
  'ori',
  'andi',
  'slli',
  'srli',
  'srai',
  'add',
  'sub',
  'sll',
  'slt',
  'sltu',
  'xor',
  'srl',
  'sra',
  'or',
  'and',
  'mul',
  'mulh',
  'mulhsu',
  'mulhu',
  'div',
  'divu',
  'rem',
  'remu',
])

export const jump = defineFamily({
  name: 'jump',
  access: 0,
  operands({ mnemonic, rd, imm }, pc) {
    if (mnemonic === 'jal' && rd === 0) return [OPERATION.jump, jumpTarget(pc, imm)]
    if (mnemonic === 'fence' || (rd === 0 && PURE.has(mnemonic))) return [OPERATION.jump, pc + 4]
    return undefined
  },
  define(t) {
    const step = instruction(t, ['next'], ({ operands }) => ({ op: OPERATION.jump, next: operands[0]! }))
    return (row) => step.fill(row)
  },
})
