/** Accelerated calls as executors see them, whatever they compute. */
import { expect, test } from 'vitest'
import type { Accelerator } from '../../src/vm/accelerator.ts'
import { defaultPlan } from '../../src/vm/plan.ts'
import { listing } from '../support/listings.ts'
import { encode, systemCall } from './support/assembler.ts'
import { runBoth, wasmEngine } from './support/run.ts'

const ACCESSES = 200_000

/** Reads one word again and again. */
const reader: Accelerator = {
  name: 'reader',
  number: 0x1000,
  pointers: 1,
  tableCount: 1,
  run(memory, [pointer]) {
    for (let tick = 0; tick < ACCESSES; tick++) memory.read(pointer!, tick)
    return { steps: ACCESSES / 4, rows: [1] }
  },
}

test('a call may make more accesses than a function takes arguments', async () => {
  const program = listing([encode('lui', { rd: 17, imm: reader.number }), encode('ecall'), ...systemCall(93)])
  const { calls, steps, cycles } = await runBoth(await wasmEngine(), program.elf, {}, (executable) =>
    defaultPlan(executable, [reader]),
  )
  expect(calls).toEqual([{ calls: 1, words: 8 + 4 * ACCESSES, rows: [1] }])
  expect(steps).toBe(cycles + ACCESSES / 4)
})
