import { chacha20 } from '@noble/ciphers/chacha.js'
import { blake3 } from '@noble/hashes/blake3.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Engine } from '../../src/engine/contract.ts'
import { P } from '../../src/field/koalabear.ts'
import { blake3Hasher } from '../../src/hash/blake3.ts'
import { engines } from '../support/engines.ts'

const both = await engines()
const BLOWUP = 4
const SENTINEL = 0xa5a5a5a5

/** A fixed sequence of elements with many edge values, different for each seed. */
function elements(count: number, seed: number): Uint32Array {
  const out = new Uint32Array(count)
  let x = seed + 1
  for (let i = 0; i < count; i++) {
    x = (Math.imul(x, 1664525) + 1013904223) >>> 0
    out[i] = x % 7 === 0 ? P - 1 - (x % 3) : x % P
  }
  return out
}

const digestOf = (seed: number) => blake3(Uint8Array.of(seed & 255, seed >> 8))

/** Runs `body` with blocks of memory that are freed afterwards. */
function withMemory<T>(engine: Engine, body: (alloc: (bytes: number) => number) => T): T {
  const blocks: number[] = []
  try {
    return body((bytes) => {
      const pointer = engine.memory.alloc(bytes)
      blocks.push(pointer)
      engine.memory.u32.fill(SENTINEL, pointer / 4, pointer / 4 + Math.ceil(bytes / 4))
      return pointer
    })
  } finally {
    for (const block of blocks) engine.memory.free(block)
  }
}

const digestBytes = (count: number) => Math.max(128, 32 * count)

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
const UNTOUCHED = 'a5'.repeat(32)

function readDigests(engine: Engine, digests: number, count: number): string[] {
  return Array.from({ length: count }, (_, i) => hex(engine.readDigest(digests, i)))
}

/** An array of chosen digests: `digests[i]` is that of a row with the one element i + seed. */
function makeDigests(engine: Engine, alloc: (bytes: number) => number, count: number, seed: number): number {
  const digests = alloc(digestBytes(count))
  const rows = Math.ceil(count / 4) * 4
  const column = alloc(4 * rows)
  const list = alloc(4)
  engine.memory.u32.set(
    Uint32Array.from({ length: rows }, (_, i) => i + seed),
    column / 4,
  )
  engine.memory.u32[list / 4] = column
  engine.call('hashRows', digests, list, 1, 2, 0, 0, 0, rows)
  return digests
}
const madeDigest = (i: number, seed: number) => blake3Hasher.hashRow(undefined, [i + seed])

interface RowsCase {
  count: number
  logN: number
  previousLogN: number
  linked: boolean
  slices: [row: number, rows: number][]
}

/** Hashes the slices of a class of `blowup << logN` rows and reads all states. */
function hashRows(engine: Engine, { count, logN, previousLogN, linked, slices }: RowsCase): string[] {
  const height = BLOWUP << logN
  return withMemory(engine, (alloc) => {
    const previous = linked ? makeDigests(engine, alloc, BLOWUP << previousLogN, 17) : 0
    const list = alloc(4 * count)
    for (let k = 0; k < count; k++) {
      const column = alloc(4 * height)
      engine.memory.u32.set(elements(height, k), column / 4)
      engine.memory.u32[list / 4 + k] = column
    }
    const states = alloc(digestBytes(height))
    for (const [row, rows] of slices) {
      engine.call('hashRows', states, list, count, logN, previous, previousLogN, row, rows)
    }
    return readDigests(engine, states, height)
  })
}

/** The same from the definition of the chain, by the hasher that verifiers use. */
function expectedRows({ count, logN, previousLogN, linked, slices }: RowsCase): string[] {
  const height = BLOWUP << logN
  const columns = Array.from({ length: count }, (_, k) => elements(height, k))
  const states = new Array<string>(height).fill(UNTOUCHED)
  for (const [row, rows] of slices) {
    for (let l = row; l < row + rows; l++) {
      const coset = Math.floor(l / 2 ** logN)
      const short = coset * 2 ** previousLogN + ((l % 2 ** logN) % 2 ** previousLogN)
      const values = columns.map((column) => column[l])
      states[l] = hex(blake3Hasher.hashRow(linked ? madeDigest(short, 17) : undefined, values))
    }
  }
  return states
}

