/** Heights that the machine adds rules for: those of its key, and as many rows as times allow. */
import { beforeAll, describe, expect, test } from 'vitest'
import { MAX_TIME, TICKS } from '../../src/machine/layout.ts'
import {
  clockTables,
  FIRST_PRECOMPILE_TABLE,
  machineTables,
  tableName,
  tableNumber,
} from '../../src/machine/machine.ts'
import { precompiles } from '../../src/machine/precompiles.ts'
import { heightsProblem, machineSystem } from '../../src/machine/system.ts'
import { transfer } from '../../src/machine/tables/transfer.ts'
import { keyHeights } from '../../src/machine/verifying-key.ts'
import { Program } from '../../src/sdk/program.ts'
import { standard } from '../../src/stark/parameters.ts'
import { createShape } from '../../src/stark/shape.ts'
import { sums } from '../support/honest.ts'

let program: Program
beforeAll(async () => {
  program = await Program.fromElf(sums.elf)
})

/** The heights of the key, the least ones of what must be there, and these. */
function heightsWith(others: ReadonlyMap<number, number>): (number | undefined)[] {
  const heights = machineTables.map((_, number) =>
    machineSystem.required.includes(number) ? standard.minLogHeight : undefined,
  )
  for (const { number, logHeight } of keyHeights(program.key)) heights[number] = logHeight
  for (const [number, logHeight] of others) heights[number] = logHeight
  return heights
}

describe('heights', () => {
  test('are those of the key', () => {
    expect(heightsProblem(program.key, heightsWith(new Map()))).toBeUndefined()
    for (const { number, logHeight } of keyHeights(program.key)) {
      for (const other of [logHeight - 1, logHeight + 1]) {
        const problem = heightsProblem(program.key, heightsWith(new Map([[number, other]])))
        expect(problem, tableName(number)).toMatch(/the verifying key says/)
      }
    }
  })

  test('may have so many rows that advance the clock that times stay below 2^28, and not one table more', () => {
    const most = MAX_TIME / TICKS - 2
    const numbers = clockTables.map(({ number }) => number)
    expect(new Set(numbers).size).toBe(numbers.length)
    const single = clockTables.filter(({ steps }) => steps === 1).map(({ number }) => number)
    // All 2^26 - 2 rows cannot be had: heights are powers of two, from 2^12 on.
    const fits = new Map(single.slice(0, 15).map((number) => [number, 22]))
    let height = 21
    for (const number of single.slice(15)) if (height >= standard.minLogHeight) fits.set(number, height--)
    const rows = [...fits.values()].reduce((sum, logHeight) => sum + 2 ** logHeight, 0)
    expect(most - rows).toBeLessThan(2 ** standard.minLogHeight)
    expect(most - rows).toBeGreaterThanOrEqual(0)
    expect(heightsProblem(program.key, heightsWith(fits))).toBeUndefined()
    for (const number of numbers.filter((number) => !fits.has(number))) {
      const more = new Map([...fits, [number, standard.minLogHeight]])
      expect(heightsProblem(program.key, heightsWith(more)), tableName(number)).toMatch(/advance the clock/)
    }
  })

  test('of every table whose rows pass the state on count for the clock', () => {
    const passing = machineTables.flatMap((table, number) =>
      table.interactions.some(({ bus }) => bus.name === 'state') && table.name !== 'exit' ? [number] : [],
    )
    const numbers = clockTables.map(({ number }) => number).sort((a, b) => a - b)
    expect(numbers.filter((number) => number < FIRST_PRECOMPILE_TABLE)).toEqual(passing)
    // Steps of a call are those of a precompile, which says by which of its tables they are bounded.
    const bounding = precompiles.map(({ tables, clock }) => tableNumber(tables[clock.table]!.table))
    expect(numbers.filter((number) => number >= FIRST_PRECOMPILE_TABLE)).toEqual(
      bounding.sort((a, b) => a - b),
    )
    expect(passing).toContain(machineTables.indexOf(transfer))
  })

  test('may lack all that is not required', () => {
    expect(() => createShape(machineSystem, standard, heightsWith(new Map()))).not.toThrow()
    for (const number of machineSystem.required) {
      const heights = heightsWith(new Map())
      heights[number] = undefined
      expect(() => createShape(machineSystem, standard, heights), tableName(number)).toThrow(
        /must not be absent/,
      )
    }
    const names = machineSystem.required.map(tableName).sort()
    expect(names).toEqual(['boundary', 'exit', 'hub', 'image', 'lookup', 'program'])
  })
})
