/**
 * The parts that instruction tables are made of: the instruction itself, register and memory accesses, words. Each part
 * declares its columns, constraints and interactions and returns how to fill them, so that a family cannot forget one
 * of the two.
 *
 * Soundness of accesses. Every produced time is below 2^28 (layout.ts, `MAX_TIME`), a consumed time is time - 1 - gap
 * with a range-checked gap below 2^28; so modulo p a consumed time can only equal an earlier produced one. A read uses
 * the same value columns on both sides. Values are range-checked once, where they are produced.
 */
import { padded } from '../air/bus.ts'
import type { Column, Expression } from '../air/expression.ts'
import type { TableBuilder } from '../air/table.ts'
import { BITS, MEMORY, PROGRAM, STATE } from './buses.ts'
import { TICKS, TIME_A, TIME_MEMORY } from './layout.ts'
import type { Row } from './row.ts'

/** A 32-bit value as two 16-bit limbs. */
export interface Word {
  readonly lo: Expression
  readonly hi: Expression
}

export interface WordColumns {
  readonly lo: Column
  readonly hi: Column
}

export const LIMB = 2 ** 16

/**
 * A word in two columns that somebody else has range-checked.
 *
 * @example
 * import { defineTable } from 'limpid/air'
 *
 * const { result: word } = defineTable('words', (t) => wordColumns(t, 'word'))
 * console.log(word.lo.name, word.hi.name) // word.lo word.hi
 */
export function wordColumns(t: TableBuilder, name: string): WordColumns {
  return { lo: t.column(`${name}.lo`), hi: t.column(`${name}.hi`) }
}

/**
 * A word in two columns, range-checked here because it is produced here: where `real` is 1.
 *
 * @example
 * import { defineTable } from 'limpid/air'
 *
 * const { table } = defineTable('words', (t) => producedWord(t, 'word', t.boolean('real')))
 * console.log(table.interactions.length) // 2
 */
export function producedWord(t: TableBuilder, name: string, real: Expression): WordColumns {
  const word = wordColumns(t, name)
  range16(t, word.lo, real)
  range16(t, word.hi, real)
  return word
}

/**
 * 0 <= value < 2^16 where `real` is 1.
 *
 * @example
 * import { defineTable } from 'limpid/air'
 *
 * const { table } = defineTable('limbs', (t) => range16(t, t.column('limb'), t.boolean('real')))
 * console.log(table.interactions.map(({ bus }) => bus.name)) // [ 'bits' ]
 */
export function range16(t: TableBuilder, value: Expression, real: Expression): void {
  rangeBits(t, value, 16, real)
}

/**
 * 0 <= value < 2^bits where `real` is 1, bits <= 16.
 *
 * @example
 * import { defineTable } from 'limpid/air'
 *
 * const { table } = defineTable('nibbles', (t) => rangeBits(t, t.column('nibble'), 4, t.boolean('real')))
 * console.log(table.main) // [ 'nibble', 'real' ]
 */
export function rangeBits(t: TableBuilder, value: Expression, bits: number, real: Expression): void {
  t.send(BITS, [value, 2 ** bits], real)
}

/**
 * lo + 2^16 hi as one field element; only injective where the word is known to be below p.
 *
 * @example
 * import { defineTable } from 'limpid/air'
 *
 * const { table } = defineTable('pointers', (t) => {
 *   t.assertZero('the pointer is the word', packed(wordColumns(t, 'word')).minus(t.column('pointer')))
 * })
 * console.log(table.constraints.length) // 1
 */
export function packed(word: Word): Expression {
  return word.lo.plus(word.hi.times(LIMB))
}

/** The instruction of a row: looked up in the program, consumed from and passed on over the state bus. */
export interface Step {
  readonly real: Column
  readonly pc: Column
  readonly clk: Column
  /** The family's operands, in the order of the program table. */
  readonly operands: readonly Column[]
  fill(row: Row): void
}

/** Entries of the program bus before the family's own operands. */
const PROGRAM_HEAD = 2

/**
 * Declares the columns real, pc, clk and one per operand. `op` is the operation of the row, an expression in selector
 * columns; `next` the address of the next instruction, by default pc + 4. They may use the step, hence the functions.
 */
export function instruction(
  t: TableBuilder,
  names: readonly string[],
  define: (step: Omit<Step, 'fill'>) => { op: Expression | number; next?: Expression },
): Step {
  const real = t.boolean('real')
  const pc = t.column('pc')
  const clk = t.column('clk')
  const operands = names.map((name) => t.column(name))
  const { op, next } = define({ real, pc, clk, operands })
  t.send(PROGRAM, padded(PROGRAM, [pc, op, ...operands]), real)
  t.receive(STATE, [pc, clk], real)
  t.send(STATE, [next ?? pc.plus(4), clk.plus(TICKS)], real)
  const fill = (row: Row) => {
    row.set(real, 1)
    row.set(pc, row.operand(0))
    row.set(clk, row.get('clk'))
    for (let k = 0; k < operands.length; k++) row.set(operands[k]!, row.operand(PROGRAM_HEAD + k))
  }
  return { real, pc, clk, operands, fill }
}

