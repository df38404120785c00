/**
 * Many real proofs of two witnesses of one statement, under the same challenges: every number that they show
 * is uniform, whatever the witness. The witnesses' proofs differ in randomness alone, so a number that is not
 * hidden is the same in all of them. Verdicts are the same in every run: the generator is seeded.
 *
 * What is uniform is uniform given what was shown before, so there are four stages, each with everything
 * before it held fixed.
 */
import { beforeAll, describe, expect, test } from 'vitest'
import type { Engine } from '../../src/engine/contract.ts'
import { blake3Hasher } from '../../src/hash/blake3.ts'
import { verifyProof } from '../../src/stark/verifier/verify.ts'
import { engines } from '../support/engines.ts'
import { scripted } from '../support/stark/hashers.ts'
import { seeded } from '../support/stark/tape.ts'
import { listDigest, listShape, listTuples, witnesses } from '../support/zero-knowledge/lists.ts'
import {
  BINS,
  difference,
  flatness,
  histogram,
  THRESHOLD,
  tail7,
} from '../support/zero-knowledge/statistics.ts'
import { challenges, drawing, proveUnder, type Shown, sample, view } from '../support/zero-knowledge/views.ts'

const PROOFS = 400
const PROOFS_WITHOUT_DEFENCE = 80

const isQuotient = ({ part }: Shown) => part === 'chunk' || part === 'R' || isCode({ part, name: '' })
const isCode = ({ part }: Shown) => part.startsWith('layer') || part === 'final'

/** What is drawn anew in every proof, and what must then be uniform. */
const STAGES = {
  everything: { isFresh: () => true, isShown: () => true },
  'given the messages u': {
    isFresh: (label: string) => !label.startsWith('u'),
    isShown: ({ part }: Shown) => part !== 'sums',
  },
  'given all traces': { isFresh: (label: string) => /^[tR] |^salt/.test(label), isShown: isQuotient },
  'given all but R': {
    isFresh: (label: string) => /^R|^salt/.test(label),
    isShown: (shown: Shown) => shown.part === 'R' || isCode(shown),
  },
} as const

type Stage = keyof typeof STAGES

let engine: Engine

beforeAll(async () => {
  engine = (await engines()).find(({ name }) => name === 'wasm')!.engine
})

/** Numbers that are not uniform, or not the same for both witnesses. */
async function suspicious(
  stage: Stage,
  proofs: number,
  isOff: (label: string, k: number) => boolean = () => false,
): Promise<string[]> {
  const { isFresh, isShown } = STAGES[stage]
  const samples = []
  for (const [k, witness] of witnesses.entries())
    samples.push(await sample(engine, witness, proofs, drawing(seeded(1000 + k), isFresh, isOff)))
  const [a, b] = samples as [(typeof samples)[0], (typeof samples)[0]]
  expect(a.columns.length).toBeGreaterThan(200)
  return a.shown.flatMap((shown, at) => {
    if (!isShown(shown)) return []
    const [x, y] = [a, b].map(({ columns }) => histogram(columns[at]!)) as [number[], number[]]
    const worst = Math.max(flatness(x), flatness(y), difference(x, y))
    return worst > THRESHOLD ? [`${shown.part}: ${shown.name} (${worst.toFixed(0)})`] : []
  })
}

test('the threshold is one that honest proofs do not meet', async () => {
  const { values } = view(
    (
      await proveUnder(
        engine,
        witnesses[0],
        drawing(
          seeded(1),
          () => true,
          () => false,
        ),
      )
    ).proof,
  )
  const statistics = 3 * values.length * Object.keys(STAGES).length
  expect(statistics).toBeLessThan(1e5)
  expect(BINS).toBe(8)
  expect(tail7(14.067)).toBeCloseTo(0.05, 4)
  expect(tail7(24.322)).toBeCloseTo(0.001, 5)
  expect(statistics * tail7(THRESHOLD)).toBeLessThan(1e-8)
})

test('the proofs are proofs', async () => {
  for (const witness of witnesses) {
    const draw = drawing(
      seeded(2),
      () => true,
      () => false,
    )
    const { proof, claim } = await proveUnder(engine, witness, draw)
    const hasher = scripted(blake3Hasher, challenges)
    const publicTuples = listTuples
    expect(verifyProof(hasher, listDigest, listShape, { ...claim, publicTuples }, proof)).toBeUndefined()
  }
})

describe.each(Object.keys(STAGES) as Stage[])('%s', (stage) => {
  test(`${PROOFS} proofs of each witness: nothing shown depends on it`, async () => {
    expect(await suspicious(stage, PROOFS)).toEqual([])
  })
})

/** The switches: what is left out, in the stage in which it shows, and where. */
const isBeyond = (pattern: RegExp) => (label: string) => pattern.test(label)
const DEFENCES: {
  name: string
  stage: Stage
  isOff: (label: string, k: number) => boolean
  parts: string[]
}[] = [
  ...listShape.classes.flatMap(({ tables }, k) => {
    const columns = tables.reduce((sum, { table }) => sum + table.main.length, 4)
    return Array.from({ length: columns }, (_, column) => ({
      name: `the mask of main column ${column} of class ${k}`,
      stage: 'given the messages u' as const,
      isOff: (label: string) => label === `main ${k} ${column}`,
      parts: ['main'],
    }))
  }),
  { name: 'all messages', stage: 'everything', isOff: isBeyond(/^u /), parts: ['sums'] },
  ...listShape.classes.map((_, k) => ({
    name: `masks of fractions of class ${k}`,
    stage: 'everything' as const,
    isOff: isBeyond(new RegExp(`^phi ${k} `)),
    parts: ['phi'],
  })),
  {
    name: 'masks of fractions over E and not only F',
    stage: 'everything',
    isOff: (label) => label.startsWith('phi') && Number(label.split(' ')[2]) % 4 !== 0,
    parts: ['phi'],
  },
  ...listShape.classes.map((_, k) => ({
    name: `the mask of sigma of class ${k}`,
    stage: 'given the messages u' as const,
    isOff: isBeyond(new RegExp(`^sigma ${k} `)),
    parts: ['sigma'],
  })),
  {
    name: 'masks of sigma over E and not only F',
    stage: 'given the messages u',
    isOff: isBeyond(/^sigma \d+ [123]$/),
    parts: ['sigma'],
  },
  {
    name: 'the first blinder of chunks',
    stage: 'given all traces',
    isOff: isBeyond(/^t 0/),
    parts: ['chunk'],
  },
  {
    name: 'the second blinder of chunks',
    stage: 'given all traces',
    isOff: isBeyond(/^t 1/),
    parts: ['chunk'],
  },
  {
    name: 'blinders of chunks over E and not only F',
    stage: 'given all traces',
    isOff: isBeyond(/^t \d [123]$/),
    parts: ['chunk'],
  },
  { name: 'R', stage: 'given all but R', isOff: isBeyond(/^R/), parts: ['R', 'layer 0', 'final'] },
  {
    name: 'R over E and not only F',
    stage: 'given all but R',
    isOff: isBeyond(/^R \w+ [123]$/),
    parts: ['R', 'layer 0'],
  },
]

describe('without', () => {
  test.each(DEFENCES)('$name', async ({ stage, isOff, parts }) => {
    const found = await suspicious(stage, PROOFS_WITHOUT_DEFENCE, isOff)
    for (const part of parts)
      expect(
        found.some((name) => name.startsWith(`${part}: `)),
        part,
      ).toBe(true)
  })
})
