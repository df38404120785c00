/** What the polynomial kernels of an engine mean, by definition: not by comparison with other kernels. */
import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { type Engine, twiddleBytes } from '../../../src/engine/contract.ts'
import * as F from '../../../src/field/koalabear.ts'
import * as E from '../../../src/field/quartic.ts'
import { bitReverse, evaluate, evaluateAtExt, evaluateExt } from '../../../src/poly/polynomial.ts'
import { columnSource, element, ext, nonZero } from './arbitraries.ts'

const logSize = fc.integer({ min: 2, max: 8 })

export function nttLaws(name: string, engine: Engine): void {
  const { memory } = engine
  const blocks: number[] = []
  const freeBlocks = () => {
    for (const block of blocks.splice(0)) memory.free(block)
  }
  const put = (content: ArrayLike<number>) => {
    const pointer = memory.alloc(4 * content.length)
    memory.u32.set(content, pointer / 4)
    blocks.push(pointer)
    return pointer
  }
  const room = (words: number) => put(new Uint32Array(words))
  const get = (pointer: number, words: number) => memory.u32.slice(pointer / 4, pointer / 4 + words)
  const extAt = (pointer: number, stride: number, i: number) => E.read(memory.u32, pointer / 4 + i, stride)

  /** The values of the engine at shift * w^i of f + factor * tail, f and tail in natural order. */
  const values = (f: Uint32Array, shift: number, tail: ArrayLike<number> = [], factor = 0) => {
    const logN = Math.log2(f.length)
    const table = room(twiddleBytes(logN) / 4)
    engine.call('twiddles', table, logN, shift)
    const target = room(f.length)
    const coefficients = put(bitReverse(f))
    engine.call('evaluate', target, coefficients, logN, table, put(tail), tail.length, factor)
    expect(get(coefficients, f.length)).toEqual(bitReverse(f))
    return get(target, f.length)
  }
  const interpolated = (column: Uint32Array, shift: number) => {
    const logN = Math.log2(column.length)
    const table = room(twiddleBytes(logN) / 4)
    engine.call('inverseTwiddles', table, logN, shift)
    const target = put(column)
    engine.call('interpolate', target, target, logN, table)
    return bitReverse(get(target, column.length))
  }
  const points = (logN: number, shift: number) =>
    Array.from({ length: 2 ** logN }, (_, i) => F.mul(shift, F.pow(F.rootOfUnity(logN), i)))

  describe(`the transforms of the ${name} engine`, () => {
    afterEach(freeBlocks)

    test('evaluate gives the values of the polynomial', () => {
      fc.assert(
        fc.property(logSize, fc.nat(), nonZero, (logN, seed, shift) => {
          const f = columnSource(seed)(2 ** logN)
          expect(Array.from(values(f, shift))).toEqual(points(logN, shift).map((x) => evaluate(f, x)))
        }),
        { numRuns: 30 },
      )
    })

    test('interpolate is the inverse of evaluate', () => {
      fc.assert(
        fc.property(logSize, fc.nat(), nonZero, (logN, seed, shift) => {
          const f = columnSource(seed)(2 ** logN)
          expect(interpolated(values(f, shift), shift)).toEqual(f)
        }),
        { numRuns: 30 },
      )
    })

    test('a tail with factor shift^N - 1 is a mask r * (X^N - 1); with shift^N it continues f', () => {
      fc.assert(
        fc.property(logSize, fc.nat(), nonZero, fc.nat(), (logN, seed, shift, length) => {
          const column = columnSource(seed)
          const f = column(2 ** logN)
          const tail = column(1 + (length % f.length))
          const power = F.pow(shift, f.length)
          const masked = points(logN, shift).map((x) => {
            const vanishing = F.sub(F.pow(x, f.length), 1)
            return F.add(evaluate(f, x), F.mul(evaluate(tail, x), vanishing))
          })
          expect(Array.from(values(f, shift, tail, F.sub(power, 1)))).toEqual(masked)
          const longer = points(logN, shift).map((x) => evaluate([...f, ...tail], x))
          expect(Array.from(values(f, shift, tail, power))).toEqual(longer)
        }),
        { numRuns: 30 },
      )
    })

    test('edge values: all p - 1, all 0, a single power', () => {
      for (const logN of [2, 3, 4, 5, 6, 10]) {
        const n = 2 ** logN
        for (const f of [
          new Uint32Array(n).fill(F.P - 1),
          new Uint32Array(n),
          new Uint32Array(n).fill(1, n - 1),
        ]) {
          const x = points(logN, F.GENERATOR)
          expect(Array.from(values(f, F.GENERATOR))).toEqual(x.map((point) => evaluate(f, point)))
          expect(interpolated(values(f, F.GENERATOR), F.GENERATOR)).toEqual(f)
        }
      }
    })

    test('evaluateAt gives the value at a point of E', () => {
      fc.assert(
        fc.property(logSize, fc.nat(), ext, (logN, seed, point) => {
          const f = columnSource(seed)(2 ** logN)
          const target = room(4)
          engine.call('evaluateAt', target, put(bitReverse(f)), logN, put(point))
          expect(E.read(get(target, 4))).toEqual(evaluateAtExt(f, point))
        }),
        { numRuns: 30 },
      )
    })
  })

  describe(`the opening kernels of the ${name} engine`, () => {
    afterEach(freeBlocks)

    test('deepQuotient adds q with q (x - z) = f - f(z): a polynomial if the value is right', () => {
      fc.assert(
        fc.property(logSize, fc.nat(), nonZero, ext, element.filter(Boolean), (logN, seed, shift, z, c) => {
          const point: E.Ext = [z[0], z[1], z[2], c]
          const n = 2 ** logN
          const f = columnSource(seed)(n)
          const numerator = put([...values(f, shift), ...new Uint32Array(3 * n)])
          const [target, base] = [room(4 * n), put(new Uint32Array(4 * n))]
          const value = evaluateAtExt(f, point)
          engine.call(
            'deepQuotient',
            target,
            4 * n,
            base,
            4 * n,
            numerator,
            4 * n,
            put(value),
            put(point),
            logN,
            shift,
            0,
            n,
          )
          const quotient = [0, 1, 2, 3].map((k) => interpolated(get(target + 4 * n * k, n), shift))
          // Divided by X - z a polynomial of degree n - 1 has the degree n - 2.
          expect(quotient.map((coordinate) => coordinate[n - 1])).toEqual([0, 0, 0, 0])
          const x = E.fromBase(points(logN, shift)[1])
          const q = extAt(target, n, 1)
          expect(E.mul(q, E.sub(x, point))).toEqual(E.sub(extAt(numerator, n, 1), value))
        }),
        { numRuns: 30 },
      )
    })

    test('friInterpolate: the interpolant of each fibre takes its values', () => {
      fc.assert(
        fc.property(
          fc.integer({ min: 1, max: 3 }),
          logSize,
          fc.nat(),
          nonZero,
          (logArity, logN, seed, start) => {
            if (logN < logArity) return
            const n = 2 ** logN
            const arity = 2 ** logArity
            const rows = n / arity
            const f = put(columnSource(seed)(4 * n))
            const target = room(4 * n)
            engine.call('friInterpolate', target, 4 * rows, f, 4 * n, logN, logArity, start, 0, rows)
            const x = points(logN, start)
            for (let i = 0; i < n; i++) {
              const g = Array.from({ length: arity }, (_, t) => extAt(target + 16 * rows * t, rows, i % rows))
              expect(evaluateExt(g, E.fromBase(x[i]))).toEqual(extAt(f, n, i))
            }
          },
        ),
        { numRuns: 30 },
      )
    })
  })
}
