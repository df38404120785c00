/** What a proving key must show before anyone trusts proofs made with it. */
import type { FileLike } from '../r1cs/container.ts'
import { viewOf } from '../r1cs/container.ts'
import { checkPoints } from './engine/check.ts'
import { Pool, type PoolOptions } from './engine/pool.ts'
import { keyCoordinates, openProvingKey, ZKEY } from './formats/zkey.ts'
import { G1_GENERATOR, G2_GENERATOR } from './generators.ts'
import { INSECURE_SECTION } from './insecure-setup.ts'

export interface KeyReport {
  /** Reasons to refuse the key; empty means that nothing was found. */
  readonly problems: readonly string[]
  readonly contributions: number
  /** The last contribution is a public beacon. */
  readonly beacon: boolean
  readonly wires: number
  readonly publicCount: number
  readonly domainSize: number
}

const same = (x: readonly bigint[], y: readonly bigint[]) =>
  x.length === y.length && x.every((value, i) => value === y[i])

/**
 * Looks for what makes a key forgeable although other tools call it fine: delta equal to gamma or to the generator (the
 * second phase was skipped, so anyone can forge), no contributions, points off the curve, a development key. It does not
 * check that the key belongs to a circuit or to a first phase: `snarkjs zkey verify` does that.
 *
 * @example
 * const { problems } = await checkKey(zkey, { threads: 0 })
 * console.log(problems.length > 0) // true
 */
export async function checkKey(file: FileLike, options: PoolOptions = {}): Promise<KeyReport> {
  const key = await openProvingKey(file)
  const { container, points } = key
  const problems: string[] = []
  const [alpha1, beta1, delta1] = [points.alpha1, points.beta1, points.delta1].map(keyCoordinates) as [
    bigint[],
    bigint[],
    bigint[],
  ]
  const [beta2, gamma2, delta2] = [points.beta2, points.gamma2, points.delta2].map(keyCoordinates) as [
    bigint[],
    bigint[],
    bigint[],
  ]
  const named = { alpha1, beta1, delta1, beta2, gamma2, delta2 }
  for (const [name, point] of Object.entries(named)) {
    if (point.every((coordinate) => coordinate === 0n)) problems.push(`${name} is infinity`)
  }
  if (same(delta2, gamma2))
    problems.push(
      'delta equals gamma: the second phase of the ceremony was skipped, so anyone can forge proofs',
    )
  if (same(delta2, G2_GENERATOR) || same(delta1, G1_GENERATOR)) {
    problems.push(
      'delta is the generator: the second phase of the ceremony was skipped, so anyone can forge proofs',
    )
  }
  if (same(alpha1, G1_GENERATOR) || same(beta1, G1_GENERATOR) || same(beta2, G2_GENERATOR)) {
    problems.push('alpha or beta is the generator: the first phase of the ceremony was skipped')
  }
  const { contributions, beacon } = await readContributions(key.container)
  if (contributions === 0) problems.push('the key has no contributions')
  if (container.has(INSECURE_SECTION))
    problems.push('the key is an INSECURE development key: its maker can forge proofs')
  const pool = await Pool.create(options)
  try {
    problems.push(...(await checkPoints(pool, key)))
  } finally {
    pool.dispose()
  }
  return {
    problems,
    contributions,
    beacon,
    wires: key.wires,
    publicCount: key.publicCount,
    domainSize: key.domainSize,
  }
}

/** Section 10: circuit hash (64 bytes), count u32, then for each contribution its points, transcript, type and parameters. */
async function readContributions(container: {
  has(type: number): boolean
  read(type: number): Promise<Uint8Array>
}): Promise<{ contributions: number; beacon: boolean }> {
  if (!container.has(ZKEY.contributions)) return { contributions: 0, beacon: false }
  const body = await container.read(ZKEY.contributions)
  if (body.length < 68) return { contributions: 0, beacon: false }
  const view = viewOf(body)
  const contributions = view.getUint32(64, true)
  let at = 68
  let beacon = false
  for (let i = 0; i < contributions; i++) {
    // delta after, g1_s, g1_sx (64 each), g2_spx (128), transcript (64), type u32, length u32, parameters
    if (at + 392 > body.length) return { contributions: i, beacon: false }
    beacon = view.getUint32(at + 384, true) === 1
    at += 392 + view.getUint32(at + 388, true)
  }
  return { contributions, beacon }
}
