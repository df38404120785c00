// The rows of a constraint system on a witness, and the quotient's values.
import { frAdd, frModulus, frMul, frMul4, frMul4Splat, frSub4 } from '../generated/bn254'
import { packLimbs, splitLimbs } from './extension'
import { canonical } from './field'

// @ts-ignore: decorator
@inline
function element(column: usize, i: u32): usize {
  return column + (i >> 2) * 144 + (i & 3) * 4
}

function readElement(z: usize, at: usize): void {
  for (let j: usize = 0; j < 9; j++) store<u32>(z + 4 * j, load<u32>(at + 16 * j))
}

function writeElement(at: usize, x: usize): void {
  for (let j: usize = 0; j < 9; j++) store<u32>(at + 16 * j, load<u32>(x + 4 * j))
}

/** count canonical scalars of 32 bytes as elements of 9 limbs, 36 bytes each. */
export function splitScalars(c: usize, target: usize, source: usize, count: u32): void {
  for (let i: u32 = 0; i < count; i++) splitLimbs(target + 36 * i, source + 32 * i)
}

/**
 * Adds the entries (matrix u32, row u32, wire u32, value 32 bytes; 44 bytes each, as in .zkey section 4) times the witness to
 * the rows of columns a and b, as long as they lie in one matrix and row without reducing the sum more than needed. Returns
 * the number of entries whose matrix, row or wire is out of range; they are skipped.
 */
export function addRows(c: usize, entries: usize, count: u32, witness: usize, wires: u32, rows: u32, a: usize, b: usize): u32 {
  const value = c
  const product = c + 40
  const sum = c + 80
  let bad: u32 = 0
  let i: u32 = 0
  while (i < count) {
    const matrix = load<u32>(entries, 0)
    const row = load<u32>(entries, 4)
    const valid = matrix < 2 && row < rows
    const at = element(matrix == 0 ? a : b, row)
    if (valid) readElement(sum, at)
    do {
      const wire = load<u32>(entries, 8)
      if (valid && wire < wires) {
        splitLimbs(value, entries + 12)
        frMul(product, value, witness + 36 * wire)
        frAdd(sum, sum, product)
      } else {
        bad++
      }
      entries += 44
      i++
    } while (i < count && load<u32>(entries, 0) == matrix && load<u32>(entries, 4) == row)
    if (valid) writeElement(at, sum)
  }
  return bad
}

/** target = factor * a * b on `count` quads from quad `from` on; factor is a Montgomery element. */
export function multiplyColumns(c: usize, target: usize, a: usize, b: usize, factor: usize, from: u32, count: u32): void {
  for (let k = from; k < from + count; k++) {
    frMul4(c, a + 144 * k, b + 144 * k)
    frMul4Splat(target + 144 * k, c, factor)
  }
}

/**
 * scalars[i] = factor * (a[i] b[i] - c[i]) as canonical bytes, where the columns carry R = 2^261 and `factor` includes what
 * turns the result into an integer.
 */
export function quotientScalars(s: usize, scalars: usize, a: usize, b: usize, c: usize, factor: usize, from: u32, count: u32): void {
  const modulus = s + 432
  const lane = s + 480
  frModulus(modulus)
  for (let k = from; k < from + count; k++) {
    frMul4(s, a + 144 * k, b + 144 * k)
    frSub4(s + 144, s, c + 144 * k)
    frMul4Splat(s + 288, s + 144, factor)
    for (let l: u32 = 0; l < 4; l++) {
      readElement(lane, s + 288 + 4 * l)
      canonical(lane, modulus)
      packLimbs(scalars + 32 * (4 * k + l), lane)
    }
  }
}

