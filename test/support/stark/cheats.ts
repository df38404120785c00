/** Lies of a prover that need some arithmetic. */
import * as E from '../../../src/field/quartic.ts'
import type { Shape } from '../../../src/stark/shape.ts'
import { batchedConstraints, OpenedValues } from '../../../src/stark/verifier/constraints.ts'
import type { Cheats, Committed } from './input.ts'
import { withItem } from './lists.ts'

/** What the constraints at zeta say that Q(zeta) is, minus what the chunks say, from opened values. */
export function identityGap(
  shape: Shape,
  values: readonly E.Ext[],
  zeta: E.Ext,
  { lookups, lambdas, sums }: Pick<Committed, 'lookups' | 'lambdas' | 'sums'>,
): E.Ext {
  const opened = new OpenedValues(shape.openings, values)
  const numerator = batchedConstraints(shape, lookups, lambdas, sums, zeta, opened)
  const vanishing = E.sub(E.squareTimes(zeta, shape.logHeight), E.ONE)
  const step = E.pow(zeta, shape.chunkLength)
  const chunks = shape.openings.flatMap(({ tree }, k) => (tree === 'quotient' ? [values[k]] : []))
  const quotient = chunks.reduceRight((sum, chunk) => E.add(E.mul(sum, step), chunk), E.ZERO)
  return E.sub(E.div(numerator, vanishing), quotient)
}

/** Opens the first chunk to the value that makes the constraints hold at zeta. */
export const fitFirstChunk =
  (shape: Shape): NonNullable<Cheats['values']> =>
  (values, committed, zeta) => {
    const first = shape.openings.findIndex(({ tree }) => tree === 'quotient')
    return withItem(values, first, E.add(values[first], identityGap(shape, values, zeta, committed)))
  }
