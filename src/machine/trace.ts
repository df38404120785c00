/** Fills the traces of all tables from a recorded execution. */

import type { Column } from '../air/expression.ts'
import { affineForm } from '../air/expression.ts'
import type { Interaction, Table } from '../air/table.ts'
import { giveWay, TURN_MS } from '../engine/abortable.ts'
import type { Engine } from '../engine/contract.ts'
import * as F from '../field/koalabear.ts'
import { groupInteractions } from '../stark/shape.ts'
import { FD, SYSCALL } from '../vm/abi.ts'
import type { Execution, RecordedExecution } from '../vm/execution.ts'
import { BUMP_WORDS, FIELD, RECORD_WORDS } from '../vm/record.ts'
import { BITS, XOR } from './buses.ts'
import {
  type Bridge,
  CALL_CLASS,
  type CompiledProgram,
  chainBridges,
  logHeightFor,
  TRANSFER_CLASS,
} from './compile.ts'
import { families } from './families.ts'
import { ORDER_END, ORDER_START, REGISTER_WORD, registerAddress } from './layout.ts'
import { coreTables, type Machine, secondNumber, tableNumber } from './machine.ts'
import { CallRecord } from './precompiles/precompile.ts'
import { Row } from './row.ts'
import { heightsInShape, type ShapeChoice } from './shape-menu.ts'
import { boundary, boundaryColumns } from './tables/boundary.ts'
import { BUMP_STEP, bump, bumpColumns } from './tables/bump.ts'
import { call, fillCall } from './tables/call.ts'
import { exit, exitColumns } from './tables/exit.ts'
import { image, imageColumns } from './tables/image.ts'
import { LOOKUP_LOG_HEIGHT, lookup } from './tables/lookup.ts'
import { program } from './tables/program.ts'
import { fillTransfer, transfer } from './tables/transfer.ts'

/** Main traces by table number, all columns of a table one after the other, and their log heights. */
export interface Traces {
  readonly columns: Map<number, number>
  readonly heights: readonly (number | undefined)[]
}

/** Rows of every table by number; 0 for tables that an execution leaves empty. */
type RowCounts = readonly number[]

const ECALL = families.findIndex(({ name }) => name === 'ecall')

/** Splitting a family must save this part of all cells: it costs opened columns in the proof. */
const LEAST_SAVING = 0.015

/** How many rows each table has if families have one each: known after counting. */
function rowCounts(
  { machine, executable, image: initial }: CompiledProgram,
  { classCounts, bumpCount, calls }: Execution,
  boundaryRows: number,
  minLogHeight: number,
): RowCounts {
  const ofPrecompiles = calls.flatMap(({ rows }) => rows)
  return machine.tables.map((table, number) => {
    if (number >= coreTables.length) return ofPrecompiles[number - coreTables.length]!
    if (number < families.length) return number === ECALL ? classCounts[number]! - 1 : classCounts[number]!
    if (number < 2 * families.length) return 0
    if (table === transfer) return classCounts[TRANSFER_CLASS]!
    if (table === call) return classCounts[CALL_CLASS]!
    if (table === exit) return 1
    if (table === boundary) return boundaryRows
    if (table === image) return initial.address.length
    if (table === bump) return bumpCount
    if (table === program) return executable.slots.length
    if (table === lookup) return 2 ** LOOKUP_LOG_HEIGHT
    return 2 ** minLogHeight
  })
}

/** Moves rows to the second tables of families where that saves cells. */
function splitFamilies({ tables }: Machine, whole: RowCounts, minLogHeight: number): RowCounts {
  const counts = [...whole]
  const heights = heightsOf(counts, minLogHeight)
  const cells = heights.reduce<number>(
    (sum, height, number) => sum + (height === undefined ? 0 : tableWidth(tables[number]!) * 2 ** height),
    0,
  )
  families.forEach((_, number) => {
    const height = heights[number]
    if (height === undefined || height === minLogHeight) return
    const first = 2 ** (height - 1)
    const rest = counts[number]! - first
    const saved = tableWidth(tables[number]!) * (first - 2 ** logHeightFor(rest, minLogHeight))
    if (saved < LEAST_SAVING * cells) return
    counts[number] = first
    counts[secondNumber(number)] = rest
  })
  return counts
}

