/** How many rows the tables of an execution have, and how high they are. */
import type { Table } from '../../air/table.ts'
import { groupInteractions } from '../../stark/shape.ts'
import type { Execution } from '../../vm/execution.ts'
import { CALL_CLASS, type CompiledProgram, logHeightFor, TRANSFER_CLASS } from '../compile.ts'
import { ECALL, families } from '../families.ts'
import { coreTables, type Machine, secondNumber } from '../machine.ts'
import { heightsInShape, type ShapeChoice } from '../shape-menu.ts'
import { boundary } from '../tables/boundary.ts'
import { bump } from '../tables/bump.ts'
import { call } from '../tables/call.ts'
import { exit } from '../tables/exit.ts'
import { image } from '../tables/image.ts'
import { LOOKUP_LOG_HEIGHT, lookup } from '../tables/lookup.ts'
import { program } from '../tables/program.ts'
import { transfer } from '../tables/transfer.ts'
import { boundaryEntries } from './boundary.ts'

/** Rows of every table by number; 0 for tables that an execution leaves empty. */
export type RowCounts = readonly number[]

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

export function sizesFor(
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
