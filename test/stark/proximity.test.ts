/**
 * What FRI and the DEEP quotient catch: words that are no code words, at the queried places and as a whole.
 */
import { describe, expect, test } from 'vitest'
import * as F from '../../src/field/koalabear.ts'
import { blake3Hasher } from '../../src/hash/blake3.ts'
import { createDomain, liftedRow } from '../../src/poly/domain.ts'
import { codeDimension } from '../../src/stark/parameters.ts'
import { fibreIndex } from '../../src/stark/verifier/fri.ts'
import { scripted } from '../support/stark/hashers.ts'
import type { Cheats } from '../support/stark/input.ts'
import { withItem } from '../support/stark/lists.ts'
import { tinyParameters } from '../support/stark/parameters.ts'
import { proveToy, toyPairs, verifyToy } from '../support/stark/run.ts'
import { seeded, Tape } from '../support/stark/tape.ts'
import { STAIRS, toyShape } from '../support/stark/toy.ts'

const pairs = toyPairs(STAIRS, seeded(51))
const parameters = tinyParameters({ queries: 3, logArity: 2, logFinal: 3 })
const shape = toyShape(parameters, STAIRS)
const QUERIES = [45, 230, 400]
const domain = createDomain(shape.logHeight, parameters.logBlowup)

/** The verdict on a prover with these lies, when the queries are known beforehand. */
async function verdict(cheats: Cheats) {
  const hasher = () => scripted(blake3Hasher, (label) => (label === 'queries' ? QUERIES : undefined))
  const made = await proveToy(pairs, { parameters, hasher: hasher(), cheats })
  return verifyToy(made, { hasher: hasher() })
}

/** Adds 1 to an element of one leaf that is committed to. */
const moved = (tree: string | number, leaf: number, piece: number, at: number): Cheats => ({
  leaf: (own, index, pieces) =>
    own === tree && index === leaf
      ? withItem(pieces, piece, withItem(pieces[piece], at, F.add(pieces[piece][at], 1)))
      : pieces,
})

describe('a committed row that belongs to no low-degree column', () => {
  const trees = shape.trees.filter(({ salted }) => salted)
  const places = trees.flatMap(({ name, links, logHeight }) =>
    links.flatMap(({ columns }, piece) => {
      // The last column of a link; in the tallest that before the salt.
      const last = columns - 1 - (piece === links.length - 1 ? 4 : 0)
      return [0, last].map((at) => ({ name, piece, at, logHeight }))
    }),
  )
  test.each(places)(
    'is refused where a query finds it: $name, link $piece, column $at',
    async ({ name, piece, at, logHeight }) => {
      for (const query of QUERIES) {
        const leaf = liftedRow(domain, query, logHeight)
        expect(await verdict(moved(name, leaf, piece, at))).toBe('LAYER')
      }
    },
  )

  test('is not noticed elsewhere', async () => {
    for (const { name, piece, at } of places.slice(0, 3))
      expect(await verdict(moved(name, 7, piece, at))).toBeUndefined()
  })

  test.each(shape.folds.map((_, layer) => layer))('is refused in layer %i of FRI', async (layer) => {
    for (const query of QUERIES) {
      let leaf = query
      for (const { logHeight, logArity } of shape.folds.slice(0, layer + 1))
        leaf = fibreIndex(leaf, logHeight, logArity)
      for (const at of [0, 5, 15]) expect(await verdict(moved(layer, leaf, 0, at))).toBe('LAYER')
    }
    expect(await verdict(moved(layer, 8, 0, 0))).toBeUndefined()
  })
})

describe('a word whose degree is too high', () => {
  /** Draws `length` elements for one name. */
  class LongTape extends Tape {
    readonly #name: string
    readonly #values: readonly number[]

    constructor(name: string, length: number) {
      const source = seeded(9)
      super(source)
      this.#name = name
      this.#values = Array.from({ length }, source)
    }

    override draw(name: string, count: number): readonly number[] {
      return name === this.#name ? this.#values : super.draw(name, count)
    }
  }
  const dimension = codeDimension(parameters, shape.logHeight)
  const withLength = async (name: string, length: number) =>
    verifyToy(await proveToy(pairs, { parameters, tape: new LongTape(name, length) }))

  test('R may have as many coefficients as the code has dimensions, and not one more', async () => {
    expect(await withLength('R 2', dimension)).toBeUndefined()
    expect(await withLength('R 2', dimension + 1)).toBe('LAYER')
    expect(await withLength('R 2', 4 * 128)).toBe('LAYER')
  })

  test('a column may have one more, since it is divided by X - zeta', async () => {
    // Column 0 of the hub, with a mask of any length: message u0, which enters constraints of degree 2 only.
    expect(await withLength('main 2 0', dimension + 1 - 128)).toBeUndefined()
    expect(await withLength('main 2 0', dimension + 2 - 128)).toBe('LAYER')
  })
})
