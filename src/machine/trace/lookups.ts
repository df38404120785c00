/** How often tables look values up: the multiplicities of the lookup table. */
import { affineForm } from '../../air/expression.ts'
import type { Interaction, Table } from '../../air/table.ts'
import type { Engine } from '../../engine/contract.ts'
import * as F from '../../field/koalabear.ts'
import { BITS, XOR } from '../buses.ts'
import { tableNumber } from '../machine.ts'
import { LOOKUP_LOG_HEIGHT, lookup } from '../tables/lookup.ts'

/** Where the lookup table counts a tuple: an affine form of its entries, from the start of a column on. */
const LOOKUPS = [
  { bus: BITS, column: 0, size: 2 ** (LOOKUP_LOG_HEIGHT + 1), weights: [1, 1] },
  { bus: XOR, column: 2, size: 2 ** LOOKUP_LOG_HEIGHT, weights: [256, 1, 0] },
]

/** Counts all lookups of a table into the multiplicities of the lookup table. */
export function countTableLookups(
  engine: Engine,
  { main, interactions }: Table,
  number: number,
  columns: ReadonlyMap<number, number>,
  height: number,
): void {
  const { memory } = engine
  const list = memory.alloc(4 * main.length)
  main.forEach((_, k) => {
    memory.u32[(list >>> 2) + k] = columns.get(number)! + 4 * k * height
  })
  for (const interaction of interactions) {
    const target = LOOKUPS.find(({ bus }) => bus === interaction.bus)
    if (target === undefined) continue
    const histogram = columns.get(tableNumber(lookup))! + 4 * target.column * 2 ** LOOKUP_LOG_HEIGHT
    const index = placeForm(engine, indexForm(interaction, target.weights))
    const { constant, terms } = affineForm(interaction.multiplicity)
    const multiplicity = placeForm(engine, { constant, terms: columnTerms(interaction, terms) })
    engine.call('countLookups', histogram, target.size, list, index, multiplicity, 0, height)
    memory.free(index)
    memory.free(multiplicity)
  }
  memory.free(list)
}

interface Form {
  readonly constant: number
  readonly terms: Map<number, number>
}

function indexForm({ tuple, ...interaction }: Interaction, weights: readonly number[]): Form {
  let constant = 0
  const terms = new Map<number, number>()
  tuple.forEach((entry, k) => {
    const form = affineForm(entry)
    constant = F.add(constant, F.mul(form.constant, weights[k]!))
    for (const [column, c] of columnTerms({ tuple, ...interaction }, form.terms)) {
      terms.set(column, F.add(terms.get(column) ?? 0, F.mul(c, weights[k]!)))
    }
  })
  return { constant, terms }
}

/** From node ids to main column numbers; lookups do not depend on preprocessed columns. */
function columnTerms(
  { multiplicity: { graph } }: Interaction,
  terms: ReadonlyMap<number, number>,
): Map<number, number> {
  return new Map(
    [...terms].map(([id, weight]) => {
      const node = graph.nodes[id]!
      if (node.kind !== 'column' || node.of !== 'main')
        throw new TypeError('a lookup of something else than main columns')
      return [node.index, weight]
    }),
  )
}

function placeForm({ memory }: Engine, { constant, terms }: Form): number {
  const used = [...terms].filter(([, weight]) => weight !== 0)
  const pointer = memory.alloc(8 + 8 * used.length)
  memory.u32.set([used.length, constant, ...used.flat()], pointer >>> 2)
  return pointer
}
