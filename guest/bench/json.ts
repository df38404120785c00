import { readPrivate, write } from 'limpid/guest'

const QUOTE: u8 = 0x22
const BACKSLASH: u8 = 0x5c

/** The sum of all integers outside of strings, and how deeply arrays and objects are nested. */
export function main(): i32 {
  const text = readPrivate()
  let sum: u32 = 0
  let depth: u32 = 0
  let deepest: u32 = 0
  let at = text.dataStart
  const end = at + text.length
  while (at < end) {
    const byte = load<u8>(at++)
    if (byte == QUOTE) {
      while (at < end && load<u8>(at) != QUOTE) at += load<u8>(at) == BACKSLASH ? 2 : 1
      at++
    } else if (byte == 0x7b || byte == 0x5b) {
      depth++
      if (depth > deepest) deepest = depth
    } else if (byte == 0x7d || byte == 0x5d) {
      depth--
    } else if (byte >= 0x30 && byte <= 0x39) {
      let number: u32 = byte - 0x30
      while (at < end && <u32>load<u8>(at) - 0x30 < 10) number = number * 10 + (load<u8>(at++) - 0x30)
      sum += number
    }
  }
  const result = new Uint8Array(8)
  store<u32>(result.dataStart, sum)
  store<u32>(result.dataStart, deepest, 4)
  write(result)
  return 0
}
