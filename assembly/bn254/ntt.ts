// Number-theoretic transforms over Fr without permutations. A column of N = 2^k elements is N / 4 quads; quad g holds
// elements 4 g .. 4 g + 3. The inverse transform decimates in frequency (natural to bit-reversed order), the forward one in
// time (bit-reversed to natural order), on a coset if its tables say so. Neither scales.
import { frAddFold4, frJoin4, frJoinFold4, frMerge4, frMul, frMul4, frMul4Splat, frSplit4, frSquare, frSub4, frSubFold4 } from '../generated/bn254'
import { splitLimbs } from './extension'

// @ts-ignore: decorator
@inline
const Q4: usize = 144

/** z = Montgomery form (9 limbs) of 32 canonical bytes. Scratch: 80 bytes. */
export function frFromBytes(c: usize, z: usize, source: usize): void {
  splitLimbs(c, source)
  frSquare(c + 40)
  frMul(z, c, c + 40)
}

/**
 * Twiddles of one radix-4 pass on blocks of 4 * quads * 4 elements: for quad k < quads the vectors x, x^2, x^3 with
 * x = start * root^(4 k + lane). start and root are Montgomery elements. Scratch: 512 bytes.
 */
export function twiddles4(c: usize, table: usize, quads: u32, start: usize, root: usize): void {
  const x = c
  const power = c + 144
  const step = c + 192
  memory.copy(power, start, 36)
  for (let l: usize = 0; l < 4; l++) {
    for (let j: usize = 0; j < 9; j++) store<u32>(x + 16 * j + 4 * l, load<u32>(power + 4 * j))
    frMul(power, power, root)
  }
  frMul(step, root, root)
  frMul(step, step, step)
  for (let k: u32 = 0; k < quads; k++) {
    memory.copy(table, x, 144)
    frMul4(table + Q4, x, x)
    frMul4(table + 2 * Q4, table + Q4, x)
    frMul4Splat(x, x, step)
    table += 3 * Q4
  }
}

/** Twiddles of one radix-2 pass: `quads` vectors start * root^(4 k + lane). */
export function twiddles2(c: usize, table: usize, quads: u32, start: usize, root: usize): void {
  const power = c + 144
  const step = c + 192
  memory.copy(power, start, 36)
  for (let l: usize = 0; l < 4; l++) {
    for (let j: usize = 0; j < 9; j++) store<u32>(c + 16 * j + 4 * l, load<u32>(power + 4 * j))
    frMul(power, power, root)
  }
  frMul(step, root, root)
  frMul(step, step, step)
  for (let k: u32 = 0; k < quads; k++) {
    memory.copy(table, c, 144)
    frMul4Splat(c, c, step)
    table += Q4
  }
}

/** Butterflies `from` .. `from + count` of a radix-4 pass (decimation in frequency) on a block of 4 * quads quads. */
export function splitPass4(c: usize, block: usize, quads: u32, table: usize, i: usize, from: u32, count: u32): void {
  const q = quads * Q4
  let x0 = block + from * Q4
  table += 3 * from * Q4
  for (let k: u32 = 0; k < count; k++) {
    const x1 = x0 + q
    const x2 = x1 + q
    const x3 = x2 + q
    frSplit4(x0, c, c + Q4, c + 2 * Q4, x0, x1, x2, x3)
    frMul4Splat(c + 3 * Q4, c + 2 * Q4, i)
    frMul4(x1, c, table + Q4)
    frJoin4(c, c + 2 * Q4, c + Q4, c + 3 * Q4)
    frMul4(x2, c, table)
    frMul4(x3, c + 2 * Q4, table + 2 * Q4)
    x0 += Q4
    table += 3 * Q4
  }
}

/** The same with radix 2: a block of 2 * quads quads. */
export function splitPass2(c: usize, block: usize, quads: u32, table: usize, from: u32, count: u32): void {
  const q = quads * Q4
  let x0 = block + from * Q4
  table += from * Q4
  for (let k: u32 = 0; k < count; k++) {
    const x1 = x0 + q
    frSub4(c, x0, x1)
    frAddFold4(x0, x0, x1)
    frMul4(x1, c, table)
    x0 += Q4
    table += Q4
  }
}

/** Butterflies of a radix-4 pass (decimation in time). */
export function mergePass4(c: usize, block: usize, quads: u32, table: usize, i: usize, from: u32, count: u32): void {
  const q = quads * Q4
  let x0 = block + from * Q4
  table += 3 * from * Q4
  for (let k: u32 = 0; k < count; k++) {
    const x1 = x0 + q
    const x2 = x1 + q
    const x3 = x2 + q
    frMul4(c, x1, table + Q4)
    frMul4(c + Q4, x2, table)
    frMul4(c + 2 * Q4, x3, table + 2 * Q4)
    frSub4(c + 4 * Q4, c + Q4, c + 2 * Q4)
    frMul4Splat(c + 3 * Q4, c + 4 * Q4, i)
    frMerge4(x0, x1, x2, x3, x0, c, c + Q4, c + 2 * Q4, c + 3 * Q4)
    x0 += Q4
    table += 3 * Q4
  }
}

