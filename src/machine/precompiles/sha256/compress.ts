/** The compression function of SHA-256 (FIPS 180-4, 6.2.2) on numbers. */

/** Fractional parts of the cube roots of the first 64 primes (4.2.2). */
export const ROUND_CONSTANTS: readonly number[] = (() => {
  const primes: number[] = []
  for (let n = 2; primes.length < 64; n++) if (primes.every((prime) => n % prime !== 0)) primes.push(n)
  return primes.map((prime) => {
    const cube = BigInt(prime) << 96n
    // Close enough to make exact in a step or two.
    let root = BigInt(Math.floor(Math.cbrt(prime) * 2 ** 32))
    while (root ** 3n > cube) root--
    while ((root + 1n) ** 3n <= cube) root++
    return Number(root & 0xffff_ffffn)
  })
})()

/** Rotations of a word, and a shift in place of the last one if there is one (4.1.2). */
export interface Mix {
  readonly rotations: readonly number[]
  readonly shift?: number
}

/** Sigma of e and of a, sigma of the schedule's older and newer word. */
export const SIGMA_E: Mix = { rotations: [6, 11, 25] }
export const SIGMA_A: Mix = { rotations: [2, 13, 22] }
export const SIGMA_0: Mix = { rotations: [7, 18], shift: 3 }
export const SIGMA_1: Mix = { rotations: [17, 19], shift: 10 }

export function mix({ rotations, shift }: Mix, x: number): number {
  let result = shift === undefined ? 0 : x >>> shift
  for (const bits of rotations) result ^= (x >>> bits) | (x << (32 - bits))
  return result >>> 0
}

/** Bytes of a word in opposite order: words of a message have their first byte on top. */
export const swapBytes = (x: number): number =>
  ((x << 24) | ((x & 0xff00) << 8) | ((x >>> 8) & 0xff00) | (x >>> 24)) >>> 0

export interface Compression {
  /** The 64 words of the message schedule. */
  readonly schedule: Uint32Array
  /** a of rounds -4 to 63 at 0 to 67: a_t is what round t makes, and the state before it is a_(t-1) .. a_(t-4), e_(t-1) .. */
  readonly a: Uint32Array
  readonly e: Uint32Array
}

/** All words of a compression; the new state is `state` plus a_63, a_62, a_61, a_60, e_63, e_62, e_61, e_60. */
export function compress(state: ArrayLike<number>, block: ArrayLike<number>): Compression {
  const schedule = new Uint32Array(64)
  const a = new Uint32Array(68)
  const e = new Uint32Array(68)
  for (let k = 0; k < 4; k++) {
    a[3 - k] = state[k]!
    e[3 - k] = state[4 + k]!
  }
  for (let t = 0; t < 64; t++) {
    schedule[t] =
      t < 16
        ? block[t]!
        : schedule[t - 16]! +
          mix(SIGMA_0, schedule[t - 15]!) +
          schedule[t - 7]! +
          mix(SIGMA_1, schedule[t - 2]!)
    // Index t + 3 is the word of round t - 1.
    const [a1, a2, a3, a4] = [a[t + 3]!, a[t + 2]!, a[t + 1]!, a[t]!]
    const [e1, e2, e3, e4] = [e[t + 3]!, e[t + 2]!, e[t + 1]!, e[t]!]
    const choice = (e1 & e2) ^ (~e1 & e3)
    const majority = (a1 & a2) ^ (a1 & a3) ^ (a2 & a3)
    const first = e4 + mix(SIGMA_E, e1) + (choice >>> 0) + ROUND_CONSTANTS[t]! + schedule[t]!
    e[t + 4] = a4 + first
    a[t + 4] = first + mix(SIGMA_A, a1) + (majority >>> 0)
  }
  return { schedule, a, e }
}

/** The state after a compression. */
export function nextState(state: ArrayLike<number>, { a, e }: Compression): number[] {
  return Array.from({ length: 8 }, (_, k) => {
    const word = k < 4 ? a[67 - k]! : e[71 - k]!
    return (state[k]! + word) >>> 0
  })
}
