/** Proofs, public signals and verification keys as the JSON that circom's tools exchange: decimal strings. */
import type { FileLike } from '../../r1cs/container.ts'
import { keyCoordinates, openProvingKey, type ProvingKey, ZKEY } from './zkey.ts'

export type G1Json = readonly [x: string, y: string, z: string]
export type G2Json = readonly [
  x: readonly [string, string],
  y: readonly [string, string],
  z: readonly [string, string],
]

export interface Groth16Proof {
  readonly pi_a: G1Json
  readonly pi_b: G2Json
  readonly pi_c: G1Json
  readonly protocol: 'groth16'
  readonly curve: 'bn128'
}

/** Wires 1 .. n: the outputs, then the public inputs. */
export type PublicSignals = readonly string[]

export interface VerificationKey {
  readonly protocol: 'groth16'
  readonly curve: 'bn128'
  readonly nPublic: number
  readonly vk_alpha_1: G1Json
  readonly vk_beta_2: G2Json
  readonly vk_gamma_2: G2Json
  readonly vk_delta_2: G2Json
  readonly IC: readonly G1Json[]
}

/** G1 or G2 from 2 or 4 affine coordinates; all zero is infinity. */
export function g1Json(coordinates: readonly bigint[]): G1Json {
  if (coordinates.every((c) => c === 0n)) return ['0', '1', '0']
  return [String(coordinates[0]), String(coordinates[1]), '1']
}

export function g2Json(coordinates: readonly bigint[]): G2Json {
  if (coordinates.every((c) => c === 0n))
    return [
      ['0', '0'],
      ['1', '0'],
      ['0', '0'],
    ]
  const [x0, x1, y0, y1] = coordinates.map(String) as [string, string, string, string]
  return [
    [x0, x1],
    [y0, y1],
    ['1', '0'],
  ]
}

/** The verification key that belongs to a proving key. */
export async function verificationKeyOf(key: ProvingKey): Promise<VerificationKey> {
  const ic = await key.container.read(ZKEY.ic)
  return {
    protocol: 'groth16',
    curve: 'bn128',
    nPublic: key.publicCount,
    vk_alpha_1: g1Json(keyCoordinates(key.points.alpha1)),
    vk_beta_2: g2Json(keyCoordinates(key.points.beta2)),
    vk_gamma_2: g2Json(keyCoordinates(key.points.gamma2)),
    vk_delta_2: g2Json(keyCoordinates(key.points.delta2)),
    IC: Array.from({ length: key.publicCount + 1 }, (_, i) =>
      g1Json(keyCoordinates(ic.subarray(64 * i, 64 * (i + 1)))),
    ),
  }
}

/**
 * The verification key inside a .zkey file.
 *
 * @example
 * const { protocol, curve, nPublic } = await readVerificationKey(zkey)
 * console.log(protocol, curve, nPublic) // groth16 bn128 1
 */
export const readVerificationKey = async (zkey: FileLike): Promise<VerificationKey> =>
  verificationKeyOf(await openProvingKey(zkey))
