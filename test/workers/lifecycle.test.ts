/** How pools begin and end: what they fall back to, workers that die, and processes that are let go. */
import { execFile } from 'node:child_process'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import type { Worker } from 'node:worker_threads'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { INITIAL_PAGES } from '../../src/engine/wasm/engine.ts'
import { compileKernels, kernelBytes } from '../../src/engine/wasm/kernels.ts'
import { createSharedMemory, withSharedMemory } from '../../src/engine/wasm/shared.ts'
import { DisposedError, WorkerError } from '../../src/workers/errors.ts'
import { createPool, type Pool } from '../../src/workers/pool.ts'
import { LAYOUT } from '../../src/workers/protocol.ts'
import { Team } from '../../src/workers/team.ts'
import { dist, pool, script, withPool } from './support.ts'

afterEach(() => {
  vi.unstubAllGlobals()
})

/** One ramp per job, and whether all of them were written. */
async function ramps(own: Pool): Promise<boolean> {
  const [count, length] = [64, 2 ** 12]
  const target = own.memory.alloc(4 * count * length)
  own.memory.u8.fill(0, target, target + 4 * count * length)
  await own.run(
    'addRamp',
    Array.from({ length: count }, (_, k) => [target + 4 * k * length, length, 1]),
  )
  const words = own.memory.u32.subarray(target >>> 2, (target >>> 2) + count * length)
  own.memory.free(target)
  return words.every((word, i) => word === i % length)
}

/** A worker that gets ready and dies of its first batch. */
const dying = (death: string) =>
  script(`
    import { parentPort } from 'node:worker_threads'
    parentPort.once('message', ({ control, layout }) => {
      const generation = Atomics.load(control, layout.generation)
      parentPort.postMessage('ready')
      Atomics.wait(control, layout.generation, generation)
      ${death}
    })`)

describe('capabilities', () => {
  test('are the threads asked for, on shared memory', async () => {
    await withPool(pool(3), async ({ threads, capabilities }) => {
      expect(threads).toBe(3)
      expect(capabilities).toEqual({
        threads: 3,
        shared: true,
        simd: true,
        maxMemory: 2 ** 32,
        reason: '3 threads on shared memory',
      })
    })
  })

  test('are one thread if asked for', async () => {
    await withPool(pool(1), async ({ threads, capabilities }) => {
      expect(threads).toBe(1)
      expect(capabilities).toMatchObject({ threads: 1, shared: false, reason: 'one thread: asked for' })
    })
  })

  test.each([
    ['a page without isolation', { crossOriginIsolated: false }, /COOP/],
    ['no SharedArrayBuffer', { SharedArrayBuffer: undefined }, /COOP/],
    [
      'a thread that must not wait',
      { Atomics: { ...Atomics, wait: () => expect.fail('not here') } },
      /must not wait/,
    ],
  ])('are one thread with %s, and it works', async (_, globals, reason) => {
    for (const [name, value] of Object.entries(globals)) vi.stubGlobal(name, value)
    await withPool(pool(4), async (own) => {
      expect(own.capabilities).toMatchObject({ threads: 1, shared: false })
      expect(own.capabilities.reason).toMatch(reason)
      expect(await ramps(own)).toBe(true)
    })
  })

  test.each([
    ['cannot be found', new URL('file:///nowhere/worker.js'), /Cannot find module/],
    ['throws', script('throw new Error("broken")'), /broken/],
    ['ends at once', script('process.exit(7)'), /code 7/],
  ])('are one thread if the script of a worker %s', async (_, workerUrl, reason) => {
    await withPool(pool(2, { workerUrl }), async (own) => {
      expect(own.capabilities.threads).toBe(1)
      expect(own.capabilities.reason).toMatch(reason)
      expect(await ramps(own)).toBe(true)
    })
  })

  test.each([0, -1, 1.5, Number.NaN, 257])('refuse %d threads', async (threads) => {
    await expect(createPool({ threads })).rejects.toThrow(RangeError)
  })
})

