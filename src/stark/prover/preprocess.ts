/** Preprocessed trees: the columns that are part of a verifying key, interpolated, extended and committed once. */
import type { PreprocessedTree } from '../../air/table.ts'
import type { Engine } from '../../engine/contract.ts'
import { type Columns, domainOf, extendColumns, interpolateColumns, type Twiddles } from './columns.ts'
import { CommittedTree } from './tree.ts'

/** The preprocessed columns of one table. */
export interface PreprocessedTable {
  readonly number: number
  readonly logHeight: number
  readonly columns: readonly Uint32Array[]
}

export interface Preprocessed {
  readonly name: PreprocessedTree
  readonly tree: CommittedTree
  /** By table number: pointers to trace columns, and the committed columns. */
  readonly tables: ReadonlyMap<number, { readonly trace: readonly number[]; readonly columns: Columns }>
  free(): void
}

/** Commits the tables of one tree; the order within a height is that of the table numbers. */
export async function preprocess(
  engine: Engine,
  twiddles: Twiddles,
  logBlowup: number,
  name: PreprocessedTree,
  tables: readonly PreprocessedTable[],
): Promise<Preprocessed> {
  const { memory } = engine
  const out = new Map<number, { trace: number[]; columns: Columns }>()
  for (const { number, logHeight, columns } of tables) {
    const height = 2 ** logHeight
    const count = columns.length
    const trace = memory.alloc(4 * count * height)
    const coefficients = memory.alloc(4 * count * height)
    columns.forEach((column, k) => {
      memory.u32.set(column, (trace >>> 2) + k * height)
      memory.u32.set(column, (coefficients >>> 2) + k * height)
    })
    await interpolateColumns(engine, twiddles, coefficients, coefficients, count, logHeight)
    const extended = await extendColumns(engine, twiddles, {
      logHeight,
      count,
      coefficients,
      tail: 0,
      tailLength: 0,
      tailKind: 'mask',
    })
    out.set(number, { trace: columns.map((_, k) => trace + 4 * k * height), columns: extended })
  }
  const heights = [...new Set(tables.map(({ logHeight }) => logHeight))].sort((a, b) => a - b)
  const links = heights.map((logHeight) => ({
    logHeight,
    columns: [...tables]
      .sort((a, b) => a.number - b.number)
      .filter((table) => table.logHeight === logHeight)
      .flatMap(({ number, columns }) =>
        columns.map((_, k) => domainOf(out.get(number)!.columns, k, logBlowup)),
      ),
  }))
  const tree = await CommittedTree.build(engine, links, logBlowup)
  const free = () => {
    tree.free()
    for (const { trace, columns } of out.values()) {
      for (const pointer of [trace[0]!, columns.coefficients, columns.domain]) memory.free(pointer)
    }
  }
  return { name, tree, tables: out, free }
}
