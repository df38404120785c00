/** The machine as a system of tables for the proof system, and the rules that its heights must obey. */
import { hub } from '../air/blinding.ts'
import type { Heights, System } from '../stark/shape.ts'
import { MAX_TIME, TICKS } from './layout.ts'
import { clockTables, FIRST_PRECOMPILE_TABLE, machineTables, tableNumber } from './machine.ts'
import { boundary } from './tables/boundary.ts'
import { exit } from './tables/exit.ts'
import { image } from './tables/image.ts'
import { lookup } from './tables/lookup.ts'
import { program } from './tables/program.ts'
import { keyHeights, type VerifyingKey } from './verifying-key.ts'

export const machineSystem: System = {
  tables: machineTables,
  required: [exit, boundary, image, program, lookup, hub].map(tableNumber),
  interpretedFrom: FIRST_PRECOMPILE_TABLE,
}

/** Why heights are not those of a proof about this key's program, or undefined. */
export function heightsProblem(key: VerifyingKey, heights: Heights): string | undefined {
  for (const { number, logHeight } of keyHeights(key)) {
    if (heights[number] !== logHeight) {
      return `table ${machineTables[number]!.name} has log height ${heights[number]}, the verifying key says ${logHeight}`
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
