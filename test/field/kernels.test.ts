/** The field functions that kernels are made of, compiled with small wrappers that take pointers. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import asc from 'assemblyscript/asc'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as F from '../../src/field/koalabear.ts'
import * as E from '../../src/field/quartic.ts'
import { columnSource, element, ext } from '../support/laws/arbitraries.ts'

const WRAPPERS = `
import * as F from './assembly/field/koalabear'
import { invert } from './assembly/field/inverse'
export { eadd, esub, emul, emulBase, eprepare, esplat, einvert } from './assembly/field/quartic'
export { invert }
export function add(t: usize, a: usize, b: usize): void { v128.store(t, F.add(v128.load(a), v128.load(b))) }
export function sub(t: usize, a: usize, b: usize): void { v128.store(t, F.sub(v128.load(a), v128.load(b))) }
export function neg(t: usize, a: usize): void { v128.store(t, F.neg(v128.load(a))) }
export function mul(t: usize, a: usize, b: usize): void { v128.store(t, F.mul(v128.load(a), v128.load(b))) }
export function toMontgomery(t: usize, a: usize): void { v128.store(t, F.toMontgomery(v128.load(a))) }
export function fromMontgomery(t: usize, a: usize): void { v128.store(t, F.fromMontgomery(v128.load(a))) }
export function mulFactor(t: usize, a: usize, w: usize): void {
  const factor = v128.load(w)
  v128.store(t, F.mulFactor(v128.load(a), factor, F.ratio(F.toMontgomery(factor))))
}
export function foldedProducts(t: usize, a: usize, b: usize, count: i32): void {
  const x = v128.load(a), y = v128.load(b)
  let low = i64x2.splat(0), high = i64x2.splat(0)
  for (let i = 0; i < count; i++) {
    low = F.fold(i64x2.add(low, F.twoLow(x, y, x, y)))
    high = F.fold(i64x2.add(high, F.twoHigh(x, y, x, y)))
  }
  v128.store(t, F.montgomery(low, high))
}
export function sumOfLanes(a: usize): u32 { return F.sumOfLanes(v128.load(a)) }
export function addScalar(a: u32, b: u32): u32 { return F.addScalar(a, b) }
export function subScalar(a: u32, b: u32): u32 { return F.subScalar(a, b) }
export function mulScalar(a: u32, b: u32): u32 { return F.mulScalar(a, b) }
export function mulFactorScalar(a: u32, w: u32): u32 { return F.mulFactorScalar(a, w, F.ratioScalar(w)) }
export function powScalar(a: u32, e: u32): u32 { return F.powScalar(a, e) }
export function inverseScalar(a: u32): u32 { return F.inverseScalar(a) }
export function rootOfUnity(log: u32): u32 { return F.rootOfUnity(log) }
`

type Kernel = (...args: number[]) => number

const memory = new WebAssembly.Memory({ initial: 4, maximum: 4 })
const words = new Uint32Array(memory.buffer)
const kernels = await compile()
/** Addresses: two operands, the result, a scratch. */
const [A, B, T, SCRATCH] = [4096, 16384, 32768, 65536]
const R = F.pow(2, 32)
const toR = (a: number) => F.mul(a, R)
const overR = (a: number) => F.div(a, R)

async function compile(): Promise<Record<string, Kernel>> {
  let wasm = new Uint8Array()
  const root = join(import.meta.dirname, '../..')
  const options =
    '--outFile out.wasm -O3 --noAssert --runtime stub --enable simd --importMemory --maximumMemory 4'
  const { error, stderr } = await asc.main(['entry.ts', ...options.split(' ')], {
    readFile: (name) => {
      if (name === 'entry.ts') return WRAPPERS
      return name.startsWith('assembly/') ? readFileSync(join(root, name), 'utf8') : null
    },
    writeFile: (_name, content) => {
      wasm = new Uint8Array(content as Uint8Array)
    },
    listFiles: () => [],
  })
  if (error !== null) throw new Error(stderr.toString())
  const { instance } = await WebAssembly.instantiate(wasm, { env: { memory } })
  return instance.exports as Record<string, Kernel>
}

const lanes = fc.tuple(element, element, element, element)
const word = fc.oneof(element, fc.constantFrom(F.P, 2 * F.P - 1, 2 ** 32 - 1), fc.nat(2 ** 32 - 1))
const anyLanes = fc.tuple(word, word, word, word)
const put = (address: number, content: ArrayLike<number>) => words.set(content, address / 4)
const get = (length: number) => Array.from(words.subarray(T / 4, T / 4 + length))

