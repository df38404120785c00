/**
 * Salts. Someone who can guess everything else about an execution, masks included, makes its proof again and
 * compares digests: siblings on Merkle paths and roots tell a right guess from a wrong one, unless leaves are
 * salted. Here all other randomness has one of few values, which is as if tables had few masked cells.
 */

import { bytesToHex } from '@noble/hashes/utils.js'
import { beforeAll, describe, expect, test } from 'vitest'
import { blake3Hasher } from '../../src/hash/blake3.ts'
import type { Proof } from '../../src/stark/proof.ts'
import { SALT_ELEMENTS, type TreeName } from '../../src/stark/shape.ts'
import { fixedChallenges } from '../support/stark/affine.ts'
import { scripted } from '../support/stark/hashers.ts'
import { tinyParameters } from '../support/stark/parameters.ts'
import { proveToy, toyPairs } from '../support/stark/run.ts'
import { seeded, Tape } from '../support/stark/tape.ts'
import { type Pair, STAIRS, toyShape } from '../support/stark/toy.ts'

const parameters = tinyParameters({ pow: { lookup: 0, deep: 0, batch: 0, fold: 0, query: 0 } })
const shape = toyShape(parameters, STAIRS)
const HIDING = ['main', 'aux', 'quotient'] as const
const LEAVES = 2 ** (shape.logHeight + parameters.logBlowup)

const script = fixedChallenges(seeded(8), [45, 230])
const pairs = toyPairs(STAIRS, seeded(9))
const swapped = pairs.map(([a, b]): Pair => [b, a])
const WITNESSES = [pairs, swapped]
const SEEDS = [1, 2, 3, 4]

/** A proof whose randomness follows from one of few numbers, but for the salts of these trees. */
async function prove(
  witness: readonly Pair[],
  seed: number,
  salted: readonly TreeName[],
  saltSeed = 0,
): Promise<Proof> {
  const salts = seeded(saltSeed)
  const preset = HIDING.map((name): [string, number[]] => {
    const salt = () => (salted.includes(name) ? salts() : 0)
    return [`salt ${name}`, Array.from({ length: SALT_ELEMENTS * LEAVES }, salt)]
  })
  const hasher = scripted(blake3Hasher, script)
  const { proof } = await proveToy(witness, { parameters, hasher, tape: new Tape(seeded(seed), preset) })
  return proof
}

/** The digests of unopened leaves and nodes above them that a proof shows of a tree. */
const siblings = (proof: Proof, name: TreeName): string[] =>
  proof.trees[shape.trees.findIndex((tree) => tree.name === name)]!.siblings.map(bytesToHex)

describe('an attacker who tries all witnesses and all other randomness', () => {
  let guesses: { witness: number; seed: number; proof: Proof }[]

  beforeAll(async () => {
    guesses = []
    for (const witness of WITNESSES.keys())
      for (const seed of SEEDS)
        guesses.push({ witness, seed, proof: await prove(WITNESSES[witness]!, seed, []) })
  })

  /** Guesses that agree with a proof in some digest of the tree. */
  const confirmed = (proof: Proof, name: (typeof HIDING)[number]) => {
    const seen = new Set([...siblings(proof, name), bytesToHex(proof.roots[name])])
    return guesses
      .filter((guess) =>
        [...siblings(guess.proof, name), bytesToHex(guess.proof.roots[name])].some((d) => seen.has(d)),
      )
      .map(({ witness, seed }) => [witness, seed])
  }

  test.each(HIDING)('learns nothing from the tree %s', async (name) => {
    const proof = await prove(pairs, SEEDS[2]!, HIDING, 31)
    expect(siblings(proof, name).length).toBeGreaterThan(4)
    expect(confirmed(proof, name)).toEqual([])
  })

  test.each(HIDING)('finds the witness if the tree %s alone has no salts', async (name) => {
    const others = HIDING.filter((own) => own !== name)
    const proof = await prove(swapped, SEEDS[1]!, others, 32)
    expect(confirmed(proof, name)).toEqual([[1, SEEDS[1]]])
    for (const other of others) expect(confirmed(proof, other)).toEqual([])
  })
})

describe('salts of a proof', () => {
  const saltsOf = (proof: Proof) =>
    shape.trees.flatMap(({ salted }, k) =>
      salted ? proof.trees[k]!.rows.map((row) => row.slice(-SALT_ELEMENTS).join()) : [],
    )

  test('differ between leaves, trees and proofs', async () => {
    const [a, b] = [await prove(pairs, 1, HIDING, 33), await prove(pairs, 1, HIDING, 34)]
    const all = [...saltsOf(a), ...saltsOf(b)]
    expect(all).toHaveLength(2 * HIDING.length * parameters.queries)
    expect(new Set(all).size).toBe(all.length)
  })

  test('are in the trees that depend on the execution and in no other', () => {
    for (const { name, salted, links } of shape.trees) {
      expect(salted).toBe((HIDING as readonly string[]).includes(name))
      if (salted) expect(links[links.length - 1]!.logHeight).toBe(shape.logHeight)
    }
  })
})
