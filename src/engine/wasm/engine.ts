/** The engine over the kernels of `assembly/`, on the caller's own thread. */
import { DIGEST_BYTES, type Engine, type KernelName, type Kernels, SCRATCH_BYTES } from '../contract.ts'
import { Arena, type Backing } from '../memory.ts'

/** Addresses below this are assumed to be unused by the compiler of the kernels. */
const RESERVED = 4096
const MAXIMUM_PAGES = 65536
const PAGE_BYTES = 65536
/** Pages of a new memory: room for the first scratch slabs. */
export const INITIAL_PAGES = 64

export interface WasmEngineOptions {
  /** Bytes the engine may use, at most 4 GiB. */
  readonly maxMemory?: number
}

/**
 * Instantiates the kernels on a new memory.
 *
 * @example
 * const engine = await createWasmEngine(await WebAssembly.compile(kernelBytes()))
 * const pointer = engine.memory.alloc(1024)
 */
export async function createWasmEngine(
  module: WebAssembly.Module,
  { maxMemory = Number.POSITIVE_INFINITY }: WasmEngineOptions = {},
): Promise<Engine> {
  const memory = new WebAssembly.Memory({ initial: INITIAL_PAGES, maximum: MAXIMUM_PAGES })
  return createEngineOn(memory, module, Math.min(maxMemory, MAXIMUM_PAGES * PAGE_BYTES))
}

/** Instantiates the kernels on this memory, which the engine's allocator owns from now on, up to `limit` bytes. */
export async function createEngineOn(
  memory: WebAssembly.Memory,
  module: WebAssembly.Module,
  limit: number,
): Promise<Engine> {
  const instance = await WebAssembly.instantiate(module, { env: { memory } })
  const kernels = instance.exports as unknown as Kernels
  const backing: Backing = {
    get buffer() {
      return memory.buffer
    },
    grow: (bytes) => void memory.grow(Math.ceil((bytes - memory.buffer.byteLength) / PAGE_BYTES)),
  }
  // The last page is left out: a pointer past its end would not fit 32 bits.
  const arena = new Arena(backing, RESERVED, Math.min(limit, (MAXIMUM_PAGES - 1) * PAGE_BYTES))
  const scratch = arena.alloc(SCRATCH_BYTES)
  const invoke = (kernel: KernelName, args: readonly number[]) =>
    (kernels[kernel] as (...all: number[]) => void)(scratch, ...args)
  return {
    memory: arena,
    threads: 1,
    call: (kernel, ...args) => invoke(kernel, args),
    async run(kernel, jobs) {
      for (const job of jobs) invoke(kernel, job)
    },
    readDigest: (digests, index) => readLaneDigest(arena.u32, digests, index),
  }
}

/** Digests lie in groups of four, word by word: word w of digest i is u32 number 32 * (i >> 2) + 4 * w + (i & 3). */
function readLaneDigest(u32: Uint32Array, digests: number, index: number): Uint8Array {
  const words = new Uint32Array(DIGEST_BYTES / 4)
  const base = (digests >>> 2) + 32 * (index >>> 2) + (index & 3)
  for (let w = 0; w < words.length; w++) words[w] = u32[base + 4 * w]!
  return new Uint8Array(words.buffer)
}
