/**
 * Accelerated calls: ecalls that compute on words of memory what would take many instructions. Which ones there are is
 * decided by the caller of the executor; what they compute is TypeScript, run by the executor's host.
 *
 * A call at clk reads its registers like any ecall, then takes `steps` steps of the clock in which it accesses memory,
 * and leaves 0 in a0. Accesses have ticks, counted from clk + TICKS; a word may be accessed more than once, at growing
 * ticks. So operands that may overlap have ticks of their own.
 */
import { MEMORY_BYTES, TICKS } from './abi.ts'
import type { TrapCode } from './errors.ts'
import type { Executable } from './program.ts'

/** Numbers (a7) of accelerated calls: a program traps that makes one which its machine does not have. */
export const FIRST_CALL = 0x1000
export const LAST_CALL = 0xffff

export const isAcceleratedCall = (number: number): boolean => number >= FIRST_CALL && number <= LAST_CALL

/** Most pointers of a call: a0 to a3. */
export const MAX_ARGUMENTS = 4

/** What a call sees of memory. Every access traps if the word is out of reach; addresses are multiples of 4. */
export interface CallMemory {
  /** The word at an address, unsigned. */
  read(address: number, tick: number): number
  /** Writes a word and returns what was there before: one access, of the word before and the word after. */
  write(address: number, tick: number, value: number): number
  /** The word that a `write` to come will find: what is written may depend on it without an access more. */
  peek(address: number): number
  /** Traps: the call has no result for its operands, and no rows prove one. */
  refuse(): never
}

/** How much a call took. */
export interface CallResult {
  /** Steps of the clock besides the ecall's own; ticks of accesses are below `TICKS * steps`. */
  readonly steps: number
  /** Rows in each of the accelerator's tables. */
  readonly rows: readonly number[]
}

/** One accelerated call. */
export interface Accelerator {
  readonly name: string
  /** The number in a7, `FIRST_CALL` to `LAST_CALL`. */
  readonly number: number
  /** How many of a0 to a3 are pointers: multiples of 4 below 2^30. */
  readonly pointers: number
  /** Number of tables that a call has rows in. */
  readonly tableCount: number
  run(memory: CallMemory, pointers: readonly number[]): CallResult
}

/** What the calls of one accelerator add up to in an execution. */
export interface CallCounts {
  readonly calls: number
  /** u32 words of their records. */
  readonly words: number
  /** Rows of each of the accelerator's tables. */
  readonly rows: readonly number[]
}

/**
 * The record of a call: u32 clk, a0 to a3, number of accesses, steps, 0, and then for every access address, word
 * before, word after, and the gap to the access before.
 */
export const CALL = { clk: 0, arguments: 1, accesses: 5, steps: 6 } as const
export const CALL_HEAD = 8
export const ACCESS_WORDS = 4

/**
 * Performs an access at a time, after the checks of `wordTrap`; throws a trap. A read has no new value, and a look at a
 * word no time.
 */
export type WordAccess = (
  address: number,
  time: number | undefined,
  value: number | undefined,
) => { readonly before: number; readonly last: number }

export interface PerformedCall extends CallResult {
  readonly words: readonly number[]
}

/** Runs a call; `refuse` throws the trap of a call that has no result. Throws a RangeError if an accelerator breaks the rules above, which is its author's mistake. */
export function performCall(
  accelerator: Accelerator,
  clk: number,
  registers: readonly number[],
  access: WordAccess,
  refuse: () => never = () => {
    throw new RangeError(`${accelerator.name} has no result for its operands`)
  },
): PerformedCall {
  const { name, pointers, tableCount } = accelerator
  const words = [clk, ...registers, 0, 0, 0]
  const expected = new Map<number, number>()
  let lastTick = 0
  const touch = (address: number, tick: number, value: number | undefined): number => {
    const time = clk + TICKS + tick
    const { before, last } = access(address, time, value)
    if (last >= time) throw new RangeError(`${name} accesses a word twice at tick ${tick}`)
    if (value !== undefined && (expected.get(address) ?? before) !== before)
      throw new RangeError(`${name} writes a word before what it found there is used`)
    if (value !== undefined) expected.delete(address)
    words.push(address, before, value ?? before, time - 1 - last)
    lastTick = Math.max(lastTick, tick)
    return before
  }
  const memory: CallMemory = {
    read: (address, tick) => touch(address, tick, undefined),
    write: (address, tick, value) => touch(address, tick, value >>> 0),
    peek(address) {
      const { before } = access(address, undefined, undefined)
      expected.set(address, before)
      return before
    },
    refuse,
  }
  const { steps, rows } = accelerator.run(memory, registers.slice(0, pointers))
  if (lastTick >= TICKS * steps || rows.length !== tableCount)
    throw new RangeError(`${name} takes ${steps} steps and ${rows.length} tables, which is too little`)
  if (expected.size > 0) throw new RangeError(`${name} uses words that it does not access`)
  words[CALL.accesses] = (words.length - CALL_HEAD) / ACCESS_WORDS
  words[CALL.steps] = steps
  return { steps, rows, words }
}

/** Why a pointer is none, or a word cannot be accessed: the code of the trap. */
export function wordTrap(
  { regions }: Executable,
  address: number,
  isWrite: boolean | undefined,
): TrapCode | undefined {
  if (address % 4 !== 0) return 'MISALIGNED_ACCESS'
  if (address >= MEMORY_BYTES) return 'OUT_OF_RANGE'
  if (isWrite === undefined) return undefined
  for (const { start, end, readable, writable } of regions) {
    if (end <= address || start >= address + 4) continue
    if (isWrite && !writable) return 'NOT_WRITABLE'
    if (!isWrite && !readable) return 'NOT_READABLE'
  }
  return undefined
}

/** Adds up calls by accelerator. */
export class CallTally {
  readonly #counts: { calls: number; words: number; rows: number[] }[]

  constructor(accelerators: readonly Accelerator[]) {
    this.#counts = accelerators.map(({ tableCount }) => ({
      calls: 0,
      words: 0,
      rows: new Array<number>(tableCount).fill(0),
    }))
  }

  /** Words of the records of an accelerator's calls so far. */
  words(index: number): number {
    return this.#counts[index]!.words
  }

  add(index: number, { words, rows }: PerformedCall): void {
    const counts = this.#counts[index]!
    counts.calls++
    counts.words += words.length
    rows.forEach((count, k) => {
      counts.rows[k]! += count
    })
  }

  result(): CallCounts[] {
    return this.#counts.map((counts) => ({ ...counts, rows: [...counts.rows] }))
  }
}

/** @throws {RangeError} if numbers are taken twice or out of range, or pointers are too many */
export function checkAccelerators(accelerators: readonly Accelerator[]): void {
  const numbers = new Set<number>()
  for (const { name, number, pointers } of accelerators) {
    if (!Number.isInteger(number) || !isAcceleratedCall(number))
      throw new RangeError(`${name}: call numbers are ${FIRST_CALL} to ${LAST_CALL}`)
    if (numbers.has(number)) throw new RangeError(`${name}: call ${number} is taken`)
    if (!Number.isInteger(pointers) || pointers < 0 || pointers > MAX_ARGUMENTS)
      throw new RangeError(`${name}: a call has at most ${MAX_ARGUMENTS} pointers`)
    numbers.add(number)
  }
}
