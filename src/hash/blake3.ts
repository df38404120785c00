/**
 * The BLAKE3 hasher.
 *
 *   leaf link   BLAKE3(previous || piece), the row cut into pieces of at most 248 little-endian u32
 *   node        keyed BLAKE3(left || right)
 *   transcript  keyed BLAKE3(state || kind (u8) || label length (u8) || label || data length (u32) || data)
 *   challenges  keyed BLAKE3(state) as an extendable output, read as little-endian u32
 *   work        BLAKE3(state || nonce (u64)): its first u64 is below 2^(64 - bits)
 *
 * The keys are the BLAKE3 hashes of the labels below. A piece and a state fill at most one BLAKE3 chunk of
 * 1024 bytes, so no leaf ever needs BLAKE3's own tree.
 */
import { blake3 } from '@noble/hashes/blake3.js'
import { utf8ToBytes } from '@noble/hashes/utils.js'
import { P } from '../field/koalabear.ts'
import { ChunkHasher } from './blake3-chunk.ts'
import { type ByteItem, DIGEST_LENGTH, type Digest, type Hasher, type Item } from './hasher.ts'

/** Elements hashed with one state at most: 32 + 4 * 248 = 1024 bytes. */
export const PIECE_ELEMENTS = 248

export const NODE_LABEL = 'limpid v1 merkle node'
export const TRANSCRIPT_LABEL = 'limpid v1 transcript'
export const CHALLENGE_LABEL = 'limpid v1 challenge'

const KINDS: Record<Item['kind'], number> = {
  bytes: 1,
  digest: 2,
  nonce: 3,
  elements: 4,
  extension: 5,
  draw: 6,
}

/** The key of a domain: the BLAKE3 hash of its label. */
export function domainKey(label: string): Uint8Array {
  return blake3(utf8ToBytes(label))
}

function createBlake3Hasher(): Hasher {
  const plain = new ChunkHasher()
  const node = new ChunkHasher(domainKey(NODE_LABEL))
  const transcriptKey = domainKey(TRANSCRIPT_LABEL)
  const challengeKey = domainKey(CHALLENGE_LABEL)

  function hashPiece(state: Digest | undefined, row: ArrayLike<number>, from: number, to: number): Digest {
    let length = 0
    if (state !== undefined) {
      plain.message.set(state)
      length = DIGEST_LENGTH / 4
    }
    for (let i = from; i < to; i++) plain.words[length++] = row[i]
    return plain.hash(4 * length)
  }

  /** The output stream of a state, one u32 after the other. */
  function stream(state: Digest): () => number {
    const output = blake3.create({ key: challengeKey }).update(state)
    const block = new Uint8Array(64)
    const view = new DataView(block.buffer)
    let offset = block.length
    return () => {
      if (offset === block.length) {
        output.xofInto(block)
        offset = 0
      }
      offset += 4
      return view.getUint32(offset - 4, true)
    }
  }

  return {
    name: 'blake3',

    hashRow(previous, row) {
      let state = previous
      let from = 0
      do {
        const to = Math.min(from + PIECE_ELEMENTS, row.length)
        state = hashPiece(state, row, from, to)
        from = to
      } while (from < row.length)
      return state
    },

    hashNode(left, right) {
      node.message.set(left)
      node.message.set(right, DIGEST_LENGTH)
      return node.hash(2 * DIGEST_LENGTH)
    },

    absorb(state, label, item) {
      const data = isBytes(item) ? item.data : littleEndian(item.data)
      const name = utf8ToBytes(label)
      if (name.length > 255) throw new RangeError(`label of ${name.length} bytes, at most 255 expected`)
      const length = littleEndian([data.length])
      const header = Uint8Array.of(KINDS[item.kind], name.length, ...name, ...length)
      return blake3.create({ key: transcriptKey }).update(state).update(header).update(data).digest()
    },

    drawElements(state, count) {
      const next = stream(state)
      const elements: number[] = []
      while (elements.length < count) {
        const element = next() & 0x7fffffff
        if (element < P) elements.push(element)
      }
      return elements
    },

    drawIndices(state, count, logSize) {
      if (!(Number.isInteger(logSize) && logSize >= 0 && logSize <= 30)) {
        throw new RangeError(`indices of ${logSize} bits, 0 to 30 expected`)
      }
      const next = stream(state)
      return Array.from({ length: count }, () => next() & (2 ** logSize - 1))
    },

    checkNonce(state, bits, nonce) {
      if (!(Number.isInteger(bits) && bits >= 0 && bits <= 60)) return false
      if (nonce < 0n || nonce >= 1n << 64n) return false
      plain.message.set(state)
      new DataView(plain.message.buffer).setBigUint64(DIGEST_LENGTH, nonce, true)
      const hash = plain.hash(DIGEST_LENGTH + 8)
      return new DataView(hash.buffer).getBigUint64(0, true) < 1n << BigInt(64 - bits)
    },
  }
}

/** The hasher of the profiles that are verified natively. */
export const blake3Hasher: Hasher = /* @__PURE__ */ createBlake3Hasher()

function isBytes(item: Item): item is ByteItem {
  return item.kind === 'bytes' || item.kind === 'digest' || item.kind === 'nonce'
}

function littleEndian(elements: ArrayLike<number>): Uint8Array {
  const out = new Uint8Array(4 * elements.length)
  const view = new DataView(out.buffer)
  for (let i = 0; i < elements.length; i++) view.setUint32(4 * i, elements[i], true)
  return out
}
