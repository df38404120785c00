/** Writes cells of filled tables. */
import type { Column } from '../../air/expression.ts'
import type { Table } from '../../air/table.ts'
import * as F from '../../field/koalabear.ts'
import { RECORD_WORDS } from '../../vm/record.ts'
import { Row } from '../row.ts'

/** Writes rows of one table. */
export class TableWriter {
  readonly row: Row
  readonly #memory: Uint32Array
  readonly #columns: number[]

  constructor(
    memory: Uint32Array,
    table: Table,
    number: number,
    columns: Map<number, number>,
    heights: readonly (number | undefined)[],
    operands: Uint32Array,
  ) {
    const height = 2 ** heights[number]!
    const start = columns.get(number)! >>> 2
    this.#memory = memory
    this.#columns = table.main.map((_, k) => start + k * height)
    this.row = new Row(memory, this.#columns, operands)
  }

  /** Fills `count` rows from `start` on; the records are those of row 0 on. */
  rows(start: number, records: number, count: number, fill: (row: Row) => void): void {
    const first = records >>> 2
    for (let index = start; index < start + count; index++) {
      this.row.moveTo(index, first + RECORD_WORDS * index)
      fill(this.row)
    }
  }

  /** The writer of a row that no record belongs to. */
  move(index: number): Row {
    this.row.moveTo(index, 0)
    return this.row
  }

  set(column: Column, index: number, value: number): void {
    this.#memory[this.#columns[column.index]! + index] = value < 0 ? value + F.P : value
  }

  setWord(word: { readonly lo: Column; readonly hi: Column }, index: number, value: number): void {
    this.set(word.lo, index, value & 0xffff)
    this.set(word.hi, index, value >>> 16)
  }
}
