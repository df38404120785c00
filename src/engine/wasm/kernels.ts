/** The kernels as bytes, decoded from the generated module. */
import { LimpidError } from '../../util/errors.ts'
import { KERNELS_BASE64 } from './kernels.wasm.ts'

export function kernelBytes(): Uint8Array<ArrayBuffer> {
  const text = atob(KERNELS_BASE64)
  const bytes = new Uint8Array(text.length)
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i)
  return bytes
}

/** First bytes of every WebAssembly module. */
const MAGIC = [0x00, 0x61, 0x73, 0x6d]

/** The kernels from a server. Throws a `LimpidError` if it does not have them. */
export async function fetchKernels(url: string | URL): Promise<Uint8Array<ArrayBuffer>> {
  try {
    const response = await fetch(url)
    if (!response.ok) throw new Error(`status ${response.status}`)
    const bytes = new Uint8Array(await response.arrayBuffer())
    if (MAGIC.some((byte, i) => bytes[i] !== byte)) throw new Error('something else is there')
    return bytes
  } catch (cause) {
    throw new LimpidError(
      'NO_KERNELS',
      `no kernels at ${url} (${cause instanceof Error ? cause.message : String(cause)}): serve limpid/kernels.wasm there`,
      { cause },
    )
  }
}

/** Compiles kernels. Throws a `LimpidError` where WebAssembly is not good enough, or forbidden. */
export async function compileKernels(bytes: Uint8Array<ArrayBuffer>): Promise<WebAssembly.Module> {
  try {
    return await WebAssembly.compile(bytes)
  } catch (cause) {
    throw new LimpidError(
      'NO_WEBASSEMBLY',
      "WebAssembly with SIMD is needed: use a browser of 2023 or later, and allow 'wasm-unsafe-eval' in its policy",
      { cause },
    )
  }
}
