/** Starts a worker of the pool, in a browser or in Node. */
import { Groth16Error } from '../errors.ts'
import { type Reply, type RunMessage, type StartMessage, serve } from './serve.ts'

export interface Peer {
  post(message: StartMessage | RunMessage): void
  onReply(listener: (reply: Reply) => void): void
  onFailure(listener: (error: Error) => void): void
  /** Whether the worker keeps the process alive (Node only). */
  hold(on: boolean): void
  terminate(): void
}

interface NodeWorker {
  postMessage(message: unknown): void
  on(event: string, listener: (value: never) => void): void
  terminate(): Promise<number>
  ref(): void
  unref(): void
}

type GetBuiltin = (name: 'node:worker_threads') => {
  Worker: new (code: string, options: { eval: true }) => NodeWorker
}

/** Makes a worker. `url` replaces the file that bundlers find by themselves. */
export function spawn(url: string | URL | undefined): Peer {
  const node = (globalThis as { process?: { getBuiltinModule?: GetBuiltin } }).process?.getBuiltinModule
  if (node !== undefined) return spawnInNode(node)
  if (typeof Worker === 'undefined')
    throw new Groth16Error('GROTH16_UNSUPPORTED', 'no workers here: use { threads: 0 }')
  const worker =
    url === undefined
      ? new Worker(new URL('./worker.js', import.meta.url), { type: 'module' })
      : new Worker(url, { type: 'module' })
  return {
    post: (message) => worker.postMessage(message),
    onReply: (listener) => worker.addEventListener('message', (event) => listener(event.data)),
    onFailure: (listener) =>
      worker.addEventListener('error', (event) =>
        listener(new Error(event.message || 'the worker script did not load')),
      ),
    hold: () => {},
    terminate: () => worker.terminate(),
  }
}

function spawnInNode(builtin: GetBuiltin): Peer {
  const { Worker: Threads } = builtin('node:worker_threads')
  const code = `const { parentPort } = require('node:worker_threads')
;(${serve.toString()})({
  post: (message) => parentPort.postMessage(message),
  onMessage: (listener) => parentPort.on('message', listener),
})`
  const worker = new Threads(code, { eval: true })
  return {
    post: (message) => worker.postMessage(message),
    onReply: (listener) => worker.on('message', listener as never),
    onFailure: (listener) => worker.on('error', listener as never),
    hold: (on) => (on ? worker.ref() : worker.unref()),
    terminate: () => void worker.terminate(),
  }
}
