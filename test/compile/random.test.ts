/**
 * Translated random modules do what the host's WebAssembly engine does. LIMPID_MODULES sets how many, LIMPID_SEED
 * the first seed; `npm run test:compile` does the same without the rest.
 */
import { expect, test } from 'vitest'
import { compareModules, type Tally } from './support/campaign.ts'

const COUNT = Number(process.env.LIMPID_MODULES ?? 5000)
const FIRST = Number(process.env.LIMPID_SEED ?? 1)

const noTally = (): Tally => ({ differences: [], ends: new Map() })

test(`${COUNT} random modules`, { timeout: 3_600_000 }, async () => {
  const tally = noTally()
  await compareModules(FIRST, COUNT, tally)
  expect(tally.differences).toEqual([])
  // The generator is of no use if hardly anything runs to its end, or nothing traps.
  expect(tally.ends.get(0) ?? 0).toBeGreaterThan(COUNT / 5)
  expect(tally.ends.size).toBeGreaterThan(COUNT >= 1000 ? 4 : 0)
})

const PRESSED = Math.ceil(COUNT / 10)

test(`${PRESSED} random modules with more values than registers`, { timeout: 3_600_000 }, async () => {
  const tally = noTally()
  await compareModules(FIRST, PRESSED, tally, true)
  expect(tally.differences).toEqual([])
  expect(tally.ends.get(0) ?? 0).toBeGreaterThan(PRESSED / 5)
})

/** Seeds of modules that were translated wrongly once. */
test.each([1115481])('the module of seed %i', async (seed) => {
  const tally = noTally()
  await compareModules(seed, 1, tally)
  expect(tally.differences).toEqual([])
})
