/**
 * Poseidon2 over KoalaBear, width 16, S-box x^3, 4 + 20 + 4 rounds: the round constants of Plonky3's
 * `default_koalabear_poseidon2_16`, made as Grassi et al. made Poseidon's (ePrint 2019/458, appendix E): the bits of
 * Grain's shift register, shrunk by itself.
 */
import { P } from '../../../field/koalabear.ts'

export const WIDTH = 16
export const HALF_FULL_ROUNDS = 4
export const PARTIAL_ROUNDS = 20

/** The parameters that the register starts with, each with its bits: a prime field, S-box x^3, and the sizes. */
const SEED: readonly (readonly [value: number, bits: number])[] = [
  [1, 2],
  [0, 4],
  [31, 12],
  [WIDTH, 12],
  [2 * HALF_FULL_ROUNDS, 10],
  [PARTIAL_ROUNDS, 10],
  [2 ** 30 - 1, 30],
]
const TAPS: readonly number[] = [62, 51, 38, 23, 13, 0]
const WARM_UP = 160

function grain(): () => number {
  const state = SEED.flatMap(([value, bits]) =>
    Array.from({ length: bits }, (_, k) => (value >>> (bits - 1 - k)) & 1),
  )
  const step = (): number => {
    const bit = TAPS.reduce((sum, tap) => sum ^ state[tap]!, 0)
    state.shift()
    state.push(bit)
    return bit
  }
  for (let k = 0; k < WARM_UP; k++) step()
  const bit = (): number => {
    for (;;) {
      const isKept = step()
      const next = step()
      if (isKept) return next
    }
  }
  return () => {
    for (;;) {
      let value = 0
      for (let k = 0; k < 31; k++) value = 2 * value + bit()
      if (value < P) return value
    }
  }
}

const next = grain()
const round = (length: number): number[] => Array.from({ length }, next)
const rounds = (count: number, length: number): number[][] =>
  Array.from({ length: count }, () => round(length))

/** The constants of each round: 16 of a full one, one of a partial one. */
export const ROUND_CONSTANTS: readonly (readonly number[])[] = [
  ...rounds(HALF_FULL_ROUNDS, WIDTH),
  ...rounds(PARTIAL_ROUNDS, 1),
  ...rounds(HALF_FULL_ROUNDS, WIDTH),
]
