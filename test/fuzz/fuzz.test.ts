/**
 * 20,000 mutants of valid proofs, none of which the verifier may accept or answer with an exception. Longer
 * campaigns, with limits of time and memory: npm run test:fuzz -- --runs N --seed S
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, test } from 'vitest'
import { blake3Hasher } from '../../src/hash/blake3.ts'
import type { Hasher } from '../../src/hash/hasher.ts'
import { standard } from '../../src/stark/parameters.ts'
import { testNames } from '../support/named-tests.ts'
import { judge, mutantNumber, type Report, runCampaign, targetOf, type WeightedTarget } from './campaign.ts'
import { vectors } from './proof-mutations.ts'
import { Random } from './random.ts'
import { allReasons, matcher } from './reasons.ts'
import { makeSamples, type Sample } from './samples.ts'
import { type Target, toyTarget } from './targets.ts'
import { campaignTargets } from './targets-of-campaign.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const ELF = new Uint8Array(readFileSync(join(ROOT, 'examples/min-max/min-max.elf')))
const SEED = 1
const RUNS = 20_000

/** Reasons that no mutant has, and tests that do. */
const ELSEWHERE: Readonly<Record<string, readonly [file: string, test: string]>> = {
  CHALLENGE: ['test/stark/fiat-shamir.test.ts', 'zeta in F is refused'],
  'FORMAT: a proof is a Uint8Array': ['test/machine/claims.test.ts', '%s is no bytes'],
  'FORMAT: multiplicities of bus … may add up to …, which is not below p': [
    'test/security/limits.test.ts',
    'add up to less than p',
  ],
  'FORMAT: … constraints, at most … are allowed': ['test/security/limits.test.ts', 'constraints'],
  'FORMAT: … opened values, at most … are allowed': ['test/security/limits.test.ts', 'openings'],
  'FORMAT: parameters …: …': [
    'test/stark/shape.test.ts',
    'a column has as many coefficients as openings, a running sum twice as many',
  ],
  'INVALID_CLAIM: the program id of a claim is a text': ['test/machine/claims.test.ts', 'the program id %j'],
}

const reasons = allReasons(ROOT)
const reasonOf = matcher(reasons)

let samples: Map<string, Sample>
let targets: WeightedTarget[]
let report: Report

beforeAll(async () => {
  samples = await makeSamples(ELF)
  targets = await campaignTargets(samples)
  report = runCampaign(targets, reasonOf, { runs: RUNS, seed: SEED })
}, 600_000)

const outlined = ({ failures }: Report) => failures.map(({ bytes: _, ...rest }) => rest)

describe('the verifier', () => {
  test('accepts no mutant and throws at none', () => {
    expect(outlined(report)).toEqual([])
    expect([...report.reasons.values()].reduce((sum, count) => sum + count, 0)).toBe(RUNS)
  })

  test('refuses mutants for every reason that it has', () => {
    const missing = reasons.map(({ name }) => name).filter((name) => !report.reasons.has(name))
    expect(missing.sort()).toEqual(Object.keys(ELSEWHERE).sort())
  })

  test.each(Object.entries(ELSEWHERE))('%s: refused by a test of its own', (_, [file, name]) => {
    expect(testNames(join(ROOT, file))).toContain(name)
  })

  test('refuses every list with an item more, an item less, and none', () => {
    for (const { target } of targets) {
      const seen = new Set<string>()
      for (const { name, list, replace } of vectors(target.proof)) {
        if (seen.has(name) || list.length === 0) continue
        seen.add(name)
        const last = list[list.length - 1]
        for (const other of [list.slice(1), list.slice(0, -1), [], [...list, last], [list[0], ...list]]) {
          expect(target.honest.judge(target.encode(replace(other))), `${target.name}: ${name}`).toBeDefined()
        }
      }
      expect(seen.size).toBeGreaterThan(20)
    }
  })
})

describe('targets', () => {
  test('are valid proofs', () => {
    for (const { target } of targets) {
      for (const bytes of target.valid) expect(target.honest.judge(bytes), target.name).toBeUndefined()
    }
  })

  test('have sections that cover all bytes', () => {
    for (const { bytes, sections } of targets.map(({ target }) => target)) {
      let end = 0
      for (const { at, items, size } of sections) {
        expect(at).toBe(end)
        end += items * size
      }
      expect(end).toBe(bytes.length)
    }
  })

  test('of the machine are the same in every run', async () => {
    const again = await makeSamples(ELF, [standard])
    expect(Buffer.compare(again.get('standard')!.file, samples.get('standard')!.file)).toBe(0)
  })
})

describe('a campaign', () => {
  test('makes the same mutant for the same seed and number', () => {
    for (let index = 0; index < 300; index++) {
      const make = () => {
        const random = new Random(7, index)
        const target = targetOf(targets, random)
        return { target, mutant: mutantNumber(target, random) }
      }
      const [first, second] = [make(), make()]
      expect(Buffer.compare(second.mutant.bytes, first.mutant.bytes)).toBe(0)
      expect(judge(second.target, second.mutant)).toBe(judge(first.target, first.mutant))
    }
  })

  /** A campaign against a verifier with this hasher. */
  const against = async (hasher: Hasher, change: (target: Target) => Target = (target) => target) => {
    const target = change(await toyTarget('broken', { hasher }))
    return runCampaign([{ target, weight: 1 }], reasonOf, { runs: 1000, seed: SEED })
  }

  test('finds nothing with the right hasher', async () => {
    expect(outlined(await against(blake3Hasher))).toEqual([])
  })

  test('finds leaves that are not bound to their last element', async () => {
    const hashRow: Hasher['hashRow'] = (previous, row) =>
      blake3Hasher.hashRow(previous, Array.from(row).slice(0, -1))
    const { failures } = await against({ ...blake3Hasher, hashRow })
    expect(failures.length).toBeGreaterThan(0)
    expect(failures[0]!.thrown).toBeUndefined()
  })

  test('finds nonces that are not absorbed', async () => {
    const broken: Hasher = {
      ...blake3Hasher,
      absorb: (state, label, item) =>
        item.kind === 'nonce' ? state : blake3Hasher.absorb(state, label, item),
    }
    const { failures } = await against(broken)
    expect(failures.some(({ kind }) => kind === 'nonces')).toBe(true)
  })

  test('finds a verifier that throws', async () => {
    const broken = (target: Target): Target => ({
      ...target,
      honest: {
        ...target.honest,
        judge(bytes) {
          if (bytes.length > target.bytes.length) throw new RangeError('too long')
          return target.honest.judge(bytes)
        },
      },
    })
    const { failures } = await against(blake3Hasher, broken)
    expect(failures.length).toBeGreaterThan(0)
    expect(failures[0]!.thrown).toMatch(/too long/)
  })
})
