/** Out-of-domain values and the DEEP word that FRI starts from. */
import type { Engine } from '../../engine/contract.ts'
import * as F from '../../field/koalabear.ts'
import * as E from '../../field/quartic.ts'
import { cosetStart } from '../../poly/domain.ts'
import { bitReverseIndex } from '../../poly/polynomial.ts'
import type { Opening, Shape } from '../shape.ts'
import {
  type Columns,
  coefficientsOf,
  extendColumns,
  pointerList,
  slices,
  type Twiddles,
  tailOf,
} from './columns.ts'

/** Finds the columns that an opening is about, by tree, link and column; the column is relative to the result. */
export type Lookup = (opening: Opening) => { columns: Columns | Omit<Columns, 'domain'>; column: number }

/** The values of all openings, in the shape's order. */
export async function openedValues(
  engine: Engine,
  shape: Shape,
  zeta: E.Ext,
  find: Lookup,
): Promise<E.Ext[]> {
  const { memory } = engine
  const points = new Map<number, { at: number; power: E.Ext }[]>()
  for (const { logHeight } of shape.classes) {
    const own = E.squareTimes(zeta, shape.logHeight - logHeight)
    const both = [own, E.scale(own, F.rootOfUnity(logHeight))].map((value) => {
      const at = memory.alloc(16)
      memory.u32.set(value, at >>> 2)
      return { at, power: E.squareTimes(value, logHeight) }
    })
    points.set(logHeight, both)
  }
  const parts = shape.openings.flatMap((opening, index) => {
    const { columns, column } = find(opening)
    const count = opening.extension ? E.DEGREE : 1
    return Array.from({ length: count }, (_, c) => ({
      index,
      c,
      columns,
      column: column + c,
      point: points.get(opening.logHeight)![opening.point]!,
    }))
  })
  // Tails are polynomials like the others once they are padded and in bit-reversed order.
  const tails = parts.filter(({ columns }) => columns.tailLength > 0)
  const logLengths = tails.map(({ columns }) => Math.max(2, Math.ceil(Math.log2(columns.tailLength))))
  const bytes = logLengths.reduce((sum, logLength) => sum + 4 * 2 ** logLength, 0)
  const padded = memory.alloc(bytes)
  const reversed = memory.alloc(bytes)
  memory.u8.fill(0, padded, padded + bytes)
  let offset = 0
  const places = tails.map(({ columns, column }, k) => {
    const from = tailOf(columns as Columns, column)
    memory.u8.copyWithin(padded + offset, from, from + 4 * columns.tailLength)
    const place = offset
    offset += 4 * 2 ** logLengths[k]!
    return place
  })
  await engine.run(
    'bitReverse',
    places.map((place, k) => [reversed + place, padded + place, logLengths[k]!]),
  )
  memory.free(padded)
  const results = memory.alloc(16 * (parts.length + tails.length))
  await engine.run('evaluateAt', [
    ...parts.map(({ columns, column, point }, k) => [
      results + 16 * k,
      coefficientsOf(columns as Columns, column),
      columns.logHeight,
      point.at,
    ]),
    ...tails.map(({ point }, k) => [
      results + 16 * (parts.length + k),
      reversed + places[k]!,
      logLengths[k]!,
      point.at,
    ]),
  ])
  const values: E.Ext[] = shape.openings.map(() => E.ZERO)
  const { u32 } = memory
  let next = (results >>> 2) + 4 * parts.length
  parts.forEach(({ index, c, columns, point }, k) => {
    let value = E.read(u32, (results >>> 2) + 4 * k)
    if (columns.tailLength > 0) {
      const factor = columns.tailKind === 'mask' ? E.sub(point.power, E.ONE) : point.power
      value = E.add(value, E.mul(E.read(u32, next), factor))
      next += 4
    }
    values[index] = E.add(values[index]!, E.mul(value, E.BASIS[c]!))
  })
  memory.free(reversed)
  for (const both of points.values()) for (const { at } of both) memory.free(at)
  memory.free(results)
  return values
}

/**
 * f_0 = R + sum over openings of coefficient * (F - value) / (x - point) on the tallest domain: an E column. Numerators
 * are combined as coefficients, per height and point, and only the combinations are extended.
 */
