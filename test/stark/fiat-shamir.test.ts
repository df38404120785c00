/** The transcript's schedule, what forced challenges do, and proof of work. */
import { describe, expect, test } from 'vitest'
import type { Ext } from '../../src/field/quartic.ts'
import * as E from '../../src/field/quartic.ts'
import { blake3Hasher } from '../../src/hash/blake3.ts'
import { DIGEST_LENGTH, type Digest, type Hasher, type Item } from '../../src/hash/hasher.ts'
import { fingerprint, lookupChallenges } from '../../src/stark/logup.ts'
import type { Proof } from '../../src/stark/proof.ts'
import { PROTOCOL_VERSION } from '../../src/stark/proof.ts'
import { type Event, recording, type Script, scripted } from '../support/stark/hashers.ts'
import { withItem } from '../support/stark/lists.ts'
import { tinyParameters } from '../support/stark/parameters.ts'
import { proveToy, type ToyOptions, type ToyProof, toyPairs, verifyToy } from '../support/stark/run.ts'
import { seeded } from '../support/stark/tape.ts'
import { OUT, STAIRS, toyClaim, toyDigest } from '../support/stark/toy.ts'

const pairs = toyPairs(STAIRS, seeded(21))
const parameters = tinyParameters({ logArity: 3, logFinal: 2 })

/** An honest proof with the messages of its prover's and of its verifier's transcript. */
async function recorded() {
  const prover = recording(blake3Hasher)
  const made = await proveToy(pairs, { parameters, hasher: prover.hasher })
  const verifier = recording(blake3Hasher)
  expect(verifyToy(made, { hasher: verifier.hasher })).toBeUndefined()
  return { made, prover: prover.events, verifier: verifier.events }
}

/** The schedule as names: what is absorbed, and `? name` for what is drawn. */
const schedule = (events: readonly Event[]) =>
  events.flatMap((event) => {
    if (event.kind === 'draw') return [`? ${event.label}`]
    return event.item.kind === 'draw' ? [] : [event.label]
  })

/** Kinds of data that look alike. */
const OTHER_KIND: Record<Item['kind'], Item['kind']> = {
  bytes: 'digest',
  digest: 'nonce',
  nonce: 'bytes',
  elements: 'extension',
  extension: 'draw',
  draw: 'elements',
}

