/**
 * Proving keys as snarkjs writes them: .zkey version 1, protocol 1 (Groth16). Points are affine, 32 bytes per coordinate,
 * little endian, in Montgomery form with R = 2^256; infinity is zeros.
 */
import { inverse, Q, R, readLittleEndian } from '../../curve/bn254.ts'
import { Container, type FileLike, viewOf } from '../../r1cs/container.ts'
import { Groth16Error } from '../errors.ts'

/** Section numbers. */
export const ZKEY = {
  header: 1,
  groth16: 2,
  ic: 3,
  coefficients: 4,
  a: 5,
  b1: 6,
  b2: 7,
  c: 8,
  h: 9,
  contributions: 10,
} as const

/** Bytes of an entry of the coefficient section: matrix u32, row u32, wire u32, value * 2^512 mod r. */
export const COEFFICIENT_BYTES = 44

/** The fixed points of the header, as raw key bytes (64 for G1, 128 for G2). */
export interface KeyPoints {
  readonly alpha1: Uint8Array
  readonly beta1: Uint8Array
  readonly beta2: Uint8Array
  readonly gamma2: Uint8Array
  readonly delta1: Uint8Array
  readonly delta2: Uint8Array
}

export interface ProvingKey {
  readonly container: Container
  readonly wires: number
  readonly publicCount: number
  readonly domainSize: number
  readonly coefficients: number
  readonly points: KeyPoints
}

/** Reads the header and checks all sizes; the big sections stay where they are. */
export async function openProvingKey(file: FileLike): Promise<ProvingKey> {
  const container = await Container.open(file, 'zkey', [1])
  const protocol = viewOf(await container.read(ZKEY.header, 0, 4)).getUint32(0, true)
  if (protocol !== 1) {
    const name = protocol === 2 ? 'PLONK' : protocol === 10 ? 'FFLONK' : `protocol ${protocol}`
    throw new Groth16Error('GROTH16_CURVE', `the key is for ${name}, not for Groth16`)
  }
  const header = await container.read(ZKEY.groth16)
  const view = viewOf(header)
  const curve = header.length === 660 && view.getUint32(0, true) === 32 && readLittleEndian(header, 4) === Q
  if (!curve || view.getUint32(36, true) !== 32 || readLittleEndian(header, 40) !== R) {
    throw new Groth16Error(
      'GROTH16_CURVE',
      'the key is not over BN254 (bn128): other curves are not supported',
    )
  }
  const wires = view.getUint32(72, true)
  const publicCount = view.getUint32(76, true)
  const domainSize = view.getUint32(80, true)
  if (
    domainSize < 1 ||
    domainSize > 1 << 27 ||
    (domainSize & (domainSize - 1)) !== 0 ||
    publicCount >= wires
  ) {
    throw new Groth16Error(
      'GROTH16_FORMAT',
      `the key says ${wires} wires, ${publicCount} public, domain ${domainSize}: impossible`,
    )
  }
  const at = (offset: number, length: number) => header.slice(offset, offset + length)
  const points = {
    alpha1: at(84, 64),
    beta1: at(148, 64),
    beta2: at(212, 128),
    gamma2: at(340, 128),
    delta1: at(468, 64),
    delta2: at(532, 128),
  }
  const coefficients = viewOf(await container.read(ZKEY.coefficients, 0, 4)).getUint32(0, true)
  const expected = [
    [ZKEY.ic, 64 * (publicCount + 1)],
    [ZKEY.coefficients, 4 + COEFFICIENT_BYTES * coefficients],
    [ZKEY.a, 64 * wires],
    [ZKEY.b1, 64 * wires],
    [ZKEY.b2, 128 * wires],
    [ZKEY.c, 64 * (wires - publicCount - 1)],
    [ZKEY.h, 64 * domainSize],
  ] as const
  for (const [type, size] of expected) {
    const actual = container.section(type).size
    if (actual !== size) {
      throw new Groth16Error(
        'GROTH16_FORMAT',
        `section ${type} of the key has ${actual} bytes instead of ${size}`,
      )
    }
  }
  return { container, wires, publicCount, domainSize, coefficients, points }
}

const FROM_MONTGOMERY = inverse(1n << 256n, Q)

/** The coordinates of a raw key point as numbers: 2 for G1, 4 (x.c0, x.c1, y.c0, y.c1) for G2. */
export function keyCoordinates(bytes: Uint8Array): bigint[] {
  return Array.from(
    { length: bytes.length / 32 },
    (_, i) => (readLittleEndian(bytes, 32 * i) * FROM_MONTGOMERY) % Q,
  )
}