/** Committed base columns of a table: its main columns and four for every fraction column. */
export const tableWidth = ({ main, interactions }: Table): number =>
  main.length + 4 * groupInteractions(interactions).length

const heightsOf = (counts: RowCounts, minLogHeight: number): (number | undefined)[] =>
  counts.map((rows) => (rows === 0 ? undefined : logHeightFor(rows, minLogHeight)))

/** Rows and log heights of all tables: as low as possible, or those of a shape of the menu. */
export function tableSizes(
  compiled: CompiledProgram,
  execution: Execution,
  minLogHeight: number,
  shape?: ShapeChoice,
): { counts: RowCounts; heights: (number | undefined)[] } {
  const { word } = boundaryEntries(compiled, execution)
  return sizesFor(compiled, execution, word.length, minLogHeight, shape)
}

function sizesFor(
  compiled: CompiledProgram,
  execution: Execution,
  boundaryRows: number,
  minLogHeight: number,
  shape: ShapeChoice | undefined,
): { counts: RowCounts; heights: (number | undefined)[] } {
  const whole = rowCounts(compiled, execution, boundaryRows, minLogHeight)
  if (shape !== undefined)
    return { counts: whole, heights: heightsInShape(compiled, whole, shape, minLogHeight) }
  const counts = splitFamilies(compiled.machine, whole, minLogHeight)
  return { counts, heights: heightsOf(counts, minLogHeight) }
}

/**
 * The log heights of a proof of this execution.
 *
 * @throws {ShapeTooSmallError} if it does not fit the shape
 */
export function heightsFor(
  compiled: CompiledProgram,
  execution: Execution,
  minLogHeight: number,
  shape?: ShapeChoice,
): (number | undefined)[] {
  return tableSizes(compiled, execution, minLogHeight, shape).heights
}

/** Allocates and fills all traces but the hub's rows, which the prover writes. The execution's records can be released afterwards. */
export async function fillTraces(
  engine: Engine,
  compiled: CompiledProgram,
  execution: RecordedExecution,
  minLogHeight: number,
  shape?: ShapeChoice,
): Promise<Traces> {
  const filler = new TraceFiller(engine, compiled, execution, minLogHeight, shape)
  const { heights } = filler
  const columns = new Map<number, number>()
  for (const [number, logHeight] of heights.entries())
    if (logHeight !== undefined) columns.set(number, await filler.get(number))
  return { columns, heights }
}

export interface FillOptions {
  readonly signal?: AbortSignal | undefined
  /** Called now and then with the number of cells, padding included, that are done since the last call. */
  readonly onCells?: (cells: number) => void
}

/** Rows between two looks at the clock. */
const SLICE = 1 << 12

/** Fills traces table by table, when they are asked for, and gives way now and then. */
export class TraceFiller {
  readonly heights: readonly (number | undefined)[]
  readonly #engine: Engine
  readonly #compiled: CompiledProgram
  readonly #execution: RecordedExecution
  readonly #options: FillOptions
  readonly #entries: BoundaryEntries
  readonly #counts: RowCounts
  readonly #columns = new Map<number, number>()
  readonly #filled = new Map<number, number>()

