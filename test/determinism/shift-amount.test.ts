/**
 * The part of `shift` that finds the amount, at its full size: the small models of families leave it out, since
 * an amount has five bits whatever limbs have.
 */
import { describe, expect, test } from 'vitest'
import * as F from '../../src/field/koalabear.ts'
import { shift } from '../../src/machine/families/shift.ts'
import {
  columnsOf,
  degreeIn,
  type Polynomial,
  polynomials,
  ring,
  splitBy,
} from '../support/determinism/polynomial.ts'

const { table } = shift
const polynomialOf = polynomials(
  table.graph,
  ring(F.P, (value) => value),
)
const column = (name: string) => table.main.indexOf(name)
const constraint = (label: string) =>
  polynomialOf(table.constraints.find((own) => own.label === label)!.expression)
const BITS = [1, 2, 4, 8, 16]

/** The value of a polynomial at columns by number. */
const valueAt = (f: Polynomial, x: ReadonlyMap<number, number>): number =>
  [...f].reduce((sum, [monomial, c]) => {
    const factors = columnsOf(monomial).map((own) => x.get(own)!)
    return F.add(sum, factors.reduce(F.mul, c))
  }, 0)

/** The one value of a column that satisfies a constraint of degree 1 in it. */
function solved(label: string, name: string, x: ReadonlyMap<number, number>): number {
  const f = constraint(label)
  expect(degreeIn(f, column(name))).toBe(1)
  const { slope, rest } = splitBy(f, column(name))
  return F.neg(F.div(valueAt(rest, x), valueAt(slope, x)))
}

test('every low limb has exactly one amount', () => {
  const lookup = table.interactions.find(({ bus, tuple }) => {
    return bus.name === 'bits' && [...polynomialOf(tuple[0]!).keys()].includes(`${column('amount bit 1')}`)
  })!
  const [value, size] = lookup.tuple.map(polynomialOf) as [Polynomial, Polynomial]
  const limit = size.get('')!
  for (let c = 0; c < 2 ** 16; c++) {
    for (let amount = 0; amount < 32; amount++) {
      // All terms are of degree 1, so the value is a sum over columns.
      let sum = F.mul(value.get(`${column('c.lo')}`)!, c)
      BITS.forEach((weight, k) => {
        if ((amount >> k) % 2 === 1) sum = F.add(sum, value.get(`${column(`amount bit ${weight}`)}`)!)
      })
      if (sum < limit !== (amount === c % 32)) expect.fail(`${c} modulo 32 may be ${amount}`)
    }
  }
  expect([...value.keys()].every((monomial) => columnsOf(monomial).length === 1)).toBe(true)
  expect(value.size).toBe(1 + BITS.length)
})

describe.each(['left', 'logical', 'arithmetic'])('%s', (kind) => {
  test('every amount has one power, one far and one sign of being 15, the right ones', () => {
    for (let amount = 0; amount < 32; amount++) {
      const x = new Map(BITS.map((weight, k) => [column(`amount bit ${weight}`), (amount >> k) % 2]))
      x.set(column('real'), 1)
      x.set(column('left'), kind === 'left' ? 1 : 0)
      x.set(column('arithmetic'), kind === 'arithmetic' ? 1 : 0)
      const power = solved('power is 2^t', 'power', x)
      expect(power).toBe(2 ** (amount % 16))
      x.set(column('power'), power)
      expect(solved('far', 'far', x)).toBe(amount < 16 ? 0 : kind === 'left' ? power : 1)
      const most = solved('t is 15', 't is 15', x)
      expect(most).toBe(amount % 16 === 15 ? 1 : 0)
      x.set(column('t is 15'), most)
      expect(solved('left by 15', 'left by 15', x)).toBe(kind === 'left' ? most : 0)
    }
  })
})