/** Reads a register at clk + time. The value is what was last written, already range-checked. */
export function registerRead(
  t: TableBuilder,
  step: Pick<Step, 'real' | 'clk'>,
  name: string,
  address: Expression | number,
  time: number,
): WordColumns & { fill(row: Row, value: number, gap: number): void } {
  const word = wordColumns(t, name)
  const gap = t.column(`${name}.gap`)
  const now = step.clk.plus(time)
  t.receive(MEMORY, [address, now.minus(1).minus(gap), word.lo, word.hi], step.real)
  t.send(MEMORY, [address, now, word.lo, word.hi], step.real)
  range16(t, gap, step.real)
  return {
    ...word,
    fill(row, value, gapValue) {
      row.setWord(word, value)
      row.set(gap, gapValue)
    },
  }
}

/** Writes `value` (range-checked by the caller) to a register, at the end of the instruction. */
export function registerWrite(
  t: TableBuilder,
  step: Pick<Step, 'real' | 'clk'>,
  address: Expression | number,
  value: Word,
): { old: WordColumns; fill(row: Row): void } {
  const old = wordColumns(t, 'a.old')
  const gap = t.column('a.gap')
  const now = step.clk.plus(TIME_A)
  t.receive(MEMORY, [address, now.minus(1).minus(gap), old.lo, old.hi], step.real)
  t.send(MEMORY, [address, now, value.lo, value.hi], step.real)
  range16(t, gap, step.real)
  return {
    old,
    fill(row) {
      row.setWord(old, row.get('aOld'))
      row.set(gap, row.get('aGap'))
    },
  }
}

/** Bits of the upper limb of the gap between two accesses to a memory word: times are below 2^28. */
export const GAP_HIGH_BITS = 12

/**
 * Replaces the memory word at `address` from `old` to `value` at a time, where `real` is 1. For a read both are the
 * same. What is written must be in range. `fill` takes the gap of the access from the record of the call.
 *
 * @example
 * import { defineTable } from 'limpid/air'
 *
 * const { table } = defineTable('reads', (t) => {
 *   const [real, clk, pointer] = [t.boolean('real'), t.column('clk'), t.column('pointer')]
 *   const word = wordColumns(t, 'word')
 *   wordAccess(t, 'read', real, pointer, clk.plus(TICKS), word, word)
 * })
 * console.log(table.interactions.map(({ bus }) => bus.name)) // [ 'memory', 'memory', 'bits', 'bits' ]
 */
export function wordAccess(
  t: TableBuilder,
  name: string,
  real: Expression,
  address: Expression,
  time: Expression,
  old: Word,
  value: Word,
): { fill(row: Pick<Row, 'setWord'>, gap: number): void } {
  const gap = wordColumns(t, `${name}.gap`)
  t.receive(MEMORY, [address, time.minus(1).minus(packed(gap)), old.lo, old.hi], real)
  t.send(MEMORY, [address, time, value.lo, value.hi], real)
  range16(t, gap.lo, real)
  rangeBits(t, gap.hi, GAP_HIGH_BITS, real)
  return { fill: (row, value) => row.setWord(gap, value) }
}

/** The access of an instruction, at clk + 2. */
export function memoryAccess(
  t: TableBuilder,
  step: { readonly real: Expression; readonly clk: Expression },
  address: Expression,
  old: Word,
  value: Word,
): { fill(row: Row): void } {
  const access = wordAccess(t, 'm', step.real, address, step.clk.plus(TIME_MEMORY), old, value)
  return { fill: (row) => access.fill(row, row.get('mGap')) }
}

/**
 * a = b + c modulo 2^32, all limbs in range: the carries are expressions that must be boolean. With a range-checked
 * `a` this determines it.
 */
export function assertSum(t: TableBuilder, label: string, a: Word, b: Word, c: Word): void {
  const low = b.lo.plus(c.lo).minus(a.lo).times(INVERSE_LIMB)
  const high = b.hi.plus(c.hi).plus(low).minus(a.hi).times(INVERSE_LIMB)
  t.assertBoolean(`${label}: carry of the low limbs`, low)
  t.assertBoolean(`${label}: carry of the high limbs`, high)
}

/** 2^-16 modulo p: 2^31 = 2^24 - 1 modulo p gives 2^16 * (2^15 - 2^8) = -1. */
export const INVERSE_LIMB = -(2 ** 15 - 2 ** 8)
