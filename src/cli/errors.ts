/** Mistakes in how the command was called, and what the process answers to errors. */
import { LimpidError, MemoryLimitError } from '../index.ts'

/** Exit codes of all commands; `run` exits with the program's own exit code when the program ends. */
export const EXIT = { ok: 0, refused: 1, usage: 2, failed: 3 } as const

/** The arguments make no sense. */
export class UsageError extends LimpidError {
  constructor(message: string) {
    super('USAGE', message)
    this.name = 'UsageError'
  }
}

/** A file cannot be read or written. */
export class FileError extends LimpidError {
  constructor(message: string, options?: ErrorOptions) {
    super('FILE', message, options)
    this.name = 'FileError'
  }
}

/** Codes of files of another kind than was asked for, or that do not belong together. */
const WRONG_FILE = /^(?:FORMAT$|ELF_|FILE_|GROTH16_(?:FORMAT|CURVE|SIZE|POINT)$)/

export function exitCodeOf(error: unknown): number {
  if (!(error instanceof LimpidError)) return EXIT.failed
  if (error.code === 'GROTH16_WITNESS') return EXIT.refused
  return error instanceof UsageError || error instanceof FileError || WRONG_FILE.test(error.code)
    ? EXIT.usage
    : EXIT.failed
}

/** An error as a stable code and one sentence. */
export function describeError(error: unknown): { code: string; message: string } {
  // The library names its option; the command has another name for it.
  if (error instanceof MemoryLimitError)
    return { code: error.code, message: error.message.replace('maxMemory', '--max-memory') }
  if (error instanceof LimpidError) return { code: error.code, message: error.message }
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  return { code: 'INTERNAL', message: `${text} (this is a bug in limpid: please report it)` }
}
