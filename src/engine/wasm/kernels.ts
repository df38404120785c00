/** The kernels as bytes, decoded from the generated module. */
import { KERNELS_BASE64 } from './kernels.wasm.ts'

export function kernelBytes(): Uint8Array<ArrayBuffer> {
  const text = atob(KERNELS_BASE64)
  const bytes = new Uint8Array(text.length)
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i)
  return bytes
}