describe('the transcript', () => {
  test('is the same for prover and verifier', async () => {
    const { prover, verifier } = await recorded()
    expect(verifier).toEqual(prover)
  })

  test('has this schedule', async () => {
    const { verifier, made } = await recorded()
    const gammas = Math.ceil(Math.log2(made.proof.values.length + 1))
    expect(schedule(verifier)).toEqual([
      `limpid stark v${PROTOCOL_VERSION}`,
      'profile',
      'parameters',
      'system',
      'fixed root',
      'program root',
      'heights',
      'statement',
      'main root',
      'lookup work',
      '? alpha',
      '? beta',
      'aux root',
      'sums',
      '? lambda',
      'quotient root',
      'deep work',
      '? zeta',
      'values',
      'batch work',
      ...Array<string>(gammas).fill('? gamma'),
      'layer root',
      'fold work',
      '? fold',
      'layer root',
      'fold work',
      '? fold',
      'final',
      'query work',
      '? queries',
    ])
  })

  test('absorbs all of the proof but its openings, and all that the verifier knows', async () => {
    const { verifier, made } = await recorded()
    const { proof, z } = made
    const data = (label: string) =>
      verifier.flatMap((event) =>
        event.kind === 'absorb' && event.label === label ? [[...(event.item.data as number[])]] : [],
      )
    const claim = toyClaim(blake3Hasher, parameters, STAIRS, z)
    const nonce = (bits: number, value: bigint) => [bits, ...new Uint8Array(BigUint64Array.of(value).buffer)]
    const { pow } = parameters
    expect(data('profile')).toEqual([[...new TextEncoder().encode('tiny')]])
    const { logBlowup, queries, mask, nextMask, minLogHeight, maxLogHeight, logSlack, logArity, logFinal } =
      parameters
    expect(data('parameters')).toEqual([
      [
        logBlowup,
        queries,
        pow.lookup,
        pow.deep,
        pow.batch,
        pow.fold,
        pow.query,
        mask,
        nextMask,
        minLogHeight,
        maxLogHeight,
        logSlack,
        logArity,
        logFinal,
      ],
    ])
    expect(data('system')).toEqual([[...toyDigest]])
    expect(data('fixed root')).toEqual([[...claim.roots.fixed]])
    expect(data('program root')).toEqual([[...claim.roots.program]])
    expect(data('heights')).toEqual([proof.heights.map((height) => height ?? 0)])
    expect(data('statement')).toEqual([[...claim.statement]])
    expect(data('main root')).toEqual([[...proof.roots.main]])
    expect(data('aux root')).toEqual([[...proof.roots.aux]])
    expect(data('quotient root')).toEqual([[...proof.roots.quotient]])
    expect(data('sums')).toEqual([proof.sums.flat()])
    expect(data('values')).toEqual([proof.values.flat()])
    expect(data('layer root')).toEqual(proof.layerRoots.map((root) => [...root]))
    expect(data('final')).toEqual([proof.final.flat()])
    expect(data('lookup work')).toEqual([nonce(pow.lookup, proof.nonces.lookup)])
    expect(data('deep work')).toEqual([nonce(pow.deep, proof.nonces.deep)])
    expect(data('batch work')).toEqual([nonce(pow.batch, proof.nonces.batch)])
    expect(data('fold work')).toEqual(proof.nonces.folds.map((value) => nonce(pow.fold, value)))
    expect(data('query work')).toEqual([nonce(pow.query, proof.nonces.query)])
  })

  /** Draws of a sequence of messages, each preceded by the number of messages before it. */
  function draws(events: readonly Event[]): { after: number; values: number[] }[] {
    let state: Digest = new Uint8Array(DIGEST_LENGTH)
    return events.flatMap((event, after) => {
      if (event.kind === 'absorb') {
        state = blake3Hasher.absorb(state, event.label, event.item)
        return []
      }
      const { length } = event.values
      const values =
        event.label === 'queries'
          ? blake3Hasher.drawIndices(state, length, 9)
          : blake3Hasher.drawElements(state, length)
      return [{ after, values }]
    })
  }

  test('makes every challenge depend on every message before it', async () => {
    const { verifier } = await recorded()
    const honest = draws(verifier)
    expect(honest.map(({ values }) => values)).toEqual(
      verifier.flatMap((e) => (e.kind === 'draw' ? [e.values] : [])),
    )
    const changed = (item: Item, change: (data: number[]) => number[]): Item => {
      const data = change([...(item.data as number[])])
      return (
        item.data instanceof Uint8Array ? { ...item, data: Uint8Array.from(data) } : { ...item, data }
      ) as Item
    }
    verifier.forEach((event, at) => {
      if (event.kind !== 'absorb') return
      const { item, label } = event
      const flip = (place: number) => (data: number[]) =>
        data.map((value, i) => (i === place ? value ^ 1 : value))
      const variants: Event[] = [
        { ...event, item: changed(item, flip(0)) },
        { ...event, item: changed(item, flip(item.data.length - 1)) },
        { ...event, item: changed(item, (data) => data.slice(0, -1)) },
        { ...event, item: changed(item, (data) => [...data, 0]) },
        { ...event, item: { ...item, kind: OTHER_KIND[item.kind] } as Item },
        { ...event, label: `${label}.` },
      ]
      /** Draws of other messages, of which there are `more` before what comes later. */
      const compare = (events: readonly Event[], more: number) => {
        const other = draws(events)
        for (const { after, values } of honest) {
          const own = other.find((draw) => draw.after === after + (after > at ? more : 0))!
          if (after < at) expect(own.values).toEqual(values)
          else expect(own.values, `${label} ${at}`).not.toEqual(values)
        }
      }
      for (const variant of variants) compare(withItem(verifier, at, variant), 0)
      compare([...verifier.slice(0, at), ...verifier.slice(at + 1)], -1)
      compare([...verifier.slice(0, at), event, ...verifier.slice(at)], 1)
    })
  })

  test('never repeats a challenge', async () => {
    const { verifier } = await recorded()
    const drawn = draws(verifier).map(({ values }) => values.join())
    expect(new Set(drawn).size).toBe(drawn.length)
  })
})

