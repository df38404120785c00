/** Batches on several threads: the same results as on one, whatever happens on the way. */
import { describe, expect, test } from 'vitest'
import { SCRATCH_BYTES, twiddleBytes } from '../../src/engine/contract.ts'
import type { Pool } from '../../src/workers/pool.ts'
import { CONTROL_WORDS } from '../../src/workers/protocol.ts'
import { pool, withPool } from './support.ts'

const LOG_HEIGHT = 10
const COLUMNS = 24
const HEIGHT = 2 ** LOG_HEIGHT

/** Draws columns, interpolates, extends, combines, hashes and searches; the memory after every step. */
async function work(own: Pool): Promise<Uint8Array[]> {
  const { memory } = own
  const states: Uint8Array[] = []
  const block = (bytes: number) => {
    const pointer = memory.alloc(bytes)
    memory.u8.fill(0, pointer, pointer + bytes)
    return { pointer, keep: () => states.push(memory.u8.slice(pointer, pointer + bytes)) }
  }
  const key = block(32)
  memory.u8.set(
    Uint8Array.from({ length: 32 }, (_, k) => k),
    key.pointer,
  )
  const jobs = (count: number, job: (k: number) => number[]) =>
    Array.from({ length: count }, (_, k) => job(k))
  const columns = block(4 * HEIGHT * COLUMNS)
  const column = (k: number) => columns.pointer + 4 * HEIGHT * k
  await own.run(
    'randomElements',
    jobs(COLUMNS, (k) => [column(k), key.pointer, k, HEIGHT]),
  )
  columns.keep()
  const inverse = block(twiddleBytes(LOG_HEIGHT))
  const forward = block(twiddleBytes(LOG_HEIGHT))
  own.call('inverseTwiddles', inverse.pointer, LOG_HEIGHT, 1)
  own.call('twiddles', forward.pointer, LOG_HEIGHT, 3)
  await own.run(
    'interpolate',
    jobs(COLUMNS, (k) => [column(k), column(k), LOG_HEIGHT, inverse.pointer]),
  )
  columns.keep()
  const extended = block(4 * HEIGHT * COLUMNS)
  await own.run(
    'evaluate',
    jobs(COLUMNS, (k) => [
      extended.pointer + 4 * HEIGHT * k,
      column(k),
      LOG_HEIGHT,
      forward.pointer,
      column(0),
      0,
      0,
    ]),
  )
  extended.keep()
  const list = block(4 * COLUMNS)
  memory.u32.set(jobs(COLUMNS, (k) => [extended.pointer + 4 * HEIGHT * k]).flat(), list.pointer >>> 2)
  const digests = block(32 * HEIGHT)
  await own.run(
    'hashRows',
    jobs(HEIGHT / 16, (k) => [digests.pointer, list.pointer, COLUMNS, LOG_HEIGHT, 0, 0, 16 * k, 16]),
  )
  digests.keep()
  const nonces = block(8 * 16)
  await own.run(
    'grind',
    jobs(16, (k) => [nonces.pointer + 8 * k, key.pointer, 10, 1024 * k, 1024]),
  )
  nonces.keep()
  return states
}

/** Never finds a nonce; 2^18 of them take some tens of milliseconds. */
const endless = (own: Pool, jobs: number): number[][] => {
  const result = own.memory.alloc(64)
  return Array.from({ length: jobs }, (_, k) => [result, result + 32, 64, k * 2 ** 18, 2 ** 18])
}

