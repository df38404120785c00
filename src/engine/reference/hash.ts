/** The hash kernels in plain TypeScript. A digest is 32 consecutive bytes. */
import { chacha20 } from '@noble/ciphers/chacha.js'
import { P } from '../../field/koalabear.ts'
import { blake3Hasher } from '../../hash/blake3.ts'
import { DIGEST_BYTES } from '../contract.ts'
import type { ReferenceKernels } from './engine.ts'

const BLOCK_BYTES = 64
const BLOCKS_AT_ONCE = 64

export const hashKernels: ReferenceKernels = {
  hashRows(memory, states, columns, count, logN, previous, previousLogN, row, rows) {
    const values = new Uint32Array(count)
    for (let l = row; l < row + rows; l++) {
      for (let k = 0; k < count; k++) values[k] = memory[(memory[columns / 4 + k] >>> 2) + l]
      const coset = Math.floor(l / 2 ** logN)
      const short = coset * 2 ** previousLogN + (l % 2 ** previousLogN)
      const state = previous === 0 ? undefined : digest(memory, previous, short)
      digest(memory, states, l).set(blake3Hasher.hashRow(state, values))
    }
  },

  hashNodes(memory, target, source, half, row, rows) {
    for (let i = row; i < row + rows; i++) {
      const node = blake3Hasher.hashNode(digest(memory, source, i), digest(memory, source, i + half))
      digest(memory, target, i).set(node)
    }
  },

  grind(memory, result, state, bits, start, count) {
    const end = BigInt(start + count)
    let nonce = BigInt(start)
    while (nonce < end && !blake3Hasher.checkNonce(digest(memory, state, 0), bits, nonce)) nonce++
    const found = nonce < end ? nonce : 2n ** 64n - 1n
    new DataView(memory.buffer).setBigUint64(result, found, true)
  },

  chacha20(memory, target, key, stream, counter, blocks) {
    new Uint8Array(memory.buffer).set(keyStream(memory, key, stream, counter, blocks), target)
  },

  randomElements(memory, target, key, stream, count) {
    let written = 0
    for (let block = 0; written < count; block += BLOCKS_AT_ONCE) {
      const words = new Uint32Array(keyStream(memory, key, stream, block, BLOCKS_AT_ONCE).buffer)
      for (const word of words) {
        const element = word & 0x7fffffff
        if (element < P && written < count) memory[target / 4 + written++] = element
      }
    }
  },
}

function digest(memory: Uint32Array, digests: number, index: number): Uint8Array {
  return new Uint8Array(memory.buffer, digests + DIGEST_BYTES * index, DIGEST_BYTES)
}

function keyStream(
  memory: Uint32Array,
  key: number,
  stream: number,
  counter: number,
  blocks: number,
): Uint8Array {
  const keyBytes = new Uint8Array(memory.buffer, key, 32)
  const nonce = new Uint8Array(new Uint32Array([stream, 0, 0]).buffer)
  return chacha20(keyBytes, nonce, new Uint8Array(BLOCK_BYTES * blocks), undefined, counter)
}
