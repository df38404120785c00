/**
 * What soundness asks of a shape and a statement together: that buses balance over the integers and not only
 * modulo p, and that sizes are within the limits that the security of a profile is stated for.
 */
import { BLINDING } from '../../air/blinding.ts'
import { P } from '../../field/koalabear.ts'
import type { PublicTuple } from '../logup.ts'
import type { Shape } from '../shape.ts'

/** Greatest sizes of a shape under any profile. */
export const LIMITS = {
  /** Fractions of the lookup argument; see `countFractions`. */
  fractions: 2 ** 28,
  /** Powers of lambda. */
  constraints: 2 ** 13,
  /** Opened values: they and R are batched by 12 challenges, and combined in one call of a kernel. */
  openings: 2 ** 12 - 1,
} as const

/** Number of public tuples by bus id. */
export type TupleCounts = ReadonlyMap<number, number>

export function countTuples(tuples: readonly PublicTuple[]): TupleCounts {
  const counts = new Map<number, number>()
  for (const { bus } of tuples) counts.set(bus.id, (counts.get(bus.id) ?? 0) + 1)
  return counts
}

/**
 * T: the denominators that must not vanish. These are the fingerprints of all rows of all interactions, those
 * of the blinding message in every row of a height class, and those of the public tuples. Every table counts
 * with its own height, however often it is repeated on the tallest domain.
 */
export function countFractions({ classes }: Shape, publicTuples: number): number {
  return classes.reduce((sum, { logHeight, tables }) => {
    const perRow = tables.reduce((total, { table }) => total + table.interactions.length, 1)
    return sum + perRow * 2 ** logHeight
  }, publicTuples)
}

/**
 * Why no statement with so many public tuples may be proved in this shape, or undefined.
 *
 * The multiplicities of a bus add up modulo p; they balance only if a sum of absolute values below p leaves
 * no other multiple of p than zero. Providers with free multiplicities are left out: what they do not offer,
 * the rest of the bus has to balance without them.
 */
export function checkMultiplicities(shape: Shape, publicTuples: TupleCounts): string | undefined {
  const total = [...publicTuples.values()].reduce((sum, count) => sum + count, 0)
  const fractions = countFractions(shape, total)
  if (fractions > LIMITS.fractions) return `${fractions} fractions, at most ${LIMITS.fractions} are allowed`
  if (shape.constraints > LIMITS.constraints) {
    return `${shape.constraints} constraints, at most ${LIMITS.constraints} are allowed`
  }
  if (shape.openings.length > LIMITS.openings) {
    return `${shape.openings.length} opened values, at most ${LIMITS.openings} are allowed`
  }
  const weights = new Map(publicTuples)
  const add = (bus: number, weight: number) => weights.set(bus, (weights.get(bus) ?? 0) + weight)
  for (const { logHeight, tables } of shape.classes) {
    add(BLINDING.id, 1)
    for (const { table } of tables) {
      for (const { bus, bound } of table.interactions) add(bus.id, (bound ?? 0) * 2 ** logHeight)
    }
  }
  for (const [bus, weight] of weights) {
    if (weight >= P) return `multiplicities of bus ${bus} may add up to ${weight}, which is not below p`
  }
  return undefined
}