export function mergePass2(c: usize, block: usize, quads: u32, table: usize, from: u32, count: u32): void {
  const q = quads * Q4
  let x0 = block + from * Q4
  table += from * Q4
  for (let k: u32 = 0; k < count; k++) {
    const x1 = x0 + q
    frMul4(c, x1, table)
    frSubFold4(x1, x0, c)
    frAddFold4(x0, x0, c)
    x0 += Q4
    table += Q4
  }
}

// @ts-ignore: decorator
@inline
function transposeBlock(target: usize, x: usize): void {
  // the four quads at x, limb by limb, become four quads at target whose lanes are x's quads; both 576 bytes
  for (let j: usize = 0; j < 144; j += 16) {
    const r0 = v128.load(x + j, 0)
    const r1 = v128.load(x + j, 144)
    const r2 = v128.load(x + j, 288)
    const r3 = v128.load(x + j, 432)
    const t0 = v128.shuffle<i32>(r0, r1, 0, 4, 1, 5)
    const t1 = v128.shuffle<i32>(r0, r1, 2, 6, 3, 7)
    const t2 = v128.shuffle<i32>(r2, r3, 0, 4, 1, 5)
    const t3 = v128.shuffle<i32>(r2, r3, 2, 6, 3, 7)
    v128.store(target + j, v128.shuffle<i32>(t0, t2, 0, 1, 4, 5), 0)
    v128.store(target + j, v128.shuffle<i32>(t0, t2, 2, 3, 6, 7), 144)
    v128.store(target + j, v128.shuffle<i32>(t1, t3, 0, 1, 4, 5), 288)
    v128.store(target + j, v128.shuffle<i32>(t1, t3, 2, 3, 6, 7), 432)
  }
}

/** The last two stages of the inverse transform, inside quads: `count` quads, a multiple of 4, from quad `from` on. */
export function splitQuads(c: usize, column: usize, i: usize, from: u32, count: u32): void {
  const t = c + 4 * Q4
  for (let k: u32 = 0; k < count; k += 4) {
    const at = column + (from + k) * Q4
    transposeBlock(t, at)
    frJoinFold4(c, c + Q4, t, t + 2 * Q4)
    frAddFold4(c + 2 * Q4, t + Q4, t + 3 * Q4)
    frSub4(c + 3 * Q4, t + Q4, t + 3 * Q4)
    frMul4Splat(c + 3 * Q4, c + 3 * Q4, i)
    frJoinFold4(t, t + Q4, c, c + 2 * Q4)
    frJoinFold4(t + 2 * Q4, t + 3 * Q4, c + Q4, c + 3 * Q4)
    transposeBlock(at, t)
  }
}

/** The first two stages of the forward transform, inside quads, at the points x, -x, i x, -i x: powers = x, x^2, x^3 (40 bytes apart). */
export function mergeQuads(c: usize, column: usize, i: usize, powers: usize, from: u32, count: u32): void {
  const t = c + 5 * Q4
  for (let k: u32 = 0; k < count; k += 4) {
    const at = column + (from + k) * Q4
    transposeBlock(t, at)
    frMul4Splat(c, t + Q4, powers + 40)
    frMul4Splat(c + Q4, t + 2 * Q4, powers)
    frMul4Splat(c + 2 * Q4, t + 3 * Q4, powers + 80)
    frSub4(c + 4 * Q4, c + Q4, c + 2 * Q4)
    frMul4Splat(c + 3 * Q4, c + 4 * Q4, i)
    frMerge4(t, t + Q4, t + 2 * Q4, t + 3 * Q4, t, c, c + Q4, c + 2 * Q4, c + 3 * Q4)
    transposeBlock(at, t)
  }
}

/**
 * The last `count` passes of the inverse transform on `quads` quads from quad `from` of a column, then the stages inside
 * quads. `passes` lists (radix, quads per part, table) as u32, the largest blocks first.
 */
export function splitBlock(c: usize, column: usize, from: u32, quads: u32, passes: usize, count: u32, i: usize): void {
  const start = column + from * Q4
  const end = start + quads * Q4
  for (let p: u32 = 0; p < count; p++) {
    const radix = load<u32>(passes, 0)
    const part = load<u32>(passes, 4)
    const table = <usize>load<u32>(passes, 8)
    for (let block = start; block < end; block += radix * part * Q4) {
      if (radix == 4) splitPass4(c, block, part, table, i, 0, part)
      else splitPass2(c, block, part, table, 0, part)
    }
    passes += 12
  }
  splitQuads(c, column, i, from, quads)
}

/** The first passes of the forward transform on a block; `passes` lists the smallest blocks first. */
export function mergeBlock(
  c: usize, column: usize, from: u32, quads: u32, passes: usize, count: u32, i: usize, powers: usize,
): void {
  mergeQuads(c, column, i, powers, from, quads)
  const start = column + from * Q4
  const end = start + quads * Q4
  for (let p: u32 = 0; p < count; p++) {
    const radix = load<u32>(passes, 0)
    const part = load<u32>(passes, 4)
    const table = <usize>load<u32>(passes, 8)
    for (let block = start; block < end; block += radix * part * Q4) {
      if (radix == 4) mergePass4(c, block, part, table, i, 0, part)
      else mergePass2(c, block, part, table, 0, part)
    }
    passes += 12
  }
}
