/** The BN254 kernels: their bytes, and their signatures without the context that every one takes first. */
import { BASE64 as RELAXED } from './bn254-relaxed.wasm.ts'
import { BASE64 as SIMD } from './bn254-simd.wasm.ts'

/** Arguments after the context: pointers and unsigned 32-bit integers. See assembly/bn254 for what they do. */
export interface Kernels {
  prepareContext(): void
  windowBytes(bits: number, entries: number): number
  loadPoints(
    degree: number,
    records: number,
    source: number,
    count: number,
    flags: number,
    mask: number,
  ): void
  countInvalid(degree: number, source: number, count: number): number
  storePoints(degree: number, target: number, records: number, count: number): void
  storeKeyPoints(degree: number, target: number, records: number, count: number): void
  fixedTable(degree: number, table: number, base: number): void
  multiplyFixed(degree: number, table: number, scalars: number, count: number, target: number): void
  addProducts(degree: number, record: number, list: number, count: number): void
  mapPoints(degree: number, images: number, records: number, count: number): void
  recode(
    scalars: number,
    digits: number,
    total: number,
    bits: number,
    windows: number,
    from: number,
    count: number,
  ): void
  scheduleBytes(bits: number, digits: number): number
  sortWindow(digits: number, count: number, bits: number, schedule: number): void
  sumWindow(
    degree: number,
    schedule: number,
    scalars: number,
    bits: number,
    records: number,
    images: number,
    first: number,
    flags: number,
    mask: number,
    result: number,
  ): void
  combineWindows(degree: number, sums: number, windows: number, bits: number, record: number): void
  frFromBytes(target: number, source: number): void
  twiddles2(table: number, quads: number, start: number, root: number): void
  twiddles4(table: number, quads: number, start: number, root: number): void
  splitPass2(block: number, quads: number, table: number, from: number, count: number): void
  splitPass4(block: number, quads: number, table: number, i: number, from: number, count: number): void
  splitBlock(column: number, from: number, quads: number, passes: number, count: number, i: number): void
  mergePass2(block: number, quads: number, table: number, from: number, count: number): void
  mergePass4(block: number, quads: number, table: number, i: number, from: number, count: number): void
  mergeBlock(
    column: number,
    from: number,
    quads: number,
    passes: number,
    count: number,
    i: number,
    powers: number,
  ): void
  splitScalars(target: number, source: number, count: number): void
  addRows(
    entries: number,
    count: number,
    witness: number,
    wires: number,
    rows: number,
    a: number,
    b: number,
  ): number
  multiplyColumns(target: number, a: number, b: number, factor: number, from: number, count: number): void
  quotientScalars(
    scalars: number,
    a: number,
    b: number,
    c: number,
    factor: number,
    from: number,
    count: number,
  ): void
}

/** Kernels without a context: products z = x y / R of one, four or all lanes of a vector. */
export interface FieldKernels {
  /** Writes 1 at z if fused multiply-adds are exact here. */
  fusedProbe(z: number, x: number, y: number): void
  fqMul(z: number, x: number, y: number): void
  frMul(z: number, x: number, y: number): void
  frMul4(z: number, x: number, y: number): void
  /** The product of whole vectors of this variant. */
  mul(z: number, x: number, y: number): void
  square(z: number, x: number): void
  /** x y + u w with one reduction. */
  dot(z: number, x: number, y: number, u: number, w: number): void
  /** Halves of a scalar: two numbers of 16 bytes in two's complement. */
  splitByEndomorphism(z: number, k: number): void
}

export type KernelName = keyof Kernels

/** Which vectors the hot loops use: four integer lanes and a scalar, or four lanes of fused multiply-adds. */
export type Variant = 'simd' | 'relaxed'

function decode(base64: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64)
  const bytes = new Uint8Array(text.length)
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i)
  return bytes
}

/**
 * The module's bytes, its memory import shared or not: the kernels use no atomic instruction, so the two differ in one
 * flag of the import section.
 */
export function kernelBytes(variant: Variant, shared: boolean): Uint8Array<ArrayBuffer> {
  const bytes = decode(variant === 'simd' ? SIMD : RELAXED)
  const at = memoryFlags(bytes)
  bytes[at] = shared ? 3 : 1
  return bytes
}

/** Offset of the flags of the imported memory: import section (2), "env" "memory", kind 2. */
function memoryFlags(bytes: Uint8Array): number {
  const name = [3, 0x65, 0x6e, 0x76, 6, 0x6d, 0x65, 0x6d, 0x6f, 0x72, 0x79, 2]
  for (let i = 8; i < bytes.length - name.length; i++) {
    if (name.every((byte, k) => bytes[i + k] === byte)) return i + name.length
  }
  throw new Error('the kernels do not import env.memory')
}