  constructor(
    engine: Engine,
    compiled: CompiledProgram,
    execution: RecordedExecution,
    minLogHeight: number,
    shape?: ShapeChoice,
    options: FillOptions = {},
  ) {
    this.#engine = engine
    this.#compiled = compiled
    this.#execution = execution
    this.#options = options
    this.#entries = boundaryEntries(compiled, execution)
    const { counts, heights } = sizesFor(compiled, execution, this.#entries.word.length, minLogHeight, shape)
    this.#counts = counts
    this.heights = heights
    this.#allocate(tableNumber(lookup))
  }

  /** Whether all tables are filled: the execution's records are needed no more. */
  get complete(): boolean {
    return this.heights.every((logHeight, number) => logHeight === undefined || this.#filled.has(number))
  }

  /**
   * The columns of a table. It is filled in the first call, which starts before it returns a promise. The lookup table
   * counts what all others look up, so these are filled first.
   */
  async get(number: number): Promise<number> {
    const filled = this.#filled.get(number)
    if (filled !== undefined) return filled
    if (coreTables[number] === lookup) {
      for (const [other, logHeight] of this.heights.entries())
        if (logHeight !== undefined && other !== number) await this.get(other)
      this.#done(number, 2 ** this.heights[number]!)
    } else {
      this.#allocate(number)
      await this.#fill(number)
      countTableLookups(this.#engine, this.#table(number), number, this.#columns, 2 ** this.heights[number]!)
    }
    const pointer = this.#columns.get(number)!
    this.#filled.set(number, pointer)
    return pointer
  }

  #allocate(number: number): void {
    const { memory } = this.#engine
    const bytes = 4 * this.#table(number).main.length * 2 ** this.heights[number]!
    const pointer = memory.alloc(bytes)
    memory.u8.fill(0, pointer, pointer + bytes)
    this.#columns.set(number, pointer)
  }

  async #fill(number: number): Promise<void> {
    const table = this.#table(number)
    const [execution, compiled] = [this.#execution, this.#compiled]
    const { u32 } = this.#engine.memory
    const writer = () => this.#writer(number)
    if (number < 2 * families.length) {
      const family = number % families.length
      const before = number === family ? 0 : this.#counts[family]!
      const records = execution.records[family]! + 4 * RECORD_WORDS * before
      return this.#rows(number, records, this.#counts[number]!, families[family]!.fill)
    }
    if (table === transfer) {
      const count = execution.classCounts[TRANSFER_CLASS]!
      return this.#rows(number, execution.records[TRANSFER_CLASS]!, count, fillTransfer)
    }
    if (table === call) {
      const count = execution.classCounts[CALL_CLASS]!
      const { precompiles } = compiled.machine
      const pointersOf = (number: number) => precompiles.find((own) => own.number === number)!.pointers
      return this.#rows(number, execution.records[CALL_CLASS]!, count, (row) => fillCall(row, pointersOf))
    }
    if (number >= coreTables.length) return this.#calls(number)
    if (table === exit) fillExit(writer(), u32, execution)
    if (table === boundary)
      fillBoundary(writer(), this.#entries, compiled.bridges, finalTimes(u32, execution), execution)
    if (table === image) fillImage(writer(), compiled, finalTimes(u32, execution), execution)
    if (table === bump) fillBumps(writer(), u32, execution)
    if (table === program) countExecutions(u32, this.#columns.get(number)!, execution)
    this.#done(number, 2 ** this.heights[number]!)
  }

  /** Rows from records, in slices. */
  async #rows(number: number, records: number, count: number, fill: (row: Row) => void): Promise<void> {
    let writer = this.#writer(number)
    let turn = performance.now()
    for (let row = 0; row < count; row += SLICE) {
      const rows = Math.min(SLICE, count - row)
      writer.rows(row, records, rows, fill)
      this.#done(number, rows)
      if (performance.now() - turn < TURN_MS) continue
      await giveWay()
      this.#options.signal?.throwIfAborted()
      turn = performance.now()
      // Memory may have grown, and views of it are other ones.
      writer = this.#writer(number)
    }
    this.#done(number, 2 ** this.heights[number]! - count)
  }

  /** The rows of a precompile's table, call by call. */
  async #calls(number: number): Promise<void> {
    const { memory } = this.#engine
    const { index, fill } = precompileTable(this.#compiled.machine, number)
    let writer = this.#writer(number)
    let turn = performance.now()
    let at = this.#execution.callRecords[index]! / 4
    let [rows, done] = [0, 0]
    const next = () => writer.move(rows++)
    for (let left = this.#execution.calls[index]!.calls; left > 0; left--) {
      const record = new CallRecord(memory.u32, at)
      at += record.length
      fill(record, next)
      if (performance.now() - turn < TURN_MS) continue
      this.#done(number, rows - done)
      done = rows
      await giveWay()
      this.#options.signal?.throwIfAborted()
      turn = performance.now()
      // Memory may have grown, and views of it are other ones.
      writer = this.#writer(number)
    }
    if (rows !== this.#counts[number])
      throw new RangeError(`${rows} rows of table ${this.#table(number).name}`)
    this.#done(number, 2 ** this.heights[number]! - done)
  }

  #table(number: number): Table {
    return this.#compiled.machine.tables[number]!
  }

  #writer(number: number): TableWriter {
    const { u32 } = this.#engine.memory
    return new TableWriter(
      u32,
      this.#table(number),
      number,
      this.#columns,
      this.heights,
      this.#compiled.operands,
    )
  }

  #done(number: number, rows: number): void {
    this.#options.onCells?.(this.#table(number).main.length * rows)
  }
}

/** The precompile that table `number` belongs to, by its index, and how the table is filled. */
function precompileTable({ precompiles }: Machine, number: number) {
  const all = precompiles.flatMap(({ tables }, index) => tables.map(({ fill }) => ({ index, fill })))
  return all[number - coreTables.length]!
}

/** Writes rows of one table. */
class TableWriter {
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

/** Last access times of registers. The exit reads only a7 and a0: what the record says of a1 and a2 did not happen. */
function finalTimes(u32: Uint32Array, execution: RecordedExecution): Uint32Array {
  const time = execution.registers.time.slice()
  const last = lastEcall(execution)
  const clk = u32[last + FIELD.clk]!
  time[11] = clk - u32[last + FIELD.cGap]!
  time[12] = clk - u32[last + FIELD.dGap]!
  return time
}

const lastEcall = ({ records, classCounts }: RecordedExecution): number =>
  (records[ECALL]! >>> 2) + RECORD_WORDS * (classCounts[ECALL]! - 1)

function fillExit(writer: TableWriter, u32: Uint32Array, execution: RecordedExecution): void {
  const { row } = writer
  const { real, pc, clk, group, a7, code, time, written, unread, length } = exitColumns
  const { descriptors } = execution
  row.moveTo(0, lastEcall(execution))
  row.set(real, 1)
  row.set(pc, row.operand(0))
  row.set(clk, row.get('clk'))
  row.set(group, row.get('b') === SYSCALL.exitGroup ? 1 : 0)
  a7.fill(row, row.get('b'), row.get('bGap'))
  code.fill(row, row.get('aOld'), row.get('aGap'))
  row.set(time.publicInput, descriptors.time[FD.publicInput]!)
  row.set(time.publicOutput, descriptors.time[FD.publicOutput]!)
  row.set(time.privateInput, descriptors.time[FD.privateInput]!)
  row.setWord(written, descriptors.value[FD.publicOutput]!)
  row.setWord(unread, descriptors.value[FD.privateInput]!)
  row.setWord(length, descriptors.value[FD.privateInput]! + privateBytesRead(u32, execution))
}

function privateBytesRead(u32: Uint32Array, { records, classCounts }: RecordedExecution): number {
  let count = 0
  for (let k = 0; k < classCounts[TRANSFER_CLASS]!; k++) {
    if (u32[(records[TRANSFER_CLASS]! >>> 2) + RECORD_WORDS * k] === FD.privateInput) count++
  }
  return count
}

/** Rows of the boundary table: word numbers in order, and where the last value is (an index), or -1 for a link. */
export interface BoundaryEntries {
  readonly word: Uint32Array
  /** Index into the touched words; register cells follow from `REGISTERS_FROM` on; LINK for links. */
  readonly source: Uint32Array
}

const LINK = 0xffffffff
const REGISTERS_FROM = 0x80000000

/** All touched words and registers that the image does not have, with links to the image's bridges and the end. */
export function boundaryEntries(
  { image: initial, bridges: ofImage }: CompiledProgram,
  { touched, registers }: Execution,
): BoundaryEntries {
  const word: number[] = []
  const source: number[] = []
  const bridges = chainBridges(ofImage)
  let bridge = 0
  let last = ORDER_START
  const push = (number: number, from: number) => {
    word.push(number)
    source.push(from)
    last = number
  }
  // A bridge starts at the word before the image's: at a touched one, or else at a link.
  const crossBridges = (limit: number) => {
    for (; bridge < bridges.length && bridges[bridge]!.first <= limit; bridge++) {
      const { first, last: end } = bridges[bridge]!
      if (last !== first - 1) push(first - 1, LINK)
      last = end
    }
  }
  let at = 0
  const inImage = (address: number) => {
    while (at < initial.address.length && initial.address[at]! < address) at++
    return initial.address[at] === address
  }
  const visit = (address: number, index: number) => {
    crossBridges(address / 4)
    if (!inImage(address)) push(address / 4, index)
  }
  for (const [k, address] of touched.address.entries()) visit(address, k)
  registers.time.forEach((time, cell) => {
    if (time !== 0) visit(registerAddress(cell), REGISTERS_FROM + cell)
  })
  crossBridges(ORDER_END)
  push(ORDER_END, LINK)
  return { word: Uint32Array.from(word), source: Uint32Array.from(source) }
}

function fillBoundary(
  writer: TableWriter,
  entries: BoundaryEntries,
  bridges: readonly Bridge[],
  times: Uint32Array,
  execution: RecordedExecution,
): void {
  const { real, link, word, gap, time, last } = boundaryColumns
  const { touched, registers } = execution
  const bridgeEnds = new Map(chainBridges(bridges).map(({ first, last: end }) => [first - 1, end]))
  // Bridges may touch: that of an image which ends with memory leads to the guard's.
  const across = (number: number): number => {
    const end = bridgeEnds.get(number)
    return end === undefined ? number : across(end)
  }
  let previous = across(ORDER_START)
  entries.word.forEach((number, row) => {
    const source = entries.source[row]!
    writer.set(real, row, 1)
    writer.setWord(word, row, number)
    writer.setWord(gap, row, number - 1 - previous)
    previous = across(number)
    if (source === LINK) {
      writer.set(link, row, 1)
    } else if (source >= REGISTERS_FROM) {
      const cell = source - REGISTERS_FROM
      writer.set(time, row, times[cell]!)
      writer.setWord(last, row, registers.value[cell]!)
    } else {
      writer.set(time, row, touched.time[source]!)
      writer.setWord(last, row, touched.value[source]!)
    }
  })
}

function fillImage(
  writer: TableWriter,
  { image: initial }: CompiledProgram,
  times: Uint32Array,
  { touched, registers }: RecordedExecution,
): void {
  let at = 0
  initial.address.forEach((address, row) => {
    let [time, value] = [0, initial.value[row]!]
    if (address >= 4 * REGISTER_WORD) {
      const cell = address / 4 - REGISTER_WORD
      time = times[cell]!
      value = registers.value[cell]!
    } else {
      while (at < touched.address.length && touched.address[at]! < address) at++
      if (touched.address[at] === address) {
        time = touched.time[at]!
        value = touched.value[at]!
      }
    }
    writer.set(imageColumns.time, row, time)
    writer.setWord(imageColumns.last, row, value)
  })
}

function fillBumps(writer: TableWriter, u32: Uint32Array, { bumps, bumpCount }: RecordedExecution): void {
  const { real, address, time, value } = bumpColumns
  for (let row = 0; row < bumpCount; row++) {
    const at = (bumps >>> 2) + BUMP_WORDS * row
    writer.set(real, row, 1)
    writer.set(address, row, registerAddress(u32[at]!))
    writer.setWord(time, row, u32[at + 1]! + BUMP_STEP)
    writer.setWord(value, row, u32[at + 2]!)
  }
}

/** Multiplicities of the program table: how often each slot was executed. */
function countExecutions(
  u32: Uint32Array,
  column: number,
  { records, classCounts }: RecordedExecution,
): void {
  for (const number of [...families.keys(), CALL_CLASS]) {
    const first = records[number]! >>> 2
    for (let k = 0; k < classCounts[number]!; k++) u32[(column >>> 2) + u32[first + RECORD_WORDS * k]!]!++
  }
}

/** Where the lookup table counts a tuple: an affine form of its entries, from the start of a column on. */
const LOOKUPS = [
  { bus: BITS, column: 0, size: 2 ** (LOOKUP_LOG_HEIGHT + 1), weights: [1, 1] },
  { bus: XOR, column: 2, size: 2 ** LOOKUP_LOG_HEIGHT, weights: [256, 1, 0] },
]

/** Counts all lookups of a table into the multiplicities of the lookup table. */
function countTableLookups(
  engine: Engine,
  { main, interactions }: Table,
  number: number,
  columns: ReadonlyMap<number, number>,
  height: number,
): void {
  const { memory } = engine
  const list = memory.alloc(4 * main.length)
  main.forEach((_, k) => {
    memory.u32[(list >>> 2) + k] = columns.get(number)! + 4 * k * height
  })
  for (const interaction of interactions) {
    const target = LOOKUPS.find(({ bus }) => bus === interaction.bus)
    if (target === undefined) continue
    const histogram = columns.get(tableNumber(lookup))! + 4 * target.column * 2 ** LOOKUP_LOG_HEIGHT
    const index = placeForm(engine, indexForm(interaction, target.weights))
    const { constant, terms } = affineForm(interaction.multiplicity)
    const multiplicity = placeForm(engine, { constant, terms: columnTerms(interaction, terms) })
    engine.call('countLookups', histogram, target.size, list, index, multiplicity, 0, height)
    memory.free(index)
    memory.free(multiplicity)
  }
  memory.free(list)
}

interface Form {
  readonly constant: number
  readonly terms: Map<number, number>
}

function indexForm({ tuple, ...interaction }: Interaction, weights: readonly number[]): Form {
  let constant = 0
  const terms = new Map<number, number>()
  tuple.forEach((entry, k) => {
    const form = affineForm(entry)
    constant = F.add(constant, F.mul(form.constant, weights[k]!))
    for (const [column, c] of columnTerms({ tuple, ...interaction }, form.terms)) {
      terms.set(column, F.add(terms.get(column) ?? 0, F.mul(c, weights[k]!)))
    }
  })
  return { constant, terms }
}

/** From node ids to main column numbers; lookups do not depend on preprocessed columns. */
function columnTerms(
  { multiplicity: { graph } }: Interaction,
  terms: ReadonlyMap<number, number>,
): Map<number, number> {
  return new Map(
    [...terms].map(([id, weight]) => {
      const node = graph.nodes[id]!
      if (node.kind !== 'column' || node.of !== 'main')
        throw new TypeError('a lookup of something else than main columns')
      return [node.index, weight]
    }),
  )
}

function placeForm({ memory }: Engine, { constant, terms }: Form): number {
  const used = [...terms].filter(([, weight]) => weight !== 0)
  const pointer = memory.alloc(8 + 8 * used.length)
  memory.u32.set([used.length, constant, ...used.flat()], pointer >>> 2)
  return pointer
}
