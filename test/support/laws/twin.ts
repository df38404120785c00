/** Two engines side by side: the same data in both, the same calls, and then the same memory. */
import { expect } from 'vitest'
import type { Engine, KernelName } from '../../../src/engine/contract.ts'

/** A block of memory that exists in both engines, not at the same address. */
export interface Block {
  readonly pointers: readonly [number, number]
  readonly words: number
  /** Words that the engines may lay out each in its own way. */
  readonly opaque: boolean
}

/** A place in a block, `words` after its start. */
export interface Place {
  readonly block: Block
  readonly words: number
}

/** Words behind every block that no kernel may touch. */
const GUARD = 8
const SENTINEL = 0xa5a5a5a5

export class Twin {
  readonly #engines: readonly [Engine, Engine]
  #blocks: Block[] = []

  constructor(expected: Engine, actual: Engine) {
    this.#engines = [expected, actual]
  }

  /** A block with the given content, or of so many words. */
  block(content: ArrayLike<number> | number, opaque = false): Block {
    const words = typeof content === 'number' ? content : content.length
    const pointers = this.#engines.map((engine) => {
      const pointer = engine.memory.alloc(4 * (words + GUARD))
      const view = engine.memory.u32.subarray(pointer / 4, pointer / 4 + words + GUARD)
      view.fill(SENTINEL)
      if (typeof content !== 'number') view.set(content)
      return pointer
    })
    const block: Block = { pointers: [pointers[0], pointers[1]], words, opaque }
    this.#blocks.push(block)
    return block
  }

  /** A list of the addresses of blocks. */
  list(blocks: readonly Block[]): Block {
    const list = this.block(Math.max(1, blocks.length), true)
    this.#engines.forEach((engine, which) => {
      const pointers = blocks.map((block) => block.pointers[which])
      engine.memory.u32.set(pointers, list.pointers[which] / 4)
    })
    return list
  }

  /** Calls a kernel of both engines; blocks and places stand for their addresses. */
  call(kernel: KernelName, ...args: readonly (number | Block | Place)[]): void {
    this.#engines.forEach((engine, which) => {
      const address = (arg: number | Block | Place): number => {
        if (typeof arg === 'number') return arg
        if ('block' in arg) return arg.block.pointers[which] + 4 * arg.words
        return arg.pointers[which]
      }
      engine.call(kernel, ...args.map(address))
    })
  }

  /** Demands the same words in all blocks, and untouched guards behind them. */
  expectSame(what: string): void {
    for (const [number, block] of this.#blocks.entries()) {
      const views = this.#engines.map((engine, which) => {
        const start = block.pointers[which] / 4
        return engine.memory.u32.subarray(start, start + block.words + GUARD)
      })
      const from = block.opaque ? block.words : 0
      const at = views[0].subarray(from).findIndex((word, i) => word !== views[1][from + i])
      if (at >= 0) {
        const [expected, actual] = views.map((view) => view[from + at])
        expect.fail(`${what}: word ${from + at} of block ${number} is ${actual}, expected ${expected}`)
      }
      expect(views[0].subarray(block.words).every((word) => word === SENTINEL)).toBe(true)
    }
  }

  /** Frees all blocks. */
  clear(): void {
    for (const block of this.#blocks) {
      this.#engines.forEach((engine, which) => {
        engine.memory.free(block.pointers[which])
      })
    }
    this.#blocks = []
  }
}
