/** Traps and debug text of a running program, made presentable. */
import { disassemble } from './disassemble.ts'
import { type TrapCode, TrapError } from './errors.ts'
import type { Executable } from './program.ts'

/** The error for a trap of the instruction at `pc`; `address` is what it read, wrote or jumped to. */
export function trap(executable: Executable, code: TrapCode, pc: number, address?: number): TrapError {
  const aligned = pc - (pc % 4)
  return new TrapError(code, {
    pc,
    instruction: disassemble(executable.initialWord(aligned), pc),
    symbol: executable.symbolAt(pc),
    address,
  })
}

const MAX_DEBUG_BYTES = 1 << 20

/** Collects what a program writes to stderr, up to a limit. */
export class DebugText {
  readonly #parts: Uint8Array[] = []
  #size = 0
  #dropped = 0

  /** Bytes that are still kept. */
  get room(): number {
    return MAX_DEBUG_BYTES - this.#size
  }

  /** Adds bytes, at most `room`, of a text of `length` bytes. */
  add(bytes: Uint8Array, length: number): void {
    this.#parts.push(bytes)
    this.#size += bytes.length
    this.#dropped += length - bytes.length
  }

  text(): string {
    const all = new Uint8Array(this.#size)
    let at = 0
    for (const part of this.#parts) {
      all.set(part, at)
      at += part.length
    }
    const note = this.#dropped > 0 ? `\n[${this.#dropped} more bytes]\n` : ''
    return new TextDecoder().decode(all) + note
  }
}
