/**
 * Zero knowledge, exactly. For fixed challenges a proof is a function of the witness and of the prover's
 * randomness, in three stages:
 *   1. openings of main columns are affine in their masks: full rank means that they are uniform;
 *   2. each published sum is a bijective function of its class's message u: sums are uniform up to their
 *      total;
 *   3. given main traces, main masks and u, everything else is affine in the masks of lookup columns, t and
 *      R: the possible proofs are an affine space, and the proof is uniform on it. Two witnesses that show
 *      the same in stages 1 and 2 must have the same space.
 * Each defence is then weakened, one coefficient less, and the spaces must come apart.
 */
import { beforeAll, describe, expect, test } from 'vitest'
import type { Ext } from '../../src/field/quartic.ts'
import * as E from '../../src/field/quartic.ts'
import { CHUNKS } from '../../src/stark/parameters.ts'
import {
  AffineProof,
  fixedChallenges,
  mainPoints,
  maskConditions,
  proveFixed,
  type Setting,
  type Unknown,
} from '../support/stark/affine.ts'
import { ExtSpace, type ExtVector, rank, subtractMultiple } from '../support/stark/linear-algebra.ts'
import { tinyParameters } from '../support/stark/parameters.ts'
import { toyPairs } from '../support/stark/run.ts'
import { seeded, Tape } from '../support/stark/tape.ts'
import { type Pair, products, STAIRS, type ToyHeights, toyShape } from '../support/stark/toy.ts'
import { twin } from '../support/stark/twin.ts'

const source = seeded(2024)
const randomExt = () => Array.from({ length: E.DEGREE }, source) as unknown as Ext

/** Other pairs with the same products: 0 = 0 b = a 0, and factors swapped. */
function otherWitness(pairs: readonly Pair[]): Pair[] {
  return pairs.map(([a, b]): Pair => {
    const any = source() % 4
    if (a * b === 0) return source() % 2 === 0 ? [0, any] : [any, 0]
    return source() % 2 === 0 ? [a, b] : [b, a]
  })
}

/** The most coefficients that masks of a kind have; kinds that are left out keep all. */
interface Limits {
  readonly phi?: number
  readonly t?: number
  readonly R?: number
  /** By class. */
  readonly sigma?: readonly number[]
}

const within =
  (limits: Limits) =>
  ({ kind, group, index }: Unknown) =>
    index < ((kind === 'sigma' ? limits.sigma?.[group] : limits[kind]) ?? Number.POSITIVE_INFINITY)

/** Two witnesses of one statement, and the affine maps of their proofs. */
interface Twins {
  readonly f: AffineProof
  readonly g: AffineProof
}

/** Two witnesses that show the same in stages 1 and 2. */
async function makeTwins(
  queries: readonly number[],
  heights: ToyHeights = STAIRS,
  preset: Record<string, Ext> = {},
): Promise<Twins> {
  const setting: Setting = {
    parameters: tinyParameters({ queries: queries.length }),
    heights,
    challenges: fixedChallenges(source, queries, preset),
  }
  const pairs = toyPairs(heights, source)
  const tape = new Tape(source)
  const { secrets } = await proveFixed(setting, pairs, tape)
  const early = [...tape.drawn].filter(([label]) => label.startsWith('u ') || label.startsWith('main '))
  const f = await AffineProof.of(setting, pairs, new Tape(source, early))
  const other = otherWitness(pairs)
  expect(other).not.toEqual(pairs)
  expect(products(other)).toEqual(products(pairs))
  const dressed = await twin(setting, secrets, other, source)
  return { f, g: await AffineProof.of(setting, other, dressed!, f) }
}

/**
 * Have the two maps, restricted to unknowns within the limits, the same image? `all` gives away the whole
 * codeword f_0, and so all layers of FRI.
 */
function sameImage({ f, g }: Twins, limits: Limits = {}, all = false): boolean {
  const shown = (view: ExtVector) => (all ? view : view.subarray(E.DEGREE * f.wordEntries))
  const kept = f.unknowns.filter(within(limits))
  const late = kept.filter(({ kind }) => kind === 't' || kind === 'R')
  const early = kept.filter(({ kind }) => kind === 'phi' || kind === 'sigma')
  const common = new ExtSpace()
  for (const unknown of late) common.add(shown(f.column(unknown)))
  const [spaceF, spaceG] = [f, g].map((map) => {
    const space = new ExtSpace(common)
    for (const unknown of early) space.add(shown(map.column(unknown)))
    return space
  })
  const difference = f.base.slice()
  subtractMultiple(difference, g.base, E.ONE, 0)
  if (!spaceF.contains(shown(difference)) || spaceF.rank !== spaceG.rank) return false
  return early.every((unknown) => spaceF.contains(shown(g.column(unknown))))
}

