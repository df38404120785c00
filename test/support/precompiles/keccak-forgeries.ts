/**
 * Forged rows of the table of Keccak-f: for every constraint and lookup one that it alone refutes. Whatever follows in the
 * row from a wrong value is computed anew, as a forger would.
 */
import { affineForm } from '../../../src/air/expression.ts'
import type { Interaction, Table } from '../../../src/air/table.ts'
import { inv, mul, reduce, sub } from '../../../src/field/koalabear.ts'
import { XOR } from '../../../src/machine/buses.ts'
import { ROTATIONS } from '../../../src/machine/precompiles/keccak/permutation.ts'
import { nodeValue } from '../cone.ts'
import { at, type Forgery, type Sample, violations } from '../rows.ts'

class Draft {
  readonly row: number[]
  readonly #table: Table

  constructor(table: Table, row: readonly number[]) {
    this.#table = table
    this.row = [...row]
  }

  get(column: string): number {
    return this.row[at(this.#table, column)]!
  }

  set(column: string, value: number): this {
    this.row[at(this.#table, column)] = reduce(value)
    return this
  }

  limb(name: string): number {
    return this.get(`${name}.0`) + 256 * this.get(`${name}.1`)
  }

  /** Computes what lookups of xors give, from interaction `first` on, and the bits and parts of it. */
  settle(first: number): this {
    const { interactions } = this.#table
    for (const own of interactions.slice(first)) {
      const result = resultOf(this.#table, own)
      if (result === undefined || /^t\d/.test(result)) continue
      if (result.startsWith('effect')) this.#tops()
      if (result.startsWith('cut')) this.#parts()
      const [a, b] = own.tuple.map(({ id }) => nodeValue(this.#table, id, this.row)) as [number, number]
      this.set(result, a ^ b)
    }
    return this
  }

  #parts(): void {
    for (const [lane, rotation] of ROTATIONS.entries()) {
      const name = `cut${lane} part`
      if (!this.#table.main.includes(name)) continue
      const { whole, inByte, isUpper } = cutOf(rotation)
      const byte = this.get(`c${lane}.${whole}`)
      this.set(name, isUpper ? byte >>> inByte : byte % 2 ** inByte)
    }
  }

  #tops(): void {
    for (let x = 0; x < 5; x++)
      for (const k of [0, 1]) this.set(`top${x}.${k}`, this.get(`parity${x}.${k}`) >>> 7)
  }
}

/** The column that an xor is written to. */
function resultOf(table: Table, { bus, tuple }: Interaction): string | undefined {
  if (bus !== XOR) return undefined
  const [id] = affineForm(tuple[2]!).terms.keys()
  const node = table.graph.nodes[id!]!
  return node.kind === 'column' ? node.name : undefined
}

/** Where a limb is cut whose lane is rotated so far. */
function cutOf(rotation: number) {
  const bits = 16 - (rotation % 16)
  const inByte = bits % 8
  return { bits, whole: bits >>> 3, inByte, isUpper: inByte >= 4 }
}

export function forgeriesOfKeccak(
  table: Table,
  rows: readonly Sample[],
  isForged: (row: readonly number[]) => boolean,
): Forgery<Sample>[] {
  const found: Forgery<Sample>[] = []
  const missing: string[] = []
  /** The first draft that one part alone refutes. */
  const search = (name: string, drafts: Iterable<readonly [Sample, Draft]>): void => {
    for (const [sample, { row }] of drafts) {
      if (violations(table, row).length !== 1 || !isForged(row)) continue
      found.push({ name, sample, row })
      return
    }
    missing.push(name)
  }
  const drafts = function* (
    samples: readonly Sample[],
    change: (draft: Draft) => Draft,
  ): Generator<readonly [Sample, Draft]> {
    for (const sample of samples) yield [sample, change(new Draft(table, sample.row))]
  }
  const [first, middle, last] = [rows.slice(0, 4), rows.slice(4, 24), rows.slice(-4)]
  const place = (result: string) => table.interactions.findIndex((own) => resultOf(table, own) === result)

  search(
    'real is boolean',
    drafts(middle, (draft) => draft.set('real', 2)),
  )
  const empty: Sample = { name: 'an empty row', row: table.main.map(() => 0) }
  search(
    'first of real rows',
    drafts([empty], (draft) => {
      for (let lane = 0; lane < 25; lane++) for (const k of [0, 1]) draft.set(`t${lane}.${k}`, 255)
      return draft.set('first', 1)
    }),
  )
  search(
    'last of real rows',
    drafts([empty], (draft) => draft.set('last', 1)),
  )

  for (const [index, own] of table.interactions.entries()) {
    const result = resultOf(table, own)
    // The xor of two parts only has to be one; a part is forged below.
    if (result === undefined || result.startsWith('cut')) continue
    if (!/^t\d/.test(result)) {
      search(
        result,
        drafts(middle, (draft) => draft.set(result, draft.get(result) ^ 1).settle(index + 1)),
      )
      continue
    }
    // Half of t is taken from a product, which must stay a byte.
    const [, lane, k] = /^t(\d+)\.(\d)$/.exec(result)!
    const target = `a${lane}.${k}${lane === '0' && k === '0' ? ' before iota' : ''}`
    for (const [name, samples] of [
      [result, middle],
      [`first layer is loaded (${lane}.${k})`, first],
    ] as const)
      search(
        name,
        [2, -2].flatMap((by) => [
          ...drafts(samples, (draft) => draft.set(result, draft.get(result) + by).settle(place(target))),
        ]),
      )
  }
  // What is not an integer takes 1 from what is looked up, or from 256 times it.
  search(
    'b0.1 is reduced or not',
    [1, -1].flatMap((by) => [
      ...drafts(middle, (draft) => {
        const reduced = sub(draft.get('b0.1 is reduced'), mul(reduce(by), inv(256)))
        return draft.set('b0.1 is reduced', reduced).settle(place('a0.1'))
      }),
    ]),
  )
  for (let x = 0; x < 5; x++) {
    // 2 in place of the next bit.
    const next = x < 4 ? `carried${x + 1}` : 'cut1 received'
    search(
      `carried${x} is boolean`,
      drafts(
        middle.filter(({ row }) => row[at(table, `carried${x}`)] === 0 && row[at(table, next)] === 1),
        (draft) => draft.set(`carried${x}`, 2).set(next, 0).settle(place('effect0.0')),
      ),
    )
  }
  for (let x = 0; x < 5; x++)
    search(
      `top of parity${x} is boolean`,
      [1, -1].flatMap((by) => [
        ...drafts(middle, (draft) => {
          const effect = `effect${(x + 4) % 5}.1`
          const rotated = (2 * draft.get(`parity${x}.1`) + draft.get(`top${x}.0`)) % 256
          draft.set(effect, draft.get(`parity${(x + 3) % 5}.1`) ^ (rotated + by))
          const top = sub(draft.get(`top${x}.1`), mul(reduce(by), inv(256)))
          return draft.settle(place('c0.0')).set(`top${x}.1`, top)
        }),
      ]),
    )
  for (const [lane, rotation] of ROTATIONS.entries()) {
    const part = `cut${lane} part`
    if (table.main.includes(part))
      search(
        part,
        drafts(middle, (draft) => cutOtherwise(draft, lane, rotation)),
      )
    search(
      `last layer is stored (${lane})`,
      drafts(last, (draft) => {
        const column = lane === 0 ? 'c0.0' : `cut${lane} received`
        return draft.set(column, draft.get(column) + 1)
      }),
    )
  }
  const pairs = table.main.filter((name) => /^cut\d+ and \d+ xor$/.test(name)).length
  const cuts = table.main.filter((name) => name.endsWith('part')).length
  const booleans = table.constraints.filter(({ label }) => label.endsWith('part is boolean')).length
  if (2 * pairs + booleans !== cuts) missing.push('parts of cuts that nobody checks')
  if (missing.length > 0)
    throw new RangeError(`no forgery for ${missing.length}: ${missing.slice(0, 12).join('; ')}`)
  return found
}

/** A part that is not in range, so that the other one is another integer. */
function cutOtherwise(draft: Draft, lane: number, rotation: number): Draft {
  const { bits, whole, inByte, isUpper } = cutOf(rotation)
  const limb = draft.limb(`c${lane}`)
  const part = `cut${lane} part`
  if (isUpper) {
    // The lower part becomes another one of the right size, and the upper one is no integer.
    const lower = (limb % 2 ** bits) ^ 1
    const upper = mul(reduce(limb - lower), inv(2 ** bits))
    const above = whole === 0 ? draft.get(`c${lane}.1`) : 0
    return draft.set(part, sub(upper, reduce(above * 2 ** (8 - inByte))))
  }
  return draft.set(part, draft.get(part) + 2 ** inByte)
}
