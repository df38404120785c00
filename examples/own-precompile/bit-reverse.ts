/** A precompile of one's own: call 0x2000 reverses the bits of the word that a0 points to. */
import { type Column, defineTable } from 'limpid/air'
import { type CallRecord, definePrecompile, type Row, receiveCall, TICKS, wordAccess } from 'limpid/machine'

const NUMBER = 0x2000
const STEPS = 1

/** One row a call. Bits say what the word was and what it becomes; they are booleans, so limbs need no range checks. */
const { table, result: fillRow } = defineTable('bit reverse', (t) => {
  const real = t.boolean('real')
  const clk = t.column('clk')
  const pointer = t.column('pointer')
  const bits = Array.from({ length: 32 }, (_, k) => t.boolean(`bit ${k}`))
  const limb = (of: readonly Column[]) =>
    of.reduce((sum, bit, k) => bit.times(2 ** k).plus(sum), t.constant(0))
  const word = (of: readonly Column[]) => ({ lo: limb(of.slice(0, 16)), hi: limb(of.slice(16)) })
  receiveCall(t, { number: NUMBER, pointers: [pointer] }, clk, STEPS, real)
  // The call's own steps begin TICKS after its clk; the word is read and written in one access, at tick 0 of them.
  const [before, after] = [word(bits), word([...bits].reverse())]
  const access = wordAccess(t, 'word', real, pointer, clk.plus(TICKS), before, after)

  return (row: Row, call: CallRecord) => {
    row.set(real, 1)
    row.set(clk, call.clk)
    row.set(pointer, call.pointer(0))
    for (const [k, bit] of bits.entries()) row.set(bit, (call.before(0) >>> k) & 1)
    access.fill(row, call.gap(0))
  }
})

export function reverseBits(word: number): number {
  let reversed = 0
  for (let k = 0; k < 32; k++) reversed |= ((word >>> k) & 1) << (31 - k)
  return reversed >>> 0
}

export const bitReverse = definePrecompile({
  name: 'bit reverse',
  number: NUMBER,
  pointers: 1,
  tables: [{ table, fill: (call, next) => fillRow(next(), call) }],
  clock: { table: 0, steps: STEPS },
  run(memory, [pointer]) {
    memory.write(pointer!, 0, reverseBits(memory.peek(pointer!)))
    return { steps: STEPS, rows: [1] }
  },
})
