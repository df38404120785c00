/** Fills the traces of all tables from a recorded execution. */
import type { Table } from '../../air/table.ts'
import { giveWay, TURN_MS } from '../../engine/abortable.ts'
import type { Engine } from '../../engine/contract.ts'
import type { RecordedExecution } from '../../vm/execution.ts'
import { RECORD_WORDS } from '../../vm/record.ts'
import { CALL_CLASS, type CompiledProgram, TRANSFER_CLASS } from '../compile.ts'
import { families } from '../families.ts'
import { coreTables, type Machine, tableNumber } from '../machine.ts'
import { CallRecord } from '../precompiles/precompile.ts'
import type { Row } from '../row.ts'
import type { ShapeChoice } from '../shape-menu.ts'
import { boundary } from '../tables/boundary.ts'
import { bump } from '../tables/bump.ts'
import { call, fillCall } from '../tables/call.ts'
import { exit } from '../tables/exit.ts'
import { image } from '../tables/image.ts'
import { lookup } from '../tables/lookup.ts'
import { program } from '../tables/program.ts'
import { fillTransfer, transfer } from '../tables/transfer.ts'
import { type BoundaryEntries, boundaryEntries, fillBoundary, fillImage } from './boundary.ts'
import { countTableLookups } from './lookups.ts'
import { type RowCounts, sizesFor } from './sizes.ts'
import { countExecutions, fillBumps, fillExit, finalTimes } from './support.ts'
import { TableWriter } from './writer.ts'

/** Main traces by table number, all columns of a table one after the other, and their log heights. */
export interface Traces {
  readonly columns: Map<number, number>
  readonly heights: readonly (number | undefined)[]
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
