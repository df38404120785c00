/**
 * The table of the words of Poseidon2: four rows for each permutation, which replace four words of memory each. A word
 * stands for an element of F if it is below p = 2^16 0x7f00 + 1: its upper limb is at most 0x7f00, and then only with 0.
 */
import type { Column, Expression } from '../../../air/expression.ts'
import { defineTable, type TableBuilder } from '../../../air/table.ts'
import { inv, reduce } from '../../../field/koalabear.ts'
import { INVERSE_LIMB, packed, range16, rangeBits, type Word, wordAccess, wordColumns } from '../../access.ts'
import { TICKS } from '../../layout.ts'
import type { Row } from '../../row.ts'
import type { CallRecord } from '../precompile.ts'
import { WIDTH } from './constants.ts'
import { AFTER, BEFORE, POSEIDON2, TICK, WORDS } from './table.ts'

export const WORD_ROWS = WIDTH / WORDS
const MOST_HIGH = 0x7f00
const HIGH_BITS = 15

export const { table: wordsTable, result: fillRow } = defineTable('poseidon2 words', (t) => {
  const real = t.boolean('real')
  const clk = t.column('clk')
  const row = t.column('row')
  const pointer = t.column('pointer')
  const time = clk.plus(TICKS + TICK)
  const words = Array.from({ length: WORDS }, (_, k) => {
    const address = pointer.plus(row.times(4 * WORDS)).plus(4 * k)
    return elementInMemory(t, `w${k}`, real, address, time)
  })
  const message = (direction: number, which: 'before' | 'after') => [
    ...[clk, direction, row, pointer],
    ...words.map((word) => word[which]),
  ]
  t.send(POSEIDON2, message(BEFORE, 'before'), real)
  t.receive(POSEIDON2, message(AFTER, 'after'), real)

  return (target: Row, i: number, call: CallRecord) => {
    target.set(real, 1)
    target.set(clk, call.clk)
    target.set(row, i)
    target.set(pointer, call.pointer(0))
    for (const [k, word] of words.entries()) word.fill(target, call, WORDS * i + k)
  }
})

/** A word of memory that is replaced, and the elements that it stands for. */
interface Element {
  readonly before: Expression
  readonly after: Expression
  fill(row: Row, call: CallRecord, word: number): void
}

function elementInMemory(
  t: TableBuilder,
  name: string,
  real: Expression,
  address: Expression,
  time: Expression,
): Element {
  const old = wordColumns(t, `${name}.old`)
  const after = t.column(`${name}.new`)
  const lo = t.column(`${name}.new.lo`)
  const hi = after.minus(lo).times(INVERSE_LIMB)
  range16(t, lo, real)
  rangeBits(t, hi, HIGH_BITS, real)
  const fillOld = belowP(t, `${name}.old`, old, real)
  const fillNew = belowP(t, `${name}.new`, { lo, hi }, real)
  const access = wordAccess(t, name, real, address, time, old, { lo, hi })
  return {
    before: packed(old),
    after,
    fill(row, call, word) {
      const [from, to] = [call.before(word), call.after(word)]
      row.setWord(old, from)
      row.set(after, to)
      row.set(lo, to & 0xffff)
      fillOld(row, from)
      fillNew(row, to)
      access.fill(row, call.gap(word))
    },
  }
}

/** Demands of a word with limbs in range that it is below p. */
function belowP(
  t: TableBuilder,
  name: string,
  { lo, hi }: Word,
  real: Expression,
): (row: Row, word: number) => void {
  const inverse: Column = t.column(`${name}.inverse`)
  const rest = hi.negated().plus(real.times(MOST_HIGH))
  rangeBits(t, rest, HIGH_BITS, real)
  t.assertZero(`${name} is below p`, lo.times(rest.times(inverse).minus(1)))
  return (row, word) => {
    const value = reduce(MOST_HIGH - (word >>> 16))
    row.set(inverse, value === 0 ? 0 : inv(value))
  }
}

export function fillWords(call: CallRecord, next: () => Row): void {
  for (let i = 0; i < WORD_ROWS; i++) fillRow(next(), i, call)
}
