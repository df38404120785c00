/** ChaCha20 (RFC 8439), four blocks at once, one in each 32-bit lane, and random field elements from it. */

const BLOCK: usize = 64

/** Blocks of the key stream that `randomElements` filters at once. */
const BATCH: u32 = 16

/** The order of F. */
const P: u32 = 0x7f000001

// The rotations to the left of RFC 8439, 2.1. By 16 a shuffle is fastest; by 8 it would need a
// constant and is not.

// @ts-ignore: decorator
@inline
function turn16(d: v128, a: v128): v128 {
  const x = v128.xor(d, a)
  return v128.shuffle<u8>(x, x, 2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13)
}

// @ts-ignore: decorator
@inline
function turn12(b: v128, c: v128): v128 {
  const x = v128.xor(b, c)
  return v128.or(i32x4.shl(x, 12), i32x4.shr_u(x, 20))
}

// @ts-ignore: decorator
@inline
function turn8(d: v128, a: v128): v128 {
  const x = v128.xor(d, a)
  return v128.or(i32x4.shl(x, 8), i32x4.shr_u(x, 24))
}

// @ts-ignore: decorator
@inline
function turn7(b: v128, c: v128): v128 {
  const x = v128.xor(b, c)
  return v128.or(i32x4.shl(x, 7), i32x4.shr_u(x, 25))
}

/** `HashKernels.chacha20`. */
export function chacha20(
  scratch: usize, target: usize, key: usize, stream: u32, counter: u32, blocks: u32,
): void {
  const whole = blocks & ~3
  for (let i: u32 = 0; i < whole; i += 4) fourBlocks(target + BLOCK * i, key, stream, counter + i)
  if (whole < blocks) {
    fourBlocks(scratch, key, stream, counter + whole)
    memory.copy(target + BLOCK * whole, scratch, BLOCK * (blocks - whole))
  }
}

/** `HashKernels.randomElements`. */
export function randomElements(scratch: usize, target: usize, key: usize, stream: u32, count: u32): void {
  const end = target + 4 * <usize>count
  for (let block: u32 = 0; target < end; block += BATCH) {
    for (let i: u32 = 0; i < BATCH; i += 4) fourBlocks(scratch + BLOCK * i, key, stream, block + i)
    target = filter(target, end, scratch)
  }
}

/**
 * Appends the elements of F among the words of a batch to `target`, up to `end`; returns the new end of the
 * target.
 */
function filter(target: usize, end: usize, words: usize): usize {
  const stop = words + BLOCK * BATCH
  for (; words < stop && target < end; words += 4) {
    const element = load<u32>(words) & 0x7fffffff
    store<u32>(target, element)
    target += element < P ? 4 : 0
  }
  return target
}