describe('a worker that dies', () => {
  test.each([
    ['exits', 'process.exit(3)', /code 3/],
    ['throws', 'throw new Error("out of cheese")', /out of cheese/],
  ])('rejects with the cause when it %s', async (_, death, cause) => {
    await withPool(pool(2, { workerUrl: dying(death) }), async (own) => {
      const error = await ramps(own).catch((reason: unknown) => reason)
      expect(error).toBeInstanceOf(WorkerError)
      expect((error as WorkerError).code).toBe('WORKER')
      expect(((error as WorkerError).cause as Error).message).toMatch(cause)
    })
  })

  test('of a kernel that traps is replaced, and the next batch is right', async () => {
    await withPool(pool(3), async (own) => {
      for (let round = 0; round < 3; round++) {
        const beyond = Array.from({ length: 12 }, () => [0x80000000, 2 ** 12, 1])
        await expect(own.run('addRamp', beyond)).rejects.toThrow(/out of bounds/)
        expect(await ramps(own)).toBe(true)
      }
    })
  })

  test('cannot take jobs of the team after it: every team has a control block of its own', async () => {
    const module = await compileKernels(withSharedMemory(kernelBytes()))
    const { memory } = createSharedMemory(INITIAL_PAGES, 2 ** 24)
    const start = () => Team.start({ module, memory }, [2 ** 20], pathToFileURL(dist('workers/worker.js')))
    const [first, second] = [await start(), await start()]
    const before = second.control.slice()
    await first.terminate()
    expect(second.control).toEqual(before)
    expect(first.control[LAYOUT.jobs]).toBe(-1)
    await second.terminate()
  })

  test('between batches is replaced', async () => {
    const started: Worker[] = []
    const listen = (worker: Worker) => started.push(worker)
    process.on('worker', listen)
    await withPool(pool(3), async (own) => {
      await started[0]!.terminate()
      expect(await ramps(own)).toBe(true)
      expect(started).toHaveLength(4)
    })
    process.off('worker', listen)
  })
})

describe('dispose', () => {
  test('ends all workers, more than once', async () => {
    const started: Worker[] = []
    const listen = (worker: Worker) => started.push(worker)
    process.on('worker', listen)
    const own = await pool(4)
    expect(await ramps(own)).toBe(true)
    expect(started.map(({ threadId }) => threadId > 0)).toEqual([true, true, true])
    await Promise.all([own.dispose(), own.dispose()])
    await own.dispose()
    expect(started.map(({ threadId }) => threadId)).toEqual([-1, -1, -1])
    process.off('worker', listen)
  })

  test.each([1, 2])('stops what runs, and refuses what comes, with %i threads', async (threads) => {
    const own = await pool(threads)
    const result = own.memory.alloc(64)
    const jobs = Array.from({ length: 4000 }, (_, k) => [result, result + 32, 64, k * 2 ** 18, 2 ** 18])
    const running = expect(own.run('grind', jobs)).rejects.toThrow(DisposedError)
    await new Promise((resolve) => setTimeout(resolve, 50))
    await own.dispose()
    await running
    await expect(ramps(own)).rejects.toThrow(DisposedError)
    expect(() => own.call('addRamp', result, 4, 1)).toThrow(DisposedError)
  })
})

describe('a script', () => {
  const run = promisify(execFile)
  const lines = (body: string) => `
    const { createPool } = await import(${JSON.stringify(dist('workers/pool.js'))})
    const pool = await createPool({ threads: 3 })
    const column = pool.memory.alloc(64)
    ${body}
    console.log(pool.capabilities.threads)`

  test.each([
    ['never used its pool', ''],
    ['used it', `await pool.run('addRamp', [[column, 4, 1], [column + 16, 4, 1], [column + 32, 4, 1]])`],
    ['disposed of it', 'await pool.dispose()'],
  ])('that %s exits by itself', async (_, body) => {
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', lines(body)], {
      timeout: 20_000,
    })
    expect(stdout).toBe('3\n')
  })
})
