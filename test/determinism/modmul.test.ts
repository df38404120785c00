/**
 * Modular arithmetic has the results that it may have and no other: on small models of its table, for all operands, by
 * looking at every row that there is. Equations cannot wrap around modulo p at full size, as they cannot in the models.
 */
import { describe, expect, test } from 'vitest'
import { P } from '../../src/field/koalabear.ts'
import { resultOf } from '../../src/machine/precompiles/modmul/operation.ts'
import { columnsOfRule } from '../support/determinism/enumerate.ts'
import type { Rule } from '../support/determinism/model.ts'
import {
  allowedResults,
  asksFor,
  type Call,
  isGiven,
  modelBounds,
  productBounds,
  type SmallModmul,
  smallModmul,
} from '../support/determinism/modmul.ts'

const operations = [
  { operation: 0, name: 'a b' },
  { operation: 1, name: 'result + a b' },
  { operation: 2, name: 'a / b' },
  { operation: 3, name: '(a - result) / b' },
]

const oneLimb: SmallModmul = { limbs: 1, bits: 2, q: 61, carryBits: 4 }
const twoLimbs: SmallModmul = { limbs: 2, bits: 2, q: 127, carryBits: 4 }

/** Calls with all operands: one in `step`. What is replaced matters if it is accumulated. */
function* calls({ limbs, bits }: SmallModmul, operation: number, step = 1): Generator<Call> {
  const size = 2 ** (limbs * bits)
  const replacements = operation % 2 === 1 ? size : 1
  for (let k = 0; k < replacements * size ** 3; k += step) {
    const digit = (at: number) => Math.floor(k / size ** at) % size
    yield { operation, a: digit(0), b: digit(1), modulus: digit(2), replaced: digit(3) }
  }
}

/** The first call whose results are not those that it may have. */
function wrong(ask: (call: Call) => number[], small: SmallModmul, operation: number, step = 1) {
  for (const call of calls(small, operation, step)) {
    const [found, allowed] = [ask(call).sort((x, y) => x - y), allowedResults(small, call)]
    if (found.join() !== allowed.join()) return { call, found, allowed }
  }
  return undefined
}

describe.each([oneLimb, twoLimbs])('limbs: $limbs of $bits bits, modulo $q', (small) => {
  const model = smallModmul(small)
  const ask = asksFor(small, model)

  test.each(operations)('$name', ({ operation }) => {
    expect(wrong(ask, small, operation)).toBeUndefined()
  })

  test('no equation wraps around', () => {
    const bounds = modelBounds(small, model)
    expect(bounds).toHaveLength(2 * small.limbs)
    for (const { most } of bounds) expect(most).toBeLessThan(small.q)
  })
})

test('what the executor computes is the one result that a call may have', () => {
  for (const { operation } of operations) {
    for (const call of calls(twoLimbs, operation, 7)) {
      const operands = [call.a, call.b, call.replaced, call.modulus].map(BigInt)
      const result = resultOf(operation, ...(operands as [bigint, bigint, bigint, bigint]))
      const allowed = allowedResults(twoLimbs, call)
      // Only the size of a quotient, which is that of the numbers, may forbid it.
      if (result !== undefined && allowed.length > 0) expect(allowed).toEqual([Number(result)])
      if (result === undefined && operation < 2) expect(allowed).toEqual([])
    }
  }
})

test('no equation of 256 bits wraps around', () => {
  const bounds = productBounds()
  expect(bounds).toHaveLength(32)
  for (const { most } of bounds) expect(most).toBeLessThan(P)
  expect(Math.log2(Math.max(...bounds.map(({ most }) => most)))).toBeLessThan(30.1)
})

test('in a field that is too small other results are found', () => {
  const small = { ...twoLimbs, q: 13 }
  const ask = asksFor(small, smallModmul(small))
  expect(operations.some(({ operation }) => wrong(ask, small, operation, 13) !== undefined)).toBe(true)
})

/** What follows from other rules in numbers of two limbs: the product's own tests have forged rows for them. */
const IMPLIED = ['xor of x[2], x[3], x xor[1]', 'bits of carry[1]', 'bits of carry[2]']

describe('other results are found without', () => {
  const model = smallModmul(twoLimbs)
  // Operands and the operation are given.
  const isAboutMore = (rule: Rule) => columnsOfRule(rule).some((c) => !isGiven(model.table.main[c]!))
  const needed = model.rules.filter((rule) => isAboutMore(rule) && !IMPLIED.includes(rule.label))

  test.each(needed)('$label', (rule) => {
    const ask = asksFor(twoLimbs, { ...model, rules: model.rules.filter((own) => own !== rule) })
    const steps = [101, 5]
    const isFound = (step: number) =>
      operations.some(({ operation }) => wrong(ask, twoLimbs, operation, step) !== undefined)
    expect(steps.some(isFound)).toBe(true)
  })
})
