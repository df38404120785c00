/**
 * Provers that commit to different rows in every period of a short table. Nothing that the verifier sees
 * tells them from honest ones: a committed word need not be a function of X^m, and soundness must not rest on
 * it.
 */
import { describe, expect, test } from 'vitest'
import { hubColumns } from '../../src/air/blinding.ts'
import * as F from '../../src/field/koalabear.ts'
import { withItem } from '../support/stark/lists.ts'
import { proveToy, type ToyOptions, toyPairs, verifyToy } from '../support/stark/run.ts'
import { seeded, Tape } from '../support/stark/tape.ts'
import {
  HUB,
  honestRow,
  multiplicities,
  type Pair,
  products,
  RANGE_TABLE,
  STAIRS,
  toyTraces,
  type WorkRow,
} from '../support/stark/toy.ts'

const pairs: Pair[] = [[1, 2], [3, 1], [2, 3], ...toyPairs(STAIRS, seeded(3)).slice(3)]
const z = products(pairs)

/** The products of `pairs` with the factors of the first ones swapped, as the bits of `swaps` say. */
const period = (swaps: number): WorkRow[] =>
  pairs.map(([a, b], i) => honestRow(swaps & (1 << i) ? [b, a] : [a, b]))

/** The verdict on a proof with four periods of `work` and two of `range`. */
async function verdict(
  periods: readonly WorkRow[][],
  counts = multiplicities(periods[0]),
  options: ToyOptions = {},
) {
  const traces = toyTraces(STAIRS, periods.flat(), counts, 2)
  return verifyToy(await proveToy(pairs, { traces, z, ...options }))
}

describe('tables of several periods', () => {
  test('equal periods are the honest proof, but for the masks', async () => {
    const equal = [period(0), period(0), period(0), period(0)]
    const traces = toyTraces(STAIRS, equal.flat(), multiplicities(equal[0]), 2)
    expect(verifyToy(await proveToy(pairs, { traces }))).toBeUndefined()
    const unmasked = () => new Tape(() => 0)
    const repeated = await proveToy(pairs, { traces, tape: unmasked() })
    const honest = await proveToy(pairs, { tape: unmasked() })
    expect(repeated.proof).toEqual(honest.proof)
  })

  test('different valid periods are accepted, and the statement is true', async () => {
    expect(await verdict([period(0), period(3), period(5), period(6)])).toBeUndefined()
    expect(await verdict([period(7), period(0), period(0), period(1)])).toBeUndefined()
  })

  test('one bad period is refused, wherever it is', async () => {
    const bad: WorkRow[] = [
      { a: 3, b: 3, read: 3, product: 9 },
      { a: 1, b: 2, read: 1, product: 3 },
      { a: 1, b: 3, read: 1, product: 3 },
      { a: 2, b: 2, read: 3, product: 1004 },
    ]
    for (let at = 0; at < 4; at++) {
      for (const row of bad) {
        const periods = [period(0), period(3), period(5), period(6)]
        periods[at] = withItem(periods[at], 0, row)
        const mean = multiplicities(periods.flat()).map((count) => F.div(count, 4))
        expect(await verdict(periods), `${at} ${row.product}`).toBeDefined()
        expect(await verdict(periods, mean), `${at} ${row.product}`).toBeDefined()
      }
    }
  })

  test('what is right on average only is refused: multiplicities, blinding messages', async () => {
    const shift = (table: number, column: number, rows: readonly [number, number]) => ({
      traces(traces: ReadonlyMap<number, number[][]>) {
        const values = traces.get(table)![column]
        values[rows[0]] = F.add(values[rows[0]], 1)
        values[rows[1]] = F.sub(values[rows[1]], 1)
      },
    })
    const periods = [period(0), period(0), period(0), period(0)]
    expect(await verdict(periods, undefined, { cheats: shift(RANGE_TABLE, 0, [2, 66]) })).toBe('CONSTRAINTS')
    // In one period the difference does not show: both rows offer the same value.
    expect(await verdict(periods, undefined, { cheats: shift(RANGE_TABLE, 0, [2, 6]) })).toBeUndefined()

    // A message lost in one period of the hub and doubled in another one.
    const heights = { work: 7, range: 5, hub: 5 }
    const own = toyPairs(heights, seeded(4))
    const hub = (periods: number) => {
      const traces = toyTraces(heights, own.map(honestRow))
      traces.set(
        HUB,
        traces.get(HUB)!.map((column) => Array.from({ length: periods }, () => column).flat()),
      )
      return traces
    }
    const real = hubColumns.real.index
    const repeat = (traces: ReadonlyMap<number, number[][]>) => {
      for (const column of traces.get(HUB)!) {
        for (let row = 32; row < 128; row++) column[row] = column[row % 32]
      }
    }
    const honest = await proveToy(own, { heights, traces: hub(4), cheats: { traces: repeat } })
    expect(verifyToy(honest)).toBeUndefined()
    const lost = (traces: ReadonlyMap<number, number[][]>) => {
      repeat(traces)
      const columns = traces.get(HUB)!
      columns[real][32] = 0
      for (const column of columns) column[70] = column[64]
    }
    expect(verifyToy(await proveToy(own, { heights, traces: hub(4), cheats: { traces: lost } }))).toBe(
      'CONSTRAINTS',
    )
  })
})