describe('base vectors', () => {
  /** The kernel on four lanes is `expected` on each. */
  const lanewise = (
    name: string,
    operands: [fc.Arbitrary<readonly number[]>, fc.Arbitrary<readonly number[]>],
    expected: (a: number, b: number) => number,
  ) =>
    test(name, () => {
      fc.assert(
        fc.property(...operands, (a, b) => {
          put(A, a)
          put(B, b)
          kernels[name](T, A, B)
          expect(get(4)).toEqual(a.map((x, i) => expected(x, b[i])))
        }),
        { numRuns: 1000 },
      )
    })
  lanewise('add', [lanes, lanes], F.add)
  lanewise('sub', [lanes, lanes], F.sub)
  lanewise('neg', [lanes, lanes], F.neg)
  lanewise('mul', [anyLanes, lanes], (a, b) => overR(F.mul(F.reduce(a), b)))
  lanewise('mulFactor', [anyLanes, lanes], (a, w) => F.mul(F.reduce(a), w))
  lanewise('toMontgomery', [anyLanes, lanes], (a) => toR(F.reduce(a)))
  lanewise('fromMontgomery', [anyLanes, lanes], (a) => overR(F.reduce(a)))

  test('sums of many products stay exact, also of p - 1', () => {
    for (const count of [0, 1, 2, 3, 1000]) {
      fc.assert(
        fc.property(lanes, lanes, (a, b) => {
          put(A, a)
          put(B, b)
          kernels.foldedProducts(T, A, B, count)
          expect(get(4)).toEqual(a.map((x, i) => F.mul(2 * count, overR(F.mul(x, b[i])))))
        }),
        { numRuns: 50, examples: [[Array(4).fill(F.P - 1), Array(4).fill(F.P - 1)] as never] },
      )
    }
  })

  test('sumOfLanes', () => {
    fc.assert(
      fc.property(lanes, (a) => {
        put(A, a)
        expect(kernels.sumOfLanes(A) >>> 0).toBe(a.reduce(F.add))
      }),
    )
  })

  test('invert inverts any number of vectors', () => {
    const column = columnSource(1)
    for (const count of [1, 2, 3, 4, 5, 8, 13, 100]) {
      const values = column(4 * count).map((x) => x || 1)
      put(T, values)
      kernels.invert(T, count, SCRATCH)
      expect(get(4 * count)).toEqual(Array.from(F.batchInverse(values)))
    }
  })
})

describe('single elements', () => {
  test('arithmetic', () => {
    fc.assert(
      fc.property(element, element, (a, b) => {
        expect(kernels.addScalar(a, b) >>> 0).toBe(F.add(a, b))
        expect(kernels.subScalar(a, b) >>> 0).toBe(F.sub(a, b))
        expect(kernels.mulScalar(a, b) >>> 0).toBe(F.mul(a, b))
        expect(kernels.mulFactorScalar(a, b) >>> 0).toBe(F.mul(a, b))
        expect(kernels.powScalar(a, b) >>> 0).toBe(F.pow(a, b))
        if (a !== 0) expect(kernels.inverseScalar(a) >>> 0).toBe(F.inv(a))
      }),
    )
  })

  test('rootOfUnity', () => {
    for (let log = 0; log <= 24; log++) expect(kernels.rootOfUnity(log) >>> 0).toBe(F.rootOfUnity(log))
  })
})

describe('E vectors', () => {
  const four = fc.tuple(ext, ext, ext, ext)
  const putE = (address: number, a: readonly E.Ext[]) => {
    for (const [lane, value] of a.entries()) E.write(words, value, address / 4 + lane, 4)
  }
  const getE = (address = T) => [0, 1, 2, 3].map((lane) => E.read(words, address / 4 + lane, 4))
  const check = (run: (a: readonly E.Ext[], b: readonly E.Ext[]) => readonly E.Ext[]) =>
    fc.assert(
      fc.property(four, four, (a, b) => {
        putE(A, a)
        putE(B, b)
        const expected = run(a, b)
        expect(getE()).toEqual(expected)
      }),
    )

  test('eadd and esub', () => {
    check((a, b) => {
      kernels.eadd(T, A, B)
      return a.map((x, i) => E.add(x, b[i]))
    })
    check((a, b) => {
      kernels.esub(T, A, B)
      return a.map((x, i) => E.sub(x, b[i]))
    })
  })

  test('emul divides by R, and multiplies by a prepared operand', () => {
    check((a, b) => {
      kernels.emul(T, A, B)
      return a.map((x, i) => E.scale(E.mul(x, b[i]), F.inv(R)))
    })
    check((a, b) => {
      kernels.eprepare(B, B)
      kernels.emul(T, A, B)
      return a.map((x, i) => E.mul(x, b[i]))
    })
  })

  test('the result may be an operand', () => {
    check((a, b) => {
      kernels.emul(A, A, B)
      expect(getE(A)).toEqual(a.map((x, i) => E.scale(E.mul(x, b[i]), F.inv(R))))
      kernels.emul(B, B, B)
      expect(getE(B)).toEqual(b.map((x) => E.scale(E.square(x), F.inv(R))))
      kernels.eadd(T, A, B)
      kernels.eadd(A, A, B)
      return getE(A)
    })
  })

  test('emulBase and esplat', () => {
    check((a, b) => {
      put(B, b[0])
      kernels.emulBase(T, A, B)
      return a.map((x, i) => E.scale(x, overR(b[0][i])))
    })
    check((a) => {
      put(A, a[0])
      kernels.esplat(T, A)
      return [a[0], a[0], a[0], a[0]]
    })
  })

  test('einvert inverts any number of vectors', () => {
    const column = columnSource(2)
    for (const count of [1, 2, 3, 4, 5, 17]) {
      const values = Array.from({ length: 4 * count }, (_, i): E.Ext => {
        const [a, b, c] = column(3)
        // Elements of F and of the quadratic subfield, too.
        return i % 5 === 0 ? [a || 1, 0, 0, 0] : i % 5 === 1 ? [a, 0, b || 1, 0] : [a, b, c, 1]
      })
      for (let i = 0; i < count; i++) putE(A + 64 * i, values.slice(4 * i, 4 * i + 4))
      kernels.einvert(T, A, count, SCRATCH)
      const inverses = Array.from({ length: count }, (_, i) => getE(T + 64 * i)).flat()
      expect(inverses).toEqual(values.map(E.inv))
    }
  })
})
