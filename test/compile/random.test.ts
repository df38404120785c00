/**
 * Translated random modules do what the host's WebAssembly engine does. LIMPID_MODULES sets how many, LIMPID_SEED
 * the first seed.
 */
import { expect, test } from 'vitest'
import { generateModule } from './support/generate.ts'
import { runGuest, runHost } from './support/run.ts'

const COUNT = Number(process.env.LIMPID_MODULES ?? 5000)
const FIRST = Number(process.env.LIMPID_SEED ?? 1)

test(`${COUNT} random modules`, { timeout: 3_600_000 }, async () => {
  const ends = new Map<number, number>()
  for (let seed = FIRST; seed < FIRST + COUNT; seed++) {
    const wasm = generateModule(seed)
    const host = await runHost(wasm)
    const { exitCode, output } = await runGuest(wasm)
    if (exitCode !== host.exitCode || output !== host.output) {
      expect({ seed, exitCode, output }).toEqual({ seed, ...host })
    }
    const end = exitCode > 200 && exitCode < 209 ? exitCode : 0
    ends.set(end, (ends.get(end) ?? 0) + 1)
  }
  // The generator is of no use if hardly anything runs to its end, or nothing traps.
  expect(ends.get(0) ?? 0).toBeGreaterThan(COUNT / 5)
  expect(ends.size).toBeGreaterThan(COUNT >= 1000 ? 4 : 0)
})
