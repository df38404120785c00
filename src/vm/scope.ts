import type { Memory } from '../engine/contract.ts'

/** Allocations that end together. */
export class Scope {
  readonly memory: Memory
  readonly #blocks: number[] = []

  constructor(memory: Memory) {
    this.memory = memory
  }

  /** A pointer to `bytes` bytes, not cleared; 0 for no bytes. */
  alloc(bytes: number): number {
    if (bytes === 0) return 0
    const pointer = this.memory.alloc(bytes)
    this.#blocks.push(pointer)
    return pointer
  }

  /** A pointer to `bytes` zero bytes. */
  clear(bytes: number): number {
    const pointer = this.alloc(bytes)
    this.memory.u8.fill(0, pointer, pointer + bytes)
    return pointer
  }

  /** A pointer to a copy. */
  copy(bytes: Uint8Array): number {
    const pointer = this.alloc(bytes.length)
    this.memory.u8.set(bytes, pointer)
    return pointer
  }

  /** Frees one block before the others. */
  release(pointer: number): void {
    this.#blocks.splice(this.#blocks.indexOf(pointer), 1)
    this.memory.free(pointer)
  }

  /** Frees everything; more calls do nothing. */
  free(): void {
    for (const pointer of this.#blocks.splice(0)) this.memory.free(pointer)
  }
}
