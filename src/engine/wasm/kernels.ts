/** The kernels as bytes, decoded from the generated module. */
import { LimpidError } from '../../util/errors.ts'
import { KERNELS_BASE64 } from './kernels.wasm.ts'

export function kernelBytes(): Uint8Array<ArrayBuffer> {
  const text = atob(KERNELS_BASE64)
  const bytes = new Uint8Array(text.length)
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i)
  return bytes
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
