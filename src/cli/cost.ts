/** What a proof of a run would cost: rows and cells of every table, and memory. */
import { createWasmEngine } from '../engine/wasm/engine.ts'
import { kernelBytes } from '../engine/wasm/kernels.ts'
import { DEGREE } from '../field/quartic.ts'
import type { Program } from '../index.ts'
import { TRANSFER_CLASS } from '../machine/compile.ts'
import { families } from '../machine/families.ts'
import { machineTables, tableNumber } from '../machine/machine.ts'
import { machineSystem } from '../machine/system.ts'
import { boundary } from '../machine/tables/boundary.ts'
import { bump } from '../machine/tables/bump.ts'
import { exit } from '../machine/tables/exit.ts'
import { transfer } from '../machine/tables/transfer.ts'
import { heightsFor, tableWidth } from '../machine/trace.ts'
import { createShape, type LinkShape, SALT_ELEMENTS, type Shape } from '../stark/shape.ts'
import { executor } from '../vm/execute.ts'
import type { Execution, ExecutionOptions } from '../vm/execution.ts'

export interface TableCost {
  readonly name: string
  /** Rows that hold something; all rows of tables whose rows do not depend on the execution. */
  readonly rows: number
  readonly height: number
  /** Committed base-field columns: main, and 4 for every fraction column. */
  readonly columns: number
  readonly cells: number
}

/** The name of a table; the second one of a family is marked. */
export function tableLabel(number: number): string {
  const table = machineTables[number]!
  return tableNumber(table) === number ? table.name : `${table.name} (second)`
}

export interface Cost {
  readonly cycles: number
  readonly steps: number
  readonly exitCode: number
  readonly unreadPublicInput: number
  readonly tables: readonly TableCost[]
  /** Committed cells; padding, blinding messages and running sums included. */
  readonly cells: number
  readonly cellsPerCycle: number
  /** Cells of rows that hold something, for each cycle. */
  readonly usedCellsPerCycle: number
  /** Bytes of engine memory that a proof will need, estimated. */
  readonly memoryBytes: number
}

/** Executes a program and counts. @throws {TrapError} */
export async function measureCost(program: Program, options: ExecutionOptions): Promise<Cost> {
  const { compiled, key } = program
  const engine = await createWasmEngine(await WebAssembly.compile(kernelBytes()))
  const execution = await executor.count(engine, compiled.executable, compiled.plan, options)
  const heights = heightsFor(compiled, execution, key.parameters.minLogHeight)
  const shape = createShape(machineSystem, key.parameters, heights)
  const tables = shape.classes
    .flatMap((own) => own.tables)
    .map(({ number, logHeight }): TableCost => {
      const columns = tableWidth(number)
      const height = 2 ** logHeight
      const rows = rowsOf(number, execution, heights)
      return { name: tableLabel(number), rows, height, columns, cells: columns * height }
    })
  const cells = committedCells(shape)
  const used = tables.reduce((sum, { rows, columns }) => sum + rows * columns, 0)
  const { cycles, steps, exitCode, unreadPublicInput } = execution
  return {
    cycles,
    steps,
    exitCode,
    unreadPublicInput,
    tables: tables.sort((a, b) => b.cells - a.cells),
    cells,
    cellsPerCycle: cells / cycles,
    usedCellsPerCycle: used / cycles,
    memoryBytes: estimateMemory(shape),
  }
}

/** Rows that hold something. The last ecall is the exit, which has a table of its own. */
function rowsOf(
  number: number,
  { classCounts, bumpCount, touched }: Execution,
  heights: readonly (number | undefined)[],
): number {
  const height = 2 ** heights[number]!
  if (number < 2 * families.length) {
    const first = number % families.length
    const all = classCounts[first]! - (families[first]!.name === 'ecall' ? 1 : 0)
    return number === first ? Math.min(all, height) : all - 2 ** heights[first]!
  }
  const counts = new Map([
    [tableNumber(transfer), classCounts[TRANSFER_CLASS]!],
    [tableNumber(exit), 1],
    [tableNumber(bump), bumpCount],
    [tableNumber(boundary), touched.address.length],
  ])
  return counts.get(number) ?? height
}

/** As in the statistics of a proof: without salts. */
const committedCells = ({ trees }: Shape): number =>
  trees
    .filter(({ name }) => name === 'main' || name === 'aux')
    .flatMap(({ links }) => links.map((link, k) => (k === links.length - 1 ? unsalted(link) : link)))
    .reduce((sum, { logHeight, columns }) => sum + columns * 2 ** logHeight, 0)

const unsalted = (link: LinkShape): LinkShape => ({ ...link, columns: link.columns - SALT_ELEMENTS })

const ELEMENT_BYTES = 4
const DIGEST_BYTES = 32
/** Coefficients, next to the domain columns, of everything that is committed. */
const COEFFICIENTS = 1

/** E columns on the tallest domain that are in use while the quotient and the opened word are made. */
const WORKSPACE = 3

/** Domain columns and coefficients of all trees, two digests for each leaf, twiddles, and workspace. */
function estimateMemory({ trees, parameters, logHeight }: Shape): number {
  const blowup = 2 ** parameters.logBlowup
  const columns = trees
    .flatMap(({ links }) => links)
    .reduce((sum, link) => sum + link.columns * 2 ** link.logHeight * (blowup + COEFFICIENTS), 0)
  const digests = trees.reduce((sum, tree) => sum + 2 * blowup * 2 ** tree.logHeight, 0)
  const twiddles = 2 * ELEMENT_BYTES * DEGREE * blowup * 2 ** logHeight
  const workspace = WORKSPACE * ELEMENT_BYTES * DEGREE * blowup * 2 ** logHeight
  return ELEMENT_BYTES * columns + DIGEST_BYTES * digests + twiddles + workspace
}
