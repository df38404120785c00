/**
 * A precompile: an ecall with a number from 0x1000 on that tables of its own prove. docs/precompiles.md shows how to
 * write one.
 */
import { padded } from '../../air/bus.ts'
import type { Expression } from '../../air/expression.ts'
import type { Table, TableBuilder } from '../../air/table.ts'
import { ACCESS_WORDS, type Accelerator, CALL_HEAD, CALL as CALL_RECORD } from '../../vm/accelerator.ts'
import { CALL } from '../buses.ts'
import type { Row } from '../row.ts'
import { POINTERS_FACTOR } from '../tables/call.ts'

/** A table of a precompile and how the rows of a call are written. */
export interface PrecompileTable {
  readonly table: Table
  /** Writes the rows of one call; `next` moves to the next row, which is all zeros, and gives it. */
  fill(call: CallRecord, next: () => Row): void
}

export interface Precompile extends Accelerator {
  readonly tables: readonly PrecompileTable[]
  /**
   * How the clock is bounded: the calls that `tables[table]` receives take at most `steps` steps for each of its rows.
   * Constraints must make this true of all rows, honest or not.
   */
  readonly clock: { readonly table: number; readonly steps: number }
}

/**
 * A precompile with the number of its tables filled in.
 *
 * @example
 * import { defineTable } from 'limpid/air'
 *
 * const { table, result: fillRow } = defineTable('clear', (t) => {
 *   const [real, clk, pointer] = [t.boolean('real'), t.column('clk'), t.column('pointer')]
 *   const zero = { lo: t.constant(0), hi: t.constant(0) }
 *   const old = wordColumns(t, 'old')
 *   receiveCall(t, { number: 0x2000, pointers: [pointer] }, clk, 1, real)
 *   const access = wordAccess(t, 'word', real, pointer, clk.plus(TICKS), old, zero)
 *   return (row: Row, call: CallRecord) => {
 *     row.set(real, 1)
 *     row.set(clk, call.clk)
 *     row.set(pointer, call.pointer(0))
 *     row.setWord(old, call.before(0))
 *     access.fill(row, call.gap(0))
 *   }
 * })
 * const clear = definePrecompile({
 *   name: 'clear',
 *   number: 0x2000,
 *   pointers: 1,
 *   tables: [{ table, fill: (call, next) => fillRow(next(), call) }],
 *   clock: { table: 0, steps: 1 },
 *   run(memory, [pointer]) {
 *     memory.write(pointer!, 0, 0)
 *     return { steps: 1, rows: [1] }
 *   },
 * })
 * console.log(createMachine([clear]).precompiles.length) // 1
 */
export const definePrecompile = (own: Omit<Precompile, 'tableCount'>): Precompile => ({
  ...own,
  tableCount: own.tables.length,
})

/**
 * Receives a call in the rows where `real` is 1: exactly one for each call. Pointers are below 2^30.
 *
 * @example
 * import { defineTable } from 'limpid/air'
 *
 * const { table } = defineTable('calls', (t) => {
 *   const [real, clk, pointer] = [t.boolean('real'), t.column('clk'), t.column('pointer')]
 *   receiveCall(t, { number: 0x2000, pointers: [pointer] }, clk, 1, real)
 * })
 * console.log(table.interactions.map(({ bus }) => bus.name)) // [ 'call' ]
 */
export function receiveCall(
  t: TableBuilder,
  { number, pointers }: { readonly number: number; readonly pointers: readonly Expression[] },
  clk: Expression,
  steps: Expression | number,
  real: Expression,
): void {
  t.receive(CALL, padded(CALL, [clk, number + POINTERS_FACTOR * pointers.length, steps, ...pointers]), real)
}

/**
 * The record of a call, from which the rows of a precompile are filled.
 *
 * @example
 * const changed = (call: CallRecord) => call.before(0) !== call.after(0)
 */
export class CallRecord {
  readonly #words: Uint32Array
  readonly #start: number

  /** The record at an offset of u32 words. */
  constructor(words: Uint32Array, start: number) {
    this.#words = words
    this.#start = start
  }

  get clk(): number {
    return this.#words[this.#start + CALL_RECORD.clk]!
  }

  get steps(): number {
    return this.#words[this.#start + CALL_RECORD.steps]!
  }

  get accesses(): number {
    return this.#words[this.#start + CALL_RECORD.accesses]!
  }

  /** Words of the record. */
  get length(): number {
    return CALL_HEAD + ACCESS_WORDS * this.accesses
  }

  /** The value of a0, a1, a2 or a3. */
  pointer(k: number): number {
    return this.#words[this.#start + CALL_RECORD.arguments + k]!
  }

  /** Byte address of access number k, in the order of the calls of `read` and `write`. */
  address(k: number): number {
    return this.#access(k, 0)
  }

  /** The word before access k. */
  before(k: number): number {
    return this.#access(k, 1)
  }

  after(k: number): number {
    return this.#access(k, 2)
  }

  /** Ticks since the access before it to the same word, less 1. */
  gap(k: number): number {
    return this.#access(k, 3)
  }

  #access(k: number, field: number): number {
    return this.#words[this.#start + CALL_HEAD + ACCESS_WORDS * k + field]!
  }
}
