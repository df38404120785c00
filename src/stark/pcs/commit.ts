/** The root of a preprocessed tree without an engine: for verifiers that start from the program file. */
import type { Digest, Hasher } from '../../hash/hasher.ts'
import { cosetStart, createDomain, liftedRow } from '../../poly/domain.ts'
import { interpolate, ntt } from '../../poly/polynomial.ts'

export interface CommittedColumns {
  readonly logHeight: number
  /** Trace columns, 2^logHeight elements each. */
  readonly columns: readonly ArrayLike<number>[]
}

/** `groups` by increasing height; groups of equal height are one link of the leaf chain. */
export function commitRoot(hasher: Hasher, logBlowup: number, groups: readonly CommittedColumns[]): Digest {
  const steps = commitSteps(hasher, logBlowup, groups)
  for (;;) {
    const { done, value } = steps.next()
    if (done) return value
  }
}

/** Hashes between two steps. */
const STEP = 1 << 8

/** The same in steps of a few milliseconds, for threads that must not be blocked. */
export function* commitSteps(
  hasher: Hasher,
  logBlowup: number,
  groups: readonly CommittedColumns[],
): Generator<void, Digest> {
  const heights = [...new Set(groups.map(({ logHeight }) => logHeight))].sort((a, b) => a - b)
  const tallest = createDomain(heights[heights.length - 1]!, logBlowup)
  let states: Digest[] | undefined
  let statesDomain = tallest
  for (const logHeight of heights) {
    const domain = createDomain(logHeight, logBlowup)
    const columns = groups.filter((group) => group.logHeight === logHeight).flatMap((group) => group.columns)
    const extended: Uint32Array[] = []
    for (const column of columns) {
      const coefficients = interpolate(column)
      const out = new Uint32Array(domain.size)
      for (let k = 0; k < 1 << logBlowup; k++) {
        out.set(ntt(coefficients, cosetStart(domain, k)), k * domain.height)
        yield
      }
      extended.push(out)
    }
    const previous = states
    const previousDomain = statesDomain
    const values = new Uint32Array(extended.length)
    states = []
    for (let row = 0; row < domain.size; row++) {
      if (row % STEP === 0) yield
      for (let k = 0; k < extended.length; k++) values[k] = extended[k]![row]!
      states.push(hasher.hashRow(previous?.[liftedRow(domain, row, previousDomain.logHeight)], values))
    }
    statesDomain = domain
  }
  let layer = states!
  while (layer.length > 1) {
    const half = layer.length / 2
    const above: Digest[] = []
    for (let i = 0; i < half; i++) {
      if (i % STEP === 0) yield
      above.push(hasher.hashNode(layer[i]!, layer[i + half]!))
    }
    layer = above
  }
  return layer[0]!
}
