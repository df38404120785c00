/** Sums of scalar multiples of key points on the engine. */
import type { Container } from '../../r1cs/container.ts'
import { Groth16Error } from '../errors.ts'
import type { Kernels } from './kernels.ts'
import type { Pool, RunOptions } from './pool.ts'

/** Bytes of a projective point of G2; sums of windows are this far apart for both groups. */
const POINT = 240
/** Points that are converted at a time. */
const CHUNK = 1 << 14

export type Degree = 1 | 2
const recordBytes = (degree: Degree): number => 80 * degree

/** Bits of the halves that the endomorphism makes of a scalar, with a sign and room for a carry. */
const HALF_BITS = 128

/** Width of the windows for `full` scalars of full size: what costs least, in additions. */
export function windowBits(full: number): number {
  let best = 4
  let least = Number.POSITIVE_INFINITY
  for (let bits = 4; bits <= 16; bits++) {
    const cost = Math.ceil(HALF_BITS / bits) * (2 * full + 1.3 * 2 ** (bits - 1) + 60)
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

/** For each window of the scalars' digits the order of the points: made once, used by every sum over these scalars. */
export class Schedule {
  readonly count: number
  readonly bits: number
  readonly windows: number
  /** Address of each window's part. */
  readonly parts: readonly number[]
  readonly #pool: Pool
  readonly #block: number

  private constructor(pool: Pool, count: number, bits: number) {
    this.#pool = pool
    this.count = count
    this.bits = bits
    this.windows = Math.ceil(HALF_BITS / bits)
    const bytes = pool.call('scheduleBytes', bits, 2 * count)
    this.#block = pool.memory.alloc(bytes * this.windows)
    this.parts = Array.from({ length: this.windows }, (_, w) => this.#block + bytes * w)
  }

  /** `scalars`: `count` canonical numbers of 32 bytes. `bits`, from 2 to 16, is found if left out. */
  static async of(
    pool: Pool,
    scalars: number,
    count: number,
    options: RunOptions,
    bits = windowBits(countFull(pool.memory.u32, scalars, count)),
  ): Promise<Schedule> {
    const schedule = new Schedule(pool, count, bits)
    const { windows, parts } = schedule
    const digits = pool.memory.alloc(4 * count * windows)
    type Recode = Parameters<Kernels['recode']>
    const recode = slices(count, 1 << 13).map(
      ([from, size]): Recode => [scalars, digits, count, bits, windows, from, size],
    )
    await pool.run('recode', recode, options)
    type Sort = Parameters<Kernels['sortWindow']>
    const sort = parts.map((part, w): Sort => [digits + 4 * count * w, 2 * count, bits, part])
    await pool.run('sortWindow', sort, options)
    pool.memory.free(digits)
    return schedule
  }

  free(): void {
    this.#pool.memory.free(this.#block)
  }
}

export const slices = (count: number, size: number): [from: number, size: number][] =>
  Array.from({ length: Math.ceil(count / size) }, (_, i) => [i * size, Math.min(size, count - i * size)])

/** Key points as records of the engine, and their images under the endomorphism. */
export interface Bases {
  readonly degree: Degree
  readonly records: number
  readonly images: number
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
  const block = memory.alloc(2 * bytes * count + 320)
  const records = Math.ceil(block / 320) * 320
  const images = records + bytes * count
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
    type Load = Parameters<Kernels['loadPoints']>
    const load = parts.map(
      ([at, n]): Load => [
        degree,
        records + bytes * (from + at),
        staging + raw * at,
        n,
        flags + from + at,
        mask,
      ],
    )
    await pool.run('loadPoints', load, options)
  }
  memory.free(staging)
  type Map = Parameters<Kernels['mapPoints']>
  const map = slices(count, 1 << 12).map(
    ([at, n]): Map => [degree, images + bytes * at, records + bytes * at, n],
  )
  await pool.run('mapPoints', map, options)
  return { degree, records, images, block, count }
}

/** One sum: the scalars from `first` on times all the bases. */
export interface Sum {
  readonly bases: Bases
  readonly schedule: Schedule
  readonly first: number
  /** One byte for each scalar; those without a bit of `mask` are left out, as all before `first` must be. */
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
    ...sums.map(({ schedule: { bits, count } }) => pool.call('windowBytes', bits, 2 * count)),
  )
  const free = pool.areas(area)
  const points = sums.map(({ schedule }) => memory.alloc(POINT * schedule.windows))
  // what costs most first, so that threads end together
  const order = [...sums.keys()].sort((x, y) => sums[y]!.bases.degree - sums[x]!.bases.degree)
  const jobs = order.flatMap((s) => {
    const { bases, schedule, first, flags, mask } = sums[s]!
    const { degree, records, images } = bases
    const { count, bits } = schedule
    type Job = Parameters<Kernels['sumWindow']>
    return schedule.parts.map((part, w): Job => {
      const point = points[s]! + 120 * degree * w
      return [degree, part, count, bits, records, images, first, flags, mask, point]
    })
  })
  await pool.run('sumWindow', jobs, options)
  for (const [s, { bases, schedule }] of sums.entries()) {
    pool.call('combineWindows', bases.degree, points[s]!, schedule.windows, schedule.bits, results[s]!)
    memory.free(points[s]!)
  }
  free()
}
