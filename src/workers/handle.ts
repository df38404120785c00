/** What a pool knows of its workers. */

/** A worker, in Node and in browsers. */
export interface WorkerHandle {
  post(message: unknown): void
  /** Lets the process end although the worker waits for work. */
  unref(): void
  terminate(): Promise<void>
}

export interface WorkerEvents {
  /** A message arrived. */
  readonly onMessage: (data: unknown) => void
  /** The worker could not start, threw, or ended without being asked to. May be called more than once. */
  readonly onFailure: (cause: Error) => void
}

/** Starts `worker.js`, from `url` if it is not next to this module. */
export type Spawn = (events: WorkerEvents, url?: string | URL) => WorkerHandle
