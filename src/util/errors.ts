/** The base of all errors that limpid throws on purpose: a stable code for machines, a sentence for people. */
export class LimpidError extends Error {
  readonly code: string

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'LimpidError'
    this.code = code
  }
}

/** The engine's memory, or the limit set by the caller, is exhausted. */
export class OutOfMemoryError extends LimpidError {
  constructor(wanted: number, used: number, limit: number) {
    const mib = (bytes: number) => `${Math.ceil(bytes / 2 ** 20)} MiB`
    super(
      'OUT_OF_MEMORY',
      `needs ${mib(wanted)} more than the ${mib(used)} in use, but the limit is ${mib(limit)}: prove fewer cycles or raise the limit`,
    )
    this.name = 'OutOfMemoryError'
  }
}
