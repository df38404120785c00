/** Sums of scalar multiples of key points on the engine. */
import type { Container } from '../../r1cs/container.ts'
import { Groth16Error } from '../errors.ts'
import type { Pool, RunOptions } from './pool.ts'

/** Bytes of a projective point of G2; sums of windows are this far apart for both groups. */
const POINT = 240
/** Points that are converted at a time. */
const CHUNK = 1 << 14

export type Degree = 1 | 2
const recordBytes = (degree: Degree): number => 80 * degree

/** Width of the windows for `full` scalars of full size. */
export function windowBits(full: number): number {
  let best = 4
  let least = Number.POSITIVE_INFINITY
  for (let bits = 4; bits <= 16; bits++) {
    const cost = Math.ceil(254 / bits) * (full + 1.3 * 2 ** (bits - 1) + 60)
    if (cost < least) [best, least] = [bits, cost]
  }
  return best
}

/** How many of the scalars do not fit 64 bits. */
export function countFull(u32: Uint32Array, scalars: number, count: number): number {
  let full = 0
  for (let at = scalars / 4, end = at + 8 * count; at < end; at += 8) {
    if ((u32[at + 2]! | u32[at + 3]! | u32[at + 4]! | u32[at + 5]! | u32[at + 6]! | u32[at + 7]!) !== 0)
      full++
  }
  return full
}

/** Signed digits of scalars, computed once and used for every base they belong to. */
export class Digits {
  readonly pointer: number
  readonly count: number
  readonly bits: number
  readonly windows: number
  readonly #pool: Pool

  private constructor(pool: Pool, count: number, bits: number) {
    this.#pool = pool
    this.count = count
    this.bits = bits
    this.windows = Math.ceil(254 / bits)
    this.pointer = pool.memory.alloc(2 * count * this.windows)
  }

  /** `scalars`: `count` canonical numbers of 32 bytes. */
  static async of(pool: Pool, scalars: number, count: number, options: RunOptions): Promise<Digits> {
    const digits = new Digits(pool, count, windowBits(countFull(pool.memory.u32, scalars, count)))
    const jobs = slices(count, 1 << 13).map(
      ([from, size]) =>
        [scalars, digits.pointer, count, digits.bits, digits.windows, from, size] as [
          number,
          number,
          number,
          number,
          number,
          number,
          number,
        ],
    )
    await pool.run('recode', jobs, options)
    return digits
  }

  free(): void {
    this.#pool.memory.free(this.pointer)
  }
}

export const slices = (count: number, size: number): [from: number, size: number][] =>
  Array.from({ length: Math.ceil(count / size) }, (_, i) => [i * size, Math.min(size, count - i * size)])

/** Key points as records of the engine. */
export interface Bases {
  readonly degree: Degree
  readonly records: number
  readonly block: number
  readonly count: number
}

export interface LoadOptions extends RunOptions {
  /** Check that every point is on its curve. */
  readonly check?: boolean
}

/** Reads the points of a section; bits of `mask` are set in the flag bytes of those that are not infinity. */
export async function loadBases(
  pool: Pool,
  container: Container,
  section: number,
  degree: Degree,
  count: number,
  flags: number,
  mask: number,
  options: LoadOptions,
): Promise<Bases> {
  const { memory } = pool
  const bytes = recordBytes(degree)
  const block = memory.alloc(bytes * count + 320)
  const records = Math.ceil(block / 320) * 320
  const raw = 64 * degree
  const staging = memory.alloc(raw * CHUNK)
  for (const [from, size] of slices(count, CHUNK)) {
    memory.u8.set(await container.read(section, raw * from, raw * size), staging)
    const parts = slices(size, 1 << 12)
    if (options.check) {
      const bad = await pool.run(
        'countInvalid',
        parts.map(([at, n]) => [degree, staging + raw * at, n]),
        options,
      )
      const sum = bad.reduce((a, b) => a + b, 0)
      if (sum > 0)
        throw new Groth16Error(
          'GROTH16_POINT',
          `${sum} points of section ${section} of the key are not on the curve`,
        )
    }
    const jobs = parts.map(
      ([at, n]) =>
        [
          degree,
          records + bytes * (from + at),
          staging + raw * at,
          n,
          flags === 0 ? 0 : flags + from + at,
          mask,
        ] as [number, number, number, number, number, number],
    )
    await pool.run('loadPoints', jobs, options)
  }
  memory.free(staging)
  return { degree, records, block, count }
}

/** One sum: the digits from `offset` on times all the bases. */
export interface Sum {
  readonly bases: Bases
  readonly digits: Digits
  readonly offset: number
  readonly flags: number
  readonly mask: number
}

/** Computes the sums together and writes them as records (160 bytes each) to `results`. */
export async function multiScalar(
  pool: Pool,
  sums: readonly Sum[],
  results: readonly number[],
  options: RunOptions,
): Promise<void> {
  const { memory } = pool
  const area = Math.max(
    ...sums.map(({ digits, bases }) => pool.call('windowBytes', digits.bits, bases.count)),
  )
  const free = pool.areas(area)
  const points = sums.map(({ digits }) => memory.alloc(POINT * digits.windows))
  type Job = [number, number, number, number, number, number, number, number]
  const jobs: Job[] = []
  // what costs most first, so that threads end together
  const order = [...sums.keys()].sort((x, y) => sums[y]!.bases.degree - sums[x]!.bases.degree)
  for (const s of order) {
    const { bases, digits, offset, flags, mask } = sums[s]!
    for (let w = 0; w < digits.windows; w++) {
      const at = digits.pointer + 2 * (w * digits.count + offset)
      jobs.push([
        bases.degree,
        at,
        bases.count,
        digits.bits,
        bases.records,
        flags,
        mask,
        points[s]! + 120 * bases.degree * w,
      ])
    }
  }
  await pool.run('sumWindow', jobs, options)
  for (const [s, { bases, digits }] of sums.entries()) {
    pool.call('combineWindows', bases.degree, points[s]!, digits.windows, digits.bits, results[s]!)
    memory.free(points[s]!)
  }
  free()
}
