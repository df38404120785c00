/** Canonical little-endian encodings of field elements, numbers and bytes. */
import { P } from '../field/koalabear.ts'
import { LimpidError } from './errors.ts'

/** Bytes that are not the one valid encoding of something. */
export class FormatError extends LimpidError {
  constructor(message: string) {
    super('FORMAT', message)
    this.name = 'FormatError'
  }
}

/** Reads the name of a typed array's type from the array itself: undefined for everything else. */
const typeName = Object.getOwnPropertyDescriptor(
  Object.getPrototypeOf(Uint8Array.prototype),
  Symbol.toStringTag,
)!.get!

/**
 * Whether a value is a Uint8Array, also one of another realm. Lists of numbers are none: they may hold numbers that are
 * no bytes.
 */
export const isBytes = (value: unknown): value is Uint8Array => typeName.call(value) === 'Uint8Array'

/** Grows as it is written to. All numbers are little endian. */
export class ByteWriter {
  #bytes = new Uint8Array(1 << 16)
  #length = 0

  #reserve(count: number): DataView {
    if (this.#length + count > this.#bytes.length) {
      const next = new Uint8Array(2 * (this.#length + count))
      next.set(this.#bytes)
      this.#bytes = next
    }
    const view = new DataView(this.#bytes.buffer, this.#length, count)
    this.#length += count
    return view
  }

  u8(value: number): void {
    this.#reserve(1).setUint8(0, value)
  }

  u32(value: number): void {
    this.#reserve(4).setUint32(0, value, true)
  }

  u16(value: number): void {
    this.#reserve(2).setUint16(0, value, true)
  }

  u64(value: bigint): void {
    this.#reserve(8).setBigUint64(0, value, true)
  }

  elements(values: ArrayLike<number>): void {
    const view = this.#reserve(4 * values.length)
    for (let k = 0; k < values.length; k++) view.setUint32(4 * k, values[k]!, true)
  }

  bytes(values: Uint8Array): void {
    const view = this.#reserve(values.length)
    new Uint8Array(view.buffer, view.byteOffset, values.length).set(values)
  }

  result(): Uint8Array {
    return this.#bytes.slice(0, this.#length)
  }
}

/** Reads what a `ByteWriter` wrote; every read past the end or out of range throws a `FormatError`. */
export class ByteReader {
  readonly #view: DataView
  readonly #source: Uint8Array
  #at = 0

  constructor(source: Uint8Array) {
    this.#source = source
    this.#view = new DataView(source.buffer, source.byteOffset, source.byteLength)
  }

  get remaining(): number {
    return this.#source.length - this.#at
  }

  get atEnd(): boolean {
    return this.remaining === 0
  }

  #take(count: number): number {
    if (this.remaining < count)
      throw new FormatError(`the data ends ${count - this.remaining} bytes too early`)
    this.#at += count
    return this.#at - count
  }

  u8(): number {
    return this.#view.getUint8(this.#take(1))
  }

  u16(): number {
    return this.#view.getUint16(this.#take(2), true)
  }

  u32(): number {
    return this.#view.getUint32(this.#take(4), true)
  }

  u64(): bigint {
    return this.#view.getBigUint64(this.#take(8), true)
  }

  bytes(count: number): Uint8Array {
    const start = this.#take(count)
    return this.#source.slice(start, start + count)
  }

  elements(count: number): number[] {
    const start = this.#take(4 * count)
    const out = new Array<number>(count)
    for (let k = 0; k < count; k++) {
      const value = this.#view.getUint32(start + 4 * k, true)
      if (value >= P) throw new FormatError(`${value} at byte ${start + 4 * k} is not a field element`)
      out[k] = value
    }
    return out
  }
}
