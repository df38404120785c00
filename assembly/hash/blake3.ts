/**
 * BLAKE3 of four messages at once, one in each 32-bit lane.
 *
 * Source: the BLAKE3 paper, sections 2.1 to 2.4. All messages here fit one chunk of 1024 bytes, so the
 * counter is 0 and the only compressions are those of a chunk's blocks.
 *
 * A *group* is eight words of four messages, 128 bytes: word w of all lanes is the vector at byte 16 * w.
 * Four digests, chaining values or keys make a group.
 */

/** Flags of a block. */
export const CHUNK_START: u32 = 1
export const CHUNK_END: u32 = 2
export const ROOT: u32 = 8
export const KEYED_HASH: u32 = 16

/** Bytes of a group. */
export const GROUP: usize = 128

/** Stores the initial chaining value of an unkeyed hash. */
export function storeInitial(group: usize): void {
  v128.store(group, i32x4.splat(0x6a09e667), 0)
  v128.store(group, i32x4.splat(0xbb67ae85), 16)
  v128.store(group, i32x4.splat(0x3c6ef372), 32)
  v128.store(group, i32x4.splat(0xa54ff53a), 48)
  v128.store(group, i32x4.splat(0x510e527f), 64)
  v128.store(group, i32x4.splat(0x9b05688c), 80)
  v128.store(group, i32x4.splat(0x1f83d9ab), 96)
  v128.store(group, i32x4.splat(0x5be0cd19), 112)
}

// @ts-ignore: decorator
@inline
function sum(a: v128, b: v128, m: v128): v128 {
  return i32x4.add(i32x4.add(a, b), m)
}

// The rotations of d ^ a and b ^ c to the right. By 16 a shuffle is fastest; by 8 it would need a
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
  return v128.or(i32x4.shr_u(x, 12), i32x4.shl(x, 20))
}

// @ts-ignore: decorator
@inline
function turn8(d: v128, a: v128): v128 {
  const x = v128.xor(d, a)
  return v128.or(i32x4.shr_u(x, 8), i32x4.shl(x, 24))
}

// @ts-ignore: decorator
@inline
function turn7(b: v128, c: v128): v128 {
  const x = v128.xor(b, c)
  return v128.or(i32x4.shr_u(x, 7), i32x4.shl(x, 25))
}

/**
 * Compresses one block of each lane: `out` gets the next chaining values, or the hashes if the flags hold
 * ROOT. `low` and `high` are the groups of the block's words 0-7 and 8-15; `length` is that of the block in
 * bytes. Words behind it must be 0. `out` may be any of the other groups.
 *
 * Each round applies G to the four columns of the state and then to its four diagonals, a step of all four at
 * a time. The seven rounds differ in the order of the message words only; they are unrolled because a local
 * variable cannot be chosen by an index.
 */
