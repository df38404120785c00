/** Every polynomial kernel of one engine does, to the bit, what that of the other does. */
import fc from 'fast-check'
import { describe, test } from 'vitest'
import { type Engine, type KernelName, twiddleBytes } from '../../../src/engine/contract.ts'
import * as F from '../../../src/field/koalabear.ts'
import { columnSource, element, ext, nonZero } from './arbitraries.ts'
import { type Block, type Place, Twin } from './twin.ts'

type Column = (length: number) => Uint32Array
type Call = (kernel: KernelName, ...args: readonly (number | Block | Place)[]) => void

/** A slice of the rows of a column of 2^logN, and a seed for its content. */
interface Shape {
  readonly logN: number
  readonly row: number
  readonly rows: number
  readonly seed: number
}

/** Heights of 4 to 2048 rows; slices begin and end at multiples of 4, and may be empty. */
const shape: fc.Arbitrary<Shape> = fc
  .record({ logN: fc.integer({ min: 2, max: 11 }), seed: fc.nat(), cut: fc.tuple(fc.nat(), fc.nat()) })
  .map(({ logN, seed, cut }) => {
    const groups = 2 ** (logN - 2)
    const [a, b] = cut.map((x) => x % (groups + 1)).sort((x, y) => x - y)
    return seed % 3 === 0
      ? { logN, seed, row: 0, rows: 2 ** logN }
      : { logN, seed, row: 4 * a, rows: 4 * (b - a) }
  })

/** A point of E outside F; every eighth in the quadratic subfield. */
const outsideF = fc
  .tuple(ext, nonZero, fc.nat(7))
  .map(([z, c, kind]) => (kind === 0 ? [z[0], 0, c, 0] : [z[0], c, z[2], z[3]]))

