/** The encoding of proofs: canonical, and read by a total parser. */

import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { P } from '../../src/field/koalabear.ts'
import { blake3Hasher } from '../../src/hash/blake3.ts'
import { standardMachine } from '../../src/machine/machine.ts'
import { profiles } from '../../src/stark/parameters.ts'
import { type Proof, readProof, writeProof } from '../../src/stark/proof.ts'
import { type Refusal, verifyProof } from '../../src/stark/verifier/verify.ts'
import { ByteReader, ByteWriter, FormatError } from '../../src/util/bytes.ts'
import { withItem } from '../support/stark/lists.ts'
import { reencoded } from '../support/stark/mutations.ts'
import { tinyParameters } from '../support/stark/parameters.ts'
import { proveToy, type ToyProof, toyPairs } from '../support/stark/run.ts'
import { seeded } from '../support/stark/tape.ts'
import { publicProducts, SPARE, STAIRS, toyClaim, toyDigest, toySystem } from '../support/stark/toy.ts'

const parameters = tinyParameters({ logArity: 3, logFinal: 2 })
let made: ToyProof
let bytes: Uint8Array

function encode(proof: Proof): Uint8Array {
  const out = new ByteWriter()
  writeProof(out, proof)
  return out.result()
}

const decode = (input: Uint8Array) => readProof(new ByteReader(input), toySystem, parameters)

/** The proof, or undefined for a FormatError; anything else that is thrown fails the test. */
function tryDecode(input: Uint8Array): ReturnType<typeof decode> | undefined {
  try {
    return decode(input)
  } catch (error) {
    expect(error).toBeInstanceOf(FormatError)
    return undefined
  }
}

/** What the verifier says of bytes. */
function judge(input: Uint8Array): Refusal | 'FORMAT' | undefined {
  const read = tryDecode(input)
  if (read === undefined) return 'FORMAT'
  const claim = toyClaim(blake3Hasher, parameters, STAIRS, made.z)
  const publicTuples = publicProducts(made.z)
  return verifyProof(blake3Hasher, toyDigest, read.shape, { ...claim, publicTuples }, read.proof)
}

beforeAll(async () => {
  made = await proveToy(toyPairs(STAIRS, seeded(31)), { parameters })
  bytes = encode(made.proof)
})

describe('the encoding of a proof', () => {
  test('is read back as it was written, with and without absent tables', async () => {
    expect(made.proof.heights[SPARE]).toBeUndefined()
    expect(decode(bytes).proof).toEqual(made.proof)
    expect(encode(decode(bytes).proof)).toEqual(bytes)
    expect(judge(bytes)).toBeUndefined()
    const full = await proveToy(toyPairs(STAIRS, seeded(31)), {
      parameters,
      heights: { ...STAIRS, spare: 6 },
    })
    expect(decode(encode(full.proof)).proof).toEqual(full.proof)
  })

  test('ends where it ends', () => {
    for (let length = 0; length < bytes.length; length++) {
      if (tryDecode(bytes.subarray(0, length)) !== undefined) expect.fail(`${length} bytes are a proof`)
    }
    expect(() => decode(Uint8Array.of(...bytes, 0))).toThrow(FormatError)
    expect(() => decode(Uint8Array.of(...bytes, ...bytes))).toThrow(FormatError)
  })

  test('may start anywhere in a buffer', () => {
    const shifted = new Uint8Array(bytes.length + 3)
    shifted.set(bytes, 3)
    expect(decode(shifted.subarray(3)).proof).toEqual(made.proof)
  })

  test('has one form of every element: x + p is refused everywhere', () => {
    let count = 0
    for (const proof of reencoded(made.proof, (element) => element + P)) {
      count++
      expect(() => decode(encode(proof))).toThrow(FormatError)
    }
    expect(count).toBeGreaterThan(400)
    const zero = [...reencoded(made.proof, () => P)]
    expect(() => decode(encode(zero[0]))).toThrow(FormatError)
  })

  test('has one length of every list', () => {
    const { proof } = made
    const opening = proof.trees[2]
    const more: Partial<Proof>[] = [
      { sums: proof.sums.slice(1) },
      { sums: [...proof.sums, proof.sums[0]] },
      { values: proof.values.slice(1) },
      { values: [...proof.values, proof.values[0]] },
      { layerRoots: proof.layerRoots.slice(1) },
      { layerRoots: [...proof.layerRoots, proof.layerRoots[0]] },
      { final: proof.final.slice(1) },
      { final: [...proof.final, proof.final[0]] },
      { nonces: { ...proof.nonces, folds: proof.nonces.folds.slice(1) } },
      { trees: proof.trees.slice(1) },
      { trees: [...proof.trees, opening] },
      { layers: proof.layers.slice(1) },
      { trees: withItem(proof.trees, 2, { ...opening, rows: opening.rows.map((row) => row.slice(1)) }) },
      { trees: withItem(proof.trees, 2, { ...opening, rows: opening.rows.map((row) => [...row, 0]) }) },
    ]
    for (const change of more)
      expect(judge(encode({ ...proof, ...change })), Object.keys(change)[0]).toBeDefined()
    // Elements that move from one row to the next leave the bytes as they are: where rows end is not theirs
    // to say.
    const [first, second] = opening.rows
    const moved = { ...opening, rows: [first.slice(0, -1), [...first.slice(-1), ...second]] }
    expect(encode({ ...proof, trees: withItem(proof.trees, 2, moved) })).toEqual(bytes)
  })

  test('opens no more leaves than there are queries', () => {
    const [opening] = made.proof.trees
    const rows = Array.from({ length: parameters.queries + 1 }, () => opening.rows[0])
    const proof = { ...made.proof, trees: withItem(made.proof.trees, 0, { ...opening, rows }) }
    expect(() => decode(encode(proof))).toThrow(/3 opened leaves for 2 queries/)
  })
})

