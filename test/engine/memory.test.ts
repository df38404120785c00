import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Arena, type Backing } from '../../src/engine/memory.ts'
import { OutOfMemoryError } from '../../src/util/errors.ts'
import { engines } from '../support/engines.ts'

const PAGE = 65536

/** An array that grows up to `maximum` bytes and detaches the old buffer, as a WebAssembly memory does. */
function backing(initial: number, maximum: number): Backing & { readonly grown: number[] } {
  let buffer = new ArrayBuffer(initial)
  const grown: number[] = []
  return {
    grown,
    get buffer() {
      return buffer
    },
    grow(bytes) {
      if (bytes > maximum) throw new RangeError('maximum')
      const next = new ArrayBuffer(bytes)
      new Uint8Array(next).set(new Uint8Array(buffer))
      structuredClone(buffer, { transfer: [buffer] })
      buffer = next
      grown.push(bytes)
    },
  }
}

const arena = (limit = 1 << 20, first = 4096) => new Arena(backing(PAGE, limit), first, limit)

describe('alloc', () => {
  it('gives disjoint blocks of at least the size asked for, 64-byte aligned, above the first address', () => {
    const memory = arena(1 << 20, 4100)
    const sizes = [1, 63, 64, 65, 0, 1000]
    const pointers = sizes.map((size) => memory.alloc(size))
    expect(pointers[0]).toBe(4160)
    pointers.forEach((pointer, i) => {
      expect(pointer % 64).toBe(0)
      if (i > 0) expect(pointer).toBeGreaterThanOrEqual(pointers[i - 1] + Math.max(1, sizes[i - 1]))
    })
  })

  it('grows the memory by whole pages, only when needed, and keeps its content', () => {
    const store = backing(PAGE, 3 * PAGE)
    const memory = new Arena(store, 0, 1 << 20)
    const first = memory.alloc(PAGE)
    expect(store.grown).toEqual([])
    memory.u32[first / 4] = 42
    const second = memory.alloc(PAGE + 1)
    expect(store.grown).toEqual([3 * PAGE])
    expect(memory.u8.length).toBe(3 * PAGE)
    expect(memory.u32[first / 4]).toBe(42)
    memory.u8[second + PAGE] = 7
    expect(memory.u8[second + PAGE]).toBe(7)
  })

  it('grows ahead where it may, seldom and within the limit', () => {
    const limit = 1 << 26
    const store = backing(PAGE, limit)
    const memory = new Arena(store, 0, limit)
    for (let block = 0; block < limit / PAGE; block++) memory.alloc(PAGE)
    expect(store.grown.length).toBeLessThan(8)
    expect(store.grown.at(-1)).toBe(limit)
    expect(() => memory.alloc(1)).toThrow(OutOfMemoryError)
  })

  it('takes the first gap that is large enough', () => {
    const memory = arena()
    const [a, b, c, d] = [256, 64, 128, 64].map((size) => memory.alloc(size))
    memory.free(a)
    memory.free(c)
    expect(memory.alloc(192)).toBe(a)
    expect(memory.alloc(128)).toBe(c)
    expect(memory.alloc(64)).toBe(a + 192)
    expect(memory.alloc(64)).toBe(d + 64)
    expect(b).toBe(a + 256)
  })

  it('throws when the limit is reached, and stays usable', () => {
    const memory = arena(4096 + 1024)
    const pointer = memory.alloc(960)
    expect(() => memory.alloc(128)).toThrow(OutOfMemoryError)
    expect(memory.used).toBe(960)
    expect(memory.alloc(64)).toBe(pointer + 960)
    expect(() => memory.alloc(1)).toThrow(OutOfMemoryError)
    memory.free(pointer)
    expect(memory.alloc(960)).toBe(pointer)
  })

  it('throws the same error when the memory cannot grow, and loses nothing', () => {
    const memory = new Arena(backing(PAGE, 2 * PAGE), 0, 1 << 20)
    expect(() => memory.alloc(3 * PAGE)).toThrow(OutOfMemoryError)
    expect(memory.used).toBe(0)
    expect(memory.alloc(2 * PAGE)).toBe(0)
  })
})

describe('free', () => {
  it('joins neighbours in any order', () => {
    for (const order of [
      [0, 1, 2],
      [2, 1, 0],
      [0, 2, 1],
      [1, 0, 2],
    ]) {
      const memory = arena(4096 + 3 * 64)
      const pointers = [0, 1, 2].map(() => memory.alloc(64))
      for (const i of order) memory.free(pointers[i])
      expect(memory.alloc(3 * 64)).toBe(pointers[0])
    }
  })

  it('refuses what is no block: inside of one, freed, never given', () => {
    const memory = arena()
    const pointer = memory.alloc(128)
    expect(() => memory.free(pointer + 64)).toThrow(RangeError)
    expect(() => memory.free(0)).toThrow(RangeError)
    memory.free(pointer)
    expect(() => memory.free(pointer)).toThrow(RangeError)
  })

  it('is counted', () => {
    const memory = arena()
    const a = memory.alloc(100)
    const b = memory.alloc(64)
    expect([memory.used, memory.peak]).toEqual([192, 192])
    memory.free(a)
    expect([memory.used, memory.peak]).toEqual([64, 192])
    memory.free(b)
    memory.alloc(128)
    expect([memory.used, memory.peak]).toEqual([128, 192])
  })
})

it('never hands out a byte twice, and forgets nothing', () => {
  const step = fc.oneof(
    fc.record({ size: fc.oneof(fc.nat(300), fc.nat(20000)) }),
    fc.record({ free: fc.nat() }),
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const limit = 3 * PAGE
      const memory = arena(limit)
      const live: { pointer: number; size: number }[] = []
      for (const action of steps) {
        if ('size' in action) {
          const pointer = attempt(memory, action.size)
          if (pointer === undefined) continue
          const end = pointer + Math.max(64, action.size)
          expect(pointer).toBeGreaterThanOrEqual(4096)
          expect(end).toBeLessThanOrEqual(memory.u8.length)
          for (const other of live) {
            expect(end <= other.pointer || pointer >= other.pointer + other.size).toBe(true)
          }
          live.push({ pointer, size: action.size })
        } else if (live.length > 0) {
          const [gone] = live.splice(action.free % live.length, 1)
          memory.free(gone.pointer)
        }
      }
      for (const { pointer } of live) memory.free(pointer)
      expect(memory.used).toBe(0)
      expect(memory.alloc(limit - 4096)).toBe(4096)
    }),
  )
})

function attempt(memory: Arena, size: number): number | undefined {
  try {
    return memory.alloc(size)
  } catch (error) {
    expect(error).toBeInstanceOf(OutOfMemoryError)
    return undefined
  }
}

describe.each(await engines())('the memory of the $name engine', ({ engine }) => {
  it('renews its views when it grows, and keeps its content', () => {
    const { memory } = engine
    const small = memory.alloc(64)
    memory.u32[small / 4] = 0xdeadbeef
    const large = memory.alloc(2 * memory.u8.length)
    memory.u8[large + 100] = 1
    expect(memory.u32[small / 4]).toBe(0xdeadbeef)
    expect(memory.u32.buffer).toBe(memory.u8.buffer)
    memory.free(large)
    memory.free(small)
    expect(memory.used).toBeLessThanOrEqual(1 << 20)
  })

  it('keeps the scratch out of the way', () => {
    expect(engine.memory.alloc(64)).toBeGreaterThanOrEqual(1 << 20)
  })
})
