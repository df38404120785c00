/** That the search for second answers finds them: in families that lack a rule, and in fields that are too small. */
import { describe, expect, test } from 'vitest'
import { smallDivision } from '../support/determinism/arithmetic.ts'
import { asker } from '../support/determinism/determinism.ts'
import { columnsOfRule } from '../support/determinism/enumerate.ts'
import { smallFamilies } from '../support/determinism/families.ts'
import type { Operation, SmallFamily } from '../support/determinism/words.ts'

/** Whether an arrival, of the first of every operation and some later ones, has more than one answer. */
function hasChoice({ model, columns, impossible }: SmallFamily, operation: Operation, step = 61): boolean {
  const computed = columns.filter((name) => !operation.computed?.includes(name))
  const ask = asker({ model, op: operation.op, columns: computed, impossible })
  let k = 0
  for (const arrival of operation.arrivals()) {
    if (k >= 60 * step) return false
    if (k++ % step === 0 && ask(arrival).length > 1) return true
  }
  return false
}

/** What takes nothing from a register has nothing to decide. */
const decided = smallFamilies.filter(({ family: { name }, model: { scale } }) => {
  return name !== 'jump' && name !== 'constant' && scale.bits <= (name === 'div' ? 3 : 4)
})

describe.each(
  decided.map((small) => ({ small, title: `${small.family.name}, ${small.model.scale.bits} bits` })),
)('$title', ({ small }) => {
  test('has a choice without some rule', () => {
    const given = new Set(small.columns.map((name) => small.model.table.main.indexOf(name)))
    const about = small.model.rules.filter((rule) => columnsOfRule(rule).some((column) => !given.has(column)))
    const found = about.some((rule) => {
      const model = { ...small.model, rules: small.model.rules.filter((own) => own !== rule) }
      return small.operations.some((operation) => hasChoice({ ...small, model }, operation))
    })
    expect(found).toBe(true)
  })
})

describe('a division in a field in which |D| is no longer below 2^(bits - 2) q', () => {
  test.each([61, 101, 127])('has two answers modulo %i', (q) => {
    const small = smallDivision(3, 2, q)
    expect(small.operations.some((operation) => hasChoice(small, operation, 7))).toBe(true)
  })
})
