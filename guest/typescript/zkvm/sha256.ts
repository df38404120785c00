/** SHA-256 (FIPS 180-4) by the precompile. */

// @ts-ignore: decorator
@external('limpid', 'sha256_compress')
declare function compress(state: usize, block: usize): void

const INITIAL: StaticArray<u32> = [
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
]
const state = new StaticArray<u32>(8)
const padding = new StaticArray<u32>(32)

/** The digest of a message, 32 bytes. */
export function sha256(message: Uint8Array): Uint8Array {
  const to = changetype<usize>(state)
  const tail = changetype<usize>(padding)
  memory.copy(to, changetype<usize>(INITIAL), 32)
  const whole = message.length & ~63
  for (let at = 0; at < whole; at += 64) {
    let block = message.dataStart + at
    if ((block & 3) != 0) {
      memory.copy(tail, block, 64)
      block = tail
    }
    compress(to, block)
  }
  const rest = message.length - whole
  memory.fill(tail, 0, 128)
  memory.copy(tail, message.dataStart + whole, rest)
  store<u8>(tail + rest, 0x80)
  const end = rest < 56 ? 56 : 120
  store<u64>(tail + end, bswap<u64>((<u64>message.length) << 3))
  compress(to, tail)
  if (end > 64) compress(to, tail + 64)
  const digest = new Uint8Array(32)
  for (let i = 0; i < 8; i++) store<u32>(digest.dataStart + (i << 2), bswap(unchecked(state[i])))
  return digest
}
