/** What a proof of a run would cost: rows and cells of every table, and memory. */
import { createWasmEngine } from '../engine/wasm/engine.ts'
import { kernelBytes } from '../engine/wasm/kernels.ts'
import { DEGREE } from '../field/quartic.ts'
import type { Program } from '../index.ts'
import { machineSystem } from '../machine/system.ts'
import { heightsFor } from '../machine/trace.ts'
import { createShape, type Shape } from '../stark/shape.ts'
import { executor } from '../vm/execute.ts'
import type { Execution, ExecutionOptions } from '../vm/execution.ts'

export interface TableCost {
  readonly name: string
  /** Rows that hold something, where that follows from the execution's counts; else the height. */
  readonly rows: number
  readonly height: number
  /** Committed base-field columns: main, and 4 for every fraction column. */
  readonly columns: number
  readonly cells: number
}

export interface Cost {
  readonly cycles: number
  readonly steps: number
  readonly exitCode: number
  readonly unreadPublicInput: number
  readonly tables: readonly TableCost[]
  /** Committed cells, padding, masks' messages, running sums and salts included. */
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
    .map(({ number, table, logHeight, groups }): TableCost => {
      const columns = table.main.length + DEGREE * groups.length
      const height = 2 ** logHeight
      const rows = Math.min(height, rowsOf(table.name, number, execution, height))
      return { name: table.name, rows, height, columns, cells: columns * height }
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

function rowsOf(
  name: string,
  number: number,
  { classCounts, bumpCount, touched }: Execution,
  height: number,
): number {
  if (number < classCounts.length && classCounts[number]! > 0) return classCounts[number]!
  if (name === 'exit') return 1
  if (name === 'bump') return bumpCount
  return name === 'boundary' ? touched.address.length : height
}

const committedCells = ({ trees }: Shape): number =>
  trees
    .filter(({ name }) => name === 'main' || name === 'aux')
    .flatMap(({ links }) => links)
    .reduce((sum, { logHeight, columns }) => sum + columns * 2 ** logHeight, 0)

const ELEMENT_BYTES = 4
const DIGEST_BYTES = 32
/** Coefficients, next to the domain columns, of everything that is committed. */
const COEFFICIENTS = 1

/** Domain columns and coefficients of all trees, two digests for each leaf, and twiddles. */
function estimateMemory({ trees, parameters, logHeight }: Shape): number {
  const blowup = 2 ** parameters.logBlowup
  const columns = trees
    .flatMap(({ links }) => links)
    .reduce((sum, link) => sum + link.columns * 2 ** link.logHeight * (blowup + COEFFICIENTS), 0)
  const digests = trees.reduce((sum, tree) => sum + 2 * blowup * 2 ** tree.logHeight, 0)
  const twiddles = 2 * ELEMENT_BYTES * DEGREE * blowup * 2 ** logHeight
  return ELEMENT_BYTES * columns + DIGEST_BYTES * digests + twiddles
}
