/** Workers of browsers. Bundlers find the file by this very expression. */
import type { Spawn } from './handle.ts'
import { THREAD_NAME } from './thread.ts'

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
    },
  }
}
