/**
 * The base of all errors that limpid throws on purpose: a stable code for machines, a sentence for people.
 *
 * @example
 * try {
 *   await Program.fromElf(new Uint8Array(10))
 * } catch (error) {
 *   console.log(error instanceof LimpidError && error.code) // ELF_FORMAT
 * }
 */
export class LimpidError extends Error {
  readonly code: string

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'LimpidError'
    this.code = code
  }
}

/**
 * The engine's memory, or the limit set by the caller, is exhausted.
 *
 * @example
 * const isOutOfMemory = (error: unknown) => error instanceof OutOfMemoryError
 */
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
