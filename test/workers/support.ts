/** Pools for tests: their workers run what the build made, because Node cannot run TypeScript in a worker. */
import { fileURLToPath } from 'node:url'
import { createPool, type Pool, type PoolOptions } from '../../src/workers/pool.ts'

export const dist = (path: string): string => fileURLToPath(new URL(`../../dist/${path}`, import.meta.url))

const WORKER = new URL('../../dist/workers/worker.js', import.meta.url)

export const pool = (threads: number, options: PoolOptions = {}): Promise<Pool> =>
  createPool({ threads, workerUrl: WORKER, ...options })

/** A worker script from its text. */
export const script = (text: string): URL => new URL(`data:text/javascript,${encodeURIComponent(text)}`)

/** Runs `use` on a pool and disposes of it. */
export async function withPool<T>(own: Promise<Pool>, use: (pool: Pool) => Promise<T>): Promise<T> {
  const opened = await own
  try {
    return await use(opened)
  } finally {
    await opened.dispose()
  }
}
