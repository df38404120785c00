/**
 * The least and the greatest number of a list: [1,5,7,0] gives [0,7]. The list is text in the public input, then the
 * private input; whatever is no digit separates numbers. Exit code 1: there is no number, or one of 2^32 or more. The
 * same as min-max.c.
 */
import { exit, readPrivate, readPublic, writeText } from 'limpid/guest'

let least: u32 = u32.MAX_VALUE
let greatest: u32 = 0

function take(text: Uint8Array): void {
  let number: u32 = 0
  let isNumber = false
  for (let i = 0; i <= text.length; i++) {
    const digit: u32 = i < text.length ? <u32>unchecked(text[i]) - 0x30 : 10
    if (digit < 10) {
      // Ten times this plus the digit has to be below 2^32.
      if (number > (u32.MAX_VALUE - digit) / 10) exit(1)
      number = number * 10 + digit
      isNumber = true
    } else if (isNumber) {
      if (number < least) least = number
      if (number > greatest) greatest = number
      number = 0
      isNumber = false
    }
  }
}

export function main(): i32 {
  take(readPublic())
  take(readPrivate())
  if (least > greatest) return 1
  writeText('[' + least.toString() + ',' + greatest.toString() + ']')
  return 0
}