describe('batches', () => {
  test('leave the same memory with 1, 2, 3 and 5 threads', async () => {
    const results = []
    for (const threads of [1, 2, 3, 5]) results.push(await withPool(pool(threads), work))
    for (const result of results.slice(1)) expect(result).toEqual(results[0])
  })

  test('do every job once', async () => {
    const count = 1000
    await withPool(pool(3), async (own) => {
      const { memory } = own
      const target = memory.alloc(64 * count)
      memory.u8.fill(0, target, target + 64 * count)
      const jobs = Array.from({ length: count }, (_, k) => [target + 64 * k, 4, k + 1])
      await own.run('addRamp', jobs)
      for (let k = 0; k < count; k++) {
        const at = (target >>> 2) + 16 * k
        expect([...memory.u32.subarray(at, at + 5)]).toEqual([0, k + 1, 2 * k + 2, 3 * k + 3, 0])
      }
    })
  })

  test('may have no job, one, or more than the control block holds', async () => {
    await withPool(pool(2), async (own) => {
      const { memory } = own
      const count = CONTROL_WORDS
      const column = memory.alloc(4 * 4 * count)
      memory.u8.fill(0, column, column + 16 * count)
      await own.run('addRamp', [])
      await own.run('addRamp', [[column, 4, 1]])
      expect([...memory.u32.subarray(column >>> 2, (column >>> 2) + 4)]).toEqual([0, 1, 2, 3])
      await own.run(
        'addRamp',
        Array.from({ length: count }, (_, k) => [column + 16 * k, 4, 1]),
      )
      const u32 = memory.u32.subarray(column >>> 2, (column >>> 2) + 4 * count)
      expect([...u32.subarray(0, 4)]).toEqual([0, 2, 4, 6])
      for (let k = 1; k < count; k++) if (u32[4 * k + 3] !== 3) expect.fail(`job ${k} was not done once`)
    })
  })

  test('must have jobs with as many arguments', async () => {
    await withPool(pool(2), async (own) => {
      const column = own.memory.alloc(64)
      await expect(own.run('addRamp', [[column, 4, 1], [column]])).rejects.toThrow(/as many arguments/)
    })
  })

  test('wait for each other', async () => {
    await withPool(pool(2), async (own) => {
      const column = own.memory.alloc(4 * 64)
      own.memory.u8.fill(0, column, column + 4 * 64)
      const jobs = Array.from({ length: 16 }, (_, k) => [column + 16 * k, 4, 1])
      await Promise.all(Array.from({ length: 50 }, () => own.run('addRamp', jobs)))
      expect([...own.memory.u32.subarray(column >>> 2, (column >>> 2) + 64)]).toEqual(
        Array.from({ length: 64 }, (_, i) => 50 * (i % 4)),
      )
    })
  })

  test('are begun by the workers while the caller is busy', async () => {
    await withPool(pool(2), async (own) => {
      const column = own.memory.alloc(4 * 64)
      const words = own.memory.u32.subarray(column >>> 2, (column >>> 2) + 64).fill(0)
      const batch = own.run(
        'addRamp',
        Array.from({ length: 16 }, (_, k) => [column + 16 * k, 4, 1]),
      )
      const deadline = performance.now() + 10_000
      while (words[63] === 0 && performance.now() < deadline);
      expect([...words]).toEqual(Array.from({ length: 64 }, (_, i) => i % 4))
      await batch
    })
  })

  test('reach memory that was added after the threads started', async () => {
    await withPool(pool(2), async (own) => {
      const { memory } = own
      const before = memory.u8.length
      const size = 2 ** 25
      const target = memory.alloc(size)
      expect(memory.u8.length).toBeGreaterThan(before)
      const column = (k: number) => target + (size / 16) * (k + 1) - 16
      for (let k = 0; k < 16; k++) memory.u32.fill(7, column(k) >>> 2, (column(k) >>> 2) + 4)
      await own.run(
        'addRamp',
        Array.from({ length: 16 }, (_, k) => [column(k), 4, 1]),
      )
      for (let k = 0; k < 16; k++)
        expect([...memory.u32.subarray(column(k) >>> 2, (column(k) >>> 2) + 4)]).toEqual([7, 8, 9, 10])
    })
  })

  test('keep to the limit of memory', async () => {
    await withPool(pool(2, { maxMemory: 2 ** 24 }), async (own) => {
      expect(own.capabilities).toMatchObject({ shared: true, maxMemory: 2 ** 24 })
      expect(() => own.memory.alloc(2 ** 24)).toThrow(/limit is 16 MiB/)
    })
  })

  test('use scratch slabs that belong to no other thread', async () => {
    await withPool(pool(4), async (own) => {
      expect(own.memory.used).toBeGreaterThanOrEqual(4 * SCRATCH_BYTES)
    })
  })
})

describe('stopping', () => {
  test.each([1, 2])('within 200 ms, and works on, with %i threads', async (threads) => {
    await withPool(pool(threads), async (own) => {
      const controller = new AbortController()
      const reason = new Error('enough')
      let aborted = 0
      setTimeout(() => {
        aborted = performance.now()
        controller.abort(reason)
      }, 100)
      await expect(own.run('grind', endless(own, 4000), controller.signal)).rejects.toBe(reason)
      expect(performance.now() - aborted).toBeLessThan(200)
      await expect(own.run('grind', endless(own, 2), controller.signal)).rejects.toBe(reason)
      expect(await work(own)).toHaveLength(5)
    })
  })

  test('lets timers run while it works', async () => {
    await withPool(pool(2), async (own) => {
      let ticks = 0
      const timer = setInterval(() => ticks++, 10)
      await own.run('grind', endless(own, 40))
      clearInterval(timer)
      expect(ticks).toBeGreaterThan(2)
    })
  })
})
