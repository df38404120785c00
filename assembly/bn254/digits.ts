// Signed digits of scalars, after the endomorphism has halved them: k = k1 + lambda k2.
import { splitByEndomorphism } from '../generated/bn254'

/** Digits of the signed number of 128 bits at `half`, `step` bytes apart. */
function writeDigits(half: usize, target: usize, step: usize, bits: u32, windows: u32): void {
  let low = load<u64>(half, 0)
  let high = load<u64>(half, 8)
  const negative = <u64>(<i64>high >> 63)
  if (negative != 0) {
    low = 0 - low
    high = ~high + <u64>(low == 0)
  }
  const mask = (<u64>1 << bits) - 1
  // a negative number's digits are negated, so that one in the middle of the range goes the other way
  const most = (<u64>1 << (bits - 1)) + (negative & 1)
  let carry: u64 = 0
  for (let w: u32 = 0; w < windows; w++) {
    let digit = (low & mask) + carry
    carry = <u64>(digit >= most)
    digit -= carry << bits
    store<u16>(target, <u16>((digit ^ negative) - negative))
    target += step
    low = (low >> bits) | (high << (64 - bits))
    high >>= bits
  }
}

/**
 * Digits of `count` scalars from `from` on (32 bytes each, canonical), -2^(bits-1) <= digit < 2^(bits-1): that of window w
 * of scalar i is the i16 at digits + 2 * (w * 2 n + i), that of its second half n further. Needs windows * bits >= 128,
 * 2 <= bits <= 16. Small scalars and their negatives have no second half and few digits that are not 0.
 */
export function recode(c: usize, scalars: usize, digits: usize, n: u32, bits: u32, windows: u32, from: u32, count: u32): void {
  const step: usize = 4 * n
  for (let i = from; i < from + count; i++) {
    splitByEndomorphism(c, scalars + 32 * i)
    writeDigits(c, digits + 2 * i, step, bits, windows)
    writeDigits(c + 16, digits + 2 * (n + i), step, bits, windows)
  }
}
