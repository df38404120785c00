/** Filled traces whose cells can be changed, and what is wrong with them afterwards. */

import { checkTraces, type PublicTuple, type Trace } from '../../src/air/check.ts'
import type { Table } from '../../src/air/table.ts'
import type { Memory } from '../../src/engine/contract.ts'
import { add, neg, reduce } from '../../src/field/koalabear.ts'
import { BITS, PROGRAM, XOR } from '../../src/machine/buses.ts'
import { type CompiledProgram, OPERAND_WORDS, programColumns } from '../../src/machine/compile.ts'
import { standardMachine } from '../../src/machine/machine.ts'
import { image } from '../../src/machine/tables/image.ts'
import { lookup, lookupColumns } from '../../src/machine/tables/lookup.ts'
import { program as programTable } from '../../src/machine/tables/program.ts'
import type { Traces } from '../../src/machine/trace/filler.ts'

/** What is wrong with traces for a statement. */
export interface Faults {
  /** `table: label`, without repetition. */
  readonly violated: readonly string[]
  /** Names of the buses that do not balance. */
  readonly unbalanced: readonly string[]
}

const isSecond = (number: number) => standardMachine.tables.indexOf(standardMachine.tables[number]) !== number

export const presentTables = ({ heights }: Traces): string[] =>
  heights.flatMap((height, number) =>
    height === undefined ? [] : [standardMachine.tables[number].name + (isSecond(number) ? '+' : '')],
  )

/** Values by column name; functions get the value before. Any integers. */
export type CellEdits = Readonly<Record<string, number | ((before: number) => number)>>

/** One table of a filled trace. */
export class EditableTable {
  readonly table: Table
  readonly height: number
  readonly #u32: Uint32Array
  readonly #preprocessed: readonly ArrayLike<number>[]
  /** Rows as they were before the first edit. */
  readonly #before = new Map<number, number[]>()
  #used: number | undefined

  constructor(table: Table, columns: Uint32Array, preprocessed: readonly ArrayLike<number>[]) {
    this.table = table
    this.height = columns.length / table.main.length
    this.#u32 = columns
    this.#preprocessed = preprocessed
  }

  /** Rows up to the last one that is not all zeros. */
  get usedRows(): number {
    this.#used ??= this.#countUsed()
    return this.#used
  }

  #countUsed(): number {
    let used = 0
    for (let k = 0; k < this.table.main.length; k++) {
      let row = this.height
      while (row > used && this.#u32[k * this.height + row - 1] === 0) row--
      used = row
    }
    return used
  }

  /** The values of a row, in the order of the columns. */
  row(row: number): number[] {
    return this.table.main.map((_, k) => this.#u32[k * this.height + row])
  }

  get(row: number, column: string): number {
    return this.#u32[this.#columnOf(column) * this.height + row]
  }

  edit(row: number, edits: CellEdits): void {
    if (!this.#before.has(row)) this.#before.set(row, this.row(row))
    for (const [column, edit] of Object.entries(edits)) {
      const at = this.#columnOf(column) * this.height + row
      this.#u32[at] = reduce(typeof edit === 'number' ? edit : edit(this.#u32[at]))
    }
  }

  /** Values of all nodes of a row, or of other values in its place. */
  evaluate(row: number, main: readonly number[] = this.row(row)): number[] {
    return this.table.graph.evaluate(
      this.#preprocessed.map((column) => column[row]),
      main,
    )
  }

  has(values: Readonly<Record<string, number>>): boolean {
    return this.#search(values) >= 0
  }

  /** The first row with these values. Throws if there is none. */
  find(values: Readonly<Record<string, number>>): number {
    const row = this.#search(values)
    if (row < 0) throw new RangeError(`table ${this.table.name} has no row with ${JSON.stringify(values)}`)
    return row
  }

  /** Puts a copy of a row into the first row whose `real` is 0, and returns where. */
  duplicate(row: number): number {
    const target = this.find({ real: 0 })
    this.edit(target, Object.fromEntries(this.table.main.map((name, k) => [name, this.row(row)[k]])))
    return target
  }

  /** The messages that edits added, and those that they took away with the opposite sign. */
  *changes(): Generator<Message> {
    for (const [row, before] of this.#before) {
      const pre = this.#preprocessed.map((column) => column[row])
      yield* this.#messages(this.table.graph.evaluate(pre, this.row(row)))
      for (const message of this.#messages(this.table.graph.evaluate(pre, before))) {
        yield { ...message, multiplicity: neg(message.multiplicity) }
      }
    }
  }

  /** The columns, without rows of zeros: they are padding, and providers offer nothing there. */
  compact(): Trace {
    const { table, height } = this
    const columns = table.main.map((_, k) => this.#u32.subarray(k * height, (k + 1) * height))
    const isUsed = new Uint8Array(height).fill(table === image ? 1 : 0)
    for (const column of columns) {
      for (let row = 0; row < height; row++) if (column[row] !== 0) isUsed[row] = 1
    }
    const rows: number[] = []
    for (let row = 0; row < height; row++) if (isUsed[row] === 1) rows.push(row)
    const pick = (column: ArrayLike<number>) => rows.map((row) => column[row])
    return { table, preprocessed: this.#preprocessed.map(pick), main: columns.map(pick) }
  }

  /** The first row with these values, or -1. */
  #search(values: Readonly<Record<string, number>>): number {
    const entries = Object.entries(values)
    for (let row = 0; row < this.height; row++) {
      if (entries.every(([column, value]) => this.get(row, column) === value)) return row
    }
    return -1
  }

  #messages(values: readonly number[]): Message[] {
    return this.table.interactions.map(({ bus, tuple, multiplicity }) => ({
      bus: bus.name,
      tuple: tuple.map(({ id }) => values[id]),
      multiplicity: values[multiplicity.id],
    }))
  }

  #columnOf(name: string): number {
    const index = this.table.main.indexOf(name)
    if (index < 0) throw new RangeError(`table ${this.table.name} has no column ${name}`)
    return index
  }
}

interface Message {
  readonly bus: string
  readonly tuple: readonly number[]
  /** An element of F. */
  readonly multiplicity: number
}

/** Preprocessed columns of the lookup table. */
export const LOOKUP = lookupColumns()

/** All tables of a filled trace. */
export class EditableTraces {
  readonly #tables = new Map<number, EditableTable>()
  readonly #compiled: CompiledProgram

