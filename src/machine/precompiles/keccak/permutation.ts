/**
 * Keccak-f[1600] (FIPS 202, 3.2 to 3.4) on numbers. A state is 25 lanes of four limbs of 16 bits: limb b of the lane in
 * column x and plane y is at 4 (x + 5 y) + b. So words of memory are pairs of limbs, in order.
 */

export const ROUNDS = 24
export const LANES = 25
export const LIMBS = 4
const LIMB_BITS = 16

export const laneAt = (x: number, y: number): number => (x % 5) + 5 * (y % 5)

/** By how much rho rotates each lane to the left: (t + 1)(t + 2) / 2 on the walk from (1, 0) by (x, y) -> (y, 2 x + 3 y). */
export const ROTATIONS: readonly number[] = (() => {
  const rotations = new Array<number>(LANES).fill(0)
  let lane = laneAt(1, 0)
  for (let t = 0; t < ROUNDS; t++) {
    rotations[lane] = (((t + 1) * (t + 2)) / 2) % 64
    lane = moved(lane)
  }
  return rotations
})()

/** Where pi moves a lane. */
export function moved(lane: number): number {
  const [x, y] = [lane % 5, Math.floor(lane / 5)]
  return laneAt(y, 2 * x + 3 * y)
}

/** The constant of each round, as limbs: bit 2^j - 1 of round i is output 7 i + j of a shift register. */
export const ROUND_CONSTANTS: readonly (readonly number[])[] = (() => {
  let register = 1
  return Array.from({ length: ROUNDS }, () => {
    const limbs = new Array<number>(LIMBS).fill(0)
    for (let j = 0; j < 7; j++) {
      const at = 2 ** j - 1
      if (register & 1) limbs[at >>> 4]! |= 1 << (at & 15)
      register = register & 0x80 ? ((register << 1) ^ 0x171) & 0xff : register << 1
    }
    return limbs
  })
})()

/** The sums of theta: of each column, and what is added to its lanes; limb b of column x is at 4 x + b. */
export interface Theta {
  readonly parity: Uint16Array
  readonly effect: Uint16Array
  readonly state: Uint16Array
}

export function theta(state: Uint16Array): Theta {
  const parity = new Uint16Array(5 * LIMBS)
  const effect = new Uint16Array(5 * LIMBS)
  const result = new Uint16Array(state.length)
  state.forEach((limb, k) => {
    parity[k % parity.length]! ^= limb
  })
  for (let x = 0; x < 5; x++)
    for (let b = 0; b < LIMBS; b++)
      effect[LIMBS * x + b] = parity[LIMBS * ((x + 4) % 5) + b]! ^ limbOf(parity, (x + 1) % 5, b, 1)
  state.forEach((limb, k) => {
    result[k] = limb ^ effect[k % effect.length]!
  })
  return { parity, effect, state: result }
}

/** Limb b of a lane that is rotated to the left. */
function limbOf(lanes: Uint16Array, lane: number, b: number, rotation: number): number {
  const [limbs, bits] = [rotation >>> 4, rotation % LIMB_BITS]
  const limb = (at: number) => lanes[LIMBS * lane + ((at + LIMBS) % LIMBS)]!
  return ((limb(b - limbs) << bits) | (limb(b - limbs - 1) >>> (LIMB_BITS - bits))) & 0xffff
}

/** Rho and pi. */
export function permute(state: Uint16Array): Uint16Array {
  const result = new Uint16Array(state.length)
  for (let lane = 0; lane < LANES; lane++)
    for (let b = 0; b < LIMBS; b++) result[LIMBS * moved(lane) + b] = limbOf(state, lane, b, ROTATIONS[lane]!)
  return result
}

/** Chi and iota. */
export function chi(state: Uint16Array, round: number): Uint16Array {
  const result = state.map((limb, k) => {
    const [lane, b] = [Math.floor(k / LIMBS), k % LIMBS]
    const plane = lane - (lane % 5)
    const other = (by: number) => state[LIMBS * (plane + ((lane + by) % 5)) + b]!
    return limb ^ (~other(1) & other(2))
  })
  ROUND_CONSTANTS[round]!.forEach((limb, b) => {
    result[b]! ^= limb
  })
  return result
}

export function keccakF(state: Uint16Array): Uint16Array {
  let result = state
  for (let round = 0; round < ROUNDS; round++) result = chi(permute(theta(result).state), round)
  return result
}

/** The state of 50 words of memory, and back. */
export const stateOf = (words: readonly number[]): Uint16Array =>
  Uint16Array.from(words.flatMap((word) => [word & 0xffff, word >>> 16]))

export const wordsOf = (state: Uint16Array): number[] =>
  Array.from({ length: state.length / 2 }, (_, k) => state[2 * k]! + 2 ** 16 * state[2 * k + 1]!)
