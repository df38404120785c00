/** Heights that the machine adds rules for: those of its key, and as many rows as times allow. */
import { beforeAll, describe, expect, test } from 'vitest'
import { heightsProblem } from '../../src/machine/heights.ts'
import { MAX_TIME, TICKS } from '../../src/machine/layout.ts'
import { coreTables, standardMachine, tableName } from '../../src/machine/machine.ts'
import { precompiles } from '../../src/machine/precompiles.ts'
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

const nameOf = (number: number) => tableName(number, standardMachine.tables[number])

/** The heights of the key, the least ones of what must be there, and these. */
function heightsWith(others: ReadonlyMap<number, number>): (number | undefined)[] {
  const heights = standardMachine.tables.map((_, number) =>
    standardMachine.required.includes(number) ? standard.minLogHeight : undefined,
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
        expect(problem, nameOf(number)).toMatch(/the verifying key says/)
      }
    }
  })

  test('may have so many rows that advance the clock that times stay below 2^28, and not one table more', () => {
    const most = MAX_TIME / TICKS - 2
    const numbers = standardMachine.clockTables.map(({ number }) => number)
    expect(new Set(numbers).size).toBe(numbers.length)
    const single = standardMachine.clockTables.filter(({ steps }) => steps === 1).map(({ number }) => number)
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
      expect(heightsProblem(program.key, heightsWith(more)), nameOf(number)).toMatch(/advance the clock/)
    }
  })

  test('of every table whose rows pass the state on count for the clock', () => {
    const passing = standardMachine.tables.flatMap((table, number) =>
      table.interactions.some(({ bus }) => bus.name === 'state') && table.name !== 'exit' ? [number] : [],
    )
    const numbers = standardMachine.clockTables.map(({ number }) => number).sort((a, b) => a - b)
    expect(numbers.filter((number) => number < coreTables.length)).toEqual(passing)
    // Steps of a call are those of a precompile, which says by which of its tables they are bounded.
    const bounding = precompiles.map(({ tables, clock }) =>
      standardMachine.tables.indexOf(tables[clock.table].table),
    )
    expect(numbers.filter((number) => number >= coreTables.length)).toEqual(bounding.sort((a, b) => a - b))
    expect(passing).toContain(standardMachine.tables.indexOf(transfer))
  })

  test('may lack all that is not required', () => {
    expect(() => createShape(standardMachine, standard, heightsWith(new Map()))).not.toThrow()
    for (const number of standardMachine.required) {
      const heights = heightsWith(new Map())
      heights[number] = undefined
      expect(() => createShape(standardMachine, standard, heights), nameOf(number)).toThrow(
        /must not be absent/,
      )
    }
    const names = standardMachine.required.map(nameOf).sort()
    expect(names).toEqual(['boundary', 'exit', 'hub', 'image', 'lookup', 'program'])
  })
})