describe('stage 1: main masks', () => {
  test.each([1, 2, 3, 4])('%i queries need exactly so many coefficients and 4 more', (queries) => {
    const parameters = tinyParameters({ queries })
    const shape = toyShape(parameters, STAIRS)
    expect(parameters.mask).toBe(queries + E.DEGREE)
    const indices = Array.from({ length: queries }, (_, k) => 37 + 128 * k + 5 * k)
    const zeta = randomExt()
    for (const { logHeight } of shape.classes) {
      const points = mainPoints(shape, logHeight, { indices, zeta })
      expect(points).toHaveLength(queries + 1)
      for (const length of [parameters.mask - 1, parameters.mask]) {
        const conditions = maskConditions(points, logHeight, length)
        expect(rank(conditions) === conditions.length).toBe(length === parameters.mask)
      }
    }
  })

  test('a mask in F of a column that is opened in E: zeta in a subfield only repeats conditions', () => {
    const shape = toyShape(tinyParameters({ queries: 1 }), STAIRS)
    const points = mainPoints(shape, 5, { indices: [3], zeta: [source(), 0, source(), 0] })
    expect(rank(maskConditions(points, 5, 5))).toBe(3)
  })
})

describe('stage 2: sums', () => {
  const heights = STAIRS
  const setting: Setting = {
    parameters: tinyParameters({ queries: 1 }),
    heights,
    challenges: fixedChallenges(source, [45]),
  }
  const pairs: Pair[] = [[1, 0], ...toyPairs(heights, source).slice(1)]
  const other: Pair[] = [[0, 3], ...pairs.slice(1)]

  test('would tell witnesses apart without blinding', async () => {
    const plain = (own: readonly Pair[]) => proveFixed(setting, own, new Tape(() => 0))
    const [a, b] = [await plain(pairs), await plain(other)]
    expect(a.proof.sums[0]).not.toEqual(b.proof.sums[0])
    expect(a.proof.sums[1]).not.toEqual(b.proof.sums[1])
  })

  test('are bijective in u: any other witness has messages that give the same sums', async () => {
    const first = await proveFixed(setting, pairs, new Tape(source))
    const dressed = await twin(setting, first.secrets, other, source)
    const second = await proveFixed(setting, other, dressed!)
    expect(second.proof.sums).toEqual(first.proof.sums)
    expect(second.secrets.classes.map(({ u }) => u)).not.toEqual(first.secrets.classes.map(({ u }) => u))
  })

  test('and with masks one too short there is no twin', async () => {
    const { secrets } = await proveFixed(setting, pairs, new Tape(source))
    const short = setting.parameters.mask - 1
    expect(await twin(setting, secrets, other, source, short)).toBeUndefined()
  })
})

/** LIMPID_HEAVY=1 adds cases that take a minute. */
const cases: { queries: number[]; heights: ToyHeights }[] = [
  { queries: [45], heights: STAIRS },
  { queries: [45, 230], heights: { work: 5, range: 6, hub: 6 } },
]
if (process.env.LIMPID_HEAVY) {
  cases.push({ queries: [45, 230], heights: STAIRS }, { queries: [45, 230, 400], heights: STAIRS })
}

