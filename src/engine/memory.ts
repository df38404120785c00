/** A first-fit allocator over a growing linear memory. The host owns memory; kernels never allocate. */
import { OutOfMemoryError } from '../util/errors.ts'
import type { Memory } from './contract.ts'

const ALIGN = 64
const PAGE = 65536
const LEAST_GROWTH = 2 ** 24

/** What backs a memory: a WebAssembly.Memory, or an array that is replaced when it grows. */
export interface Backing {
  readonly buffer: ArrayBufferLike
  /** Makes the buffer at least `bytes` long, or throws a RangeError. */
  grow(bytes: number): void
}

interface Block {
  start: number
  end: number
}

/** Allocates from `first` on, up to `limit` bytes. */
export class Arena implements Memory {
  readonly #backing: Backing
  readonly #limit: number
  readonly #blocks = new Map<number, { readonly size: number; readonly serial: number }>()
  #serial = 0
  #free: Block[]
  #u8: Uint8Array
  #u32: Uint32Array
  used = 0
  peak = 0

  constructor(backing: Backing, first: number, limit: number) {
    this.#backing = backing
    this.#limit = limit
    this.#free = [{ start: Math.ceil(first / ALIGN) * ALIGN, end: limit }]
    this.#u8 = new Uint8Array(backing.buffer)
    this.#u32 = new Uint32Array(backing.buffer)
  }

  get u8(): Uint8Array {
    this.#refresh()
    return this.#u8
  }

  get u32(): Uint32Array {
    this.#refresh()
    return this.#u32
  }

  alloc(bytes: number): number {
    const size = Math.max(ALIGN, Math.ceil(bytes / ALIGN) * ALIGN)
    const block = this.#free.find((candidate) => candidate.end - candidate.start >= size)
    if (block === undefined) throw new OutOfMemoryError(size, this.used, this.#limit)
    const pointer = block.start
    const end = pointer + size
    if (end > this.#backing.buffer.byteLength) this.#grow(end, size)
    block.start = end
    if (block.start === block.end) this.#free.splice(this.#free.indexOf(block), 1)
    this.#blocks.set(pointer, { size, serial: this.#serial++ })
    this.used += size
    this.peak = Math.max(this.peak, this.used)
    return pointer
  }

  free(pointer: number): void {
    const size = this.#blocks.get(pointer)?.size
    if (size === undefined) throw new RangeError(`free: no block starts at ${pointer}`)
    this.#blocks.delete(pointer)
    this.used -= size
    const at = this.#free.findIndex((block) => block.start > pointer)
    const index = at < 0 ? this.#free.length : at
    this.#free.splice(index, 0, { start: pointer, end: pointer + size })
    this.#merge(index)
    if (index > 0) this.#merge(index - 1)
  }

  resetPeak(): void {
    this.peak = this.used
  }

  mark(): number {
    return this.#serial
  }

  release(mark: number): void {
    for (const [pointer, { serial }] of [...this.#blocks]) if (serial >= mark) this.free(pointer)
  }

  /**
   * Grows by a part of what is there: V8 collects garbage whenever a memory grows, and pages that nobody touches cost
   * nothing.
   */
  #grow(end: number, size: number): void {
    const { byteLength } = this.#backing.buffer
    const ahead = Math.min(this.#limit, byteLength + Math.max(LEAST_GROWTH, byteLength / 2))
    for (const bytes of [Math.max(end, ahead), end]) {
      try {
        this.#backing.grow(Math.ceil(bytes / PAGE) * PAGE)
        return
      } catch {
        // The system may grant less.
      }
    }
    throw new OutOfMemoryError(size, this.used, byteLength)
  }

  #merge(index: number): void {
    const block = this.#free[index]
    const next = this.#free[index + 1]
    if (block !== undefined && next !== undefined && block.end === next.start) {
      block.end = next.end
      this.#free.splice(index + 1, 1)
    }
  }

  #refresh(): void {
    if (this.#u8.buffer === this.#backing.buffer && this.#u8.length === this.#backing.buffer.byteLength)
      return
    this.#u8 = new Uint8Array(this.#backing.buffer)
    this.#u32 = new Uint32Array(this.#backing.buffer)
  }
}
