/** Reads the primitive encodings of the WebAssembly binary format. */
import { CompileError } from '../errors.ts'

const UTF8 = new TextDecoder('utf-8', { fatal: true })

/** A window of the module's bytes; every error has the offset in the module. */
export class Reader {
  readonly #bytes: Uint8Array
  #end: number
  at: number

  constructor(bytes: Uint8Array, at = 0, end = bytes.length) {
    this.#bytes = bytes
    this.at = at
    this.#end = end
  }

  get atEnd(): boolean {
    return this.at >= this.#end
  }

  get remaining(): number {
    return this.#end - this.at
  }

  /** A reader of the next `length` bytes, which this one skips. */
  part(length: number): Reader {
    if (length > this.remaining) throw this.error('unexpected end')
    const part = new Reader(this.#bytes, this.at, this.at + length)
    this.at += length
    return part
  }

  error(message: string, at = this.at): CompileError {
    return new CompileError('WASM_FORMAT', `malformed module: ${message}`, { offset: at })
  }

  u8(): number {
    if (this.at >= this.#end) throw this.error('unexpected end')
    return this.#bytes[this.at++]
  }

  /** Unsigned LEB128 of at most 32 bits. */
  u32(): number {
    const start = this.at
    let value = 0
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.u8()
      if (shift === 28 && byte > 15) break
      value |= (byte & 127) << shift
      if (byte < 128) return value >>> 0
    }
    throw this.error('integer too large', start)
  }

  /** Signed LEB128 of at most 32 bits. */
  s32(): number {
    return Number(this.#signed(32))
  }

  /** Signed LEB128 of at most 33 bits, as block types have. */
  s33(): number {
    return Number(this.#signed(33))
  }

  /** Signed LEB128 of at most 64 bits. */
  s64(): bigint {
    return this.#signed(64)
  }

  #signed(bits: number): bigint {
    const start = this.at
    let value = 0n
    let shift = 0
    for (;;) {
      const byte = this.u8()
      value |= BigInt(byte & 127) << BigInt(shift)
      shift += 7
      if (byte < 128) {
        value = BigInt.asIntN(shift, value)
        if (BigInt.asIntN(bits, value) !== value) throw this.error('integer too large', start)
        return value
      }
      if (shift >= bits) throw this.error('integer representation too long', start)
    }
  }

  skip(count: number): void {
    this.part(count)
  }

  bytes(count: number): Uint8Array {
    if (count > this.remaining) throw this.error('unexpected end')
    this.at += count
    return this.#bytes.subarray(this.at - count, this.at)
  }

  name(): string {
    const start = this.at
    const bytes = this.bytes(this.u32())
    try {
      return UTF8.decode(bytes)
    } catch {
      throw this.error('a name is not UTF-8', start)
    }
  }

  /** As many items as a count says; each takes at least one byte, so a false count cannot ask for much memory. */
  vector<T>(item: (index: number) => T): T[] {
    const start = this.at
    const count = this.u32()
    if (count > this.remaining) throw this.error('a count exceeds the section', start)
    const items: T[] = []
    for (let i = 0; i < count; i++) items.push(item(i))
    return items
  }
}
