/** The kernels of every variant against plain arithmetic and @noble/curves. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  inverse,
  modulo,
  power,
  Q,
  R,
  readLittleEndian,
  rootOfUnity,
  writeLittleEndian,
} from '../../src/curve/bn254.ts'
import { columnBytes, Domain } from '../../src/groth16/engine/domain.ts'
import { multiScalar, Schedule } from '../../src/groth16/engine/msm.ts'
import { Pool } from '../../src/groth16/engine/pool.ts'
import { toCoset } from '../../src/groth16/quotient.ts'
import { type Degree, keyBytes, multiple, numbers } from './support/points.ts'
import { testedVariants } from './support/variants.ts'

const LIMBS = Array.from({ length: 9 }, (_, i) => i)
const MASK = (1n << 29n) - 1n
const MONTGOMERY = 1n << 261n

describe.each(testedVariants)('kernels (%s)', (variant) => {
  let pool: Pool
  beforeAll(async () => {
    pool = await Pool.create({ threads: 0, variant })
  })
  afterAll(() => pool.dispose())

  const put = (pointer: number, value: bigint, stride = 4) => {
    for (const i of LIMBS)
      pool.memory.u32[(pointer + stride * i) / 4] = Number(
        i === 8 ? value >> 232n : (value >> BigInt(29 * i)) & MASK,
      )
  }
  const get = (pointer: number, stride = 4) =>
    LIMBS.reduce(
      (sum, i) => sum + (BigInt(pool.memory.u32[(pointer + stride * i) / 4]!) << BigInt(29 * i)),
      0n,
    )

  describe('fields', () => {
    const edges = (p: bigint) => [
      0n,
      1n,
      2n,
      p - 1n,
      p,
      p + 1n,
      2n * p - 1n,
      12n * p,
      (1n << 254n) - 1n,
      MASK,
      MASK << 203n,
    ]
    it.each([
      ['fqMul', Q],
      ['frMul', R],
    ] as const)('%s', (kernel, p) => {
      const [z, x, y] = [0, 1, 2].map(() => pool.memory.alloc(64)) as [number, number, number]
      const random = numbers(7)
      const operands = [...edges(p), ...Array.from({ length: 40 }, () => random() % (12n * p))]
      const factor = inverse(MONTGOMERY, p)
      for (const a of operands) {
        for (const b of operands) {
          put(x, a)
          put(y, b)
          pool.raw(kernel, z, x, y)
          const product = get(z)
          expect(modulo(product - a * b * factor, p)).toBe(0n)
          expect(product < 2n * p).toBe(true)
        }
      }
    })

    it('frMul4: four lanes', () => {
      const [z, x, y] = [0, 1, 2].map(() => pool.memory.alloc(192)) as [number, number, number]
      const random = numbers(8)
      const factor = inverse(MONTGOMERY, R)
      for (let round = 0; round < 50; round++) {
        const a = LIMBS.slice(0, 4).map((l) => edges(R)[round * 4 + l] ?? random() % (12n * R))
        const b = LIMBS.slice(0, 4).map(() => random() % (12n * R))
        for (const l of [0, 1, 2, 3]) {
          put(x + 4 * l, a[l]!, 16)
          put(y + 4 * l, b[l]!, 16)
        }
        pool.raw('frMul4', z, x, y)
        for (const l of [0, 1, 2, 3]) expect(modulo(get(z + 4 * l, 16) - a[l]! * b[l]! * factor, R)).toBe(0n)
      }
    })
  })

  it('splitByEndomorphism: halves of at most 127 bits', () => {
    const [z, k] = [pool.memory.alloc(64), pool.memory.alloc(64)]
    const random = numbers(9)
    const small = [0n, 1n, 2n, (1n << 64n) - 1n, 1n << 100n]
    const edges = [R - 1n, R / 2n, R / 2n + 1n, 1n << 128n, (1n << 253n) - 1n, R - (1n << 127n)]
    const scalars = [...small, ...edges, ...Array.from({ length: 300 }, () => random() % R)]
    const signed = (at: number) => BigInt.asIntN(128, readLittleEndian(pool.memory.u8, at, 16))
    const half = (scalar: bigint) => {
      writeLittleEndian(pool.memory.u8, k, scalar)
      pool.raw('splitByEndomorphism', z, k)
      return [signed(z), signed(z + 16)] as const
    }
    // lambda from one scalar; it must be a primitive cube root of 1 and fit all the others
    const [a, b] = half(R / 3n)
    const lambda = modulo((R / 3n - a) * inverse(modulo(b, R), R), R)
    expect([lambda === 1n, modulo(lambda ** 3n, R)]).toEqual([false, 1n])
    for (const scalar of scalars) {
      const [k1, k2] = half(scalar)
      expect([scalar, modulo(k1 + lambda * k2 - scalar, R)]).toEqual([scalar, 0n])
      for (const x of [k1, k2]) expect(x < 1n << 127n && x > -(1n << 127n)).toBe(true)
    }
    for (const scalar of small) {
      expect(half(scalar)).toEqual([scalar, 0n])
      expect(half((R - scalar) % R)).toEqual([-scalar, 0n])
    }
  })

  describe('vectors', () => {
    const LANES = variant === 'simd' ? 5 : 4
    const R_VECTOR = variant === 'simd' ? MONTGOMERY : 1n << 255n
    const view = () => new DataView(pool.memory.u8.buffer)
    const wide = (1n << 51n) - 1n
    /** Where limb i of a lane is. */
    const places = (lane: number): { at: (i: number) => number; bits: bigint; count: number } => {
      if (variant === 'simd')
        return { at: (i) => (lane === 4 ? 144 + 4 * i : 16 * i + 4 * lane), bits: 29n, count: 9 }
      return { at: (i) => 80 * (lane >> 1) + 16 * i + 8 * (lane & 1), bits: 51n, count: 5 }
    }
    const putLane = (vector: number, lane: number, value: bigint) => {
      const { at, bits, count } = places(lane)
      for (let i = 0; i < count; i++) {
        const rest = value >> (bits * BigInt(i))
        const limb = i === count - 1 ? rest : rest & (bits === 51n ? wide : MASK)
        if (bits === 51n) view().setBigInt64(vector + at(i), limb, true)
        else view().setInt32(vector + at(i), Number(limb), true)
      }
    }
    const getLane = (vector: number, lane: number) => {
      const { at, bits, count } = places(lane)
      let value = 0n
      for (let i = 0; i < count; i++) {
        const limb =
          bits === 51n
            ? view().getBigInt64(vector + at(i), true)
            : BigInt(view().getInt32(vector + at(i), true))
        value += limb << (bits * BigInt(i))
      }
      return value
    }
    const edges = [0n, 1n, Q - 1n, Q / 2n, (1n << 253n) - 1n, MASK << 203n, wide << 153n]
    it.each(['mul', 'square', 'dot'] as const)('%s', (kernel) => {
      const random = numbers(11)
      // the signed form takes both signs
      const operand = (n: number) => {
        const value = n < edges.length ? edges[n]! : random() % Q
        return variant === 'relaxed' && random() % 2n === 0n ? -value : value
      }
      const factor = inverse(R_VECTOR, Q)
      for (let round = 0; round < 120; round++) {
        const [z, x, y, u, w] = Array.from({ length: 5 }, () => pool.memory.alloc(192)) as [
          number,
          number,
          number,
          number,
          number,
        ]
        const values = [x, y, u, w].map((vector, k) =>
          Array.from({ length: LANES }, (_, lane) => {
            const value = operand((round * (k + 1) + lane) % 17)
            putLane(vector, lane, value)
            return value
          }),
        )
        if (kernel === 'mul') pool.raw('mul', z, x, y)
        else if (kernel === 'square') pool.raw('square', z, x)
        else pool.raw('dot', z, x, y, u, w)
        for (let lane = 0; lane < LANES; lane++) {
          const [a, b, c, d] = values.map((list) => list[lane]!) as [bigint, bigint, bigint, bigint]
          const exact = kernel === 'mul' ? a * b : kernel === 'square' ? a * a : a * b + c * d
          const result = getLane(z, lane)
          expect(modulo(result - exact * factor, Q)).toBe(0n)
          expect(result < 2n * Q && result > -2n * Q).toBe(true)
        }
        pool.memory.clear()
      }
    })
  })

  describe.each([1, 2] as const)('sums on G%i', (degree) => {
    const sum = async (multiples: readonly bigint[], scalars: readonly bigint[], bits?: number) => {
      const { memory } = pool
      const n = multiples.length
      const raw = memory.alloc(64 * degree * n)
      const cache = new Map<bigint, Uint8Array>()
      for (const [i, k] of multiples.entries()) {
        if (!cache.has(k)) cache.set(k, keyBytes(multiple(degree, k)))
        memory.u8.set(cache.get(k)!, raw + 64 * degree * i)
      }
      const block = memory.alloc(160 * degree * n + 320)
      const records = Math.ceil(block / 320) * 320
      const images = records + 80 * degree * n
      const flags = memory.alloc(n)
      memory.u8.fill(0, flags, flags + n)
      pool.call('loadPoints', degree, records, raw, n, flags, 1)
      pool.call('mapPoints', degree, images, records, n)
      const values = memory.alloc(32 * n)
      for (const [i, scalar] of scalars.entries()) writeLittleEndian(memory.u8, values + 32 * i, scalar)
      const schedule = await Schedule.of(pool, values, n, {}, bits)
      const result = memory.alloc(160)
      const bases = { degree, records, images, block, count: n }
      await multiScalar(pool, [{ bases, schedule, first: 0, flags, mask: 1 }], [result], {})
      const out = memory.alloc(128)
      pool.call('storePoints', degree, out, result, 1)
      const coordinates = Array.from({ length: 2 * degree }, (_, i) =>
        readLittleEndian(memory.u8, out + 32 * i),
      )
      memory.clear()
      return coordinates
    }
    const expected = (multiples: readonly bigint[], scalars: readonly bigint[]) =>
      multiple(
        degree as Degree,
        multiples.reduce((total, k, i) => (total + k * scalars[i]!) % R, 0n),
      )
    const check = async (multiples: readonly bigint[], scalars: readonly bigint[], bits?: number) =>
      expect(await sum(multiples, scalars, bits)).toEqual(expected(multiples, scalars))

    const half = (R - 1n) / 2n
    const edges = [
      0n,
      1n,
      2n,
      3n,
      R - 1n,
      R - 2n,
      half,
      half + 1n,
      half - 1n,
      1n << 253n,
      (1n << 64n) - 1n,
      1n << 64n,
      (1n << 127n) + 1n,
      15n,
      16n,
      17n,
    ]

    it('edge scalars on one point', async () => {
      for (const scalar of edges) await check([5n], [scalar])
    })

    it('edge scalars together', () =>
      check(
        edges.map((_, i) => BigInt(i + 1)),
        edges,
      ))

    it('windows of every width, digits at both ends of their range', async () => {
      for (let bits = 2; bits <= 16; bits++) {
        const ends = [-1n, 0n, 1n].map((d) => (1n << BigInt(bits - 1)) + d)
        const scalars = ends.flatMap((k) => [k, R - k, k << BigInt(bits), R - (k << BigInt(bits))])
        const all = [...scalars, ...edges]
        await check(
          all.map((_, i) => BigInt(i + 1)),
          all,
          bits,
        )
      }
    }, 60_000)

    it('all zero, all infinity, none', async () => {
      await check([1n, 2n, 3n], [0n, 0n, 0n])
      await check([0n, 0n], [7n, R - 1n])
    })

    it('infinity among the points', () => check([0n, 1n, 0n, 2n, 0n], [5n, 6n, 7n, 8n, 9n]))

    it('the same point many times: doublings', () =>
      check(new Array(100).fill(3n), new Array(100).fill(R - 5n)))

    it('opposite points: infinity in the tree', async () => {
      const points = Array.from({ length: 64 }, (_, i) => (i % 2 === 0 ? 4n : R - 4n))
      await check(points, new Array(64).fill(9n))
      await check([...points, 11n], new Array(65).fill(9n))
      await check(
        points,
        points.map((_, i) => (i % 2 === 0 ? 1n : R - 1n)),
      )
    })

    it('few points, many scalars', () => {
      const random = numbers(degree)
      const points = Array.from({ length: 700 }, () => [0n, 1n, R - 1n, 2n, 3n][Number(random() % 5n)]!)
      return check(
        points,
        points.map((_, i) =>
          i % 3 === 0 ? random() % R : i % 3 === 1 ? random() % 1000n : edges[i % edges.length]!,
        ),
      )
    })

    it('a long segment: more ones than a chunk', () => {
      const points = Array.from({ length: 6000 }, (_, i) => BigInt((i % 37) + 1))
      return check(points, new Array(6000).fill(1n))
    })

    it('a segment of more chunks than a chunk has entries', async () => {
      const { memory } = pool
      const [count, distinct] = [1_200_000, 37]
      const raw = memory.alloc(64 * degree * distinct)
      for (let k = 0; k < distinct; k++)
        memory.u8.set(keyBytes(multiple(degree, BigInt(k + 1))), raw + 64 * degree * k)
      const block = memory.alloc(80 * degree * distinct + 320)
      const records = Math.ceil(block / 320) * 320
      pool.call('loadPoints', degree, records, raw, distinct, memory.alloc(64), 1)
      // one bucket, of digit 1, in one window of 2 bits: the schedule written by hand
      const bits = 2
      const part = memory.alloc(pool.call('scheduleBytes', bits, count))
      memory.u32.set([0, count, 0], part / 4)
      for (let i = 0; i < count; i++) memory.u32[part / 4 + 3 + i] = 2 * (i % distinct)
      const flags = memory.alloc(distinct)
      memory.u8.fill(1, flags, flags + distinct)
      const free = pool.areas(pool.call('windowBytes', bits, count))
      const [point, result, out] = [memory.alloc(240), memory.alloc(160), memory.alloc(128)]
      pool.call('sumWindow', degree, part, distinct, bits, records, records, 0, flags, 1, point)
      pool.call('combineWindows', degree, point, 1, bits, result)
      pool.call('storePoints', degree, out, result, 1)
      const coordinates = Array.from({ length: 2 * degree }, (_, i) =>
        readLittleEndian(memory.u8, out + 32 * i),
      )
      let total = 0n
      for (let i = 0; i < count; i++) total += BigInt((i % distinct) + 1)
      expect(coordinates).toEqual(multiple(degree, total))
      free()
      memory.clear()
    }, 60_000)
  })

  it('counts points that are off the curve or not canonical', () => {
    const { memory } = pool
    for (const degree of [1, 2] as const) {
      const good = keyBytes(multiple(degree, 5n))
      const infinity = new Uint8Array(64 * degree)
      const off = Uint8Array.from(good, (byte, i) => (i === 3 ? byte ^ 1 : byte))
      const half = Uint8Array.from(good, (byte, i) => (i < 32 * degree ? 0 : byte))
      const large = good.slice()
      writeLittleEndian(large, 0, readLittleEndian(large, 0) + Q)
      const list = [good, infinity, off, half, large]
      const raw = memory.alloc(64 * degree * list.length)
      for (const [i, bytes] of list.entries()) memory.u8.set(bytes, raw + 64 * degree * i)
      expect(pool.call('countInvalid', degree, raw, 2)).toBe(0)
      expect(pool.call('countInvalid', degree, raw, 5)).toBe(3)
    }
  })

  describe('transforms', () => {
    const lane = (column: number, i: number) => column + 144 * (i >> 2) + 4 * (i & 3)
    const write = (column: number, values: readonly bigint[]) => {
      for (const [i, value] of values.entries()) put(lane(column, i), value, 16)
    }
    const read = (column: number, n: number) =>
      Array.from({ length: n }, (_, i) => get(lane(column, i), 16) % R)

    it.each([4, 5, 6, 7])('2^%i points against plain arithmetic', async (log) => {
      const n = 2 ** log
      const random = numbers(log)
      const values = Array.from({ length: n }, () => random() % R)
      values[0] = R - 1n
      const column = pool.memory.alloc(columnBytes(log))
      write(column, values)
      const domain = await Domain.create(pool, log, {})
      await domain.interpolate([column], {})
      await domain.evaluate([column], {})
      expect(read(column, n)).toEqual(toCoset(values).map((value) => (value * BigInt(n)) % R))
      domain.free()
    })

    it.each([12, 13, 14])('2^%i points: x^5 + 3 x^(n - 2) on H and on the coset', async (log) => {
      const n = 2 ** log
      const f = (x: bigint) => (power(x, 5n, R) + 3n * power(x, BigInt(n - 2), R)) % R
      const root = rootOfUnity(log)
      const on = (start: bigint) => {
        const values: bigint[] = []
        let x = start
        for (let i = 0; i < n; i++) {
          values.push(f(x))
          x = (x * root) % R
        }
        return values
      }
      const column = pool.memory.alloc(columnBytes(log))
      write(column, on(1n))
      const domain = await Domain.create(pool, log, {})
      await domain.interpolate([column], {})
      await domain.evaluate([column], {})
      expect(read(column, n)).toEqual(on(rootOfUnity(log + 1)).map((value) => (value * BigInt(n)) % R))
      domain.free()
    })
  })
})
