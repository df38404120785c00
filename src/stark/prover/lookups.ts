/** LogUp columns: fraction columns per table, then one running sum and its total per height class. */

import { BLINDING } from '../../air/blinding.ts'
import type { Engine } from '../../engine/contract.ts'
import * as F from '../../field/koalabear.ts'
import * as E from '../../field/quartic.ts'
import { fingerprint, type LookupChallenges } from '../logup.ts'
import type { ClassShape } from '../shape.ts'
import { pointerList, slices } from './columns.ts'
import { placeDescriptor } from './descriptor.ts'

/** Rows per job: a multiple of the kernels' blocks. */
const SLICE = 1 << 10

export interface TableColumns {
  /** Trace values of the preprocessed and then the main columns. */
  readonly pointers: readonly number[]
}

/**
 * Fills `target`, E columns of the class's height one after the other: the fraction columns of its tables, then sigma.
 * `u` is the class's blinding message. Returns the class's sum.
 */
export async function lookupColumns(
  engine: Engine,
  own: ClassShape,
  challenges: LookupChallenges,
  tables: readonly TableColumns[],
  u: E.Ext,
  target: number,
): Promise<E.Ext> {
  const height = 2 ** own.logHeight
  const stride = 4 * height
  let phi = target
  const jobs: number[][] = []
  const blocks: number[] = []
  for (const [k, shaped] of own.tables.entries()) {
    const descriptor = placeDescriptor(engine, shaped, challenges, undefined)
    const columns = pointerList(engine, tables[k]!.pointers)
    blocks.push(descriptor, columns)
    if (shaped.groups.length > 0) {
      for (const { row, rows } of slices(height, SLICE))
        jobs.push([descriptor, columns, phi, stride, row, rows])
    }
    phi += E.DEGREE * stride * shaped.groups.length
  }
  // One batch for all tables: the small ones are a single job each.
  await engine.run('fractions', jobs)
  for (const block of blocks) engine.memory.free(block)
  const sigma = phi
  const count = (sigma - target) / (E.DEGREE * stride)
  // The first row's step contains the blinding message besides the fractions.
  const blinding = E.inv(fingerprint(challenges, BLINDING, u.map(E.fromBase)))
  const totals = engine.memory.alloc(4 * E.DEGREE)
  const coordinates = Array.from({ length: E.DEGREE }, (_, c) => sigma + c * stride)
  const lists = coordinates.map((_, c) =>
    pointerList(
      engine,
      Array.from({ length: count }, (_, k) => target + (E.DEGREE * k + c) * stride),
    ),
  )
  await engine.run(
    'sumColumns',
    coordinates.flatMap((coordinate, c) =>
      slices(height, 1 << 13).map(({ row, rows }) => [coordinate, lists[c]!, count, row, rows]),
    ),
  )
  for (const list of lists) engine.memory.free(list)
  const { u32 } = engine.memory
  coordinates.forEach((coordinate, c) => {
    u32[coordinate >>> 2] = F.add(u32[coordinate >>> 2]!, blinding[c]!)
  })
  await engine.run(
    'prefixSum',
    coordinates.map((coordinate, c) => [coordinate, height, totals + 4 * c]),
  )
  const sum = E.read(engine.memory.u32, totals >>> 2)
  engine.memory.free(totals)
  const mean = E.div(sum, E.fromBase(height))
  await engine.run(
    'addRamp',
    coordinates.map((coordinate, c) => [coordinate, height, F.neg(mean[c]!)]),
  )
  return sum
}
