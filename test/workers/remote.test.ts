/** A service behind a message channel: what crosses, what stops, and what a page sees when its worker dies. */
import { MessageChannel as Channel, type MessagePort as Port } from 'node:worker_threads'
import { describe, expect, test, vi } from 'vitest'
import { OutOfMemoryError } from '../../src/util/errors.ts'
import { TrapError } from '../../src/vm/errors.ts'
import { fromWire, toWire } from '../../src/workers/error-wire.ts'
import { DisposedError, WorkerError } from '../../src/workers/errors.ts'
import { type CallOptions, type Service, serve } from '../../src/workers/orchestrator.ts'
import { RemoteService } from '../../src/workers/remote.ts'

/** A worker as a page sees it, and the thread behind it: here the same one. */
class FakeWorker {
  readonly #port: Port
  readonly inside: Port
  onerror: ((event: unknown) => void) | undefined
  terminated = false

  constructor() {
    const { port1, port2 } = new Channel()
    this.#port = port1
    this.inside = port2
    for (const port of [port1, port2]) port.unref()
  }

  postMessage = (message: unknown, transfer: never[]) => this.#port.postMessage(message, transfer)
  addEventListener = (type: string, listener: never) => {
    this.#port.addEventListener(type as never, listener)
    this.#port.start()
  }
  removeEventListener = (type: string, listener: never) =>
    this.#port.removeEventListener(type as never, listener)
  terminate = () => {
    this.terminated = true
    this.#port.close()
  }

  die(message: string) {
    this.onerror?.({ message, preventDefault: () => undefined })
  }
}

function counting(): Service & { readonly disposed: () => boolean; readonly stopped: () => number } {
  let [disposed, stopped] = [false, 0]
  return {
    description: { threads: 7 },
    disposed: () => disposed,
    stopped: () => stopped,
    methods: {
      async count(to: number, { onProgress }: CallOptions) {
        for (let k = 1; k <= to; k++) onProgress?.({ k })
        return new Uint8Array(to)
      },
      wait: (_: unknown, { signal }: CallOptions) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => {
            stopped++
            reject(signal.reason)
          })
        }),
      async fail() {
        throw new OutOfMemoryError(3 * 2 ** 20, 0, 2 ** 20)
      },
    },
    async dispose() {
      disposed = true
    },
  }
}

async function connect(create: (options: never) => Promise<Service>, options: unknown = {}) {
  const workers: FakeWorker[] = []
  const start = () => {
    const worker = new FakeWorker()
    serve(create, worker.inside as never)
    workers.push(worker)
    return worker as unknown as Worker
  }
  return { workers, ...(await RemoteService.connect(start, options)) }
}

describe('a call', () => {
  test('brings data, progress and the description', async () => {
    const create = vi.fn(async () => counting())
    const { service, description } = await connect(create, { threads: 7 })
    expect(create).toHaveBeenCalledWith({ threads: 7 })
    expect(description).toEqual({ threads: 7 })
    const events: unknown[] = []
    const onProgress = (event: unknown) => events.push(event)
    expect(await service.call('count', 3, { onProgress })).toEqual(new Uint8Array(3))
    await vi.waitFor(() => expect(events).toEqual([{ k: 1 }, { k: 2 }, { k: 3 }]))
    await service.dispose()
  })

  test('rejects with an error that has its code and message', async () => {
    const { service } = await connect(async () => counting())
    await expect(service.call('fail', undefined)).rejects.toMatchObject({
      code: 'OUT_OF_MEMORY',
      name: 'OutOfMemoryError',
      message: expect.stringMatching(/3 MiB/),
    })
    await service.dispose()
  })

  test('rejects at once with the reason of its signal, and the work is stopped', async () => {
    const own = counting()
    const { service } = await connect(async () => own)
    const controller = new AbortController()
    const call = service.call('wait', undefined, { signal: controller.signal })
    const other = service.call('count', 1)
    await other
    controller.abort('because')
    await expect(call).rejects.toBe('because')
    await vi.waitFor(() => expect(own.stopped()).toBe(1))
    await expect(service.call('count', 1, { signal: controller.signal })).rejects.toBe('because')
    expect(await service.call('count', 2)).toHaveLength(2)
    await service.dispose()
  })
})

describe('a worker', () => {
  test('that cannot be opened rejects with the reason and is ended', async () => {
    const workers: FakeWorker[] = []
    const start = () => {
      const worker = new FakeWorker()
      serve(async () => {
        throw new TypeError('no such thing')
      }, worker.inside as never)
      workers.push(worker)
      return worker as unknown as Worker
    }
    await expect(RemoteService.connect(start, {})).rejects.toThrow('no such thing')
    expect(workers.map(({ terminated }) => terminated)).toEqual([true])
  })

  test('that dies rejects its calls with the cause, and the next call gets a new one', async () => {
    const { service, workers } = await connect(async () => counting())
    const call = service.call('wait', undefined)
    workers[0]!.die('out of memory')
    const error = await call.catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(WorkerError)
    expect((error as WorkerError).message).toMatch(/out of memory/)
    expect(await service.call('count', 5)).toHaveLength(5)
    expect(workers.map(({ terminated }) => terminated)).toEqual([true, false])
    await service.dispose()
  })

  test('is ended by dispose, once, after its service', async () => {
    const own = counting()
    const { service, workers } = await connect(async () => own)
    const pending = service.call('wait', undefined)
    const refused = expect(pending).rejects.toThrow(DisposedError)
    await service.call('count', 1)
    await Promise.all([service.dispose(), service.dispose()])
    await refused
    expect(own.disposed()).toBe(true)
    expect(workers.map(({ terminated }) => terminated)).toEqual([true])
    await expect(service.call('count', 1)).rejects.toThrow(DisposedError)
  })
})

describe('errors', () => {
  test('keep code, name, fields and causes', () => {
    const place = { pc: 64, instruction: 'ebreak', symbol: 'main', address: undefined }
    const trap = new TrapError('BREAKPOINT', place)
    const arrived = fromWire(structuredClone(toWire(new WorkerError(trap))))
    expect(arrived).toMatchObject({ name: 'WorkerError', code: 'WORKER' })
    expect(arrived.cause).toMatchObject({ name: 'TrapError', code: 'BREAKPOINT', ...place })
    expect((arrived.cause as Error).message).toBe(trap.message)
  })

  test('may be anything, and may have themselves as their cause', () => {
    expect(fromWire(toWire('plain'))).toMatchObject({ name: 'Error', message: 'plain' })
    const loop = new Error('loop')
    loop.cause = loop
    expect(fromWire(toWire(loop)).message).toBe('loop')
    const odd = Object.assign(new RangeError('odd'), { handle: () => 1, code: 5 })
    expect(fromWire(structuredClone(toWire(odd)))).toMatchObject({
      name: 'RangeError',
      message: 'odd',
      code: 5,
    })
  })
})
