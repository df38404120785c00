/** Why there is no proof of an execution. */
import { LimpidError } from '../util/errors.ts'

/**
 * The program did not read all of its public input, so no proof of this statement exists.
 *
 * @example
 * const sha256 = await Program.fromElf(await readFile('examples/sha256/sha256.elf'))
 * try {
 *   await prover.prove(sha256, { publicInput: new Uint8Array(3), privateInput })
 * } catch (error) {
 *   console.log(error instanceof UnreadInputError && error.code) // UNREAD_PUBLIC_INPUT
 * }
 */
export class UnreadInputError extends LimpidError {
  constructor(bytes: number) {
    super(
      'UNREAD_PUBLIC_INPUT',
      `the program exited without reading ${bytes} bytes of its public input: pass only what it reads`,
    )
    this.name = 'UnreadInputError'
  }
}

/**
 * The execution does not fit one proof.
 *
 * @example
 * const { obstacle } = await prover.plan(program, { privateInput })
 * if (obstacle?.code === 'TOO_LARGE') console.error(obstacle.message)
 * const isTooLarge = (error: unknown) => error instanceof TooLargeError
 */
export class TooLargeError extends LimpidError {
  constructor(cycles: number, why: string) {
    super('TOO_LARGE', `${cycles} cycles are too many for one proof (${why}): prove a shorter run`)
    this.name = 'TooLargeError'
  }
}

const mib = (bytes: number) => `${Math.ceil(bytes / 2 ** 20)} MiB`

/**
 * The proof needs more memory than there is, or than the caller allows.
 *
 * @example
 * await using small = await createProver({ maxMemory: 2 ** 24 })
 * try {
 *   await small.prove(program, { privateInput })
 * } catch (error) {
 *   console.log(error instanceof MemoryLimitError && error.needs > error.limit) // true
 * }
 */
export class MemoryLimitError extends LimpidError {
  /** Bytes that the proof needs, estimated. */
  readonly needs: number
  /** Bytes that the prover may use. */
  readonly limit: number

  constructor(needs: number, limit: number, options?: ErrorOptions) {
    super(
      'OUT_OF_MEMORY',
      `the proof needs about ${mib(needs)} of memory, but the limit is ${mib(limit)}: prove a shorter run${limit < MOST ? ', or raise maxMemory' : ''}`,
      options,
    )
    this.name = 'MemoryLimitError'
    this.needs = needs
    this.limit = limit
  }
}

/** WebAssembly addresses no more. */
const MOST = 2 ** 32 - 2 ** 16

/**
 * A profile that is none of `profiles`: proofs under other parameters would convince nobody.
 *
 * @example
 * try {
 *   await Program.fromElf(bytes, { profile: { ...standard, name: 'mine' } })
 * } catch (error) {
 *   console.log(error instanceof UnknownProfileError && error.code) // UNKNOWN_PROFILE
 * }
 */
export class UnknownProfileError extends LimpidError {
  constructor(name: string, known: readonly string[]) {
    super('UNKNOWN_PROFILE', `${name} is no profile of limpid: use ${known.join(' or ')}`)
    this.name = 'UnknownProfileError'
  }
}