describe.each(cases)('stage 3, queries $queries, heights $heights', ({ queries, heights }) => {
  const s = queries.length
  let twins: Twins
  const classes = [...toyShape(tinyParameters(), heights).classes.keys()]
  /** Every mask exactly at its bound. */
  const full: Required<Omit<Limits, 'R'>> = {
    phi: s + 1,
    t: s + 1,
    sigma: classes.map(() => 2 * (s + 1)),
  }
  /**
   * Q(x) is one sum over all tables, so one running sum that covers its next rows hides it; others need s +
   * 2.
   */
  const sharp = (covered: number): typeof full => ({
    ...full,
    sigma: classes.map((k) => (k === covered ? 2 * (s + 1) : s + 2)),
  })

  beforeAll(async () => {
    twins = await makeTwins(queries, heights)
  }, 300_000)

  test('the map is affine over E', async () => {
    for (const map of [twins.f, twins.g]) {
      const x = new Map(map.unknowns.map((unknown) => [unknown, randomExt()]))
      expect(await map.at(x)).toEqual(map.predict(x))
    }
    const late = twins.g.unknowns.filter(({ kind }) => kind === 't' || kind === 'R')
    for (const unknown of [late[0], late[7], late[late.length - 1]]) {
      const x = new Map([[unknown, E.ONE]])
      expect(await twins.g.at(x)).toEqual(twins.g.predict(x))
    }
  })

  test('the twins show the same sums and the same openings of main columns', () => {
    const { f, g } = twins
    const start = E.DEGREE * f.wordEntries
    const sums = start + E.DEGREE * f.shape.classes.length
    expect(f.base.slice(start, sums)).toEqual(g.base.slice(start, sums))
    const mainValues = f.shape.openings.flatMap(({ tree }, k) =>
      tree === 'main' ? [sums + E.DEGREE * k] : [],
    )
    for (const at of mainValues)
      expect(f.base.slice(at, at + E.DEGREE)).toEqual(g.base.slice(at, at + E.DEGREE))
    expect(f.base).not.toEqual(g.base)
  })

  test('nothing tells the witnesses apart, even if all layers of FRI are given away', () => {
    expect(sameImage(twins)).toBe(true)
    expect(sameImage(twins, {}, true)).toBe(true)
  })

  test('at the bounds', () => {
    const { mask, nextMask } = twins.f.shape.parameters
    expect(mask).toBeGreaterThanOrEqual(full.phi)
    expect(nextMask).toBe(full.sigma[0])
    expect(sameImage(twins, full, true)).toBe(true)
  })

  test.each(classes)('at the sharp bounds with the running sum of class %i, and not one below', (covered) => {
    const limits = sharp(covered)
    expect(sameImage(twins, limits, true)).toBe(true)
    expect(sameImage(twins, { ...limits, phi: limits.phi - 1 })).toBe(false)
    expect(sameImage(twins, { ...limits, t: limits.t - 1 })).toBe(false)
    for (const k of classes) {
      const sigma = limits.sigma.map((length, own) => (own === k ? length - 1 : length))
      expect(sameImage(twins, { ...limits, sigma }), `sigma ${k}`).toBe(false)
    }
  })

  test('not without any of the defences', () => {
    expect(sameImage(twins, { ...full, t: 0 })).toBe(false)
    expect(sameImage(twins, { ...full, phi: 0 })).toBe(false)
    expect(sameImage(twins, { ...full, sigma: classes.map(() => 0) })).toBe(false)
    expect(sameImage(twins, { ...full, R: 0 })).toBe(false)
    expect(sameImage(twins, { R: 0 }, true)).toBe(false)
  })

  test('R must be as long as the largest quotient that it hides', () => {
    // X^n t_0, with s + 1 coefficients in t_0, divided by X - zeta.
    const length = twins.f.shape.chunkLength + s
    expect(length).toBeLessThan(twins.f.wordEntries)
    expect(sameImage(twins, { ...full, R: length }, true)).toBe(true)
    expect(sameImage(twins, { ...full, R: length - 1 }, true)).toBe(false)
    expect(CHUNKS).toBe(3)
  })
})

describe('stage 3, special cases', () => {
  const classes: ToyHeights = { work: 5, range: 5, hub: 6 }
  test.each([
    ['x and g x', [45, 46]],
    ['x twice', [45, 45]],
    ['x and -x, which are one point of the shorter tables', [45, 45 + 32]],
  ])('queries at %s', async (_, queries) => {
    expect(sameImage(await makeTwins(queries, classes), {}, true)).toBe(true)
  })

  test('zeta in the subfield of p^2 elements', async () => {
    const zeta: Ext = [source(), 0, source(), 0]
    expect(sameImage(await makeTwins([45], classes, { zeta }), {}, true)).toBe(true)
  })

  test('a single class, whose sum is public', async () => {
    expect(sameImage(await makeTwins([45], { work: 5, range: 5, hub: 5 }), {}, true)).toBe(true)
  })
})
