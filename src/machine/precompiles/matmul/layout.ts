/** Sizes of a matrix product, its arguments, and what the tables tell each other. */
import { type Bus, defineBus } from '../../../air/bus.ts'
import type { Column, Expression } from '../../../air/expression.ts'
import type { TableBuilder } from '../../../air/table.ts'

export const NUMBER = 0x1004

/** Rows of either matrix in a block, and bytes of each. */
export const TILE = 4
export const CHUNK = 16

/** Steps of the clock that a call takes, and the ticks in it at which arguments, matrices and result are accessed. */
export const STEPS = 1
export const TICK = { arguments: 0, a: 1, b: 2, c: 3 } as const

/** Words that the pointer points to, in this order. */
export const ARGUMENTS = ['c', 'a', 'b', 'rows', 'columns', 'length', 'accumulate'] as const

/** Rows and columns of the result are below 2^16; rows of the matrices have 16 to 2^15 bytes, in multiples of 16. */
export const MAX_SIDE = 2 ** 16 - 1
export const CHUNK_BITS = 11
export const MAX_LENGTH = CHUNK * 2 ** CHUNK_BITS

/**
 * Messages of a call about the block of the result that begins at address c, which is in no other block. A part is a
 * number of bytes that are left, a multiple of 16, plus 0 to 3 for what is summed up, or 4 and 5 for a block to be made. Part
 * 6 has the sums of a row of a block that begins at c.
 */
export const MATMUL: Bus = defineBus(NUMBER, 'matmul', ['clk', 'c', 'part', 'x0', 'x1', 'x2', 'x3', 'x4'])
export const BLOCK_PARTS = [4, 5] as const
export const ROW_PART = 6

/** At a time, memory has these signed bytes: those from 6 g on of 16 at an address, g being added to it. */
export const CHUNKS: Bus = defineBus(2 ** 16 + NUMBER, 'matmul chunks', [
  'time',
  'address + g',
  's0',
  's1',
  's2',
  's3',
  's4',
  's5',
])

/** Bytes of a chunk in groups, the last one filled with zeros. */
export function chunkGroups<T>(chunk: readonly T[]): (T | number)[][] {
  return [0, 6, 12].map((from) => [...chunk.slice(from, from + 6), 0, 0].slice(0, 6))
}

/** `TILE` flags, of which the first ones are 1: at least one if `real` is 1, none otherwise. */
export interface Prefix {
  readonly flags: readonly Expression[]
  readonly count: Expression
  readonly columns: readonly Column[]
}

export function prefix(t: TableBuilder, name: string, real: Expression): Prefix {
  const columns = [1, 2, 3].map((k) => t.column(`${name}[${k}]`))
  const flags = [real, ...columns]
  for (const [k, column] of columns.entries()) {
    t.assertBoolean(`${name}[${k + 1}] is boolean`, column)
    t.assertZero(`${name}[${k + 1}] after the others`, column.times(flags[k]!.not()))
  }
  return { flags, columns, count: columns.reduce<Expression>((sum, column) => sum.plus(column), real) }
}

/** Two numbers from 1 to `TILE` in one. */
export const blockSize = (rows: Expression, columns: Expression): Expression => rows.plus(columns.times(8))

/** Whether to accumulate, and the words of a row, 1 to `TILE`, in one. */
export const rowKind = (accumulate: Expression, words: Expression): Expression =>
  accumulate.plus(words.times(2))