export async function deepWord(
  engine: Engine,
  shape: Shape,
  twiddles: Twiddles,
  zeta: E.Ext,
  values: readonly E.Ext[],
  coefficients: readonly E.Ext[],
  find: Lookup,
  random: Columns,
): Promise<number> {
  const { memory } = engine
  const { logHeight, openings } = shape
  const domain = twiddles.domain(logHeight)
  const stride = 4 * domain.size
  const points = [zeta, E.scale(zeta, F.rootOfUnity(logHeight))]
  const found = openings.map((opening, k) => ({
    ...find(opening),
    coefficient: coefficients[k]!,
    extension: opening.extension,
  }))
  // The tree still opens R, so the sum is written elsewhere.
  const word = memory.alloc(E.DEGREE * stride)
  for (const point of [0, 1] as const) {
    let lower: { logHeight: number; values: number } | undefined
    for (const { logHeight: own } of shape.classes) {
      const members = openings.flatMap((opening, k) =>
        opening.point === point && opening.logHeight === own ? [found[k]!] : [],
      )
      const combined = await combineMembers(engine, own, members)
      const extended = await extendColumns(engine, twiddles, combined)
      memory.free(combined.coefficients)
      memory.free(combined.tail)
      if (lower !== undefined) {
        const size = 2 ** (own + shape.parameters.logBlowup)
        const lowerSize = 2 ** (lower.logHeight + shape.parameters.logBlowup)
        const jobs: number[][] = []
        for (let c = 0; c < E.DEGREE; c++) {
          for (let coset = 0; coset < size / 2 ** own; coset++) {
            jobs.push([
              extended.domain + 4 * c * size,
              lower.values + 4 * c * lowerSize,
              own,
              lower.logHeight,
              coset,
              0,
              2 ** own,
            ])
          }
        }
        await engine.run('addLifted', jobs)
        memory.free(lower.values)
      }
      lower = { logHeight: own, values: extended.domain }
    }
    const value = openings.reduce(
      (sum, opening, k) => (opening.point === point ? E.add(sum, E.mul(coefficients[k]!, values[k]!)) : sum),
      E.ZERO,
    )
    const constants = memory.alloc(32)
    memory.u32.set([...value, ...points[point]!], constants >>> 2)
    const jobs: number[][] = []
    for (let coset = 0; coset < domain.size / domain.height; coset++) {
      const from = 4 * coset * domain.height
      const start = cosetStart(domain, coset)
      for (const { row, rows } of slices(domain.height, 1 << 13)) {
        jobs.push([
          word + from,
          stride,
          (point === 0 ? random.domain : word) + from,
          stride,
          lower!.values + from,
          stride,
          constants,
          constants + 16,
          logHeight,
          start,
          row,
          rows,
        ])
      }
    }
    await engine.run('deepQuotient', jobs)
    memory.free(constants)
    memory.free(lower!.values)
  }
  return word
}

/** Rows per job of short combinations: their work is in the number of columns. */
const LEAST_SLICE = 16

interface Member {
  readonly columns: Columns | Omit<Columns, 'domain'>
  readonly column: number
  readonly coefficient: E.Ext
  readonly extension: boolean
}

/** sum of coefficient * column as one E column of coefficients, with its tail from X^N on. */
async function combineMembers(
  engine: Engine,
  logHeight: number,
  members: readonly Member[],
): Promise<Omit<Columns, 'domain'>> {
  const { memory } = engine
  const height = 2 ** logHeight
  const coefficients = memory.alloc(4 * E.DEGREE * height)
  if (members.length === 0) memory.u8.fill(0, coefficients, coefficients + 4 * E.DEGREE * height)
  const parts = members.flatMap(({ columns, column, coefficient, extension }) =>
    Array.from({ length: extension ? E.DEGREE : 1 }, (_, c) => ({
      columns: columns as Columns,
      column: column + c,
      weight: E.mul(coefficient, E.BASIS[c]!),
    })),
  )
  const combine = async (
    own: typeof parts,
    target: number,
    stride: number,
    rows: number,
    accumulate: 0 | 1,
    at: (part: (typeof parts)[number]) => number,
  ) => {
    if (own.length === 0) return
    const list = pointerList(engine, own.map(at))
    const weights = memory.alloc(16 * own.length)
    memory.u32.set(
      own.flatMap(({ weight }) => [...weight]),
      weights >>> 2,
    )
    await engine.run(
      'combine',
      slices(rows, Math.max(LEAST_SLICE, Math.min(1 << 13, rows / 16))).map((slice) => [
        target,
        stride,
        list,
        weights,
        own.length,
        slice.row,
        slice.rows,
        accumulate,
      ]),
    )
    memory.free(list)
    memory.free(weights)
  }
  await combine(parts, coefficients, 4 * height, height, 0, ({ columns, column }) =>
    coefficientsOf(columns, column),
  )
  const tailLength = Math.max(4, ...parts.map(({ columns }) => columns.tailLength))
  const tail = memory.alloc(4 * E.DEGREE * tailLength)
  memory.u8.fill(0, tail, tail + 4 * E.DEGREE * tailLength)
  const lengths = [...new Set(parts.map(({ columns }) => columns.tailLength))].filter((length) => length > 0)
  let masked = 0
  for (const kind of ['mask', 'high'] as const) {
    for (const length of lengths) {
      const own = parts.filter(({ columns }) => columns.tailKind === kind && columns.tailLength === length)
      await combine(own, tail, 4 * tailLength, length, 1, ({ columns, column }) => tailOf(columns, column))
      if (kind === 'mask' && own.length > 0) masked = Math.max(masked, length)
    }
    if (kind === 'mask') subtractMask(memory.u32, coefficients, tail, tailLength, masked, logHeight)
  }
  return { logHeight, count: E.DEGREE, coefficients, tail, tailLength, tailKind: 'high' }
}

/** r (X^N - 1) = -r + r X^N: with the first part in the low coefficients the tail is one of kind `high`. r has `masked` coefficients. */
function subtractMask(
  u32: Uint32Array,
  coefficients: number,
  tail: number,
  tailLength: number,
  masked: number,
  logHeight: number,
): void {
  const height = 2 ** logHeight
  for (let c = 0; c < E.DEGREE; c++) {
    for (let i = 0; i < masked; i++) {
      const at = (coefficients >>> 2) + c * height + bitReverseIndex(i, logHeight)
      u32[at] = F.sub(u32[at]!, u32[(tail >>> 2) + c * tailLength + i]!)
    }
  }
}
