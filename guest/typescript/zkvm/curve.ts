/**
 * Points of curves y^2 = x^3 + a x + b over prime fields of at most 256 bits, in affine coordinates: with the precompile a
 * quotient costs what a product does. Points may have any order.
 */
import { addProduct, copy, divideDifference, isEqual, isLess, isZero, multiply, number, ring } from './modmul'

/** A curve by modulus, a and b, and constants modulo it: -1, -2, 3 / 2 and -a / 2. */
export class Curve {
  readonly field: usize
  readonly one: usize

  constructor(
    modulus: StaticArray<u32>,
    readonly a: StaticArray<u32>,
    readonly b: StaticArray<u32>,
    readonly minusOne: StaticArray<u32>,
    readonly minusTwo: StaticArray<u32>,
    readonly threeHalves: StaticArray<u32>,
    readonly minusHalfA: StaticArray<u32>,
  ) {
    this.field = ring(modulus)
    this.one = number()
    store<u32>(this.one, 1)
  }

  /** Whether coordinates are below the modulus and fulfil the equation. */
  has(x: usize, y: usize): bool {
    if (!isLess(x, this.field) || !isLess(y, this.field)) return false
    const slope = number()
    const left = number()
    const right = number()
    multiply(slope, x, x, this.field)
    addProduct(slope, changetype<usize>(this.a), this.one, this.field)
    multiply(right, changetype<usize>(this.b), this.one, this.field)
    addProduct(right, slope, x, this.field)
    multiply(left, y, y, this.field)
    return isEqual(left, right)
  }
}

const MULTIPLES: i32 = 8
/** x, y, -y, and whether it is at infinity. */
const MULTIPLE_BYTES: i32 = 100

/**
 * A point that is added to. Doubling and adding leave the negative of the result, which takes fewer calls, so there is a
 * sign; and x where there was room.
 */
export class Sum {
  x: usize = number()
  y: usize = number()
  room: usize = number()
  slope: usize = number()
  isInfinity: bool = true
  isNegated: bool = false
  readonly field: usize
  readonly one: usize
  readonly minusOne: usize
  readonly minusTwo: usize
  readonly threeHalves: usize
  readonly minusHalfA: usize

  constructor(curve: Curve) {
    this.field = curve.field
    this.one = curve.one
    this.minusOne = changetype<usize>(curve.minusOne)
    this.minusTwo = changetype<usize>(curve.minusTwo)
    this.threeHalves = changetype<usize>(curve.threeHalves)
    this.minusHalfA = changetype<usize>(curve.minusHalfA)
  }

  exchange(): void {
    const x = this.room
    this.room = this.x
    this.x = x
    this.isNegated = !this.isNegated
  }

  /**
   * -2 P. With the negated slope s = -(3 x^2 + a) / (2 y) the new x is s^2 - 2 x, and the negated new y is
   * y + s (x - new x).
   */
  twice(): void {
    const x = this.x
    const y = this.y
    const s = this.slope
    const newX = this.room
    const field = this.field
    if (load<u32>(y) == 0 && isZero(y)) {
      this.isInfinity = true
      return
    }
    multiply(s, x, this.threeHalves, field)
    multiply(s, s, x, field)
    divideDifference(s, this.minusHalfA, y, field)
    multiply(newX, x, this.minusTwo, field)
    addProduct(newX, s, s, field)
    addProduct(x, newX, this.minusOne, field)
    addProduct(y, s, x, field)
    this.exchange()
  }

  /**
   * -(P + Q), or -(P - Q). With the negated slope s = (y of Q - y) / (x - x of Q) the new x is s^2 - x - x of Q, and
   * the negated new y is y + s (x - new x).
   */
  add(q: usize, isSubtracted: bool): void {
    const x = this.x
    const y = this.y
    const s = this.slope
    const newX = this.room
    const field = this.field
    const yOfQ = q + (isSubtracted != this.isNegated ? 64 : 32)
    if (load<u32>(q + 96) != 0) return
    if (this.isInfinity) {
      copy(x, q)
      copy(y, yOfQ)
      this.isInfinity = false
      return
    }
    if (load<u32>(x) == load<u32>(q) && isEqual(x, q)) {
      if (isEqual(y, yOfQ)) this.twice()
      else this.isInfinity = true
      return
    }
    multiply(newX, q, this.minusOne, field)
    addProduct(newX, x, this.one, field)
    multiply(s, y, this.one, field)
    divideDifference(s, yOfQ, newX, field)
    addProduct(newX, x, this.minusTwo, field)
    addProduct(newX, s, s, field)
    addProduct(x, newX, this.minusOne, field)
    addProduct(y, s, x, field)
    this.exchange()
  }

  /** Adds a digit less 8 in base 16, times a point by its multiples. */
  addDigit(multiples: usize, digit: u32): void {
    if (digit > 8) this.add(multiples + MULTIPLE_BYTES * (digit - 9), false)
    else if (digit < 8) this.add(multiples + MULTIPLE_BYTES * (7 - digit), true)
  }
}

/** P, 2 P, .. 8 P. */
export function multiples(x: usize, y: usize, isInfinity: bool, curve: Curve): usize {
  const all = changetype<usize>(new StaticArray<u8>(MULTIPLES * MULTIPLE_BYTES))
  const sum = new Sum(curve)
  copy(sum.x, x)
  copy(sum.y, y)
  sum.isInfinity = isInfinity
  for (let k = 0; k < MULTIPLES; k++) {
    const own = all + MULTIPLE_BYTES * k
    if (k == 1 && !isInfinity) sum.twice()
    else if (k > 1) sum.add(all, false)
    store<u32>(own + 96, sum.isInfinity ? 1 : 0)
    if (sum.isInfinity) continue
    multiply(own, sum.x, sum.one, sum.field)
    multiply(own + (sum.isNegated ? 64 : 32), sum.y, sum.one, sum.field)
    multiply(own + (sum.isNegated ? 32 : 64), sum.y, sum.minusOne, sum.field)
  }
  return all
}

/** Adds 8 to each digit in base 16, so that digits less 8 are those of the number. Returns the carry, another digit. */
function addEights(to: usize, from: usize): u32 {
  let carry: u64 = 0
  for (let i: usize = 0; i < 32; i += 4) {
    carry += <u64>load<u32>(from + i) + 0x88888888
    store<u32>(to + i, <u32>carry)
    carry >>= 32
  }
  return <u32>carry
}

/** k P + l Q, by multiples of P and Q. */
export function doubleProduct(k: usize, p: usize, l: usize, q: usize, curve: Curve): Sum {
  const digitsOfK = number()
  const digitsOfL = number()
  const sum = new Sum(curve)
  if (addEights(digitsOfK, k) != 0) sum.add(p, false)
  if (addEights(digitsOfL, l) != 0) sum.add(q, false)
  for (let at: i32 = 28; at >= 0; at -= 4) {
    let ofK = load<u32>(digitsOfK + at)
    let ofL = load<u32>(digitsOfL + at)
    for (let digit = 0; digit < 8; digit++) {
      for (let bit = 0; bit < 4 && !sum.isInfinity; bit++) sum.twice()
      sum.addDigit(p, ofK >> 28)
      sum.addDigit(q, ofL >> 28)
      ofK <<= 4
      ofL <<= 4
    }
  }
  return sum
}
