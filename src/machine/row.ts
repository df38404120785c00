/** What a table's `fill` sees: one record of the executor on one side, one row of the trace on the other. */
import type { Column } from '../air/expression.ts'
import { P } from '../field/koalabear.ts'
import { FIELD } from '../vm/record.ts'

/** Fields of an instruction's record; for a moved byte see `TRANSFER` in `vm/record.ts`. */
export const RECORD = { ...FIELD, nextPc: FIELD.next } as const

export type RecordField = keyof typeof RECORD

/** What RECORD says, as a switch: engines fold it away where a fill is inlined, but look names up in an object. */
function offsetOf(field: RecordField): number {
  switch (field) {
    case 'slot':
      return FIELD.slot
    case 'clk':
      return FIELD.clk
    case 'b':
      return FIELD.b
    case 'c':
      return FIELD.c
    case 'aOld':
      return FIELD.aOld
    case 'a':
      return FIELD.a
    case 'bGap':
      return FIELD.bGap
    case 'cGap':
      return FIELD.cGap
    case 'aGap':
      return FIELD.aGap
    case 'address':
      return FIELD.address
    case 'mOld':
      return FIELD.mOld
    case 'm':
      return FIELD.m
    case 'mGap':
      return FIELD.mGap
    case 'next':
    case 'nextPc':
      return FIELD.next
    case 'd':
      return FIELD.d
    case 'dGap':
      return FIELD.dGap
  }
}

/**
 * A row to be filled.
 *
 * @example
 * import type { Column } from 'limpid/air'
 *
 * const filler = (real: Column) => (row: Row) => row.set(real, 1)
 */
export class Row {
  /** The memory that holds records and columns. */
  readonly #memory: Uint32Array
  /** u32 offsets of the table's columns, rows being contiguous. */
  readonly #columns: readonly number[]
  /** Operands of all slots, `OPERANDS` per slot; see `program.ts`. */
  readonly #operands: Uint32Array
  #record = 0
  /** Where the operands of the record's slot are. */
  #slot = 0
  #index = 0

  constructor(memory: Uint32Array, columns: readonly number[], operands: Uint32Array) {
    this.#memory = memory
    this.#columns = columns
    this.#operands = operands
  }

  /** Moves to row `index`, made from the record at u32 offset `record`. */
  moveTo(index: number, record: number): void {
    this.#index = index
    this.#record = record
    this.#slot = 8 * this.#memory[record]!
  }

  get(field: RecordField): number {
    return this.#memory[this.#record + offsetOf(field)]!
  }

  /** Operand k of the executed instruction: 0 is the pc, 1 the operation, then the family's own. */
  operand(k: number): number {
    return this.#operands[this.#slot + k]!
  }

  /** Writes an integer, -p < value < p, as an element of F. */
  set(column: Column, value: number): void {
    this.#memory[this.#columns[column.index]! + this.#index] = value < 0 ? value + P : value
  }

  setWord(word: { readonly lo: Column; readonly hi: Column }, value: number): void {
    this.set(word.lo, value & 0xffff)
    this.set(word.hi, value >>> 16)
  }
}
