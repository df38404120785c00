/** Complete proofs of toy statements by the reference prover, judged by the real verifier. */
import { describe, expect, test } from 'vitest'
import { hubColumns } from '../../src/air/blinding.ts'
import * as F from '../../src/field/koalabear.ts'
import * as E from '../../src/field/quartic.ts'
import { publicSum } from '../../src/stark/logup.ts'
import { verifyProof } from '../../src/stark/verifier/verify.ts'
import { fitFirstChunk } from '../support/stark/cheats.ts'
import type { Cheats } from '../support/stark/input.ts'
import { withItem } from '../support/stark/lists.ts'
import { mutations } from '../support/stark/mutations.ts'
import { tinyParameters } from '../support/stark/parameters.ts'
import { proveToy, type ToyOptions, toyPairs, verifyToy } from '../support/stark/run.ts'
import { seeded, Tape } from '../support/stark/tape.ts'
import {
  HUB,
  honestRow,
  multiplicities,
  products,
  publicProducts,
  RANGE_TABLE,
  STAIRS,
  type ToyHeights,
  toyClaim,
  toyDigest,
  toyPreprocessed,
  toyShape,
  toyTraces,
} from '../support/stark/toy.ts'

const pairs = toyPairs(STAIRS, seeded(7))

describe('honest proofs are accepted', () => {
  const cases: Record<string, ToyOptions> = {
    'binary folding': {},
    'one query': { parameters: tinyParameters({ queries: 1 }) },
    'four queries': { parameters: tinyParameters({ queries: 4 }) },
    'octal folding': { parameters: tinyParameters({ logArity: 3, logFinal: 2 }) },
    'quaternary folding to a constant height': { parameters: tinyParameters({ logArity: 2, logFinal: 1 }) },
    'no folding at all': { parameters: tinyParameters({ logFinal: 7 }) },
    'blowup 8': { parameters: tinyParameters({ logBlowup: 3 }) },
    'blowup 16': { parameters: tinyParameters({ logBlowup: 4, logArity: 3 }) },
    'no work': { parameters: tinyParameters({ pow: { lookup: 0, deep: 0, batch: 0, fold: 0, query: 0 } }) },
    'masks above their bounds': { parameters: tinyParameters({ mask: 8, nextMask: 12 }) },
  }
  for (const [name, options] of Object.entries(cases)) {
    test(name, async () => {
      expect(verifyToy(await proveToy(pairs, options))).toBeUndefined()
    })
  }

  const heights: Record<string, ToyHeights> = {
    'all tables in one class': { work: 5, range: 5, hub: 5, spare: 5 },
    'the work is the tallest': { work: 7, range: 5, hub: 5 },
    'a table without interactions in a class of its own': { work: 5, range: 5, hub: 5, spare: 6 },
    'a gap of a factor 8': { work: 5, range: 8, hub: 5 },
  }
  for (const [name, own] of Object.entries(heights)) {
    test(name, async () => {
      expect(verifyToy(await proveToy(toyPairs(own, seeded(8)), { heights: own }))).toBeUndefined()
    })
  }

  test('with roots that the verifier computes for itself', async () => {
    const { secrets, parameters, hasher, z } = await proveToy(pairs)
    const { roots } = toyClaim(hasher, parameters, STAIRS, z)
    expect(secrets.trees.get('fixed')!.root).toEqual(roots.fixed)
    expect(secrets.trees.get('program')!.root).toEqual(roots.program)
  })
})

