/** What a proof will need: known after an execution, before anything is proved. */
import type { CompiledProgram } from '../machine/compile.ts'
import { tableName } from '../machine/machine.ts'
import type { ShapeChoice } from '../machine/shape-menu.ts'
import { publicTuples } from '../machine/statement.ts'
import { tableSizes, tableWidth } from '../machine/trace/sizes.ts'
import type { VerifyingKey } from '../machine/verifying-key.ts'
import { checkMultiplicities, countTuples } from '../stark/security/limits.ts'
import { type SecurityReport, securityReport } from '../stark/security.ts'
import { createShape, SALT_ELEMENTS, type Shape } from '../stark/shape.ts'
import type { LimpidError } from '../util/errors.ts'
import type { Execution } from '../vm/execution.ts'
import { MemoryLimitError, TooLargeError, UnreadInputError } from './errors.ts'
import { exceeds, memoryNeeds } from './memory.ts'
import type { ByPhase } from './progress.ts'
import type { Run } from './prover.ts'
import { expectedTimes } from './work.ts'

/** One table of a proof. */
export interface TablePlan {
  /** The family or purpose; the second table of a family says so. */
  readonly name: string
  /** Rows that hold something. */
  readonly rows: number
  /** Rows that are committed: a power of two, and public. */
  readonly height: number
  /** Committed base-field columns: main ones, and four for every fraction column. */
  readonly columns: number
  /** height * columns. */
  readonly cells: number
}

/** What is known of a proof before it is made. */
export interface Plan extends Run {
  /** Instructions and moved bytes. */
  readonly steps: number
  /** Bytes of public input that the program leaves unread; there is a proof only if there are none. */
  readonly unreadPublicInput: number
  /** Name of the program's profile. */
  readonly profile: string
  /** By cells, most first. */
  readonly tables: readonly TablePlan[]
  /** Committed cells; padding, blinding messages and running sums included. */
  readonly cells: number
  readonly cellsPerCycle: number
  /** The same for rows that hold something. */
  readonly usedCellsPerCycle: number
  /** Bytes of memory that the proof will need at its peak, estimated. */
  readonly memoryBytes: number
  /** Time that the proof will take with this prover, estimated from its size and from the proofs made before. */
  readonly milliseconds: number
  /** The same by phase. */
  readonly phases: ByPhase
  /** Proven security of the proof; undefined if there cannot be one. */
  readonly security: SecurityReport | undefined
  /** Why there cannot be a proof, as `prove` would say it; undefined if there can. */
  readonly obstacle: { readonly code: string; readonly message: string } | undefined
}

/** Heights to count with: what is too tall for a proof still has a size. */
const TALLEST = 27

/** What a prover knows of itself. */
export interface Means {
  readonly threads: number
  /** Bytes of memory it may use. */
  readonly limit: number
  /** How much slower than expected phases were, by the last proof. */
  readonly pace: ByPhase
}

/** A plan, and the shape that the proof will have. */
export interface Planned {
  readonly plan: Plan
  readonly shape: Shape
  /** Why there cannot be a proof. */
  readonly error: LimpidError | undefined
}

/** Plans the proof of an execution. */
export function planProof(
  key: VerifyingKey,
  compiled: CompiledProgram,
  counted: Execution,
  publicInput: Uint8Array,
  choice: ShapeChoice | undefined,
  means: Means,
): Planned {
  const { parameters } = key
  const { machine } = compiled
  const { counts, heights } = tableSizes(compiled, counted, parameters.minLogHeight, choice)
  const tooTall = heights.some((logHeight) => logHeight !== undefined && logHeight > parameters.maxLogHeight)
  const bounds = tooTall ? { ...parameters, maxLogHeight: TALLEST } : parameters
  const shape = createShape(machine, bounds, heights)
  const tables = heights.flatMap((logHeight, number): TablePlan[] => {
    if (logHeight === undefined) return []
    const table = machine.tables[number]!
    const [columns, height] = [tableWidth(table), 2 ** logHeight]
    return [
      { name: tableName(number, table), rows: counts[number]!, height, columns, cells: columns * height },
    ]
  })
  const { output, exitCode, cycles, stderr, steps, unreadPublicInput } = counted
  const cells = committedCells(shape)
  const used = tables.reduce((sum, { rows, columns }) => sum + rows * columns, 0)
  const memoryBytes = memoryNeeds(shape, counted, means.threads)
  const times = expectedTimes(shape, counted, means)
  const tuples = publicTuples(key.entry, key.bridges, { publicInput, output, exitCode })
  const error = obstacleTo(key, shape, counted, tuples, memoryBytes, means.limit)
  const plan: Plan = {
    output,
    exitCode,
    cycles,
    stderr,
    steps,
    unreadPublicInput,
    profile: parameters.name,
    tables: tables.sort((a, b) => b.cells - a.cells),
    cells,
    cellsPerCycle: cells / cycles,
    usedCellsPerCycle: used / cycles,
    memoryBytes,
    milliseconds: Object.values(times).reduce((sum, time) => sum + time, 0),
    phases: times,
    security: error === undefined ? securityReport(shape, { publicTuples: tuples.length }) : undefined,
    obstacle: error === undefined ? undefined : { code: error.code, message: error.message },
  }
  return { plan, shape, error }
}

function obstacleTo(
  { parameters }: VerifyingKey,
  shape: Shape,
  { cycles, unreadPublicInput }: Execution,
  tuples: ReturnType<typeof publicTuples>,
  needs: number,
  limit: number,
): LimpidError | undefined {
  if (unreadPublicInput > 0) return new UnreadInputError(unreadPublicInput)
  const { maxLogHeight } = parameters
  const tall = shape.classes.flatMap((own) => own.tables).find(({ logHeight }) => logHeight > maxLogHeight)
  if (tall !== undefined)
    return new TooLargeError(
      cycles,
      `more than ${2 ** maxLogHeight} rows of table ${tableName(tall.number, tall.table)}`,
    )
  const excess = checkMultiplicities(shape, countTuples(tuples))
  if (excess !== undefined) return new TooLargeError(cycles, excess)
  return exceeds(needs, limit) ? new MemoryLimitError(needs, limit) : undefined
}

/** Committed base-field cells of main and aux trees, without salts. */
export const committedCells = ({ trees }: Shape): number =>
  trees
    .filter(({ name }) => name === 'main' || name === 'aux')
    .flatMap(({ links, salted }) =>
      links.map(({ logHeight, columns }, k) => {
        const salts = salted && k === links.length - 1 ? SALT_ELEMENTS : 0
        return (columns - salts) * 2 ** logHeight
      }),
    )
    .reduce((sum, cells) => sum + cells, 0)
