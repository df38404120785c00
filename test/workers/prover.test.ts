/** Proofs on several threads. */
import { readFileSync } from 'node:fs'
import { afterEach, expect, test, vi } from 'vitest'
import { Program } from '../../src/sdk/program.ts'
import { createProverOn } from '../../src/sdk/prover.ts'
import { verify } from '../../src/verify.ts'
import { pool, withPool } from './support.ts'

const elf = new URL('../../examples/min-max/min-max.elf', import.meta.url)
const program = await Program.fromElf(new Uint8Array(readFileSync(elf)))
const input = { privateInput: new TextEncoder().encode('3 141 59 26 5 35 8') }

afterEach(() => {
  vi.restoreAllMocks()
})

test('the same randomness gives the same proof on 1, 2 and 3 threads', async () => {
  vi.spyOn(crypto, 'getRandomValues').mockImplementation((array) => {
    new Uint8Array(array!.buffer).fill(42)
    return array
  })
  const proofs = []
  for (const threads of [1, 2, 3]) {
    proofs.push(
      await withPool(pool(threads), async (own) => (await createProverOn(own).prove(program, input)).proof),
    )
  }
  expect(proofs[1]).toEqual(proofs[0])
  expect(proofs[2]).toEqual(proofs[0])
})

test('proofs in a row verify and do not grow the memory', async () => {
  await withPool(pool(2), async (own) => {
    const prover = createProverOn(own)
    const sizes = new Set<string>()
    for (let k = 0; k < 4; k++) {
      const { output, exitCode, proof } = await prover.prove(program, input)
      const statement = { programId: program.id, publicInput: new Uint8Array(), output, exitCode }
      expect(verify(statement, proof)).toMatchObject({ ok: true })
      sizes.add(`${own.memory.used} of ${own.memory.u8.length}`)
    }
    expect(sizes.size).toBe(1)
  })
})

test('an aborted proof frees its memory, and the next one is made', async () => {
  await withPool(pool(2), async (own) => {
    const prover = createProverOn(own)
    await prover.prove(program, input)
    const { used } = own.memory
    const reason = new Error('changed my mind')
    for (const phase of ['commit', 'lookups', 'quotient', 'open']) {
      const controller = new AbortController()
      const onProgress = (progress: { phase: string }) => {
        if (progress.phase === phase) controller.abort(reason)
      }
      await expect(prover.prove(program, { ...input, signal: controller.signal, onProgress })).rejects.toBe(
        reason,
      )
      expect(own.memory.used).toBe(used)
    }
    expect((await prover.prove(program, input)).exitCode).toBe(0)
  })
})
