/** That propagation knows what it may know, and no more. */
import { describe, expect, test } from 'vitest'
import { neg, P } from '../../src/field/koalabear.ts'
import type { Form } from '../support/determinism/affine.ts'
import { Contradiction, System, variableForm } from '../support/determinism/system.ts'

const form = (terms: readonly (readonly [number, number])[], constant = 0): Form => ({
  constant: constant < 0 ? constant + P : constant,
  terms: new Map(terms.map(([variable, c]) => [variable, c < 0 ? c + P : c])),
})
const bits = (count: number) => ({ lo: 0, hi: 2 ** count - 1 })

/** Whether x and y are known if x + weight y = z is, x and y having so many bits. */
function splits(x: number, y: number, weight: number): boolean {
  const system = new System()
  const [low, high, sum] = [system.variable(), system.variable(), system.variable()]
  system.range(variableForm(low), bits(x))
  system.range(variableForm(high), bits(y))
  system.zero(
    form([
      [low, 1],
      [high, weight],
      [sum, -1],
    ]),
  )
  system.learn(sum)
  system.propagate()
  return system.knows(variableForm(low)) && system.knows(variableForm(high))
}

describe('digits', () => {
  test('a number has one', () => expect(splits(16, 14, 2 ** 16)).toBe(true))
  test('not if they overlap', () => expect(splits(17, 4, 2 ** 16)).toBe(false))
  test('not if the number may wrap around', () => expect(splits(16, 15, 2 ** 16)).toBe(false))
  test('in any order and with any factor', () => expect(splits(8, 8, neg(2 ** 8) % P)).toBe(true))
})

describe('a word that stands for an element', () => {
  /** Whether lo and hi <= `most` are known if lo + 2^16 hi is, with lo = 0 or hi < `most`. */
  const isKnown = (most: number, hasAlternative: boolean): boolean => {
    const system = new System()
    const [lo, hi, sum] = [system.variable(), system.variable(), system.variable()]
    system.range(variableForm(lo), bits(16))
    system.range(variableForm(hi), bits(15))
    system.range(form([[hi, -1]], most), bits(15))
    system.zero(
      form([
        [lo, 1],
        [hi, 2 ** 16],
        [sum, -1],
      ]),
    )
    if (hasAlternative) system.alternative(variableForm(lo), form([[hi, -1]], most))
    system.learn(sum)
    system.propagate()
    return system.knows(variableForm(lo))
  }
  test('is known below p', () => expect(isKnown(0x7f00, true)).toBe(true))
  test('is not without the alternative', () => expect(isKnown(0x7f00, false)).toBe(false))
  test('is not one limb above', () => expect(isKnown(0x7f01, true)).toBe(false))
})

test('a value that is in range decides between numbers that wrap around', () => {
  const isKnown = (most: number): boolean => {
    const system = new System()
    const [sum, low, carry] = [system.variable(), system.variable(), system.variable()]
    system.range(variableForm(sum), { lo: -most, hi: most })
    system.range(variableForm(low), bits(16))
    system.range(form([[carry, 1]], 2 ** 14), bits(15))
    system.zero(
      form([
        [low, 1],
        [carry, 2 ** 16],
        [sum, -1],
      ]),
    )
    system.learn(sum)
    system.propagate()
    return system.knows(variableForm(carry))
  }
  expect(isKnown(2 ** 29)).toBe(true)
  expect(isKnown(P - 2 ** 30 - 1)).toBe(true)
  expect(isKnown(P - 2 ** 30)).toBe(false)
})

test('functions, and sums of equations', () => {
  const system = new System()
  const [a, b, x, u, v] = [0, 1, 2, 3, 4].map(() => system.variable()) as [
    number,
    number,
    number,
    number,
    number,
  ]
  system.depends([a, b], [x])
  system.learn(a)
  system.zero(
    form([
      [x, 1],
      [u, 3],
      [v, 5],
    ]),
  )
  system.propagate()
  expect(system.knows(variableForm(x))).toBe(false)
  system.learn(b)
  system.propagate()
  expect(system.knows(variableForm(x))).toBe(true)
  expect(
    system.knows(
      form([
        [u, 6],
        [v, 10],
      ]),
    ),
  ).toBe(true)
  expect(
    system.knows(
      form([
        [u, 6],
        [v, 11],
      ]),
    ),
  ).toBe(false)
})

test('an element in no range is in no row', () => {
  const system = new System()
  const x = system.variable()
  system.range(variableForm(x), bits(4))
  system.range(form([[x, 1]], -20), bits(4))
  expect(() => system.propagate()).toThrow(Contradiction)
})
