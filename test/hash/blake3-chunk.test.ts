import { blake3 } from '@noble/hashes/blake3.js'
import { expect, it } from 'vitest'
import { ChunkHasher } from '../../src/hash/blake3-chunk.ts'

const bytes = Uint8Array.from({ length: 1024 }, (_, i) => (i * i * 31 + 7 * i + 1) & 255)

it.each([
  ['without a key', undefined],
  ['with a key', bytes.slice(100, 132)],
])('equals BLAKE3 for every length of a chunk, %s', (_, key) => {
  const hasher = new ChunkHasher(key)
  for (let length = 0; length <= 1024; length++) {
    const message = bytes.subarray(0, length)
    hasher.message.fill(255)
    hasher.message.set(message)
    expect(hasher.hash(length)).toEqual(blake3(message, key === undefined ? {} : { key }))
  }
})

it('takes a key from the middle of a buffer, and does not keep it', () => {
  const key = bytes.slice()
  const hasher = new ChunkHasher(key.subarray(5, 37))
  key.fill(0)
  expect(hasher.hash(0)).toEqual(blake3(new Uint8Array(0), { key: bytes.slice(5, 37) }))
})
