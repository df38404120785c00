/** Transforms over Fr on columns in the engine's memory: tables, and the split of the work into jobs. */
import { inverse, power, R, rootOfUnity, writeLittleEndian } from '../../curve/bn254.ts'
import type { Pool, RunOptions } from './pool.ts'

const QUAD = 144
/** Quads of a block that one job transforms to the end; it fits the second-level cache. */
const BLOCK = 1024
/** Butterflies of one job of a pass over a larger block. */
const SLICE = 1024

/** Smallest domain that the kernels transform. */
export const LEAST_LOG = 4

interface Pass {
  readonly radix: 2 | 4
  /** Quads of a part: a block has `radix` parts. */
  readonly part: number
  readonly split: number
  readonly merge: number
}

/** Bytes of a column of 2^log elements. */
export const columnBytes = (log: number): number => QUAD << (log - 2)

/** Writes a number as a Montgomery element; 64 bytes of its own at the result. */
export function element(pool: Pool, value: bigint): number {
  const pointer = pool.memory.alloc(128)
  writeLittleEndian(pool.memory.u8, pointer + 64, value)
  pool.call('frFromBytes', pointer, pointer + 64)
  return pointer
}

/** The tables for 2^log points, log >= 4: back from the subgroup H, forward to the coset g H with g^2 generating H. */
export class Domain {
  readonly log: number
  readonly #pool: Pool
  readonly #passes: readonly Pass[]
  readonly #i: { split: number; merge: number }
  readonly #powers: number
  readonly #lists: { split: number; merge: number; count: number }
  readonly #owned: number[] = []

  private constructor(pool: Pool, log: number) {
    this.#pool = pool
    this.log = log
    const passes: Pass[] = []
    for (let size = 1 << (log - 2); size > 1; ) {
      const radix = passes.length === 0 && log % 2 === 1 ? 2 : 4
      const part = size / radix
      const bytes = QUAD * part * (radix === 4 ? 3 : 1)
      passes.push({ radix, part, split: this.#alloc(bytes), merge: this.#alloc(bytes) })
      size = part
    }
    this.#passes = passes
    const i = rootOfUnity(2)
    this.#i = { split: this.#element(inverse(i, R)), merge: this.#element(i) }
    this.#powers = this.#alloc(128)
    const x = rootOfUnity(3)
    for (const [k, value] of [x, power(x, 2n, R), power(x, 3n, R)].entries()) {
      const pointer = element(pool, value)
      pool.memory.u8.copyWithin(this.#powers + 40 * k, pointer, pointer + 40)
      pool.memory.free(pointer)
    }
    const inner = passes.filter(({ radix, part }) => radix * part <= BLOCK)
    this.#lists = { split: this.#alloc(12 * 32), merge: this.#alloc(12 * 32), count: inner.length }
    const { u32 } = pool.memory
    for (const [k, { radix, part, split }] of inner.entries())
      u32.set([radix, part, split], this.#lists.split / 4 + 3 * k)
    for (const [k, { radix, part, merge }] of [...inner].reverse().entries()) {
      u32.set([radix, part, merge], this.#lists.merge / 4 + 3 * k)
    }
  }

  static async create(pool: Pool, log: number, options: RunOptions): Promise<Domain> {
    const domain = new Domain(pool, log)
    const starts: number[] = []
    const jobs: { 2: [number, number, number, number][]; 4: [number, number, number, number][] } = {
      2: [],
      4: [],
    }
    const coset = rootOfUnity(log + 1)
    for (const { radix, part, split, merge } of domain.#passes) {
      const length = 4 * radix * part
      const root = rootOfUnity(Math.log2(length))
      const one = element(pool, 1n)
      const back = element(pool, inverse(root, R))
      const start = element(pool, power(coset, BigInt(2 ** log / length), R))
      const forward = element(pool, root)
      starts.push(one, back, start, forward)
      jobs[radix].push([split, part, one, back], [merge, part, start, forward])
    }
    await pool.run('twiddles4', jobs[4], options)
    await pool.run('twiddles2', jobs[2], options)
    for (const pointer of starts) pool.memory.free(pointer)
    return domain
  }

  #alloc(bytes: number): number {
    const pointer = this.#pool.memory.alloc(bytes)
    this.#owned.push(pointer)
    return pointer
  }

  #element(value: bigint): number {
    const pointer = element(this.#pool, value)
    this.#owned.push(pointer)
    return pointer
  }

  /** In place: values on H become N times the coefficients, in bit-reversed order. */
  async interpolate(columns: readonly number[], options: RunOptions): Promise<void> {
    for (const pass of this.#passes) {
      if (pass.radix * pass.part > BLOCK) await this.#pass('split', pass, columns, options)
    }
    const { split, count } = this.#lists
    const jobs = this.#blocks(columns).map(
      ([column, from, quads]) =>
        [column, from, quads, split, count, this.#i.split] as [
          number,
          number,
          number,
          number,
          number,
          number,
        ],
    )
    await this.#pool.run('splitBlock', jobs, options)
  }

  /** In place: coefficients in bit-reversed order become the values on the coset g H. */
  async evaluate(columns: readonly number[], options: RunOptions): Promise<void> {
    const { merge, count } = this.#lists
    const jobs = this.#blocks(columns).map(
      ([column, from, quads]) =>
        [column, from, quads, merge, count, this.#i.merge, this.#powers] as [
          number,
          number,
          number,
          number,
          number,
          number,
          number,
        ],
    )
    await this.#pool.run('mergeBlock', jobs, options)
    for (const pass of [...this.#passes].reverse()) {
      if (pass.radix * pass.part > BLOCK) await this.#pass('merge', pass, columns, options)
    }
  }

  #blocks(columns: readonly number[]): [column: number, from: number, quads: number][] {
    const total = 1 << (this.log - 2)
    const inner = this.#passes.find(({ radix, part }) => radix * part <= BLOCK)
    const size = inner === undefined ? total : inner.radix * inner.part
    return columns.flatMap((column) =>
      Array.from({ length: total / size }, (_, k) => [column, k * size, size] as [number, number, number]),
    )
  }

  async #pass(
    kind: 'split' | 'merge',
    pass: Pass,
    columns: readonly number[],
    options: RunOptions,
  ): Promise<void> {
    const size = pass.radix * pass.part
    const total = 1 << (this.log - 2)
    const jobs: [number, number, number, number, number][] = []
    for (const column of columns) {
      for (let block = 0; block < total; block += size) {
        for (let from = 0; from < pass.part; from += SLICE) {
          jobs.push([column + QUAD * block, pass.part, pass[kind], from, Math.min(SLICE, pass.part - from)])
        }
      }
    }
    if (pass.radix === 2) return void (await this.#pool.run(`${kind}Pass2`, jobs, options))
    const i = this.#i[kind]
    await this.#pool.run(
      `${kind}Pass4`,
      jobs.map(([block, part, table, from, count]) => [block, part, table, i, from, count]),
      options,
    )
  }

  free(): void {
    for (const pointer of this.#owned) this.#pool.memory.free(pointer)
  }
}