describe('challenges that a verifier must refuse or can live with', () => {
  /** A proof and a verdict under the same partly scripted challenges. */
  async function under(script: () => Script, options: ToyOptions = {}) {
    const hasher = () => scripted(blake3Hasher, script())
    const made = await proveToy(pairs, { ...options, hasher: hasher() })
    return { made, verdict: verifyToy(made, { hasher: hasher() }) }
  }
  const forced = (label: string, value: readonly number[]) => () => (own: string) =>
    own === label ? value : undefined

  test('zeta in F is refused', async () => {
    for (const zeta of [5, 0, 1, 2130706432]) {
      expect((await under(forced('zeta', [zeta, 0, 0, 0]))).verdict).toBe('CHALLENGE')
    }
  })

  test('zeta in the subfield of p^2 elements is not', async () => {
    expect((await under(forced('zeta', [5, 0, 7, 0]))).verdict).toBeUndefined()
  })

  test('a fingerprint of a public tuple that is zero is refused, not divided by', async () => {
    const made = await proveToy(pairs)
    const beta: Ext = [3, 1, 4, 1]
    // alpha is minus the rest of the fingerprint.
    const rest = fingerprint(lookupChallenges(E.ZERO, beta), OUT, [9, made.z[9]].map(E.fromBase))
    const script: Script = (label) => (label === 'alpha' ? E.neg(rest) : label === 'beta' ? beta : undefined)
    expect(verifyToy(made, { hasher: scripted(blake3Hasher, script) })).toBe('CHALLENGE')
  })

  test.each([
    ['x twice', [45, 45]],
    ['x and g x', [45, 46]],
    ['the last row of a coset and the first', [127, 0]],
    ['x and -x', [45, 45 + 64]],
    ['one fibre, four times', [3, 3 + 16, 3 + 32, 3 + 48]],
    ['all queries at one point', [511, 511, 511, 511]],
  ])('queries that collide: %s', async (_, queries) => {
    const own = tinyParameters({ queries: queries.length, logArity: 3 })
    const { made, verdict } = await under(forced('queries', queries), { parameters: own })
    expect(verdict).toBeUndefined()
    expect(made.proof.trees[2].rows).toHaveLength(new Set(queries).size)
    // Opening the same row once more is no other proof.
    const [opening] = made.proof.trees
    const twice = { ...opening, rows: [...opening.rows, opening.rows[0]] }
    const proof: Proof = { ...made.proof, trees: withItem(made.proof.trees, 0, twice) }
    expect(verifyToy(made, { proof, hasher: scripted(blake3Hasher, forced('queries', queries)()) })).toBe(
      'OPENING_COUNT',
    )
  })
})

describe('proof of work', () => {
  const hard = tinyParameters({ pow: { lookup: 7, deep: 7, batch: 7, fold: 7, query: 7 } })
  type Nonces = Proof['nonces']
  const sites: Record<string, (nonces: Nonces, change: (nonce: bigint) => bigint) => Nonces> = {
    lookup: (nonces, change) => ({ ...nonces, lookup: change(nonces.lookup) }),
    deep: (nonces, change) => ({ ...nonces, deep: change(nonces.deep) }),
    batch: (nonces, change) => ({ ...nonces, batch: change(nonces.batch) }),
    'first fold': (nonces, change) => ({
      ...nonces,
      folds: withItem(nonces.folds, 0, change(nonces.folds[0])),
    }),
    'last fold': (nonces, change) => ({
      ...nonces,
      folds: withItem(nonces.folds, 3, change(nonces.folds[3])),
    }),
    query: (nonces, change) => ({ ...nonces, query: change(nonces.query) }),
  }
  const withNonces = (made: ToyProof, nonces: Nonces) => verifyToy(made, { proof: { ...made.proof, nonces } })

  test.each(Object.keys(sites))('ends the verification where it is missing: %s', async (site) => {
    const made = await proveToy(pairs, { parameters: hard })
    const order = Object.keys(sites)
    const { length } = made.proof.nonces.folds
    const numbers = [0, 1, 2, 3, 2 + length, 3 + length]
    expect(length).toBe(4)
    const missing = numbers[order.indexOf(site)]
    let asked = 0
    const hasher: Hasher = { ...blake3Hasher, checkNonce: () => asked++ !== missing }
    expect(verifyToy(made, { hasher })).toBe('PROOF_OF_WORK')
    // Whatever follows is not looked at, so no later site refuses in the place of this one.
    expect(asked).toBe(missing + 1)
  })

  test.each(Object.keys(sites))('is checked at %s', async (site) => {
    const made = await proveToy(pairs, { parameters: hard })
    expect(verifyToy(made)).toBeUndefined()
    let refused = 0
    for (let k = 1n; k <= 20n; k++) {
      const verdict = withNonces(
        made,
        sites[site](made.proof.nonces, (nonce) => nonce + k),
      )
      expect(verdict).toBeDefined()
      if (verdict === 'PROOF_OF_WORK') refused++
    }
    expect(refused).toBeGreaterThan(15)
  })

  test.each(Object.keys(sites))('has one nonce where there is none, at %s', async (site) => {
    const none = tinyParameters({ pow: { lookup: 0, deep: 0, batch: 0, fold: 0, query: 0 } })
    const made = await proveToy(pairs, { parameters: none })
    expect(verifyToy(made)).toBeUndefined()
    for (const nonce of [1n, 2n ** 64n - 1n]) {
      expect(
        withNonces(
          made,
          sites[site](made.proof.nonces, () => nonce),
        ),
      ).toBe('PROOF_OF_WORK')
    }
  })
})
