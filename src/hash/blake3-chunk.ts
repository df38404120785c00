/**
 * BLAKE3 of messages that fit one chunk, without allocations.
 *
 * All that a verifier hashes in bulk, nodes and pieces of rows, is at most 1024 bytes long, and most
 * processes verify one proof only: this loop takes half the time of a general implementation, before and
 * after it is compiled. Source: the BLAKE3 paper, sections 2.1 to 2.4. Words are those of the host, which is
 * little-endian on every platform that runs WebAssembly.
 */

const CHUNK_START = 1
const CHUNK_END = 2
const ROOT = 8
const KEYED_HASH = 16
const BLOCK_BYTES = 64

/** The first words of the initial value, which is also the key of an unkeyed hash. */
const IV = Uint32Array.of(
  0x6a09e667,
  0xbb67ae85,
  0x3c6ef372,
  0xa54ff53a,
  0x510e527f,
  0x9b05688c,
  0x1f83d9ab,
  0x5be0cd19,
)

const PERMUTATION = [2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8]

/** The message words of the seven rounds, 16 each. */
const SCHEDULE = /* @__PURE__ */ schedule()

/** Hashes messages of at most 1024 bytes, all with one key or none. */
export class ChunkHasher {
  /** The message: bytes to be written here before `hash` is called. */
  readonly message = new Uint8Array(1024)
  readonly words = new Uint32Array(this.message.buffer)
  readonly #key: Uint32Array
  readonly #flags: number
  readonly #chaining = new Int32Array(8)
  readonly #digest = new Uint8Array(this.#chaining.buffer)
  readonly #state = new Int32Array(16)

  constructor(key?: Uint8Array) {
    this.#key = key === undefined ? IV : new Uint32Array(key.slice().buffer)
    this.#flags = key === undefined ? 0 : KEYED_HASH
  }

  /**
   * The 32 bytes of the hash of the first `length` bytes of the message; overwrites the rest of the last
   * block.
   */
  hash(length: number): Uint8Array {
    const chaining = this.#chaining
    for (let i = 0; i < 8; i++) chaining[i] = this.#key[i]
    const last = Math.max(0, Math.ceil(length / BLOCK_BYTES) - 1)
    for (let i = length; i < BLOCK_BYTES * (last + 1); i++) this.message[i] = 0
    for (let block = 0; block < last; block++) {
      this.#compress(block, BLOCK_BYTES, this.#flags | (block === 0 ? CHUNK_START : 0))
    }
    const flags = this.#flags | (last === 0 ? CHUNK_START : 0) | CHUNK_END | ROOT
    this.#compress(last, length - BLOCK_BYTES * last, flags)
    return this.#digest.slice()
  }

  #compress(block: number, length: number, flags: number): void {
    const v = this.#state
    const m = this.words
    const at = 16 * block
    for (let i = 0; i < 8; i++) v[i] = this.#chaining[i]
    for (let i = 0; i < 4; i++) v[8 + i] = IV[i]
    v[12] = 0
    v[13] = 0
    v[14] = length
    v[15] = flags
    for (let r = 0; r < SCHEDULE.length; r += 16) {
      mix(v, 0, 4, 8, 12, m[at + SCHEDULE[r]], m[at + SCHEDULE[r + 1]])
      mix(v, 1, 5, 9, 13, m[at + SCHEDULE[r + 2]], m[at + SCHEDULE[r + 3]])
      mix(v, 2, 6, 10, 14, m[at + SCHEDULE[r + 4]], m[at + SCHEDULE[r + 5]])
      mix(v, 3, 7, 11, 15, m[at + SCHEDULE[r + 6]], m[at + SCHEDULE[r + 7]])
      mix(v, 0, 5, 10, 15, m[at + SCHEDULE[r + 8]], m[at + SCHEDULE[r + 9]])
      mix(v, 1, 6, 11, 12, m[at + SCHEDULE[r + 10]], m[at + SCHEDULE[r + 11]])
      mix(v, 2, 7, 8, 13, m[at + SCHEDULE[r + 12]], m[at + SCHEDULE[r + 13]])
      mix(v, 3, 4, 9, 14, m[at + SCHEDULE[r + 14]], m[at + SCHEDULE[r + 15]])
    }
    for (let i = 0; i < 8; i++) this.#chaining[i] = v[i] ^ v[i + 8]
  }
}

/** The quarter round G. */
function mix(v: Int32Array, ia: number, ib: number, ic: number, id: number, x: number, y: number): void {
  let a = v[ia]
  let b = v[ib]
  let c = v[ic]
  let d = v[id]
  a = (a + b + x) | 0
  d = rotateRight(d ^ a, 16)
  c = (c + d) | 0
  b = rotateRight(b ^ c, 12)
  a = (a + b + y) | 0
  d = rotateRight(d ^ a, 8)
  c = (c + d) | 0
  b = rotateRight(b ^ c, 7)
  v[ia] = a
  v[ib] = b
  v[ic] = c
  v[id] = d
}

function rotateRight(x: number, bits: number): number {
  return (x >>> bits) | (x << (32 - bits))
}

function schedule(): Uint8Array {
  const rounds: number[] = []
  let order = PERMUTATION.map((_, i) => i)
  for (let round = 0; round < 7; round++) {
    rounds.push(...order)
    order = PERMUTATION.map((i) => order[i])
  }
  return Uint8Array.from(rounds)
}