describe('heights', () => {
  const withHeights = (...heights: number[]) =>
    Uint8Array.of(heights.length, ...heights, ...bytes.subarray(5))
  test.each([
    ['no table', [], /0 heights for 4 tables/],
    ['a table too few', [5, 255, 6], /3 heights for 4 tables/],
    ['a table too many', [5, 255, 6, 7, 5], /5 heights for 4 tables/],
    ['a required table is absent', [5, 255, 6, 255], /must not be absent/],
    ['all tables are absent', [255, 255, 255, 255], /no table is present/],
    ['below the least height', [4, 255, 6, 7], /log height 4, not 5 to 10/],
    ['above the greatest height', [5, 255, 6, 11], /log height 11, not 5 to 10/],
    ['no number of rows', [5, 255, 6, 200], /log height 200, not 5 to 10/],
    // Heights that a proof may have, but not this one: lists have other lengths.
    ['another shape', [5, 255, 6, 8], /./],
    ['a table more', [5, 5, 6, 7], /./],
    ['a class less', [5, 255, 7, 7], /./],
  ])('%s', (_, heights, message) => {
    expect(() => decode(withHeights(...heights))).toThrow(FormatError)
    expect(() => decode(withHeights(...heights))).toThrow(message)
  })

  test('as in the proof', () => {
    expect(decode(withHeights(5, 255, 6, 7)).proof).toEqual(made.proof)
  })

  test('of classes that are swapped give a proof that is refused', () => {
    expect(judge(withHeights(6, 255, 5, 7))).toBeDefined()
    expect(judge(withHeights(6, 255, 5, 7))).not.toBe('FORMAT')
  })
})

/** LIMPID_HEAVY=1 tries more for some minutes. */
describe('any bytes', { timeout: 900_000 }, () => {
  const heavy = process.env.LIMPID_HEAVY !== undefined

  test('with a flipped bit are refused', () => {
    const step = heavy ? 5 : 53
    for (let bit = 0; bit < 8 * bytes.length; bit += step) {
      const at = bit >> 3
      const flipped = withByte(bytes, at, bytes[at] ^ (1 << (bit & 7)))
      if (judge(flipped) === undefined) expect.fail(`bit ${bit}`)
    }
  })

  test('give a proof with this encoding or a FormatError, and the verifier a verdict', () => {
    const edit = fc.record({
      at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      remove: fc.nat(40),
      insert: fc.uint8Array({ maxLength: 40 }),
    })
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
        let input = bytes
        for (const { at, remove, insert } of edits) {
          const from = Math.floor(at * input.length)
          input = Uint8Array.of(...input.subarray(0, from), ...insert, ...input.subarray(from + remove))
        }
        const read = tryDecode(input)
        if (read !== undefined) expect(encode(read.proof)).toEqual(input)
        expect(judge(input) === undefined).toBe(
          input.length === bytes.length && input.every((byte, i) => byte === bytes[i]),
        )
      }),
      { numRuns: heavy ? 5_000 : 500 },
    )
  })

  test('overwritten in place are refused', () => {
    const patch = fc.record({
      at: fc.nat(bytes.length - 1),
      data: fc.uint8Array({ minLength: 1, maxLength: 64 }),
    })
    fc.assert(
      fc.property(patch, ({ at, data }) => {
        const input = bytes.slice()
        input.set(data.subarray(0, bytes.length - at), at)
        expect(judge(input) === undefined).toBe(input.every((byte, i) => byte === bytes[i]))
      }),
      { numRuns: heavy ? 5_000 : 500 },
    )
  })

  test('of the machine: headers of all kinds', () => {
    const { tables } = standardMachine
    const height = fc.oneof(fc.constant(255), fc.integer({ min: 12, max: 22 }), fc.nat(255))
    const heights = fc.array(height, { minLength: tables.length, maxLength: tables.length })
    fc.assert(
      fc.property(
        fc.constantFrom(...profiles),
        heights,
        fc.uint8Array({ maxLength: 2000 }),
        (profile, own, rest) => {
          const input = Uint8Array.of(tables.length, ...own, ...rest)
          expect(() => readProof(new ByteReader(input), standardMachine, profile)).toThrow(FormatError)
        },
      ),
      { numRuns: 200 },
    )
  })

  test('that claim to be long allocate nothing', () => {
    const input = new ByteReader(new Uint8Array(64))
    const { heapUsed, arrayBuffers } = process.memoryUsage()
    for (const count of [17, 2 ** 20, 2 ** 28, 2 ** 31, 2 ** 32]) {
      expect(() => input.elements(count)).toThrow(FormatError)
      expect(() => input.bytes(4 * count)).toThrow(FormatError)
    }
    const after = process.memoryUsage()
    expect(after.heapUsed + after.arrayBuffers - heapUsed - arrayBuffers).toBeLessThan(2 ** 24)
  })
})

function withByte(input: Uint8Array, at: number, byte: number): Uint8Array {
  const out = input.slice()
  out[at] = byte
  return out
}
