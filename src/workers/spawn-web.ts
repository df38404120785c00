/** Workers of browsers. Bundlers find the file by this very expression. */
import type { Spawn } from './handle.ts'
import { THREAD_NAME } from './thread.ts'

/**
 * How long a worker may take to end, in milliseconds; nothing tells when it has. Chromium 156 kept a worker for ever, and
 * its own workers too, in 3 to 10 of 100 cases on a busy machine, if it was ended while these were still ending; never
 * when there were 100 ms in between.
 */
const END_MS = 200

export const spawnWeb: Spawn = ({ onMessage, onFailure }, url) => {
  const worker =
    url === undefined
      ? new Worker(new URL('./worker.js', import.meta.url), { type: 'module', name: 'limpid-thread' })
      : new Worker(url, { type: 'module', name: THREAD_NAME })
  worker.onmessage = ({ data }) => onMessage(data)
  worker.onerror = (event) => {
    event.preventDefault()
    onFailure(event.error ?? new Error(event.message || 'the script of a worker could not be loaded'))
  }
  worker.onmessageerror = () => onFailure(new Error('a worker sent what cannot be received'))
  return {
    post: (message) => worker.postMessage(message),
    unref: () => undefined,
    async terminate() {
      worker.terminate()
      await new Promise((resolve) => setTimeout(resolve, END_MS))
    },
  }
}
