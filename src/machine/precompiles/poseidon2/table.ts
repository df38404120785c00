/**
 * The table of Poseidon2: one row for each permutation. The results of S-boxes are columns, and all else is linear.
 *
 * The row receives the call. It hears the elements before, four at a time, from the rows of words.ts with the same clk and
 * pointer, and tells them the elements after: so there are these four rows.
 */
import { type Bus, defineBus } from '../../../air/bus.ts'
import type { Expression } from '../../../air/expression.ts'
import { defineTable } from '../../../air/table.ts'
import type { Row } from '../../row.ts'
import { type CallRecord, receiveCall } from '../precompile.ts'
import { WIDTH } from './constants.ts'
import { permute, poseidon2Of } from './permutation.ts'

export const NUMBER = 0x1002
/** Steps of the clock that a call takes, and the tick in it at which the state is accessed. */
export const STEPS = 1
export const TICK = 0
/** Elements that a row of words has. */
export const WORDS = 4

/** Elements before (direction 0) and after (1) a permutation, by the row of words that they are in. */
export const POSEIDON2: Bus = defineBus(NUMBER, 'poseidon2', [
  ...['clk', 'direction', 'row', 'pointer'],
  ...['x0', 'x1', 'x2', 'x3'],
])
export const BEFORE = 0
export const AFTER = 1

export const { table: poseidon2Table, result: fillRow } = defineTable('poseidon2', (t) => {
  const real = t.boolean('real')
  const clk = t.column('clk')
  const pointer = t.column('pointer')
  receiveCall(t, { number: NUMBER, pointers: [pointer] }, clk, STEPS, real)

  const input = Array.from({ length: WIDTH }, (_, k) => t.column(`x${k}`))
  const cubes: ReturnType<typeof t.column>[] = []
  const cube = (a: Expression, constant: number): Expression => {
    const column = t.column(`cube ${cubes.length}`)
    const base = a.plus(real.times(constant))
    t.assertZero(`cube ${cubes.length}`, base.times(base).times(base).minus(column))
    cubes.push(column)
    return column
  }
  const output = permute<Expression>(
    { add: (a, b) => a.plus(b), scale: (a, factor) => a.times(factor), cube },
    input,
  )
  for (let row = 0; row < WIDTH / WORDS; row++) {
    const part = [WORDS * row, WORDS * (row + 1)] as const
    t.receive(POSEIDON2, [clk, BEFORE, row, pointer, ...input.slice(...part)], real)
    t.send(POSEIDON2, [clk, AFTER, row, pointer, ...output.slice(...part)], real)
  }

  return (row: Row, call: CallRecord) => {
    row.set(real, 1)
    row.set(clk, call.clk)
    row.set(pointer, call.pointer(0))
    const elements = input.map((_, k) => call.before(k))
    for (const [k, element] of elements.entries()) row.set(input[k]!, element)
    for (const [k, value] of poseidon2Of(elements).cubes.entries()) row.set(cubes[k]!, value)
  }
})

export function fillPoseidon2(call: CallRecord, next: () => Row): void {
  fillRow(next(), call)
}