export function kernelEquivalence(expected: Engine, actual: Engine): void {
  const twin = new Twin(expected, actual)
  /** Runs `body`, which makes blocks and calls, and compares all of the memory it used. */
  const compare = (seed: number, body: (call: Call, column: Column) => void) => {
    try {
      const call: Call = (kernel, ...args) => {
        twin.call(kernel, ...args)
        twin.expectSame(`${kernel}(${args.map((arg) => (typeof arg === 'number' ? arg : '*')).join(', ')})`)
      }
      body(call, columnSource(seed))
    } finally {
      twin.clear()
    }
  }

  const transforms = (logN: number, seed: number, shift: number, tailLength: number, factor: number) =>
    compare(seed, (call, column) => {
      const n = 2 ** logN
      const table = twin.block(twiddleBytes(logN) / 4, true)
      const values = twin.block(n)
      const coefficients = twin.block(column(n))
      const tail = twin.block(column(tailLength))
      call('twiddles', table, logN, shift)
      call('evaluate', values, coefficients, logN, table, tail, tailLength, factor)
      call('inverseTwiddles', table, logN, shift)
      call('interpolate', twin.block(n), values, logN, table)
      call('interpolate', values, values, logN, table)
    })

  describe('both engines agree on', () => {
    test('twiddles, evaluate and interpolate', () => {
      const tail = fc.oneof(fc.constantFrom(0, 0.001, 0.999), fc.double({ min: 0, max: 1, noNaN: true }))
      fc.assert(
        fc.property(fc.integer({ min: 2, max: 11 }), fc.nat(), nonZero, tail, element, (logN, ...rest) => {
          const [seed, shift, part, factor] = rest
          transforms(logN, seed, shift, Math.ceil(part * 2 ** logN), factor)
        }),
      )
    })

    test.each([12, 13, 14, 15, 16, 17, 18])('evaluate and interpolate of 2^%i elements', (logN) => {
      transforms(logN, logN, F.pow(3, logN), 128, F.P - 1)
      if (logN <= 15) transforms(logN, logN + 100, 1, 2 ** logN, 1)
    })

    test('bitReverse', () => {
      fc.assert(
        fc.property(fc.integer({ min: 0, max: 12 }), fc.nat(), (logN, seed) => {
          compare(seed, (call, column) =>
            call('bitReverse', twin.block(2 ** logN), twin.block(column(2 ** logN)), logN),
          )
        }),
      )
    })

    test('evaluateAt', () => {
      const sizes = fc.oneof(fc.integer({ min: 2, max: 11 }), fc.constantFrom(14, 15))
      fc.assert(
        fc.property(sizes, fc.nat(), ext, (logN, seed, point) => {
          compare(seed, (call, column) =>
            call('evaluateAt', twin.block(4), twin.block(column(2 ** logN)), logN, twin.block(point)),
          )
        }),
        { numRuns: 50 },
      )
    })

    test('combine', () => {
      const count = fc.oneof(fc.nat(20), fc.constantFrom(31, 32, 33))
      fc.assert(
        fc.property(shape, count, fc.nat(3), fc.constantFrom(0, 1), (s, columns, padding, accumulate) => {
          compare(s.seed, (call, column) => {
            const n = 2 ** s.logN
            const stride = n + 4 * padding
            const list = twin.list(Array.from({ length: columns }, () => twin.block(column(n))))
            const target = twin.block(column(4 * stride))
            const weights = twin.block(column(4 * columns))
            call('combine', target, 4 * stride, list, weights, columns, s.row, s.rows, accumulate)
          })
        }),
      )
    })

    test('combine of the most columns, all values p - 1', () => {
      compare(1, (call) => {
        const column = twin.block(new Uint32Array(8).fill(F.P - 1))
        const list = twin.list(Array.from({ length: 4096 }, () => column))
        const weights = twin.block(new Uint32Array(4 * 4096).fill(F.P - 1))
        call('combine', twin.block(32), 32, list, weights, 4096, 0, 8, 0)
      })
    })

    test('addLifted', () => {
      fc.assert(
        fc.property(shape, fc.nat(11), fc.nat(3), (s, drop, coset) => {
          compare(s.seed, (call, column) => {
            const logM = Math.max(0, s.logN - drop)
            const target = twin.block(column(4 * 2 ** s.logN))
            const source = twin.block(column(4 * 2 ** logM))
            call('addLifted', target, source, s.logN, logM, coset, s.row, s.rows)
          })
        }),
      )
    })

    test('deepQuotient', () => {
      fc.assert(
        fc.property(
          shape,
          fc.nat(3),
          ext,
          outsideF,
          nonZero,
          fc.boolean(),
          (s, padding, value, point, shift, inPlace) => {
            compare(s.seed, (call, column) => {
              const n = 2 ** s.logN
              const stride = n + 4 * padding
              const [target, base] = [twin.block(column(4 * stride)), twin.block(column(4 * stride))]
              const numerator = twin.block(column(4 * n))
              const points = [twin.block(value), twin.block(point)]
              call(
                'deepQuotient',
                target,
                4 * stride,
                inPlace ? target : base,
                4 * stride,
                numerator,
                4 * n,
                ...points,
                s.logN,
                shift,
                s.row,
                s.rows,
              )
            })
          },
        ),
      )
    })

    test('friInterpolate', () => {
      fc.assert(
        fc.property(
          shape,
          fc.integer({ min: 1, max: 3 }),
          fc.nat(3),
          nonZero,
          (s, logArity, padding, start) => {
            // The slice is one of the rows of the result. Short results have any number of rows.
            const logN = s.logN + logArity
            const n = 2 ** logN
            const arity = 2 ** logArity
            compare(s.seed, (call, column) => {
              const stride = 2 ** s.logN + 4 * padding
              const target = twin.block(column(4 * arity * stride))
              const f = twin.block(column(4 * n))
              call('friInterpolate', target, 4 * stride, f, 4 * n, logN, logArity, start, s.row, s.rows)
            })
          },
        ),
      )
    })

    test('friInterpolate of one or two rows', () => {
      fc.assert(
        fc.property(
          fc.nat(),
          fc.nat(1),
          fc.integer({ min: 1, max: 3 }),
          nonZero,
          (seed, log, logArity, start) => {
            const logN = log + logArity
            if (logN < 2) return
            compare(seed, (call, column) => {
              const n = 2 ** logN
              const target = twin.block(column(4 * 2 ** logArity * 4))
              const f = twin.block(column(4 * n))
              call('friInterpolate', target, 16, f, 4 * n, logN, logArity, start, 0, 2 ** log)
            })
          },
        ),
      )
    })
  })
}
