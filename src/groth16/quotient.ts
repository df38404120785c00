/** The quotient of Groth16 in plain arithmetic: the oracle of the kernels, and the way for the smallest domains. */
import { inverse, modulo, power, R, readLittleEndian, rootOfUnity } from '../curve/bn254.ts'
import { viewOf } from '../r1cs/container.ts'
import { Groth16Error } from './errors.ts'
import { COEFFICIENT_BYTES } from './formats/zkey.ts'

const UNSCALE = inverse(1n << 512n, R)

/** Rows of A and B on a witness. `entries` is the coefficient section without its count. */
export function evaluateRows(
  entries: Uint8Array,
  witness: readonly bigint[],
  rows: number,
): [a: bigint[], b: bigint[]] {
  const view = viewOf(entries)
  const columns: [bigint[], bigint[]] = [new Array(rows).fill(0n), new Array(rows).fill(0n)]
  for (let at = 0; at < entries.length; at += COEFFICIENT_BYTES) {
    const column = columns[view.getUint32(at, true)]
    const row = view.getUint32(at + 4, true)
    const value = witness[view.getUint32(at + 8, true)]
    if (column === undefined || row >= rows || value === undefined) {
      throw new Groth16Error('GROTH16_FORMAT', 'a coefficient of the key is out of range')
    }
    column[row] = modulo(column[row]! + readLittleEndian(entries, at + 12) * UNSCALE * value, R)
  }
  return columns
}

/** Values on the coset g H, g^2 generating H, of the polynomial that has `values` on H. */
export function toCoset(values: readonly bigint[]): bigint[] {
  const n = values.length
  const root = rootOfUnity(Math.log2(n))
  const coset = rootOfUnity(Math.log2(n) + 1)
  const scale = inverse(BigInt(n), R)
  const sumAt = (coefficients: readonly bigint[], x: bigint) =>
    coefficients.reduceRight((sum, c) => (sum * x + c) % R, 0n)
  const back = inverse(root, R)
  const coefficients = values.map((_, k) => (sumAt(values, power(back, BigInt(k), R)) * scale) % R)
  return values.map((_, i) => sumAt(coefficients, (coset * power(root, BigInt(i), R)) % R))
}

/** A B - C on the coset, where C is A B on the domain itself. */
export function quotientValues(a: readonly bigint[], b: readonly bigint[]): bigint[] {
  const c = toCoset(a.map((value, i) => (value * b[i]!) % R))
  const y = toCoset(b)
  return toCoset(a).map((value, i) => modulo(value * y[i]! - c[i]!, R))
}
