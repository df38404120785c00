import { readPrivateInto, write } from 'limpid/guest'

const constants: StaticArray<u32> = [
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
]
const state: StaticArray<u32> = [
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
]
const w = new StaticArray<u32>(64)

/** Compresses whole blocks of 64 bytes. */
function block(): void {
  for (let i = 0; i < 16; i++) unchecked((w[i] = bswap(w[i])))
  for (let i = 16; i < 64; i++) {
    const x = unchecked(w[i - 15])
    const y = unchecked(w[i - 2])
    const s = rotr(x, 7) ^ rotr(x, 18) ^ (x >> 3)
    const t = rotr(y, 17) ^ rotr(y, 19) ^ (y >> 10)
    unchecked((w[i] = w[i - 16] + w[i - 7] + s + t))
  }
  let a = unchecked(state[0])
  let b = unchecked(state[1])
  let c = unchecked(state[2])
  let d = unchecked(state[3])
  let e = unchecked(state[4])
  let f = unchecked(state[5])
  let g = unchecked(state[6])
  let h = unchecked(state[7])
  for (let i = 0; i < 64; i++) {
    const s = rotr(e, 6) ^ rotr(e, 11) ^ rotr(e, 25)
    const t = h + s + (g ^ (e & (f ^ g))) + unchecked(constants[i]) + unchecked(w[i])
    const u = (rotr(a, 2) ^ rotr(a, 13) ^ rotr(a, 22)) + ((a & b) | (c & (a | b)))
    h = g
    g = f
    f = e
    e = d + t
    d = c
    c = b
    b = a
    a = t + u
  }
  unchecked((state[0] += a))
  unchecked((state[1] += b))
  unchecked((state[2] += c))
  unchecked((state[3] += d))
  unchecked((state[4] += e))
  unchecked((state[5] += f))
  unchecked((state[6] += g))
  unchecked((state[7] += h))
}

export function main(): i32 {
  const bytes = new Uint8Array(64)
  while (readPrivateInto(bytes) == 64) {
    memory.copy(changetype<usize>(w), bytes.dataStart, 64)
    block()
  }
  const digest = new Uint8Array(32)
  memory.copy(digest.dataStart, changetype<usize>(state), 32)
  write(digest)
  return 0
}