describe('a proof proves nothing else', () => {
  test('another statement', async () => {
    const made = await proveToy(pairs)
    expect(verifyToy(made, { z: withItem(made.z, 31, made.z[31] + 1) })).toBeDefined()
    expect(verifyToy(made, { z: made.z.slice(1) })).toBeDefined()
    expect(verifyToy(made, { z: [...made.z, 0] })).toBeDefined()
  })

  test('other parameters', async () => {
    const made = await proveToy(pairs)
    const { pow } = made.parameters
    const changes = [
      { name: 'other' },
      { pow: { ...pow, deep: 0 } },
      { pow: { ...pow, query: 2 } },
      { mask: 7 },
      { nextMask: 7 },
      { maxLogHeight: 11 },
      { minLogHeight: 4 },
    ]
    for (const change of changes)
      expect(verifyToy(made, { parameters: tinyParameters(change) }), JSON.stringify(change)).toBeDefined()
  })

  test('another system, another root, another wording of the statement, other public tuples', async () => {
    const { hasher, parameters, z, proof } = await proveToy(pairs)
    const shape = toyShape(parameters, STAIRS)
    const publicTuples = publicProducts(z)
    const claim = { ...toyClaim(hasher, parameters, STAIRS, z), publicTuples }
    const flipped = (bytes: Uint8Array) => bytes.map((byte, i) => (i === 0 ? byte ^ 1 : byte))
    const verdict = (changes: Partial<typeof claim>, digest = toyDigest) =>
      verifyProof(hasher, digest, shape, { ...claim, ...changes }, proof)
    expect(verdict({})).toBeUndefined()
    expect(verdict({}, flipped(toyDigest))).toBeDefined()
    for (const name of ['fixed', 'program'] as const) {
      const roots = { ...claim.roots, [name]: flipped(claim.roots[name]) }
      expect(verdict({ roots }), name).toBeDefined()
    }
    expect(verdict({ statement: flipped(claim.statement) })).toBeDefined()
    expect(verdict({ publicTuples: publicTuples.slice(1) })).toBe('BUSES')
    expect(verdict({ publicTuples: [...publicTuples, publicTuples[0]] })).toBe('BUSES')
  })

  for (const logArity of [1, 3]) {
    test(`no part of a proof can be changed, folding by ${2 ** logArity}`, async () => {
      const made = await proveToy(pairs, { parameters: tinyParameters({ logArity, logFinal: 2 }) })
      expect(verifyToy(made)).toBeUndefined()
      const counts = { row: 0, element: 0, nonce: 0, digest: 0, length: 0 }
      for (const { path, kind, proof } of mutations(made.proof)) {
        const verdict = verifyToy(made, { proof })
        if (verdict === undefined) expect.fail(`${kind} ${path}`)
        // A row that only its values gave away would not be committed to.
        const isRow = kind === 'element' && path.includes('.rows.')
        if (isRow) expect(verdict, path).toBe(path.startsWith('trees') ? 'MERKLE_PATH' : 'LAYER_PATH')
        if (isRow) counts.row++
        counts[kind]++
      }
      const { trees, layers, nonces } = made.proof
      expect(counts.nonce).toBe(4 + nonces.folds.length)
      expect(counts.row).toBeGreaterThan(200)
      expect(counts.element).toBeGreaterThan(400)
      expect(counts.digest).toBeGreaterThan(2 * (3 + trees.length * 4))
      expect(counts.length).toBeGreaterThan(3 * (trees.length + layers.length))
    })
  }
})

