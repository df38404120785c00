/** Verification with @noble/curves: total, and strict about encodings, so that one proof has one text. */
import { bn254 } from '@noble/curves/bn254.js'
import { Q, R } from '../curve/bn254.ts'
import type { Groth16Proof, PublicSignals, VerificationKey } from './formats/json.ts'

export type VerifyResult = { readonly ok: true } | { readonly ok: false; readonly error: string }

/** Thrown inside only. */
class Invalid extends Error {}

type G1 = InstanceType<typeof bn254.G1.Point>
type G2 = InstanceType<typeof bn254.G2.Point>

const DECIMAL = /^(?:0|[1-9][0-9]{0,77})$/

function number(text: unknown, modulus: bigint, what: string): bigint {
  if (typeof text !== 'string' || !DECIMAL.test(text)) throw new Invalid(`${what} is not a decimal string`)
  const value = BigInt(text)
  if (value >= modulus) throw new Invalid(`${what} is not below the modulus`)
  return value
}

const list = (value: unknown, length: number, what: string): readonly unknown[] => {
  if (!Array.isArray(value) || value.length !== length)
    throw new Invalid(`${what} is not a list of ${length}`)
  return value
}

function g1(value: unknown, what: string): G1 {
  const [x, y, z] = list(value, 3, what)
  if (z !== '1') throw new Invalid(`${what} is not affine`)
  const point = bn254.G1.Point.fromAffine({ x: number(x, Q, `${what}.x`), y: number(y, Q, `${what}.y`) })
  return valid(point, what)
}

function g2(value: unknown, what: string): G2 {
  const [x, y, z] = list(value, 3, what).map((pair, i) => list(pair, 2, `${what}[${i}]`))
  if (z![0] !== '1' || z![1] !== '0') throw new Invalid(`${what} is not affine`)
  const element = (pair: readonly unknown[], name: string) =>
    bn254.fields.Fp2.create({
      c0: number(pair[0], Q, `${what}.${name}[0]`),
      c1: number(pair[1], Q, `${what}.${name}[1]`),
    })
  return valid(bn254.G2.Point.fromAffine({ x: element(x!, 'x'), y: element(y!, 'y') }), what)
}

/** On the curve and in the subgroup of order r, and not infinity. */
function valid<P extends { assertValidity(): void; is0(): boolean }>(point: P, what: string): P {
  try {
    point.assertValidity()
  } catch {
    throw new Invalid(`${what} is not a point of the group`)
  }
  if (point.is0()) throw new Invalid(`${what} is infinity`)
  return point
}

/**
 * Whether the proof shows that a witness with these public signals exists. Accepts canonical encodings only: decimal
 * strings below the moduli, affine points. Never throws for what is in the arguments.
 *
 * A valid proof is not unique: anyone can turn it into another one. Do not use it as an identifier.
 *
 * @example
 * console.log(verify(key, publicSignals, proof).ok, verify(key, ['11'], proof).ok) // true false
 */
export function verify(
  key: VerificationKey,
  publicSignals: PublicSignals,
  proof: Groth16Proof,
): VerifyResult {
  try {
    if (key?.protocol !== 'groth16' || key.curve !== 'bn128')
      throw new Invalid('the key is not for Groth16 over bn128')
    if (proof?.protocol !== 'groth16' || (proof.curve ?? 'bn128') !== 'bn128')
      throw new Invalid('the proof is not Groth16 over bn128')
    if (!Number.isSafeInteger(key.nPublic) || key.nPublic < 0)
      throw new Invalid('the key has no number of public signals')
    const signals = list(publicSignals, key.nPublic, 'public signals').map((s, i) =>
      number(s, R, `public signal ${i}`),
    )
    const ic = list(key.IC, key.nPublic + 1, 'IC')
    const [a, b, c] = [g1(proof.pi_a, 'pi_a'), g2(proof.pi_b, 'pi_b'), g1(proof.pi_c, 'pi_c')]
    let inputs = keyG1(ic[0], 'IC[0]')
    for (const [i, signal] of signals.entries()) {
      const base = keyG1(ic[i + 1], `IC[${i + 1}]`)
      if (signal !== 0n && !base.is0()) inputs = inputs.add(base.multiplyUnsafe(signal))
    }
    const holds = equationHolds([
      { g1: a.negate(), g2: b },
      { g1: g1(key.vk_alpha_1, 'alpha'), g2: g2(key.vk_beta_2, 'beta') },
      { g1: inputs, g2: g2(key.vk_gamma_2, 'gamma') },
      { g1: c, g2: g2(key.vk_delta_2, 'delta') },
    ])
    if (!holds) throw new Invalid('the pairing equation does not hold')
    return { ok: true }
  } catch (error) {
    if (error instanceof Invalid) return { ok: false, error: error.message }
    return { ok: false, error: 'malformed input' }
  }
}

/** A point of IC may be infinity: a public signal that no constraint uses. */
function keyG1(value: unknown, what: string): G1 {
  const zero = Array.isArray(value) && value.length === 3 && value[2] === '0'
  return zero ? bn254.G1.Point.ZERO : g1(value, what)
}

/** Whether the product of the pairings is 1. */
function equationHolds(pairs: readonly { readonly g1: G1; readonly g2: G2 }[]): boolean {
  const { Fp12 } = bn254.fields
  const product = bn254.pairingBatch(pairs.filter(({ g1, g2 }) => !g1.is0() && !g2.is0()))
  return Fp12.eql(product, Fp12.ONE)
}

/** Affine coordinates: 2 in G1, 4 in G2 (x.c0, x.c1, y.c0, y.c1); all zero is infinity. */
export interface EquationPoints {
  readonly a: readonly bigint[]
  readonly b: readonly bigint[]
  readonly c: readonly bigint[]
  readonly alpha: readonly bigint[]
  readonly beta: readonly bigint[]
  readonly gamma: readonly bigint[]
  readonly delta: readonly bigint[]
  /** The sum of the key's points of the public signals. */
  readonly inputs: readonly bigint[]
}

/**
 * The equation alone, for a proof that was just made: that its points are in their groups is known, which saves half of the
 * time of `verify`. Points that are not give false.
 */
export function equationOf(points: EquationPoints): boolean {
  const { G1, G2, fields } = bn254
  const first = ([x, y]: readonly bigint[]) =>
    x === 0n && y === 0n ? G1.Point.ZERO : G1.Point.fromAffine({ x: x!, y: y! })
  const second = ([x0, x1, y0, y1]: readonly bigint[]) => {
    const x = fields.Fp2.create({ c0: x0!, c1: x1! })
    const y = fields.Fp2.create({ c0: y0!, c1: y1! })
    return fields.Fp2.is0(x) && fields.Fp2.is0(y) ? G2.Point.ZERO : G2.Point.fromAffine({ x, y })
  }
  try {
    return equationHolds([
      { g1: first(points.a).negate(), g2: second(points.b) },
      { g1: first(points.alpha), g2: second(points.beta) },
      { g1: first(points.inputs), g2: second(points.gamma) },
      { g1: first(points.c), g2: second(points.delta) },
    ])
  } catch {
    return false
  }
}
