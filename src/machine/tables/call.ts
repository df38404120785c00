/**
 * A call of a precompile: reads the registers, hands pointers to the precompile's own table, leaves 0 in a0, and goes
 * on when the precompile is done. Which numbers there are, how many pointers they have and what they take is what the
 * receivers of the call bus say, one for each precompile; a number that nobody receives is no call.
 *
 * A pointer is below 2^30. That it is a multiple of 4 follows from its use: no other word ever begins.
 */
import { defineTable } from '../../air/table.ts'
import { packed, rangeBits, registerRead, registerWrite } from '../access.ts'
import { CALL, PROGRAM, STATE } from '../buses.ts'
import { OPERATION } from '../family.ts'
import { registerAddress, TICKS, TIME_B, TIME_C, TIME_MEMORY } from '../layout.ts'
import type { Row } from '../row.ts'

/** Upper limbs of pointers are below 2^14. */
const POINTER_HIGH_BITS = 14

/** What a call's number is added to, times its pointers: numbers are below. */
export const POINTERS_FACTOR = 2 ** 16

export const { table: call, result: fillCall } = defineTable('call', (t) => {
  const real = t.boolean('real')
  const pc = t.column('pc')
  const clk = t.column('clk')
  const step = { real, clk }
  const a7 = registerRead(t, step, 'a7', registerAddress(17), TIME_B)
  const a1 = registerRead(t, step, 'a1', registerAddress(11), TIME_C)
  const a2 = registerRead(t, step, 'a2', registerAddress(12), TIME_C)
  const a3 = registerRead(t, step, 'a3', registerAddress(13), TIME_MEMORY)
  const zero = t.constant(0)
  const write = registerWrite(t, step, registerAddress(10), { lo: zero, hi: zero })
  t.assertZero('calls are small numbers', a7.hi)

  const arguments_ = [write.old, a1, a2, a3]
  const uses = arguments_.map((_, k) => t.column(`uses a${k}`))
  const pointers = arguments_.map((_, k) => t.column(`pointer ${k}`))
  arguments_.forEach((argument, k) => {
    t.assertBoolean(`uses a${k} is boolean`, uses[k]!)
    if (k > 0) t.assertZero(`a${k} after the others`, uses[k]!.times(uses[k - 1]!.not()))
    t.assertZero(`pointer ${k}`, pointers[k]!.minus(uses[k]!.times(packed(argument))))
    rangeBits(t, argument.hi, POINTER_HIGH_BITS, uses[k]!)
  })
  const steps = t.column('steps')
  const count = uses.slice(1).reduce((sum, used) => sum.plus(used), uses[0]!.plus(0))
  t.send(CALL, [clk, a7.lo.plus(count.times(POINTERS_FACTOR)), steps, ...pointers], real)
  t.send(PROGRAM, [pc, OPERATION.ecall, 0, 0, 0, 0, 0, 0], real)
  t.receive(STATE, [pc, clk], real)
  t.send(STATE, [pc.plus(4), clk.plus(TICKS).plus(steps.times(TICKS))], real)

  return (row: Row, pointerCount: (number: number) => number) => {
    const values = [row.get('aOld'), row.get('c'), row.get('d'), row.get('mOld')]
    row.set(real, 1)
    row.set(pc, row.operand(0))
    row.set(clk, row.get('clk'))
    a7.fill(row, row.get('b'), row.get('bGap'))
    a1.fill(row, values[1]!, row.get('cGap'))
    a2.fill(row, values[2]!, row.get('dGap'))
    a3.fill(row, values[3]!, row.get('mGap'))
    write.fill(row)
    row.set(steps, row.get('m'))
    const used = pointerCount(row.get('b'))
    for (let k = 0; k < used; k++) {
      row.set(uses[k]!, 1)
      row.set(pointers[k]!, values[k]!)
    }
  }
})
