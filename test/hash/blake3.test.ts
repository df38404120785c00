import { blake3 } from '@noble/hashes/blake3.js'
import { utf8ToBytes } from '@noble/hashes/utils.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { P } from '../../src/field/koalabear.ts'
import { blake3Hasher, domainKey, NODE_LABEL, PIECE_ELEMENTS } from '../../src/hash/blake3.ts'
import { digestsEqual } from '../../src/hash/hasher.ts'

const bytesOf = (elements: readonly number[]) => {
  const view = new DataView(new ArrayBuffer(4 * elements.length))
  elements.forEach((element, i) => {
    view.setUint32(4 * i, element, true)
  })
  return new Uint8Array(view.buffer)
}
const join = (...parts: Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]))
const row = (length: number) => Array.from({ length }, (_, i) => (i * 0x9e3779b1) % P)
const digest = (seed: number) => blake3(Uint8Array.of(seed))

describe('leaf chain', () => {
  it('hashes a piece as BLAKE3 of its bytes, for every length', () => {
    for (let length = 0; length <= PIECE_ELEMENTS; length++) {
      expect(blake3Hasher.hashRow(undefined, row(length))).toEqual(blake3(bytesOf(row(length))))
      const continued = blake3(join(digest(1), bytesOf(row(length))))
      expect(blake3Hasher.hashRow(digest(1), row(length))).toEqual(continued)
    }
  })

  it('cuts a row into pieces of 248 elements', () => {
    for (const length of [249, 495, 496, 497, 1000]) {
      let state = new Uint8Array(0)
      for (let from = 0; from < length; from += PIECE_ELEMENTS) {
        state = blake3(join(state, bytesOf(row(length).slice(from, from + PIECE_ELEMENTS))))
      }
      expect(blake3Hasher.hashRow(undefined, row(length))).toEqual(state)
    }
  })

  it('takes typed arrays and leaves its arguments as they are', () => {
    const elements = Uint32Array.from(row(300))
    const previous = digest(7)
    const first = blake3Hasher.hashRow(previous, elements)
    expect(first).toEqual(blake3Hasher.hashRow(previous, row(300)))
    expect(previous).toEqual(digest(7))
    expect([...elements]).toEqual(row(300))
  })
})

describe('nodes', () => {
  it('are keyed BLAKE3 with the hash of the label', () => {
    const key = blake3(utf8ToBytes(NODE_LABEL))
    expect(domainKey(NODE_LABEL)).toEqual(key)
    expect(blake3Hasher.hashNode(digest(1), digest(2))).toEqual(blake3(join(digest(1), digest(2)), { key }))
  })

  it('are no leaves', () => {
    const elements = [...new Uint32Array(join(digest(1), digest(2)).buffer)]
    expect(blake3Hasher.hashRow(undefined, elements)).not.toEqual(blake3Hasher.hashNode(digest(1), digest(2)))
  })

  it('depend on the order', () => {
    expect(blake3Hasher.hashNode(digest(1), digest(2))).not.toEqual(
      blake3Hasher.hashNode(digest(2), digest(1)),
    )
  })

  it('stay the same when digests of other calls are in use', () => {
    const kept = blake3Hasher.hashNode(digest(1), digest(2))
    const copy = kept.slice()
    blake3Hasher.hashNode(digest(3), digest(4))
    blake3Hasher.hashRow(undefined, row(400))
    expect(kept).toEqual(copy)
  })
})