export function compress(out: usize, cv: usize, low: usize, high: usize, length: u32, flags: u32): void {
  const m0 = v128.load(low, 0), m8 = v128.load(high, 0)
  const m1 = v128.load(low, 16), m9 = v128.load(high, 16)
  const m2 = v128.load(low, 32), m10 = v128.load(high, 32)
  const m3 = v128.load(low, 48), m11 = v128.load(high, 48)
  const m4 = v128.load(low, 64), m12 = v128.load(high, 64)
  const m5 = v128.load(low, 80), m13 = v128.load(high, 80)
  const m6 = v128.load(low, 96), m14 = v128.load(high, 96)
  const m7 = v128.load(low, 112), m15 = v128.load(high, 112)
  let s0 = v128.load(cv, 0)
  let s1 = v128.load(cv, 16)
  let s2 = v128.load(cv, 32)
  let s3 = v128.load(cv, 48)
  let s4 = v128.load(cv, 64)
  let s5 = v128.load(cv, 80)
  let s6 = v128.load(cv, 96)
  let s7 = v128.load(cv, 112)
  let s8 = i32x4.splat(0x6a09e667), s9 = i32x4.splat(0xbb67ae85)
  let s10 = i32x4.splat(0x3c6ef372), s11 = i32x4.splat(0xa54ff53a)
  let s12 = i32x4.splat(0), s13 = i32x4.splat(0), s14 = i32x4.splat(length), s15 = i32x4.splat(flags)

  s0 = sum(s0, s4, m0); s1 = sum(s1, s5, m2); s2 = sum(s2, s6, m4); s3 = sum(s3, s7, m6)
  s12 = turn16(s12, s0); s13 = turn16(s13, s1); s14 = turn16(s14, s2); s15 = turn16(s15, s3)
  s8 = i32x4.add(s8, s12); s9 = i32x4.add(s9, s13); s10 = i32x4.add(s10, s14); s11 = i32x4.add(s11, s15)
  s4 = turn12(s4, s8); s5 = turn12(s5, s9); s6 = turn12(s6, s10); s7 = turn12(s7, s11)
  s0 = sum(s0, s4, m1); s1 = sum(s1, s5, m3); s2 = sum(s2, s6, m5); s3 = sum(s3, s7, m7)
  s12 = turn8(s12, s0); s13 = turn8(s13, s1); s14 = turn8(s14, s2); s15 = turn8(s15, s3)
  s8 = i32x4.add(s8, s12); s9 = i32x4.add(s9, s13); s10 = i32x4.add(s10, s14); s11 = i32x4.add(s11, s15)
  s4 = turn7(s4, s8); s5 = turn7(s5, s9); s6 = turn7(s6, s10); s7 = turn7(s7, s11)
  s0 = sum(s0, s5, m8); s1 = sum(s1, s6, m10); s2 = sum(s2, s7, m12); s3 = sum(s3, s4, m14)
  s15 = turn16(s15, s0); s12 = turn16(s12, s1); s13 = turn16(s13, s2); s14 = turn16(s14, s3)
  s10 = i32x4.add(s10, s15); s11 = i32x4.add(s11, s12); s8 = i32x4.add(s8, s13); s9 = i32x4.add(s9, s14)
  s5 = turn12(s5, s10); s6 = turn12(s6, s11); s7 = turn12(s7, s8); s4 = turn12(s4, s9)
  s0 = sum(s0, s5, m9); s1 = sum(s1, s6, m11); s2 = sum(s2, s7, m13); s3 = sum(s3, s4, m15)
  s15 = turn8(s15, s0); s12 = turn8(s12, s1); s13 = turn8(s13, s2); s14 = turn8(s14, s3)
  s10 = i32x4.add(s10, s15); s11 = i32x4.add(s11, s12); s8 = i32x4.add(s8, s13); s9 = i32x4.add(s9, s14)
  s5 = turn7(s5, s10); s6 = turn7(s6, s11); s7 = turn7(s7, s8); s4 = turn7(s4, s9)

  s0 = sum(s0, s4, m2); s1 = sum(s1, s5, m3); s2 = sum(s2, s6, m7); s3 = sum(s3, s7, m4)
  s12 = turn16(s12, s0); s13 = turn16(s13, s1); s14 = turn16(s14, s2); s15 = turn16(s15, s3)
  s8 = i32x4.add(s8, s12); s9 = i32x4.add(s9, s13); s10 = i32x4.add(s10, s14); s11 = i32x4.add(s11, s15)
  s4 = turn12(s4, s8); s5 = turn12(s5, s9); s6 = turn12(s6, s10); s7 = turn12(s7, s11)
  s0 = sum(s0, s4, m6); s1 = sum(s1, s5, m10); s2 = sum(s2, s6, m0); s3 = sum(s3, s7, m13)
  s12 = turn8(s12, s0); s13 = turn8(s13, s1); s14 = turn8(s14, s2); s15 = turn8(s15, s3)
  s8 = i32x4.add(s8, s12); s9 = i32x4.add(s9, s13); s10 = i32x4.add(s10, s14); s11 = i32x4.add(s11, s15)
  s4 = turn7(s4, s8); s5 = turn7(s5, s9); s6 = turn7(s6, s10); s7 = turn7(s7, s11)
  s0 = sum(s0, s5, m1); s1 = sum(s1, s6, m12); s2 = sum(s2, s7, m9); s3 = sum(s3, s4, m15)
  s15 = turn16(s15, s0); s12 = turn16(s12, s1); s13 = turn16(s13, s2); s14 = turn16(s14, s3)
  s10 = i32x4.add(s10, s15); s11 = i32x4.add(s11, s12); s8 = i32x4.add(s8, s13); s9 = i32x4.add(s9, s14)
  s5 = turn12(s5, s10); s6 = turn12(s6, s11); s7 = turn12(s7, s8); s4 = turn12(s4, s9)
  s0 = sum(s0, s5, m11); s1 = sum(s1, s6, m5); s2 = sum(s2, s7, m14); s3 = sum(s3, s4, m8)
  s15 = turn8(s15, s0); s12 = turn8(s12, s1); s13 = turn8(s13, s2); s14 = turn8(s14, s3)
  s10 = i32x4.add(s10, s15); s11 = i32x4.add(s11, s12); s8 = i32x4.add(s8, s13); s9 = i32x4.add(s9, s14)
  s5 = turn7(s5, s10); s6 = turn7(s6, s11); s7 = turn7(s7, s8); s4 = turn7(s4, s9)

  s0 = sum(s0, s4, m3); s1 = sum(s1, s5, m10); s2 = sum(s2, s6, m13); s3 = sum(s3, s7, m7)
  s12 = turn16(s12, s0); s13 = turn16(s13, s1); s14 = turn16(s14, s2); s15 = turn16(s15, s3)
  s8 = i32x4.add(s8, s12); s9 = i32x4.add(s9, s13); s10 = i32x4.add(s10, s14); s11 = i32x4.add(s11, s15)
  s4 = turn12(s4, s8); s5 = turn12(s5, s9); s6 = turn12(s6, s10); s7 = turn12(s7, s11)
  s0 = sum(s0, s4, m4); s1 = sum(s1, s5, m12); s2 = sum(s2, s6, m2); s3 = sum(s3, s7, m14)
  s12 = turn8(s12, s0); s13 = turn8(s13, s1); s14 = turn8(s14, s2); s15 = turn8(s15, s3)
  s8 = i32x4.add(s8, s12); s9 = i32x4.add(s9, s13); s10 = i32x4.add(s10, s14); s11 = i32x4.add(s11, s15)
  s4 = turn7(s4, s8); s5 = turn7(s5, s9); s6 = turn7(s6, s10); s7 = turn7(s7, s11)
  s0 = sum(s0, s5, m6); s1 = sum(s1, s6, m9); s2 = sum(s2, s7, m11); s3 = sum(s3, s4, m8)
  s15 = turn16(s15, s0); s12 = turn16(s12, s1); s13 = turn16(s13, s2); s14 = turn16(s14, s3)
  s10 = i32x4.add(s10, s15); s11 = i32x4.add(s11, s12); s8 = i32x4.add(s8, s13); s9 = i32x4.add(s9, s14)
  s5 = turn12(s5, s10); s6 = turn12(s6, s11); s7 = turn12(s7, s8); s4 = turn12(s4, s9)
  s0 = sum(s0, s5, m5); s1 = sum(s1, s6, m0); s2 = sum(s2, s7, m15); s3 = sum(s3, s4, m1)
  s15 = turn8(s15, s0); s12 = turn8(s12, s1); s13 = turn8(s13, s2); s14 = turn8(s14, s3)
  s10 = i32x4.add(s10, s15); s11 = i32x4.add(s11, s12); s8 = i32x4.add(s8, s13); s9 = i32x4.add(s9, s14)
  s5 = turn7(s5, s10); s6 = turn7(s6, s11); s7 = turn7(s7, s8); s4 = turn7(s4, s9)

  s0 = sum(s0, s4, m10); s1 = sum(s1, s5, m12); s2 = sum(s2, s6, m14); s3 = sum(s3, s7, m13)
  s12 = turn16(s12, s0); s13 = turn16(s13, s1); s14 = turn16(s14, s2); s15 = turn16(s15, s3)
  s8 = i32x4.add(s8, s12); s9 = i32x4.add(s9, s13); s10 = i32x4.add(s10, s14); s11 = i32x4.add(s11, s15)
  s4 = turn12(s4, s8); s5 = turn12(s5, s9); s6 = turn12(s6, s10); s7 = turn12(s7, s11)
  s0 = sum(s0, s4, m7); s1 = sum(s1, s5, m9); s2 = sum(s2, s6, m3); s3 = sum(s3, s7, m15)
  s12 = turn8(s12, s0); s13 = turn8(s13, s1); s14 = turn8(s14, s2); s15 = turn8(s15, s3)
  s8 = i32x4.add(s8, s12); s9 = i32x4.add(s9, s13); s10 = i32x4.add(s10, s14); s11 = i32x4.add(s11, s15)
  s4 = turn7(s4, s8); s5 = turn7(s5, s9); s6 = turn7(s6, s10); s7 = turn7(s7, s11)
  s0 = sum(s0, s5, m4); s1 = sum(s1, s6, m11); s2 = sum(s2, s7, m5); s3 = sum(s3, s4, m1)
  s15 = turn16(s15, s0); s12 = turn16(s12, s1); s13 = turn16(s13, s2); s14 = turn16(s14, s3)
  s10 = i32x4.add(s10, s15); s11 = i32x4.add(s11, s12); s8 = i32x4.add(s8, s13); s9 = i32x4.add(s9, s14)
  s5 = turn12(s5, s10); s6 = turn12(s6, s11); s7 = turn12(s7, s8); s4 = turn12(s4, s9)
  s0 = sum(s0, s5, m0); s1 = sum(s1, s6, m2); s2 = sum(s2, s7, m8); s3 = sum(s3, s4, m6)
  s15 = turn8(s15, s0); s12 = turn8(s12, s1); s13 = turn8(s13, s2); s14 = turn8(s14, s3)
  s10 = i32x4.add(s10, s15); s11 = i32x4.add(s11, s12); s8 = i32x4.add(s8, s13); s9 = i32x4.add(s9, s14)
  s5 = turn7(s5, s10); s6 = turn7(s6, s11); s7 = turn7(s7, s8); s4 = turn7(s4, s9)

  s0 = sum(s0, s4, m12); s1 = sum(s1, s5, m9); s2 = sum(s2, s6, m15); s3 = sum(s3, s7, m14)
  s12 = turn16(s12, s0); s13 = turn16(s13, s1); s14 = turn16(s14, s2); s15 = turn16(s15, s3)
  s8 = i32x4.add(s8, s12); s9 = i32x4.add(s9, s13); s10 = i32x4.add(s10, s14); s11 = i32x4.add(s11, s15)
  s4 = turn12(s4, s8); s5 = turn12(s5, s9); s6 = turn12(s6, s10); s7 = turn12(s7, s11)
  s0 = sum(s0, s4, m13); s1 = sum(s1, s5, m11); s2 = sum(s2, s6, m10); s3 = sum(s3, s7, m8)
  s12 = turn8(s12, s0); s13 = turn8(s13, s1); s14 = turn8(s14, s2); s15 = turn8(s15, s3)
  s8 = i32x4.add(s8, s12); s9 = i32x4.add(s9, s13); s10 = i32x4.add(s10, s14); s11 = i32x4.add(s11, s15)
  s4 = turn7(s4, s8); s5 = turn7(s5, s9); s6 = turn7(s6, s10); s7 = turn7(s7, s11)
  s0 = sum(s0, s5, m7); s1 = sum(s1, s6, m5); s2 = sum(s2, s7, m0); s3 = sum(s3, s4, m6)
  s15 = turn16(s15, s0); s12 = turn16(s12, s1); s13 = turn16(s13, s2); s14 = turn16(s14, s3)
  s10 = i32x4.add(s10, s15); s11 = i32x4.add(s11, s12); s8 = i32x4.add(s8, s13); s9 = i32x4.add(s9, s14)
  s5 = turn12(s5, s10); s6 = turn12(s6, s11); s7 = turn12(s7, s8); s4 = turn12(s4, s9)
  s0 = sum(s0, s5, m2); s1 = sum(s1, s6, m3); s2 = sum(s2, s7, m1); s3 = sum(s3, s4, m4)
  s15 = turn8(s15, s0); s12 = turn8(s12, s1); s13 = turn8(s13, s2); s14 = turn8(s14, s3)
  s10 = i32x4.add(s10, s15); s11 = i32x4.add(s11, s12); s8 = i32x4.add(s8, s13); s9 = i32x4.add(s9, s14)
  s5 = turn7(s5, s10); s6 = turn7(s6, s11); s7 = turn7(s7, s8); s4 = turn7(s4, s9)

  s0 = sum(s0, s4, m9); s1 = sum(s1, s5, m11); s2 = sum(s2, s6, m8); s3 = sum(s3, s7, m15)
  s12 = turn16(s12, s0); s13 = turn16(s13, s1); s14 = turn16(s14, s2); s15 = turn16(s15, s3)
  s8 = i32x4.add(s8, s12); s9 = i32x4.add(s9, s13); s10 = i32x4.add(s10, s14); s11 = i32x4.add(s11, s15)
  s4 = turn12(s4, s8); s5 = turn12(s5, s9); s6 = turn12(s6, s10); s7 = turn12(s7, s11)
  s0 = sum(s0, s4, m14); s1 = sum(s1, s5, m5); s2 = sum(s2, s6, m12); s3 = sum(s3, s7, m1)
  s12 = turn8(s12, s0); s13 = turn8(s13, s1); s14 = turn8(s14, s2); s15 = turn8(s15, s3)
  s8 = i32x4.add(s8, s12); s9 = i32x4.add(s9, s13); s10 = i32x4.add(s10, s14); s11 = i32x4.add(s11, s15)
  s4 = turn7(s4, s8); s5 = turn7(s5, s9); s6 = turn7(s6, s10); s7 = turn7(s7, s11)
  s0 = sum(s0, s5, m13); s1 = sum(s1, s6, m0); s2 = sum(s2, s7, m2); s3 = sum(s3, s4, m4)
  s15 = turn16(s15, s0); s12 = turn16(s12, s1); s13 = turn16(s13, s2); s14 = turn16(s14, s3)
  s10 = i32x4.add(s10, s15); s11 = i32x4.add(s11, s12); s8 = i32x4.add(s8, s13); s9 = i32x4.add(s9, s14)
  s5 = turn12(s5, s10); s6 = turn12(s6, s11); s7 = turn12(s7, s8); s4 = turn12(s4, s9)
  s0 = sum(s0, s5, m3); s1 = sum(s1, s6, m10); s2 = sum(s2, s7, m6); s3 = sum(s3, s4, m7)
  s15 = turn8(s15, s0); s12 = turn8(s12, s1); s13 = turn8(s13, s2); s14 = turn8(s14, s3)
  s10 = i32x4.add(s10, s15); s11 = i32x4.add(s11, s12); s8 = i32x4.add(s8, s13); s9 = i32x4.add(s9, s14)
  s5 = turn7(s5, s10); s6 = turn7(s6, s11); s7 = turn7(s7, s8); s4 = turn7(s4, s9)

  s0 = sum(s0, s4, m11); s1 = sum(s1, s5, m5); s2 = sum(s2, s6, m1); s3 = sum(s3, s7, m8)
  s12 = turn16(s12, s0); s13 = turn16(s13, s1); s14 = turn16(s14, s2); s15 = turn16(s15, s3)
  s8 = i32x4.add(s8, s12); s9 = i32x4.add(s9, s13); s10 = i32x4.add(s10, s14); s11 = i32x4.add(s11, s15)
  s4 = turn12(s4, s8); s5 = turn12(s5, s9); s6 = turn12(s6, s10); s7 = turn12(s7, s11)
  s0 = sum(s0, s4, m15); s1 = sum(s1, s5, m0); s2 = sum(s2, s6, m9); s3 = sum(s3, s7, m6)
  s12 = turn8(s12, s0); s13 = turn8(s13, s1); s14 = turn8(s14, s2); s15 = turn8(s15, s3)
  s8 = i32x4.add(s8, s12); s9 = i32x4.add(s9, s13); s10 = i32x4.add(s10, s14); s11 = i32x4.add(s11, s15)
  s4 = turn7(s4, s8); s5 = turn7(s5, s9); s6 = turn7(s6, s10); s7 = turn7(s7, s11)
  s0 = sum(s0, s5, m14); s1 = sum(s1, s6, m2); s2 = sum(s2, s7, m3); s3 = sum(s3, s4, m7)
  s15 = turn16(s15, s0); s12 = turn16(s12, s1); s13 = turn16(s13, s2); s14 = turn16(s14, s3)
  s10 = i32x4.add(s10, s15); s11 = i32x4.add(s11, s12); s8 = i32x4.add(s8, s13); s9 = i32x4.add(s9, s14)
  s5 = turn12(s5, s10); s6 = turn12(s6, s11); s7 = turn12(s7, s8); s4 = turn12(s4, s9)
  s0 = sum(s0, s5, m10); s1 = sum(s1, s6, m12); s2 = sum(s2, s7, m4); s3 = sum(s3, s4, m13)
  s15 = turn8(s15, s0); s12 = turn8(s12, s1); s13 = turn8(s13, s2); s14 = turn8(s14, s3)
  s10 = i32x4.add(s10, s15); s11 = i32x4.add(s11, s12); s8 = i32x4.add(s8, s13); s9 = i32x4.add(s9, s14)
  s5 = turn7(s5, s10); s6 = turn7(s6, s11); s7 = turn7(s7, s8); s4 = turn7(s4, s9)

  v128.store(out, v128.xor(s0, s8), 0)
  v128.store(out, v128.xor(s1, s9), 16)
  v128.store(out, v128.xor(s2, s10), 32)
  v128.store(out, v128.xor(s3, s11), 48)
  v128.store(out, v128.xor(s4, s12), 64)
  v128.store(out, v128.xor(s5, s13), 80)
  v128.store(out, v128.xor(s6, s14), 96)
  v128.store(out, v128.xor(s7, s15), 112)
}
