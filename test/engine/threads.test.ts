/** The kernels on shared memory: what makes a module fit, and what happens when a system is short of address space. */
import { afterEach, describe, expect, test, vi } from 'vitest'
import { kernelBytes } from '../../src/engine/wasm/kernels.ts'
import { createSharedMemory, withSharedMemory } from '../../src/engine/wasm/shared.ts'

afterEach(() => {
  vi.unstubAllGlobals()
})

describe('withSharedMemory', () => {
  test('changes one byte, and the module takes a shared memory and no other', async () => {
    const plain = kernelBytes()
    const shared = withSharedMemory(plain)
    const again = kernelBytes()
    expect(plain.every((byte, at) => byte === again[at])).toBe(true)
    expect(shared.length).toBe(plain.length)
    expect([...shared.keys()].filter((at) => shared[at] !== plain[at])).toHaveLength(1)
    const module = await WebAssembly.compile(shared)
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 16, shared: true })
    await expect(WebAssembly.instantiate(module, { env: { memory } })).resolves.toBeDefined()
    const own = new WebAssembly.Memory({ initial: 1, maximum: 16 })
    await expect(WebAssembly.instantiate(module, { env: { memory: own } })).rejects.toThrow(/shared/)
  })

  const HEADER = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]
  const module = (...sections: number[][]) => new Uint8Array([...HEADER, ...sections.flat()])
  const custom = [0, 3, 1, 0x78, 9]
  const memory = (...limits: number[]) => [2, 6 + limits.length, 1, 1, 0x61, 1, 0x62, 2, ...limits]

  test('finds the import behind other sections', () => {
    expect(withSharedMemory(module(custom, memory(1, 1, 2)))).toEqual(module(custom, memory(3, 1, 2)))
  })

  test.each([
    ['no imports', module(custom)],
    ['no maximum', module(memory(0, 1))],
    ['a function as its first import', module([2, 7, 1, 1, 0x61, 1, 0x62, 0, 0])],
    ['shared memory already', module(memory(3, 1, 2))],
  ])('refuses a module with %s', (_, bytes) => {
    expect(() => withSharedMemory(bytes)).toThrow(TypeError)
  })
})

describe('createSharedMemory', () => {
  test('grants what is asked for, in pages', () => {
    const { memory, limit } = createSharedMemory(4, 2 ** 20 + 1)
    expect(memory.buffer).toBeInstanceOf(SharedArrayBuffer)
    expect(memory.buffer.byteLength).toBe(4 * 65536)
    expect(limit).toBe(17 * 65536)
  })

  test('asks for less when the system refuses', () => {
    const asked: (number | undefined)[] = []
    class Stingy extends WebAssembly.Memory {
      constructor(descriptor: WebAssembly.MemoryDescriptor) {
        asked.push(descriptor.maximum)
        if (descriptor.maximum! > 20000) throw new RangeError('could not allocate memory')
        super(descriptor)
      }
    }
    vi.stubGlobal('WebAssembly', { Memory: Stingy })
    expect(createSharedMemory(4, Number.POSITIVE_INFINITY).limit).toBe(2 ** 30)
    expect(asked).toEqual([65536, 32768, 16384])
    expect(createSharedMemory(4, 1.5 * 2 ** 30).limit).toBe(2 ** 30)
    expect(asked.slice(3)).toEqual([24576, 16384])
  })

  test('rejects with the refusal when nothing is granted', () => {
    class Refusal {
      constructor() {
        throw new RangeError('could not allocate memory')
      }
    }
    vi.stubGlobal('WebAssembly', { Memory: Refusal })
    expect(() => createSharedMemory(4, 2 ** 32)).toThrow('could not allocate memory')
  })
})
