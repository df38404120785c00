/**
 * A lottery draw that everyone can check, over entries that nobody sees.
 *
 * Public input: number of winners (4 bytes, little endian), a seed that nobody could choose (32 bytes), and
 * SHA-256(all entries), published before the seed was known.
 * Private input: the entries, 16 bytes each.
 * Output: the winning entries in the order of the draw, each entry at most once. Exit code 1 if the entries are not
 * those of the digest, 2 if the input has the wrong length or there are fewer entries than winners.
 *
 * Draw i takes the first 8 bytes of SHA-256(seed || i) modulo the number of entries that are left.
 */
import { readPrivate, readPublic, write } from 'limpid/guest'
import { sha256 } from 'limpid/guest/sha256'

const ENTRY = 16

export function main(): i32 {
  const terms = readPublic()
  const entries = readPrivate()
  if (terms.length !== 4 + 32 + 32 || entries.length % ENTRY !== 0) return 2
  const winners = load<u32>(terms.dataStart)
  let left: u32 = entries.length / ENTRY
  if (winners > left) return 2
  const digest = sha256(entries)
  if (memory.compare(digest.dataStart, terms.dataStart + 36, 32) !== 0) return 1
  const message = new Uint8Array(36)
  memory.copy(message.dataStart, terms.dataStart + 4, 32)
  for (let i: u32 = 0; i < winners; i++) {
    store<u32>(message.dataStart, i, 32)
    const random = sha256(message)
    const at = <u32>(load<u64>(random.dataStart) % left)
    const entry = entries.subarray(at * ENTRY, (at + 1) * ENTRY)
    write(entry)
    left--
    memory.copy(entry.dataStart, entries.dataStart + left * ENTRY, ENTRY)
  }
  return 0
}
