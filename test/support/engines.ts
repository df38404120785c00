/** The engines that every kernel is tested on. */
import { readFile } from 'node:fs/promises'
import type { Engine } from '../../src/engine/contract.ts'
import { createReferenceEngine } from '../../src/engine/reference/engine.ts'
import { createWasmEngine } from '../../src/engine/wasm/engine.ts'

export interface NamedEngine {
  readonly name: 'reference' | 'wasm'
  readonly engine: Engine
}

/**
 * Fresh engines, the reference first. The kernels are those of the last build, or the file that the
 * environment variable LIMPID_KERNELS names.
 */
export async function engines(): Promise<NamedEngine[]> {
  const wasm = await createWasmEngine(await WebAssembly.compile(await kernels()))
  return [
    { name: 'reference', engine: createReferenceEngine() },
    { name: 'wasm', engine: wasm },
  ]
}

async function kernels(): Promise<Uint8Array<ArrayBuffer>> {
  const path = process.env.LIMPID_KERNELS
  if (path !== undefined) return new Uint8Array(await readFile(path))
  const { kernelBytes } = await import('../../src/engine/wasm/kernels.ts')
  return kernelBytes()
}
