/**
 * The menu of shapes: heights that follow from the program and the name of a shape alone, so that a proof
 * padded to one tells of its execution only that it fits.
 *
 * A shape has room for 2^logCycles cycles of a usual mix of instructions. Every family that occurs in the
 * program's code has one table, and so have transfer, boundary and bump, whether they have rows or not; the
 * second tables of families are absent. Which precompiles are called is revealed: the tables of those that are have one
 * height in each shape, too, and the others are absent.
 */
import { LimpidError } from '../util/errors.ts'
import { type CompiledProgram, logHeightFor } from './compile.ts'
import { families } from './families.ts'
import { coreTables, tableNumber } from './machine.ts'
import { boundary } from './tables/boundary.ts'
import { bump } from './tables/bump.ts'
import { call } from './tables/call.ts'
import { transfer } from './tables/transfer.ts'

/** Log cycles by name, ascending. Neighbours differ by a factor of 4. */
export const SHAPES = { tiny: 14, small: 16, medium: 18, large: 20 } as const

export type ShapeName = keyof typeof SHAPES

export const shapeNames = Object.keys(SHAPES) as readonly ShapeName[]

/** `auto` is the least shape that fits, which then is what a proof reveals. */
export type ShapeChoice = ShapeName | 'auto'

/**
 * A family may make up 2^-share of the cycles. A program that needs more of one family takes the next shape;
 * more room would be padding in all other proofs.
 */
const SHARES: Readonly<Record<string, number>> = {
  addi: 1,
  logic: 1,
  slli: 1,
  add: 2,
  beqz: 2,
  beq: 2,
  blt: 2,
  lw: 2,
  sw: 2,
  load: 2,
  jump: 3,
  constant: 3,
  logici: 3,
  shift: 3,
  slt: 3,
  store: 3,
  mul: 3,
  jalr: 4,
  mulh: 4,
  div: 4,
  ecall: 5,
}

/** The same for moved bytes, for touched words outside the program's image, and for pauses of registers. */
const SUPPORT_SHARES = [
  { table: transfer, share: 4 },
  { table: boundary, share: 4 },
  { table: bump, share: 8 },
] as const

/** The same for calls of precompiles and for each of their tables. */
const CALL_SHARE = 5
const PRECOMPILE_SHARE = 4

/**
 * The execution has more rows of a table than the shape has room for.
 *
 * @example
 * const isTooSmall = (error: unknown) => error instanceof ShapeTooSmallError && error.next
 * const { proof } = await prover.prove(program, { privateInput, shape: 'tiny' })
 */
export class ShapeTooSmallError extends LimpidError {
  /** The least shape that fits. */
  readonly next: ShapeName | undefined

  constructor(shape: ShapeChoice, table: string, rows: number, next: ShapeName | undefined) {
    const what = shape === 'auto' ? 'no shape is large enough' : `the run does not fit shape ${shape}`
    const advice = next === undefined ? 'prove a shorter run, or without a shape' : `use shape ${next}`
    super('SHAPE_TOO_SMALL', `${what} (${rows} rows of table ${table}): ${advice}`)
    this.name = 'ShapeTooSmallError'
    this.next = next
  }
}

/**
 * Log heights by table number of the tables whose rows depend on the execution; the others are left out. `rows` tell
 * which precompiles are called.
 */
export function menuHeights(
  { plan, machine: { tables } }: CompiledProgram,
  shape: ShapeName,
  minLogHeight: number,
  rows: readonly number[] = [],
): ReadonlyMap<number, number | undefined> {
  const height = (share: number) => logHeightFor(2 ** (SHAPES[shape] - share), minLogHeight)
  const occurring = new Set(plan.cls)
  const heights = new Map<number, number | undefined>()
  families.forEach(({ name }, number) => {
    heights.set(number, occurring.has(number) ? height(SHARES[name]!) : undefined)
  })
  for (const { table, share } of SUPPORT_SHARES) heights.set(tableNumber(table), height(share))
  const calls = (number: number, share: number) =>
    heights.set(number, (rows[number] ?? 0) > 0 ? height(share) : undefined)
  calls(tableNumber(call), CALL_SHARE)
  for (let number = coreTables.length; number < tables.length; number++) calls(number, PRECOMPILE_SHARE)
  return heights
}

/**
 * The log heights of a shape of the menu for tables with so many rows, none of them in a second table.
 *
 * @throws {ShapeTooSmallError}
 */
export function heightsInShape(
  compiled: CompiledProgram,
  rows: readonly number[],
  choice: ShapeChoice,
  minLogHeight: number,
): (number | undefined)[] {
  const overflow = (shape: ShapeName) => {
    const heights = menuHeights(compiled, shape, minLogHeight, rows)
    return [...heights].find(([number, height]) => rows[number]! > (height === undefined ? 0 : 2 ** height))
  }
  const fitting = shapeNames.find((shape) => overflow(shape) === undefined)
  const shape = choice === 'auto' ? fitting : choice
  const excess = overflow(shape ?? 'large')
  if (shape === undefined || excess !== undefined) {
    const [number] = excess!
    throw new ShapeTooSmallError(choice, compiled.machine.tables[number]!.name, rows[number]!, fitting)
  }
  const heights = menuHeights(compiled, shape, minLogHeight, rows)
  return rows.map((count, number) => {
    if (heights.has(number)) return heights.get(number)
    return count === 0 ? undefined : logHeightFor(count, minLogHeight)
  })
}
