/** The entry of a worker in browsers. */
import { type Port, serve } from './serve.ts'

const scope = globalThis as unknown as {
  postMessage(message: unknown): void
  addEventListener(type: 'message', listener: (event: { data: never }) => void): void
}

const port: Port = {
  post: (message) => scope.postMessage(message),
  onMessage: (listener) => scope.addEventListener('message', (event) => listener(event.data)),
}
serve(port)
