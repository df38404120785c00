/** Keccak-256 and SHA3-256 (FIPS 202) by the precompile for Keccak-f[1600]. */

// @ts-ignore: decorator
@external('limpid', 'keccak_f')
declare function permute(state: usize): void

/** Bytes of a block: the rest of the state, 64 bytes, is twice the digest. */
const RATE = 136

/** A digest in the making. */
export class Keccak256 {
  private state: StaticArray<u32> = new StaticArray<u32>(50)
  private used: i32 = 0

  /** Takes in more of the message. */
  update(message: Uint8Array): this {
    const to = changetype<usize>(this.state)
    let from = message.dataStart
    const end = from + message.length
    while (from < end) {
      const part = min(RATE - this.used, <i32>(end - from))
      const at = to + this.used
      let i = 0
      if (((<usize>this.used | from) & 3) == 0)
        for (; i + 4 <= part; i += 4) store<u32>(at + i, load<u32>(at + i) ^ load<u32>(from + i))
      for (; i < part; i++) store<u8>(at + i, load<u8>(at + i) ^ load<u8>(from + i))
      from += part
      this.used += part
      if (this.used == RATE) {
        permute(to)
        this.used = 0
      }
    }
    return this
  }

  /** Ends the message and gives 32 bytes: `domain` is 1 for Keccak-256 and 6 for SHA3-256. */
  digest(domain: u8 = 1): Uint8Array {
    const to = changetype<usize>(this.state)
    store<u8>(to + this.used, load<u8>(to + this.used) ^ domain)
    store<u8>(to + RATE - 1, load<u8>(to + RATE - 1) ^ 0x80)
    permute(to)
    const digest = new Uint8Array(32)
    memory.copy(digest.dataStart, to, 32)
    return digest
  }
}

/** The digest of Keccak-256, which Ethereum uses: 32 bytes. */
export function keccak256(message: Uint8Array): Uint8Array {
  return new Keccak256().update(message).digest()
}

/** The digest of SHA3-256. */
export function sha3_256(message: Uint8Array): Uint8Array {
  return new Keccak256().update(message).digest(6)
}
