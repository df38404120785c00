/** The reference engine: every kernel in readable TypeScript on an ordinary array. The oracle of the WASM engine. */
import { DIGEST_BYTES, type Engine, type KernelName, SCRATCH_BYTES } from '../contract.ts'
import { Arena, type Backing } from '../memory.ts'
import { hashKernels } from './hash.ts'
import { polynomialKernels } from './polynomial.ts'

/** A kernel on the memory as u32; arguments as in the contract, without `scratch`. */
export type ReferenceKernel = (memory: Uint32Array, ...args: number[]) => void
export type ReferenceKernels = Partial<Record<KernelName, ReferenceKernel>>

/** `extra` adds kernels of upper layers, such as the interpreter of an AIR's constraints. */
export function createReferenceEngine(extra: ReferenceKernels = {}): Engine {
  const kernels: ReferenceKernels = { ...polynomialKernels, ...hashKernels, ...extra }
  let buffer = new ArrayBuffer(1 << 22)
  const backing: Backing = {
    get buffer() {
      return buffer
    },
    grow(bytes) {
      const next = new ArrayBuffer(Math.max(bytes, 2 * buffer.byteLength))
      new Uint8Array(next).set(new Uint8Array(buffer))
      buffer = next
    },
  }
  const arena = new Arena(backing, SCRATCH_BYTES, 2 ** 31)
  const invoke = (kernel: KernelName, args: readonly number[]) => {
    const call = kernels[kernel]
    if (call === undefined) throw new TypeError(`the reference engine has no kernel ${kernel}`)
    call(arena.u32, ...args)
  }
  return {
    memory: arena,
    threads: 1,
    call: (kernel, ...args) => invoke(kernel, args),
    async run(kernel, jobs) {
      for (const job of jobs) invoke(kernel, job)
    },
    readDigest: (digests, index) =>
      arena.u8.slice(digests + DIGEST_BYTES * index, digests + DIGEST_BYTES * (index + 1)),
  }
}
