/** Constants of BN254 (alt_bn128) and its two fields, and the byte order of the files that carry them. */

/** The field of the coordinates. */
export const Q = 21888242871839275222246405745257275088696311157297823662689037894645226208583n
/** The field of the scalars: the order of G1 and G2. */
export const R = 21888242871839275222246405745257275088548364400416034343698204186575808495617n

/** 2^28 divides r - 1. */
export const TWO_ADICITY = 28

export const modulo = (value: bigint, modulus: bigint): bigint => {
  const rest = value % modulus
  return rest < 0n ? rest + modulus : rest
}

export function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n
  let square = modulo(base, modulus)
  for (let e = exponent; e > 0n; e >>= 1n) {
    if (e & 1n) result = (result * square) % modulus
    square = (square * square) % modulus
  }
  return result
}

/** 1 / value modulo a prime; 0 has no inverse and gives 0. */
export const inverse = (value: bigint, modulus: bigint): bigint => power(value, modulus - 2n, modulus)

/**
 * A primitive 2^log-th root of unity of Fr: 5^((r - 1) / 2^log). The choice of 5, the least non-residue, is what the files
 * of circom and snarkjs assume.
 */
export function rootOfUnity(log: number): bigint {
  if (!(log >= 0 && log <= TWO_ADICITY)) throw new RangeError(`no root of unity of order 2^${log}`)
  return power(5n, (R - 1n) >> BigInt(log), R)
}

/** The number in 32 little-endian bytes from `offset` on. */
export function readLittleEndian(bytes: Uint8Array, offset: number, length = 32): bigint {
  let value = 0n
  for (let i = length - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[offset + i]!)
  return value
}

/** Writes 32 little-endian bytes at `offset`. */
export function writeLittleEndian(bytes: Uint8Array, offset: number, value: bigint, length = 32): void {
  for (let i = 0, rest = value; i < length; i++, rest >>= 8n) bytes[offset + i] = Number(rest & 0xffn)
}
