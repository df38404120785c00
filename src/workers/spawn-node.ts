/** Workers of `node:worker_threads`. */

import type { Spawn } from './handle.ts'
import { nodeModule } from './node.ts'

interface NodeWorker {
  on(event: 'message', listener: (data: unknown) => void): void
  on(event: 'error', listener: (cause: Error) => void): void
  on(event: 'exit', listener: (code: number) => void): void
  postMessage(message: unknown): void
  unref(): void
  terminate(): Promise<number>
}

interface WorkerThreads {
  readonly Worker: new (url: URL, options: { execArgv: string[] }) => NodeWorker
}

export const spawnNode: Spawn = ({ onMessage, onFailure }, url) => {
  const { Worker: Thread } = nodeModule<WorkerThreads>('node:worker_threads')!
  const here = import.meta.url
  // Options of the process, loaders above all, are not for a script that imports nothing.
  const thread = new Thread(url === undefined ? new URL('./worker.js', here) : new URL(url, here), {
    execArgv: [],
  })
  let terminated = false
  thread.on('message', onMessage)
  thread.on('error', onFailure)
  thread.on('exit', (code) => {
    if (!terminated) onFailure(new Error(`a worker ended with code ${code}`))
  })
  return {
    post: (message) => thread.postMessage(message),
    unref: () => thread.unref(),
    async terminate() {
      terminated = true
      await thread.terminate()
    },
  }
}
