import { expect, test } from 'vitest'
import { twiddleBytes } from '../../src/engine/contract.ts'
import * as F from '../../src/field/koalabear.ts'
import { evaluate } from '../../src/poly/polynomial.ts'
import { engines } from '../support/engines.ts'
import { columnSource } from '../support/laws/arbitraries.ts'
import { kernelEquivalence } from '../support/laws/kernels.ts'
import { nttLaws } from '../support/laws/ntt.ts'

const both = await engines()
const [reference, wasm] = both.map(({ engine }) => engine)

for (const { name, engine } of both) nttLaws(name, engine)
kernelEquivalence(reference, wasm)

test.each([19, 20, 21, 22])('a transform of 2^%i elements of the wasm engine', (logN) => {
  const n = 2 ** logN
  const shift = F.pow(F.GENERATOR, 5)
  const { memory } = wasm
  const [table, values, coefficients, target] = [twiddleBytes(logN), 4 * n, 4 * n, 4 * n].map((bytes) =>
    memory.alloc(bytes),
  )
  const view = (pointer: number) => memory.u32.subarray(pointer / 4, pointer / 4 + n)
  const column = columnSource(logN)(n)
  view(values).set(column)

  wasm.call('inverseTwiddles', table, logN, shift)
  wasm.call('interpolate', values, values, logN, table)
  wasm.call('bitReverse', coefficients, values, logN)
  const root = F.rootOfUnity(logN)
  for (const i of [0, 1, n / 2 + 5]) {
    expect(evaluate(view(coefficients), F.mul(shift, F.pow(root, i)))).toBe(column[i])
  }
  wasm.call('twiddles', table, logN, shift)
  wasm.call('evaluate', target, values, logN, table, values, 0, 0)
  expect(view(target).every((value, i) => value === column[i])).toBe(true)
  for (const pointer of [table, values, coefficients, target]) memory.free(pointer)
})
