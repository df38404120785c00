/** Records of calls, without a program that makes them. */
import { CallRecord } from '../../../src/machine/precompiles/precompile.ts'
import { type Accelerator, performCall, type WordAccess } from '../../../src/vm/accelerator.ts'

export const CLK = 0x5ac3d4
export const POINTER = 0x20000

/** The record of a call with one pointer, to these words, all of which were last accessed a while ago. */
export function recordOf(accelerator: Accelerator, words: readonly number[]): CallRecord {
  const memory = new Map(words.map((word, k) => [POINTER + 4 * k, word]))
  const access: WordAccess = (address, _, value) => {
    const before = memory.get(address)!
    if (value !== undefined) memory.set(address, value)
    return { before, last: CLK - 70_000 + (address & 0xff) }
  }
  const call = performCall(accelerator, CLK, [POINTER, 0, 0, 0], access, () => {
    throw new RangeError('the call has no result')
  })
  return new CallRecord(Uint32Array.from(call.words), 0)
}