/** Blocks `counter` .. `counter` + 3 (modulo 2^32) of the key stream, 256 bytes at `out`. */
function fourBlocks(out: usize, key: usize, stream: u32, counter: u32): void {
  const k0 = v128.load32_splat(key, 0), k1 = v128.load32_splat(key, 4)
  const k2 = v128.load32_splat(key, 8), k3 = v128.load32_splat(key, 12)
  const k4 = v128.load32_splat(key, 16), k5 = v128.load32_splat(key, 20)
  const k6 = v128.load32_splat(key, 24), k7 = v128.load32_splat(key, 28)
  const counters = i32x4.add(i32x4.splat(counter), i32x4(0, 1, 2, 3))
  const nonce = i32x4.splat(stream)
  let s0 = i32x4.splat(0x61707865), s1 = i32x4.splat(0x3320646e)
  let s2 = i32x4.splat(0x79622d32), s3 = i32x4.splat(0x6b206574)
  let s4 = k0, s5 = k1, s6 = k2, s7 = k3, s8 = k4, s9 = k5, s10 = k6, s11 = k7
  let s12 = counters, s13 = nonce, s14 = i32x4.splat(0), s15 = i32x4.splat(0)
  for (let round = 0; round < 20; round += 2) {
    s0 = i32x4.add(s0, s4); s1 = i32x4.add(s1, s5); s2 = i32x4.add(s2, s6); s3 = i32x4.add(s3, s7)
    s12 = turn16(s12, s0); s13 = turn16(s13, s1); s14 = turn16(s14, s2); s15 = turn16(s15, s3)
    s8 = i32x4.add(s8, s12); s9 = i32x4.add(s9, s13); s10 = i32x4.add(s10, s14); s11 = i32x4.add(s11, s15)
    s4 = turn12(s4, s8); s5 = turn12(s5, s9); s6 = turn12(s6, s10); s7 = turn12(s7, s11)
    s0 = i32x4.add(s0, s4); s1 = i32x4.add(s1, s5); s2 = i32x4.add(s2, s6); s3 = i32x4.add(s3, s7)
    s12 = turn8(s12, s0); s13 = turn8(s13, s1); s14 = turn8(s14, s2); s15 = turn8(s15, s3)
    s8 = i32x4.add(s8, s12); s9 = i32x4.add(s9, s13); s10 = i32x4.add(s10, s14); s11 = i32x4.add(s11, s15)
    s4 = turn7(s4, s8); s5 = turn7(s5, s9); s6 = turn7(s6, s10); s7 = turn7(s7, s11)
    s0 = i32x4.add(s0, s5); s1 = i32x4.add(s1, s6); s2 = i32x4.add(s2, s7); s3 = i32x4.add(s3, s4)
    s15 = turn16(s15, s0); s12 = turn16(s12, s1); s13 = turn16(s13, s2); s14 = turn16(s14, s3)
    s10 = i32x4.add(s10, s15); s11 = i32x4.add(s11, s12); s8 = i32x4.add(s8, s13); s9 = i32x4.add(s9, s14)
    s5 = turn12(s5, s10); s6 = turn12(s6, s11); s7 = turn12(s7, s8); s4 = turn12(s4, s9)
    s0 = i32x4.add(s0, s5); s1 = i32x4.add(s1, s6); s2 = i32x4.add(s2, s7); s3 = i32x4.add(s3, s4)
    s15 = turn8(s15, s0); s12 = turn8(s12, s1); s13 = turn8(s13, s2); s14 = turn8(s14, s3)
    s10 = i32x4.add(s10, s15); s11 = i32x4.add(s11, s12); s8 = i32x4.add(s8, s13); s9 = i32x4.add(s9, s14)
    s5 = turn7(s5, s10); s6 = turn7(s6, s11); s7 = turn7(s7, s8); s4 = turn7(s4, s9)
  }
  s0 = i32x4.add(s0, i32x4.splat(0x61707865))
  s1 = i32x4.add(s1, i32x4.splat(0x3320646e))
  s2 = i32x4.add(s2, i32x4.splat(0x79622d32))
  s3 = i32x4.add(s3, i32x4.splat(0x6b206574))
  transpose(out, s0, s1, s2, s3)
  transpose(out + 16, i32x4.add(s4, k0), i32x4.add(s5, k1), i32x4.add(s6, k2), i32x4.add(s7, k3))
  transpose(out + 32, i32x4.add(s8, k4), i32x4.add(s9, k5), i32x4.add(s10, k6), i32x4.add(s11, k7))
  transpose(out + 48, i32x4.add(s12, counters), i32x4.add(s13, nonce), s14, s15)
}

/** Stores lane j of the four words to block j. */
// @ts-ignore: decorator
@inline
function transpose(out: usize, a: v128, b: v128, c: v128, d: v128): void {
  const ab = v128.shuffle<u32>(a, b, 0, 4, 1, 5)
  const cd = v128.shuffle<u32>(c, d, 0, 4, 1, 5)
  const abHigh = v128.shuffle<u32>(a, b, 2, 6, 3, 7)
  const cdHigh = v128.shuffle<u32>(c, d, 2, 6, 3, 7)
  v128.store(out, v128.shuffle<u32>(ab, cd, 0, 1, 4, 5), 0)
  v128.store(out, v128.shuffle<u32>(ab, cd, 2, 3, 6, 7), 64)
  v128.store(out, v128.shuffle<u32>(abHigh, cdHigh, 0, 1, 4, 5), 128)
  v128.store(out, v128.shuffle<u32>(abHigh, cdHigh, 2, 3, 6, 7), 192)
}
