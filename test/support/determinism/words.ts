/** Small models of instruction families: words of two small limbs, and what may arrive for an operation. */
import { families } from '../../../src/machine/families.ts'
import type { Family } from '../../../src/machine/family.ts'
import { type Arrival, arriving } from './determinism.ts'
import { limbConstants, type Model, modelOf, type Rule } from './model.ts'

/** What an instruction does: the word that it writes last, the next pc; undefined if it traps or exits. */
export type Effect = { readonly word?: number; readonly next?: number } | undefined

/** One operation of a family and everything that may arrive for it. */
export interface Operation {
  readonly name: string
  readonly op: number
  /** Columns that do not arrive, although they do in other operations of the family. */
  readonly computed?: readonly string[]
  readonly arrivals: () => Iterable<Arrival>
  effect(arrival: Arrival): Effect
}

export interface SmallFamily {
  readonly family: Family
  readonly model: Model
  /** Columns that arrivals give. */
  readonly columns: readonly string[]
  readonly impossible?: (value: (column: string) => number) => boolean
  readonly operations: readonly Operation[]
}

export const PC = 3
export const TARGET = 9
export const FALL_THROUGH = PC + 4

/** Words of `bits` times 2, as numbers. */
export class Words {
  readonly bits: number
  readonly limb: number
  readonly size: number

  constructor(bits: number) {
    this.bits = bits
    this.limb = 2 ** bits
    this.size = 2 ** (2 * bits)
  }

  reduce(value: number): number {
    return ((value % this.size) + this.size) % this.size
  }

  signed(word: number): number {
    return word < this.size / 2 ? word : word - this.size
  }

  /** A word's columns. */
  in(name: string, word: number): Record<string, number> {
    return { [`${name}.lo`]: word % this.limb, [`${name}.hi`]: Math.floor(word / this.limb) }
  }

  of(arrival: Arrival, name: string): number {
    return arrival[`${name}.lo`]! + this.limb * arrival[`${name}.hi`]!
  }

  get all(): number[] {
    return Array.from({ length: this.size }, (_, word) => word)
  }

  *pairs(first = 'b', second = 'c', more: Arrival = {}): Iterable<Arrival> {
    for (const b of this.all) {
      for (const c of this.all) yield { ...BASE, ...more, ...this.in(first, b), ...this.in(second, c) }
    }
  }
}

export const BASE = { real: 1, pc: PC, clk: 5 }

export interface Options {
  readonly bits: number
  readonly q: number
  readonly constants?: Readonly<Record<number, number>>
  readonly without?: (label: string) => boolean
  readonly given?: readonly string[]
  /** Columns that are in no tuple and no rule unless one of the `uses` is 1: then they are taken to be 0. */
  readonly idle?: { readonly columns: readonly string[]; readonly uses: readonly string[] }
  readonly impossible?: (value: (column: string) => number) => boolean
}

export function small(
  name: string,
  { bits, q, constants = {}, without, given = [], impossible, idle }: Options,
  operations: (words: Words) => Operation[],
): SmallFamily {
  const family = families.find((own) => own.name === name)!
  const scale = { q, bits, constants: { ...limbConstants(bits, q), ...constants } }
  const whole = modelOf(family.table, scale, without)
  const model = idle === undefined ? whole : withIdle(whole, idle)
  const columns = arriving(model, given)
  const own = impossible === undefined ? {} : { impossible }
  return { family, model, columns, ...own, operations: operations(new Words(bits)) }
}

/** The model with rules column (1 - uses) = 0. They are lossless if idle columns may indeed be anything. */
export function withIdle(model: Model, { columns, uses }: NonNullable<Options['idle']>): Model {
  const { main } = model.table
  const indexOf = (name: string) => {
    const index = main.indexOf(name)
    if (index < 0) throw new RangeError(`no column ${name}`)
    return index
  }
  const rules = columns.map((name): Rule => {
    const column = indexOf(name)
    const products = uses.map((use): [string, number] => {
      const pair = [indexOf(use), column].sort((a, b) => a - b)
      return [pair.join(','), model.scale.q - 1]
    })
    return { kind: 'zero', label: `${name} is idle`, zero: new Map([[`${column}`, 1], ...products]) }
  })
  return { ...model, rules: [...model.rules, ...rules] }
}

/** Operations on b and c with a result. */
export const binary = (
  words: Words,
  op: number,
  name: string,
  f: (b: number, c: number) => number,
  operands: Arrival = {},
): Operation => ({
  name,
  op,
  arrivals: () => words.pairs('b', 'c', operands),
  effect: (arrival) => ({
    word: words.reduce(f(words.of(arrival, 'b'), words.of(arrival, 'c'))),
    next: FALL_THROUGH,
  }),
})

/** The largest prime below 2^(2 bits - 1), which is to limbs of so many bits what p is to 16. */
export const LIKE_P: Readonly<Record<number, number>> = { 3: 31, 4: 127, 5: 509 }

export const like = (bits: number): Options => ({ bits, q: LIKE_P[bits]! })
/** Registers and offsets with an address, and words of memory; all offsets of at most half a limb. */
export function* accesses(
  words: Words,
  name: string,
  contents: readonly number[],
  more: Arrival,
): Iterable<Arrival> {
  for (const b of words.all) {
    for (let offset = -words.limb / 2; offset < words.limb / 2; offset++) {
      for (const m of contents) {
        yield { ...BASE, ...more, ...words.in('b', b), ...words.in(name, m), offset }
      }
    }
  }
}

/** The byte address of an access, if it is below a fourth of all addresses. */
export function addressOf(words: Words, arrival: Arrival): number | undefined {
  const address = words.reduce(words.of(arrival, 'b') + arrival.offset!)
  return address < words.size / 4 ? address : undefined
}

/** Bytes of a word, lowest first. */
export const bytesOf = (words: Words, word: number): number[] => {
  const byte = 2 ** (words.bits / 2)
  return [0, 1, 2, 3].map((k) => Math.floor(word / byte ** k) % byte)
}
export const wordOf = (words: Words, bytes: readonly number[]): number =>
  bytes.reduce((sum, value, k) => sum + value * 2 ** ((words.bits / 2) * k), 0)
/** The operation for one in n of its arrivals; LIMPID_HEAVY=1 takes all. */
export const every = (n: number, operation: Operation): Operation =>
  process.env.LIMPID_HEAVY
    ? operation
    : {
        ...operation,
        *arrivals() {
          let k = 0
          for (const arrival of operation.arrivals()) if (k++ % n === 0) yield arrival
        },
      }
/** Limbs of four bits in a field that is to them what F is to 16. */
export const small4 = like(4)
