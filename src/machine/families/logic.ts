/**
 * xor, or, and of two registers, byte by byte.
 *
 * The lookups give the xor x of the bytes of b and c, and prove on the way that they are bytes. Since
 * b + c = x + 2 (b and c), all three results have the form 6 a = (4 - w^2) (b + c) + 3 w x with a weight w that the
 * program provides: 2 for xor, 1 for or, -1 for and. So they share one operation code. A limb of a is made of two bytes
 * and needs no range check.
 */
import type { Expression } from '../../air/expression.ts'
import { P } from '../../field/koalabear.ts'
import { instruction, registerRead, registerWrite, wordColumns } from '../access.ts'
import { XOR } from '../buses.ts'
import { ACCESS_A, ACCESS_B, ACCESS_C, defineFamily, destination, OPERATION, source } from '../family.ts'
import { TIME_B, TIME_C } from '../layout.ts'

/** The weight of the xor, by operation. */
export const XOR_WEIGHT = { xor: 2, or: 1, and: P - 1 } as const

/** 6 times the result that the weight selects, from the sum of two numbers and their xor. */
export function selected(weight: Expression, sum: Expression, xor: Expression): Expression {
  return weight.times(weight).negated().plus(4).times(sum).plus(weight.times(3).times(xor))
}

export const logic = defineFamily({
  name: 'logic',
  access: ACCESS_B | ACCESS_C | ACCESS_A,
  operands({ mnemonic, rd, rs1, rs2 }) {
    if (mnemonic !== 'xor' && mnemonic !== 'or' && mnemonic !== 'and') return undefined
    return [OPERATION.xor, destination(rd), source(rs1), source(rs2), XOR_WEIGHT[mnemonic]]
  },
  define(t) {
    const step = instruction(t, ['rd', 'rs1', 'rs2', 'weight'], () => ({ op: OPERATION.xor }))
    const [rd, rs1, rs2, weight] = step.operands
    const b = registerRead(t, step, 'b', rs1!, TIME_B)
    const c = registerRead(t, step, 'c', rs2!, TIME_C)
    const a = wordColumns(t, 'a')
    const write = registerWrite(t, step, rd!, a)
    const limbs = (['lo', 'hi'] as const).map((limb) => {
      const upper = {
        b: t.column(`b.${limb} upper`),
        c: t.column(`c.${limb} upper`),
        x: t.column(`x.${limb} upper`),
      }
      const lower = t.column(`x.${limb} lower`)
      t.send(XOR, [b[limb].minus(upper.b.times(256)), c[limb].minus(upper.c.times(256)), lower], step.real)
      t.send(XOR, [upper.b, upper.c, upper.x], step.real)
      const xor = lower.plus(upper.x.times(256))
      t.assertZero(`a.${limb}`, selected(weight!, b[limb].plus(c[limb]), xor).minus(a[limb].times(6)))
      return { upper, lower }
    })
    return (row) => {
      const x = row.get('b')
      const y = row.get('c')
      step.fill(row)
      b.fill(row, x, row.get('bGap'))
      c.fill(row, y, row.get('cGap'))
      row.setWord(a, row.get('a'))
      write.fill(row)
      for (let k = 0; k < 2; k++) {
        const { upper, lower } = limbs[k]!
        const lowest = 16 * k
        row.set(upper.b, (x >>> (lowest + 8)) & 0xff)
        row.set(upper.c, (y >>> (lowest + 8)) & 0xff)
        row.set(upper.x, ((x ^ y) >>> (lowest + 8)) & 0xff)
        row.set(lower, ((x ^ y) >>> lowest) & 0xff)
      }
    }
  },
})
