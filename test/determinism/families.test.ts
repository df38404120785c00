/**
 * Every instruction family leaves no choice: what arrives by bus determines what is said. Checked on small
 * models of the product's own tables (see `support/determinism/model.ts`), for everything that may arrive,
 * by looking at every row that there is.
 */
import { describe, expect, test } from 'vitest'
import { families } from '../../src/machine/families.ts'
import { type Arrival, asker, reader } from '../support/determinism/determinism.ts'
import { smallFamilies } from '../support/determinism/families.ts'
import type { Operation, SmallFamily } from '../support/determinism/words.ts'

const titled = smallFamilies.map((small) => {
  const { bits, q } = small.model.scale
  return { ...small, title: `${small.family.name}, limbs of ${bits} bits modulo ${q}` }
})

/** What is wrong with the answers to an arrival. */
function wrong(small: SmallFamily, operation: Operation): string | undefined {
  const { model, columns } = small
  const { limb, q } = { limb: 2 ** model.scale.bits, q: model.scale.q }
  const ask = asker({
    model,
    op: operation.op,
    impossible: small.impossible,
    columns: columns.filter((name) => !operation.computed?.includes(name)),
  })
  const read = reader(model)
  const isRight = (arrival: Arrival, answers: readonly (readonly number[])[]) => {
    const effect = operation.effect(arrival)
    if (effect === undefined || answers.length !== 1) return effect === undefined && answers.length === 0
    const { next, lo, hi } = read(answers[0]!)
    if (effect.next !== undefined && next !== effect.next % q) return false
    return effect.word === undefined || (lo === effect.word % limb && hi === Math.floor(effect.word / limb))
  }
  for (const arrival of operation.arrivals()) {
    const answers = ask(arrival)
    if (!isRight(arrival, answers)) {
      const wanted = JSON.stringify(operation.effect(arrival))
      return `${JSON.stringify(arrival)}: ${wanted} is right, found ${JSON.stringify(answers.map(read))}`
    }
  }
  return undefined
}

test('every family has a model', () => {
  expect(new Set(smallFamilies.map(({ family }) => family))).toEqual(new Set(families))
})

describe.each(titled)('$title', (small) => {
  test.each(small.operations)('$name has one answer, the right one', (operation) => {
    expect(wrong(small, operation)).toBeUndefined()
  })
})
