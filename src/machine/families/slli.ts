/** slli, srli, srai: shift b by an amount that the program provides in the form that `shiftedWord` needs. */
import { instruction, registerRead, registerWrite } from '../access.ts'
import { ACCESS_A, ACCESS_B, defineFamily, destination, OPERATION, source } from '../family.ts'
import { TIME_B } from '../layout.ts'
import { shiftedWord, shiftKind } from './shift.ts'

export const slli = defineFamily({
  name: 'slli',
  access: ACCESS_B | ACCESS_A,
  operands({ mnemonic, rd, rs1, imm }) {
    if (mnemonic !== 'slli' && mnemonic !== 'srli' && mnemonic !== 'srai') return undefined
    const isLeft = mnemonic === 'slli'
    const power = 2 ** (imm & 15)
    const far = imm < 16 ? 0 : isLeft ? power : 1
    const most = (imm & 15) === 15 ? 1 : 0
    return [
      OPERATION[mnemonic],
      destination(rd),
      source(rs1),
      power,
      far,
      isLeft ? most : 0,
      isLeft ? 0 : most,
    ]
  },
  define(t) {
    const kind = shiftKind(t, { left: OPERATION.slli, logical: OPERATION.srli, arithmetic: OPERATION.srai })
    const names = ['rd', 'rs1', 'power', 'far', 'left by 15', 'right by 15']
    const step = instruction(t, names, () => ({ op: kind.op }))
    const [rd, rs1, power, far, mostLeft, mostRight] = step.operands
    const b = registerRead(t, step, 'b', rs1!, TIME_B)
    const most = { left: mostLeft!, right: mostRight! }
    const shifted = shiftedWord(t, step.real, kind, b, { power: power!, far: far!, most })
    const write = registerWrite(t, step, rd!, shifted.a)
    return (row) => {
      const op = row.operand(1)
      const name = op === OPERATION.slli ? 'left' : op === OPERATION.srli ? 'logical' : 'arithmetic'
      const low = 31 - Math.clz32(row.operand(4))
      step.fill(row)
      b.fill(row, row.get('b'), row.get('bGap'))
      shifted.fill(row, name, row.operand(5) === 0 ? low : low + 16)
      write.fill(row)
    }
  },
})
