/** Proofs on several threads. */
import { readFileSync } from 'node:fs'
import type { Worker } from 'node:worker_threads'
import { afterEach, expect, test, vi } from 'vitest'
import { createProverOn } from '../../src/sdk/local-prover.ts'
import { Program } from '../../src/sdk/program.ts'
import { verify } from '../../src/verify.ts'
import { WorkerError } from '../../src/workers/errors.ts'
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
    for (let k = 0; k < 20; k++) {
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
    for (const phase of ['execute', 'trace', 'commit', 'lookups', 'quotient', 'open']) {
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

test('a worker that dies in any phase rejects the proof with its cause, and the next one is made', async () => {
  const started: Worker[] = []
  const listen = (worker: Worker) => started.push(worker)
  process.on('worker', listen)
  await withPool(pool(2), async (own) => {
    const prover = createProverOn(own)
    await prover.prove(program, input)
    const { used } = own.memory
    for (const phase of ['trace', 'commit', 'lookups', 'quotient', 'open']) {
      let killed = false
      const onProgress = (progress: { phase: string }) => {
        if (progress.phase !== phase || killed) return
        killed = true
        void started[started.length - 1]!.terminate()
      }
      const result = await prover.prove(program, { ...input, onProgress }).catch((reason: unknown) => reason)
      // A death between two batches is noticed before the next one, which gets a new worker.
      if (result instanceof Error) {
        expect(result).toBeInstanceOf(WorkerError)
        expect((result.cause as Error).message).toMatch(/ended with code 1/)
      } else {
        expect(result).toMatchObject({ exitCode: 0 })
      }
      expect(killed).toBe(true)
      expect(own.memory.used).toBe(used)
    }
    expect((await prover.prove(program, input)).exitCode).toBe(0)
  })
  process.off('worker', listen)
})
