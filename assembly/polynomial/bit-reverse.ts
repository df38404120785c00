/** The low `bits` bits of `index` in reverse order. */
export function reverse(index: u32, bits: u32): u32 {
  let x = index
  x = ((x >> 1) & 0x55555555) | ((x & 0x55555555) << 1)
  x = ((x >> 2) & 0x33333333) | ((x & 0x33333333) << 2)
  x = ((x >> 4) & 0x0f0f0f0f) | ((x & 0x0f0f0f0f) << 4)
  x = ((x >> 8) & 0x00ff00ff) | ((x & 0x00ff00ff) << 8)
  x = (x >> 16) | (x << 16)
  return bits == 0 ? 0 : x >> (32 - bits)
}

/**
 * target[i] = source[reverse(i)]. With i = a m b in binary, a and b of two bits, sixteen elements of one m
 * form a 4 x 4 matrix with rows of the target numbered by a and rows of the source by reverse(b): a
 * transposition.
 */
export function bitReverse(scratch: usize, target: usize, source: usize, logN: u32): void {
  if (logN < 4) {
    for (let i: u32 = 0; i < <u32>1 << logN; i++) {
      store<u32>(target + (<usize>i << 2), load<u32>(source + (<usize>reverse(i, logN) << 2)))
    }
    return
  }
  const quarter = <usize>1 << logN
  for (let m: u32 = 0; m < <u32>1 << (logN - 4); m++) {
    const s = source + (<usize>reverse(m, logN - 4) << 4)
    const t = target + (<usize>m << 4)
    const b0 = v128.load(s)
    const b2 = v128.load(s + quarter)
    const b1 = v128.load(s + 2 * quarter)
    const b3 = v128.load(s + 3 * quarter)
    const l01 = v128.shuffle<i32>(b0, b1, 0, 4, 1, 5)
    const l23 = v128.shuffle<i32>(b2, b3, 0, 4, 1, 5)
    const h01 = v128.shuffle<i32>(b0, b1, 2, 6, 3, 7)
    const h23 = v128.shuffle<i32>(b2, b3, 2, 6, 3, 7)
    v128.store(t, v128.shuffle<i32>(l01, l23, 0, 1, 4, 5))
    v128.store(t + 2 * quarter, v128.shuffle<i32>(l01, l23, 2, 3, 6, 7))
    v128.store(t + quarter, v128.shuffle<i32>(h01, h23, 0, 1, 4, 5))
    v128.store(t + 3 * quarter, v128.shuffle<i32>(h01, h23, 2, 3, 6, 7))
  }
}
