/**
 * Translated random modules do what the host's WebAssembly engine does. LIMPID_MODULES sets how many, LIMPID_SEED
 * the first seed; `npm run test:compile` does the same without the rest.
 */
import { expect, test } from 'vitest'
import { compareModules, type Tally } from './support/campaign.ts'

const COUNT = Number(process.env.LIMPID_MODULES ?? 5000)
const FIRST = Number(process.env.LIMPID_SEED ?? 1)

test(`${COUNT} random modules`, { timeout: 3_600_000 }, async () => {
  const tally: Tally = { differences: [], ends: new Map() }
  await compareModules(FIRST, COUNT, tally)
  expect(tally.differences).toEqual([])
  // The generator is of no use if hardly anything runs to its end, or nothing traps.
  expect(tally.ends.get(0) ?? 0).toBeGreaterThan(COUNT / 5)
  expect(tally.ends.size).toBeGreaterThan(COUNT >= 1000 ? 4 : 0)
})