describe('draws', () => {
  it('are canonical elements, a prefix of longer draws', () => {
    const long = blake3Hasher.drawElements(digest(1), 1000)
    expect(long.every((element) => Number.isInteger(element) && element >= 0 && element < P)).toBe(true)
    expect(blake3Hasher.drawElements(digest(1), 10)).toEqual(long.slice(0, 10))
    expect(blake3Hasher.drawElements(digest(2), 10)).not.toEqual(long.slice(0, 10))
    expect(blake3Hasher.drawElements(digest(1), 0)).toEqual([])
  })

  it('skip words of 31 bits that are no element', () => {
    const key = blake3(utf8ToBytes('limpid v1 challenge'))
    const view = new DataView(blake3(digest(3), { key, dkLen: 8192 }).buffer)
    const words = Array.from({ length: 2048 }, (_, i) => view.getUint32(4 * i, true) & 0x7fffffff)
    const expected = words.filter((word) => word < P)
    expect(expected.length).toBeLessThan(words.length)
    expect(blake3Hasher.drawElements(digest(3), expected.length)).toEqual(expected)
  })

  it('give indices of exactly the bits asked for', () => {
    expect(blake3Hasher.drawIndices(digest(1), 5, 0)).toEqual([0, 0, 0, 0, 0])
    for (const logSize of [1, 3, 16, 30]) {
      const indices = blake3Hasher.drawIndices(digest(1), 2000, logSize)
      expect(indices.every((index) => Number.isInteger(index) && index >= 0 && index < 2 ** logSize)).toBe(
        true,
      )
      expect(Math.max(...indices)).toBeGreaterThanOrEqual(2 ** (logSize - 1))
    }
    for (const logSize of [-1, 31, 1.5, Number.NaN]) {
      expect(() => blake3Hasher.drawIndices(digest(1), 1, logSize)).toThrow(RangeError)
    }
  })
})

describe('proof of work', () => {
  const accepts = (bits: number, nonce: bigint) => {
    const hash = blake3(join(digest(9), new Uint8Array(new BigUint64Array([nonce]).buffer)))
    return new DataView(hash.buffer).getBigUint64(0, true) >> BigInt(64 - bits) === 0n
  }

  it('asks for leading zero bits of the first word', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 8 }), fc.bigInt(0n, 2n ** 64n - 1n), (bits, nonce) => {
        expect(blake3Hasher.checkNonce(digest(9), bits, nonce)).toBe(accepts(bits, nonce))
      }),
    )
  })

  it('is false for anything out of range', () => {
    for (const nonce of [-1n, 2n ** 64n]) expect(blake3Hasher.checkNonce(digest(9), 0, nonce)).toBe(false)
    for (const bits of [-1, 61, 0.5, Number.NaN])
      expect(blake3Hasher.checkNonce(digest(9), bits, 0n)).toBe(false)
  })
})

describe('transcript messages', () => {
  const key = blake3(utf8ToBytes('limpid v1 transcript'))
  const framed = (...parts: (Uint8Array | number[])[]) =>
    blake3(join(digest(1), ...parts.map((part) => Uint8Array.from(part))), { key })

  it('are framed by kind, label and length', () => {
    const label = utf8ToBytes('né')
    expect(blake3Hasher.absorb(digest(1), 'né', { kind: 'bytes', data: Uint8Array.of(5, 6) })).toEqual(
      framed([1, 3], label, [2, 0, 0, 0], [5, 6]),
    )
    expect(blake3Hasher.absorb(digest(1), 'né', { kind: 'elements', data: [5, 256] })).toEqual(
      framed([4, 3], label, [8, 0, 0, 0], [5, 0, 0, 0, 0, 1, 0, 0]),
    )
    const long = new Uint8Array(70000).fill(1)
    expect(blake3Hasher.absorb(digest(1), '', { kind: 'digest', data: long })).toEqual(
      framed([2, 0], [0x70, 0x11, 1, 0], long),
    )
  })

  it('have different kinds', () => {
    const data = new Uint8Array(0)
    const kinds = ['bytes', 'digest', 'nonce', 'elements', 'extension', 'draw'] as const
    const states = kinds.map((kind) => blake3Hasher.absorb(digest(1), '', { kind, data }).join())
    expect(new Set(states).size).toBe(kinds.length)
  })
})

it('compares digests', () => {
  expect(digestsEqual(digest(1), digest(1))).toBe(true)
  expect(digestsEqual(digest(1), digest(2))).toBe(false)
  expect(digestsEqual(digest(1), digest(1).subarray(0, 31))).toBe(false)
})

it('refuses labels that do not fit', () => {
  const item = { kind: 'bytes', data: new Uint8Array(0) } as const
  expect(() => blake3Hasher.absorb(digest(1), 'x'.repeat(256), item)).toThrow(RangeError)
  expect(blake3Hasher.absorb(digest(1), 'x'.repeat(255), item)).toHaveLength(32)
})