describe('false statements are refused', () => {
  /** The verdict on the proof of a cheating prover. */
  const cheat = async (cheats: Cheats, options: ToyOptions = {}) =>
    verifyToy(await proveToy(pairs, { ...options, cheats }))
  const change = (table: number, column: number, row: number, by: number): Cheats => ({
    traces: (traces) => {
      const values = traces.get(table)![column]
      values[row] = F.add(values[row], F.reduce(by))
    },
  })
  const hub = { real: hubColumns.real.index, u0: hubColumns.message[0].index }

  test('the same prover without a lie is believed', async () => {
    expect(await cheat({ traces: () => undefined })).toBeUndefined()
  })

  test('a wrong product: in the trace, in the statement, in both', async () => {
    const z = withItem(products(pairs), 5, 10)
    const rows = pairs.map(honestRow)
    rows[5] = { ...rows[5], product: 10 }
    const traces = toyTraces(STAIRS, rows)
    expect(await cheat({}, { traces })).toBe('BUSES')
    expect(await cheat({}, { z })).toBe('BUSES')
    expect(await cheat({}, { traces, z })).toBe('CONSTRAINTS')
  })

  test('a factor out of range', async () => {
    const rows = pairs.map(honestRow)
    rows[5] = { a: 1, b: 7, read: 1, product: 7 }
    const z = withItem(products(pairs), 5, 7)
    expect(await cheat({}, { traces: toyTraces(STAIRS, rows), z })).toBe('BUSES')
    // Multiplicities that add up do not help.
    const counts = [62, 0, 0, 2]
    expect(await cheat({}, { traces: toyTraces(STAIRS, rows, counts), z })).toBe('BUSES')
  })

  test('a misread value', async () => {
    const rows = pairs.map(honestRow)
    const { a, b } = rows[5]
    rows[5] = { a, b, read: a + 1, product: a * b + 1000 }
    const z = withItem(products(pairs), 5, a * b + 1000)
    expect(await cheat({}, { traces: toyTraces(STAIRS, rows), z })).toBe('BUSES')
  })

  test('multiplicities that are wrong', async () => {
    expect(await cheat(change(RANGE_TABLE, 0, 1, 1))).toBe('BUSES')
    expect(await cheat(change(RANGE_TABLE, 0, 17, -1))).toBe('BUSES')
  })

  test('blinding messages that are lost, doubled or changed', async () => {
    expect(await cheat(change(HUB, hub.real, 1, -1))).toBe('BUSES')
    expect(await cheat(change(HUB, hub.real, 3, 1))).toBe('BUSES')
    expect(await cheat(change(HUB, hub.u0, 2, 1))).toBe('BUSES')
    expect(await cheat(change(HUB, hub.real, 0, 1))).toBe('BUSES')
  })

  test('multiplicities that add up but are not what constraints allow', async () => {
    expect(await cheat(change(HUB, hub.real, 9, F.inv(2)))).toBe('BUSES')
    // The bus of a hub row with the message u = 0 and the multiplicity -1/2 balanced in another row: only
    // `real` objects.
    const halves: Cheats = {
      traces: (traces) => {
        const real = traces.get(HUB)![hub.real]
        real[9] = F.inv(2)
        real[10] = F.neg(F.inv(2))
      },
    }
    expect(await cheat(halves)).toBe('CONSTRAINTS')
  })

  test('a constraint of degree 3', async () => {
    const heights = { work: 5, range: 5, hub: 5, spare: 6 }
    const spare = toyTraces(heights, pairs.map(honestRow))
    spare.get(1)![0][40] = 2
    spare.get(1)![1][40] = 3
    expect(await cheat({}, { heights, traces: spare })).toBe('CONSTRAINTS')
  })

  test('sums that are claimed to balance', async () => {
    const rows = pairs.map(honestRow)
    rows[5] = { a: 1, b: 7, read: 1, product: 7 }
    const z = withItem(products(pairs), 5, 7)
    const sums: Cheats['sums'] = (honest, lookups) => {
      const outside = publicSum(lookups, publicProducts(z))!
      const missing = honest.reduce(E.add, outside)
      return [E.sub(honest[0], missing), ...honest.slice(1)]
    }
    expect(await cheat({ sums }, { traces: toyTraces(STAIRS, rows), z })).toBe('CONSTRAINTS')
    // Moving an amount from one class to another leaves the total right.
    const move: Cheats['sums'] = ([first, second, ...rest]) => [
      E.add(first, E.ONE),
      E.sub(second, E.ONE),
      ...rest,
    ]
    expect(await cheat({ sums: move })).toBe('CONSTRAINTS')
  })

  test('opened values that satisfy the constraints but are not those of the committed columns', async () => {
    const rows = pairs.map(honestRow)
    rows[5] = { ...rows[5], product: 10 }
    const traces = toyTraces(STAIRS, rows)
    const z = withItem(products(pairs), 5, 10)
    const parameters = tinyParameters({ queries: 4 })
    const values = fitFirstChunk(toyShape(parameters, STAIRS))
    expect(verifyToy(await proveToy(pairs, { parameters, traces, z, cheats: {} }))).toBe('CONSTRAINTS')
    expect(verifyToy(await proveToy(pairs, { parameters, traces, z, cheats: { values } }))).toBe('LAYER')
  })

  test('preprocessed columns of the prover instead of those in the verifying key', async () => {
    const rows = pairs.map(honestRow)
    rows[5] = { a: 1, b: 7, read: 1, product: 7 }
    const z = withItem(products(pairs), 5, 7)
    const preprocessed = toyPreprocessed(STAIRS)
    preprocessed.get(RANGE_TABLE)![0][4] = 7
    const traces = toyTraces(STAIRS, rows, [...multiplicities(rows), 1])
    expect(verifyToy(await proveToy(pairs, { traces, z, preprocessed }))).toBe('MERKLE_PATH')
  })
})

test('randomness is for privacy alone: a proof with none is accepted', async () => {
  expect(verifyToy(await proveToy(pairs, { tape: new Tape(() => 0) }))).toBeUndefined()
})
