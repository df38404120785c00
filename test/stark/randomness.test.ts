/** The prover's randomness: canonical, and never the same twice. */
import { beforeAll, describe, expect, test, vi } from 'vitest'
import type { Engine } from '../../src/engine/contract.ts'
import { P } from '../../src/field/koalabear.ts'
import { Randomness } from '../../src/stark/prover/randomness.ts'
import type { Heights } from '../../src/stark/shape.ts'
import { engines } from '../support/engines.ts'

const bytes = (fill: number, length = 32) => new Uint8Array(length).fill(fill)
const COUNT = 1000

let engine: Engine

beforeAll(async () => {
  engine = (await engines()).find(({ name }) => name === 'wasm')!.engine
})

async function draw(random: Randomness, count = COUNT): Promise<number[]> {
  const target = engine.memory.alloc(4 * count)
  await random.fill(target, count)
  const values = [...engine.memory.u32.subarray(target >>> 2, (target >>> 2) + count)]
  engine.memory.free(target)
  return values
}

/** How many elements two draws have in common at equal places. */
const common = (a: readonly number[], b: readonly number[]) => a.filter((value, i) => value === b[i]).length

describe('Randomness', () => {
  test('is canonical, and fills all it is asked for', async () => {
    const values = await draw(new Randomness(engine, bytes(1), bytes(2), bytes(3), [12, undefined]), 70_000)
    expect(values.every((value) => value < P)).toBe(true)
    expect(new Set(values).size).toBeGreaterThan(69_990)
    expect(Math.max(...values)).toBeGreaterThan(0.999 * P)
    expect(Math.min(...values)).toBeLessThan(0.001 * P)
  })

  test('never repeats: every draw, and every slice of a long one, has a stream of its own', async () => {
    const random = new Randomness(engine, bytes(1), bytes(2), bytes(3), [12, undefined])
    const draws = [await draw(random), await draw(random), await draw(random)]
    expect(common(draws[0], draws[1])).toBe(0)
    expect(common(draws[1], draws[2])).toBe(0)
    const long = await draw(random, 3 << 15)
    expect(new Set(long).size).toBeGreaterThan(long.length - 20)
  })

  test('depends on the entropy, and should that fail on the witness, the statement and the heights', async () => {
    const heights = [12, undefined, 3]
    type Seed = [Uint8Array, Uint8Array, Uint8Array, Heights]
    const seeds: Seed[] = [
      [bytes(1), bytes(2), bytes(3), heights],
      [bytes(9), bytes(2), bytes(3), heights],
      [bytes(1), bytes(9), bytes(3), heights],
      [bytes(1), bytes(2), bytes(9), heights],
      [bytes(1), bytes(2), bytes(3), [12, 12, 3]],
      [bytes(1), bytes(2), bytes(3), [13, undefined, 3]],
      // Moving a byte from one part to the next is another seed.
      [bytes(1), bytes(2, 31), Uint8Array.of(2, ...bytes(3)), heights],
      [bytes(1), bytes(2, 0), Uint8Array.of(...bytes(2), ...bytes(3)), heights],
      [bytes(1), bytes(2), bytes(3, 31), [3, 12, undefined, 3]],
    ]
    const draws = await Promise.all(seeds.map((seed) => draw(new Randomness(engine, ...seed))))
    draws.forEach((a, i) => {
      for (const b of draws.slice(i + 1)) expect(common(a, b)).toBe(0)
    })
    expect(await draw(new Randomness(engine, ...seeds[0]))).toEqual(draws[0])
  })

  test('overwrites its key', () => {
    const { memory } = engine
    const alloc = vi.spyOn(memory, 'alloc')
    const random = new Randomness(engine, bytes(1), bytes(2), bytes(3), [12, undefined])
    const key: number = alloc.mock.results[0].value
    alloc.mockRestore()
    const isZero = () => memory.u8.subarray(key, key + 32).every((byte) => byte === 0)
    expect(isZero()).toBe(false)
    random.dispose()
    expect(isZero()).toBe(true)
  })
})
