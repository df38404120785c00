/** What users see of a prover's life: stopped calls, memory that is given back, and threads that end. */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Worker } from 'node:worker_threads'
import { describe, expect, test } from 'vitest'
import {
  createProver,
  DisposedError,
  MemoryLimitError,
  type Phase,
  type ProverOptions,
  phases,
  WorkerError,
} from '../../src/index.ts'
import { load, text } from './support.ts'

const dist = (path: string) => new URL(`../../dist/${path}`, import.meta.url)
const open = (options: ProverOptions) => createProver({ workerUrl: dist('workers/worker.js'), ...options })

/** Most milliseconds from a signal to the end of the work. */
const PROMPT = 200
/** A busy machine is late now and then, but only a fault is so every time. */
const ATTEMPTS = 8

const minMax = await load('min-max')
const fibonacci = await load('fibonacci')
const list = { privateInput: text('[1,5,7,0]') }

/** The threads that are started while `work` runs. */
async function threadsOf(work: () => Promise<void>): Promise<Worker[]> {
  const started: Worker[] = []
  const listen = (worker: Worker) => started.push(worker)
  process.on('worker', listen)
  try {
    await work()
  } finally {
    process.off('worker', listen)
  }
  return started
}

describe.each([1, 2])('a prover with %i threads', (threads) => {
  test('stops within 200 ms in every phase, and gives the memory back', async () => {
    await using prover = await open({ threads })
    const { peakBytes } = (await prover.prove(minMax, list)).stats
    const run = { publicInput: text('20000') }
    await prover.prove(fibonacci, run)
    const late: [Phase, number][] = []
    for (const phase of phases) {
      const delays: number[] = []
      while (delays.length < ATTEMPTS && !delays.some((delay) => delay <= PROMPT)) {
        const controller = new AbortController()
        const reason = new Error('changed my mind')
        let aborted = 0
        const onProgress = (progress: { phase: Phase }) => {
          if (progress.phase !== phase || aborted !== 0) return
          // Not between two batches, but while one is being done.
          setTimeout(() => {
            aborted = performance.now()
            controller.abort(reason)
          })
        }
        const proof = prover.prove(fibonacci, { ...run, signal: controller.signal, onProgress })
        const end = await proof.then(() => undefined).catch((error: unknown) => error)
        // What is aborted in the last phase may be done before anybody looks.
        if (phase !== 'open' || end !== undefined) expect(end).toBe(reason)
        delays.push(aborted === 0 ? 0 : performance.now() - aborted)
      }
      if (!delays.some((delay) => delay <= PROMPT)) late.push([phase, Math.min(...delays)])
    }
    expect(late).toEqual([])
    expect((await prover.prove(minMax, list)).stats.peakBytes).toBe(peakBytes)
  })

  test('obeys a limit of memory, and proves what fits after that', async () => {
    await using prover = await open({ threads, maxMemory: 2 ** 28 })
    expect(prover.capabilities.maxMemory).toBe(2 ** 28)
    const tooMuch = prover.prove(fibonacci, { publicInput: text('60000') })
    const error = await tooMuch.catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(MemoryLimitError)
    expect(error).toMatchObject({ code: 'OUT_OF_MEMORY' })
    expect((await prover.prove(minMax, list)).exitCode).toBe(0)
  })

  test('leaves no thread, and refuses calls after it was disposed of', async () => {
    const started = await threadsOf(async () => {
      const prover = await open({ threads })
      const running = expect(prover.prove(minMax, list)).rejects.toThrow(DisposedError)
      await prover[Symbol.asyncDispose]()
      await running
      await expect(prover.prove(minMax, list)).rejects.toThrow(DisposedError)
    })
    expect(started.map(({ threadId }) => threadId)).toEqual(Array(threads - 1).fill(-1))
  })
})

test('a thread that dies rejects the proof with its cause, and the next one is made', async () => {
  const threads: Worker[] = []
  const listen = (worker: Worker) => threads.push(worker)
  process.on('worker', listen)
  try {
    await using prover = await open({ threads: 2 })
    expect(threads).toHaveLength(1)
    let killed = false
    const onProgress = ({ phase }: { phase: Phase }) => {
      if (phase !== 'quotient' || killed) return
      killed = true
      void threads[0]!.terminate()
    }
    const error = await prover
      .prove(fibonacci, { publicInput: text('20000'), onProgress })
      .catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(WorkerError)
    expect(((error as WorkerError).cause as Error).message).toMatch(/ended with code 1/)
    expect((await prover.prove(minMax, list)).exitCode).toBe(0)
    expect(threads).toHaveLength(2)
  } finally {
    process.off('worker', listen)
  }
})

describe('a script', () => {
  test.each([
    ['made a proof', ''],
    ['disposed of its prover', 'await prover.dispose()'],
    ['declared it with await using', 'await prover[Symbol.asyncDispose]()'],
  ])('that %s exits by itself', async (_, body) => {
    const elf = fileURLToPath(new URL('../../examples/min-max/min-max.elf', import.meta.url))
    const lines = `
      import { readFile } from 'node:fs/promises'
      import { createProver, Program } from ${JSON.stringify(dist('index.js').href)}
      const program = await Program.fromElf(await readFile(${JSON.stringify(elf)}))
      const prover = await createProver({ threads: 2 })
      const privateInput = new TextEncoder().encode('[1,5,7,0]')
      const { output } = await prover.prove(program, { privateInput })
      ${body}
      console.log(new TextDecoder().decode(output), prover.capabilities.threads)`
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', lines], {
      timeout: 60_000,
    })
    expect(stdout).toBe('[0,7] 2\n')
  })
})
