/** The rules that the heights of a proof about a program must obey. */
import type { Heights } from '../stark/shape.ts'
import { MAX_TIME, TICKS } from './layout.ts'
import { keyHeights, type VerifyingKey } from './verifying-key.ts'

/** Why heights are not those of a proof about this key's program, or undefined. */
export function heightsProblem(key: VerifyingKey, heights: Heights): string | undefined {
  const { tables, clockTables } = key.machine
  for (const { number, logHeight } of keyHeights(key)) {
    if (heights[number] !== logHeight) {
      return `table ${tables[number]!.name} has log height ${heights[number]}, the verifying key says ${logHeight}`
    }
  }
  // A step takes 4 ticks; times must stay below 2^28 for the memory argument.
  const steps = clockTables.reduce(
    (sum, { number, steps }) => sum + (heights[number] === undefined ? 0 : steps * 2 ** heights[number]),
    0,
  )
  if (TICKS * (steps + 2) > MAX_TIME)
    return `${steps} rows advance the clock, more than times below 2^28 allow`
  return undefined
}