  constructor(
    memory: Pick<Memory, 'u32'>,
    { columns, heights }: Traces,
    compiled: CompiledProgram,
    minLogHeight: number,
  ) {
    this.#compiled = compiled
    const ofProgram = programColumns(compiled, minLogHeight)
    for (const [number, pointer] of columns) {
      const table = standardMachine.tables[number]
      const words = table.main.length * 2 ** heights[number]!
      const view = memory.u32.subarray(pointer >>> 2, (pointer >>> 2) + words)
      const own = ofProgram.find((group) => group.number === number)?.columns
      const preprocessed = table === lookup ? LOOKUP : (own ?? [])
      this.#tables.set(number, new EditableTable(table, view, preprocessed))
    }
  }

  /** A table by its name; a `+` behind it means the second of a family. */
  table(name: string): EditableTable {
    for (const [number, table] of this.#tables) {
      if (name === table.table.name + (isSecond(number) ? '+' : '')) return table
    }
    throw new RangeError(`the proof has no table ${name}`)
  }

  /** The names that `table` takes. */
  get names(): string[] {
    return [...this.#tables].map(([number, { table }]) => table.name + (isSecond(number) ? '+' : ''))
  }

  /** The one or two tables of a family. */
  tables(family: string): EditableTable[] {
    return [...this.#tables.values()].filter(({ table }) => table.name === family)
  }

  /** Rows that are not padding. */
  compact(): Trace[] {
    return [...this.#tables.values()].map((table) => table.compact())
  }

  /** Counts what edited rows look up, as far as it is in a table: only what no table has stays unbalanced. */
  settle(): void {
    for (const table of this.#tables.values()) {
      if (table.table === lookup || table.table === programTable) continue
      for (const { bus, tuple, multiplicity } of table.changes()) {
        const place = multiplicity === 0 ? undefined : this.provider(bus, tuple)
        if (place === undefined) continue
        this.table(place.table).edit(place.row, { [place.column]: (times) => add(times, multiplicity) })
      }
    }
  }

  faults(tuples: readonly PublicTuple[]): Faults {
    const { violations, unbalanced } = checkTraces(this.compact(), tuples)
    return {
      violated: distinct(violations.map(({ table, label }) => `${table}: ${label}`)),
      unbalanced: distinct(unbalanced.map(({ bus }) => bus)),
    }
  }

  /** The cell that counts how often a tuple is looked up, if it is in a table. */
  provider(
    bus: string,
    tuple: readonly number[],
  ): { table: string; row: number; column: string } | undefined {
    const [first, second, third] = tuple
    const in16 = (value: number) => value < 2 ** 16
    if (bus === BITS.name) {
      if (second === 2 ** 16) {
        return in16(first) ? { table: lookup.name, row: first, column: 'times 2^16' } : undefined
      }
      const isSize = second > 0 && in16(second) && (second & (second - 1)) === 0
      if (!isSize || first >= second) return undefined
      return { table: lookup.name, row: first + second, column: 'times below 2^16' }
    }
    if (bus === XOR.name) {
      if (first > 255 || second > 255 || third !== (first ^ second)) return undefined
      return { table: lookup.name, row: 256 * first + second, column: 'times xor' }
    }
    if (bus !== PROGRAM.name) return undefined
    const { executable, operands } = this.#compiled
    const slot = executable.slotAt(first)
    const own = operands.subarray(OPERAND_WORDS * slot, OPERAND_WORDS * (slot + 1))
    return slot >= 0 && `${own}` === `${tuple}`
      ? { table: programTable.name, row: slot, column: 'times executed' }
      : undefined
  }
}

const distinct = (names: readonly string[]): string[] => [...new Set(names)].sort()