describe.each(both)('hash kernels, $name', ({ engine }) => {
  describe('hashRows', () => {
    const whole = (logN: number): [number, number][] => [[0, BLOWUP << logN]]

    it('equals BLAKE3 for every length of a piece, with and without a previous state', () => {
      for (let count = 1; count <= 248; count++) {
        for (const linked of [false, true]) {
          const test: RowsCase = { count, logN: 2, previousLogN: 2, linked, slices: [[4, 4]] }
          expect(hashRows(engine, test)).toEqual(expectedRows(test))
        }
      }
    })

    it.each([249, 255, 256, 257, 264, 495, 496, 497, 504, 744, 1000])(
      'chains the pieces of %i columns',
      (count) => {
        for (const linked of [false, true]) {
          const test: RowsCase = { count, logN: 2, previousLogN: 2, linked, slices: whole(2) }
          expect(hashRows(engine, test)).toEqual(expectedRows(test))
        }
      },
    )

    it.each([2, 3, 4, 5, 6, 7, 8, 9, 10])('continues states of every shorter class, log N = %i', (logN) => {
      for (let previousLogN = 2; previousLogN <= logN; previousLogN++) {
        const test: RowsCase = { count: 3, logN, previousLogN, linked: true, slices: whole(logN) }
        expect(hashRows(engine, test)).toEqual(expectedRows(test))
      }
    })

    it('goes through long slices with many columns', () => {
      for (const linked of [false, true]) {
        const slices: [number, number][] = [[12, 1012]]
        const test: RowsCase = { count: 270, logN: 8, previousLogN: 5, linked, slices }
        expect(hashRows(engine, test)).toEqual(expectedRows(test))
      }
    })

    it('writes the rows of its slice only', () => {
      const slice = fc.tuple(fc.nat(31), fc.nat(31)).map(([a, b]): [number, number] => {
        const [from, to] = a < b ? [a, b] : [b, a]
        return [4 * from, 4 * (to - from + 1)]
      })
      const cases = fc.record({
        count: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.constantFrom(8, 16, 24, 248, 249)),
        logN: fc.constant(5),
        previousLogN: fc.integer({ min: 2, max: 5 }),
        linked: fc.boolean(),
        slices: fc.array(slice, { minLength: 1, maxLength: 3 }),
      })
      fc.assert(
        fc.property(cases, (test) => {
          expect(hashRows(engine, test)).toEqual(expectedRows(test))
        }),
        { numRuns: 40 },
      )
    })

    it('leaves columns and previous states as they are', () => {
      withMemory(engine, (alloc) => {
        const previous = makeDigests(engine, alloc, 16, 0)
        const column = alloc(64)
        engine.memory.u32.set(elements(16, 1), column / 4)
        const list = alloc(4)
        engine.memory.u32[list / 4] = column
        const states = alloc(digestBytes(16))
        engine.call('hashRows', states, list, 1, 2, previous, 2, 0, 16)
        expect([...engine.memory.u32.subarray(column / 4, column / 4 + 16)]).toEqual([...elements(16, 1)])
        expect(readDigests(engine, previous, 16)).toEqual(
          Array.from({ length: 16 }, (_, i) => hex(madeDigest(i, 0))),
        )
      })
    })
  })

  describe('hashNodes', () => {
    const nodes = (half: number, row: number, rows: number) =>
      withMemory(engine, (alloc) => {
        const source = makeDigests(engine, alloc, 2 * half, 5)
        const target = alloc(digestBytes(half))
        engine.call('hashNodes', target, source, half, row, rows)
        return readDigests(engine, target, half)
      })
    const expected = (half: number, row: number, rows: number) =>
      Array.from({ length: half }, (_, i) =>
        i >= row && i < row + rows
          ? hex(blake3Hasher.hashNode(madeDigest(i, 5), madeDigest(i + half, 5)))
          : UNTOUCHED,
      )

    it.each([1, 2, 4, 8, 16, 64, 256])('pairs node i with i + %i', (half) => {
      expect(nodes(half, 0, half)).toEqual(expected(half, 0, half))
    })

    it.each([1, 2, 4, 8, 16])('writes any slice and nothing else, half = %i', (half) => {
      for (let row = 0; row < half; row++) {
        for (let rows = 1; rows <= half - row; rows++) {
          expect(nodes(half, row, rows)).toEqual(expected(half, row, rows))
        }
      }
    })

    it('makes a root from two digests, in an array of 128 bytes', () => {
      withMemory(engine, (alloc) => {
        const layers = [makeDigests(engine, alloc, 8, 0)]
        for (let half = 4; half >= 1; half /= 2) {
          const layer = alloc(digestBytes(half))
          engine.call('hashNodes', layer, layers[layers.length - 1], half, 0, half)
          layers.push(layer)
        }
        const leaf = (i: number) => madeDigest(i, 0)
        const node = blake3Hasher.hashNode
        const quarter = (i: number) => node(node(leaf(i), leaf(i + 4)), node(leaf(i + 2), leaf(i + 6)))
        expect(engine.readDigest(layers[3], 0)).toEqual(node(quarter(0), quarter(1)))
      })
    })
  })

  describe('grind', () => {
    const grind = (state: Uint8Array, bits: number, start: number, count: number) =>
      withMemory(engine, (alloc) => {
        const pointer = alloc(32)
        const result = alloc(16)
        engine.memory.u8.set(state, pointer)
        engine.call('grind', result, pointer, bits, start, count)
        const view = new DataView(engine.memory.u8.buffer)
        expect(engine.memory.u32[result / 4 + 2]).toBe(SENTINEL)
        return view.getBigUint64(result, true)
      })
    const NONE = 2n ** 64n - 1n

    function smallest(state: Uint8Array, bits: number, start: number, count: number): bigint {
      for (let n = BigInt(start); n < BigInt(start + count); n++) {
        if (blake3Hasher.checkNonce(state, bits, n)) return n
      }
      return NONE
    }

    it('finds the smallest nonce, or none', () => {
      for (let seed = 0; seed < 60; seed++) {
        const bits = seed % 12
        const start = (seed * 0x2545f491) >>> 0
        const count = 4 * (1 + (seed % 50))
        const state = digestOf(seed)
        expect(grind(state, bits, start, count)).toBe(smallest(state, bits, start, count))
      }
    })

    it('takes every nonce with 0 bits and none with 60', () => {
      expect(grind(digestOf(1), 0, 12, 4)).toBe(12n)
      expect(grind(digestOf(1), 60, 0, 400)).toBe(NONE)
    })

    it('goes on beyond 2^32', () => {
      const start = 2 ** 32 - 4
      const late = Array.from({ length: 200 }, (_, seed) => digestOf(seed)).find(
        (state) => smallest(state, 5, start, 64) > 2n ** 32n && smallest(state, 5, start, 64) !== NONE,
      )
      if (late === undefined) throw new Error('no state for this test')
      expect(grind(late, 5, start, 64)).toBe(smallest(late, 5, start, 64))
    })

    it('agrees with the check around the bound of one bit more', () => {
      const state = digestOf(9)
      const nonce = grind(state, 10, 0, 1 << 14)
      expect(nonce).not.toBe(NONE)
      expect(blake3Hasher.checkNonce(state, 10, nonce)).toBe(true)
    })
  })

  describe('chacha20', () => {
    const keyStream = (key: Uint8Array, stream: number, counter: number, blocks: number) =>
      withMemory(engine, (alloc) => {
        const pointer = alloc(32)
        engine.memory.u8.set(key, pointer)
        const target = alloc(64 * blocks + 64)
        engine.call('chacha20', target, pointer, stream, counter, blocks)
        const end = target + 64 * blocks
        expect(engine.memory.u32[end / 4]).toBe(SENTINEL)
        return engine.memory.u8.slice(target, end)
      })

    // RFC 8439, appendix A.1, vectors 1 to 4.
    const key = (at: number, byte: number) => {
      const bytes = new Uint8Array(32)
      bytes[at] = byte
      return bytes
    }
    it.each([
      [
        key(0, 0),
        0,
        '76b8e0ada0f13d90405d6ae55386bd28bdd219b8a08ded1aa836efcc8b770dc7' +
          'da41597c5157488d7724e03fb8d84a376a43b8f41518a11cc387b669b2ee6586',
      ],
      [
        key(0, 0),
        1,
        '9f07e7be5551387a98ba977c732d080dcb0f29a048e3656912c6533e32ee7aed' +
          '29b721769ce64e43d57133b074d839d531ed1f28510afb45ace10a1f4b794d6f',
      ],
      [
        key(31, 1),
        1,
        '3aeb5224ecf849929b9d828db1ced4dd832025e8018b8160b82284f3c949aa5a' +
          '8eca00bbb4a73bdad192b5c42f73f2fd4e273644c8b36125a64addeb006c13a0',
      ],
      [
        key(1, 255),
        2,
        '72d54dfbf12ec44b362692df94137f328fea8da73990265ec1bbbea1ae9af0ca' +
          '13b25aa26cb4a648cb9b9d1be65b2c0924a66c54d545ec1b7374f4872e99f096',
      ],
    ])('gives the test vectors of RFC 8439 (%#)', (key, counter, expected) => {
      expect(hex(keyStream(key, 0, counter, 1))).toBe(expected)
    })

    it('gives any number of blocks from any counter of any stream', () => {
      for (let blocks = 1; blocks <= 13; blocks++) {
        for (const stream of [0, 1, 0xffffffff]) {
          const counter = (blocks * 0x10000001) >>> 0
          const nonce = new Uint8Array(new Uint32Array([stream, 0, 0]).buffer)
          const expected = chacha20(digestOf(3), nonce, new Uint8Array(64 * blocks), undefined, counter)
          expect(keyStream(digestOf(3), stream, counter, blocks)).toEqual(expected)
        }
      }
    })
  })

  describe('randomElements', () => {
    const random = (stream: number, count: number) =>
      withMemory(engine, (alloc) => {
        const key = alloc(32)
        engine.memory.u8.set(digestOf(4), key)
        const target = alloc(4 * count + 4)
        engine.call('randomElements', target, key, stream, count)
        expect(engine.memory.u32[target / 4 + count]).toBe(SENTINEL)
        return engine.memory.u32.slice(target / 4, target / 4 + count)
      })

    const nonce = (stream: number) => new Uint8Array(new Uint32Array([stream, 0, 0]).buffer)
    const accepted = (stream: number) =>
      new Uint32Array(chacha20(digestOf(4), nonce(stream), new Uint8Array(1 << 15)).buffer)
        .map((word) => word & 0x7fffffff)
        .filter((element) => element < P)

    it.each([1, 2, 15, 16, 17, 63, 64, 65, 255, 256, 257, 1000, 5000])('gives %i elements', (count) => {
      for (const stream of [0, 7]) expect(random(stream, count)).toEqual(accepted(stream).subarray(0, count))
    })

    it('writes nothing for none', () => {
      expect(random(0, 0)).toHaveLength(0)
    })

    it('is flat', () => {
      const bins = new Array<number>(16).fill(0)
      for (const element of random(1, 8000)) bins[Math.floor((element / P) * 16)]++
      // Chi-squared with 15 degrees of freedom: above 45 with probability 8e-5. The sequence is fixed.
      expect(bins.reduce((sum, count) => sum + (count - 500) ** 2 / 500, 0)).toBeLessThan(45)
    })
  })
})
