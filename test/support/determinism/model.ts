/**
 * A table's own definition over another prime field and with narrower limbs. Constraints, lookups and tuples
 * are those of the product's graph; only its constants are replaced, by a list that has to name every
 * constant that is not small. A wrong replacement cannot go unnoticed: the model would not compute what the
 * instruction means.
 */
import type { Expression } from '../../../src/air/expression.ts'
import type { Table } from '../../../src/air/table.ts'
import { P } from '../../../src/field/koalabear.ts'
import { BITS, MEMORY, PROGRAM, XOR } from '../../../src/machine/buses.ts'
import { type Polynomial, polynomials, ring, support } from './polynomial.ts'

export interface Scale {
  /** Order of the model's field. */
  readonly q: number
  /** Bits of a limb: a word has two. */
  readonly bits: number
  /** What stands for a constant of the product, written as -p/2 < c < p/2; its negative follows. */
  readonly constants: Readonly<Record<number, number>>
}

/** What a row must satisfy, or a lookup whose entries must be in the lookup table unless `times` is 0. */
export type Rule =
  | { readonly kind: 'zero'; readonly label: string; readonly zero: Polynomial }
  | {
      readonly kind: 'bits'
      readonly label: string
      readonly times: Polynomial
      readonly value: Polynomial
      readonly size: Polynomial
    }
  | {
      readonly kind: 'xor'
      readonly label: string
      readonly times: Polynomial
      readonly a: Polynomial
      readonly b: Polynomial
      readonly x: Polynomial
    }

/** A tuple on a bus that is no lookup. */
export interface Said {
  readonly bus: string
  readonly multiplicity: Polynomial
  readonly tuple: readonly Polynomial[]
}

export interface Model {
  readonly table: Table
  readonly scale: Scale
  readonly rules: readonly Rule[]
  readonly said: readonly Said[]
}

/** Constants up to here count columns, bytes of a word or signs: they are what they are in any model. */
const SMALL = 6

export const modularInverse = (value: number, q: number): number => {
  let [result, base, exponent] = [1n, BigInt(((value % q) + q) % q), q - 2]
  for (; exponent > 0; exponent = Math.floor(exponent / 2)) {
    if (exponent % 2 === 1) result = (result * base) % BigInt(q)
    base = (base * base) % BigInt(q)
  }
  return Number(result)
}

/** The constants that mean limbs, bytes and their inverses, for limbs of an even number of bits or without bytes. */
export function limbConstants(bits: number, q: number): Record<number, number> {
  const limb = 2 ** bits
  const byte = 2 ** (bits / 2)
  return {
    [2 ** 16]: limb,
    [2 ** 16 - 1]: limb - 1,
    [2 ** 15]: limb / 2,
    [2 ** 14]: limb / 4,
    // 2^-16 is -(2^15 - 2^8), and 2^-8 is -(2^23 - 2^16).
    [2 ** 15 - 2 ** 8]: -modularInverse(limb, q),
    ...(bits % 2 === 0
      ? {
          [2 ** 8]: byte,
          [2 ** 8 - 1]: byte - 1,
          [2 ** 7]: byte / 2,
          [2 ** 16 - 2 ** 8]: limb - byte,
          [2 ** 23 - 2 ** 16]: -modularInverse(byte, q),
        }
      : {}),
  }
}

/** The model of a table, without the rules that `without` says are not part of it. */
export function modelOf(
  table: Table,
  scale: Scale,
  without: (label: string) => boolean = () => false,
): Model {
  const replaced = (value: number): number => {
    const signed = value > P / 2 ? value - P : value
    const size = Math.abs(signed)
    if (size <= SMALL) return signed
    const found = scale.constants[size]
    if (found === undefined) throw new RangeError(`${table.name}: nothing stands for the constant ${signed}`)
    return Math.sign(signed) * found
  }
  const scaled = polynomials(table.graph, ring(scale.q, tolerant(replaced)))
  const exact = polynomials(
    table.graph,
    ring(scale.q, (value) => (value > P / 2 ? value - P : value)),
  )
  const checked = (f: Polynomial): Polynomial => {
    for (const c of f.values())
      if (Number.isNaN(c)) throw new RangeError(`${table.name}: an unknown constant`)
    return f
  }
  const rules: Rule[] = table.constraints
    .filter(({ label }) => !without(label))
    .map(({ label, expression }) => ({ kind: 'zero', label, zero: checked(scaled(expression)) }))
  const said: Said[] = []
  for (const { bus, tuple, multiplicity } of table.interactions) {
    const names = [...new Set(tuple.flatMap((entry) => support(scaled(entry))))].map((c) => table.main[c])
    const label = `${bus.name} of ${names.join(', ')}`
    if (without(label)) continue
    const entries = tuple.map((entry, k) => {
      // Addresses of registers and cells and codes of operations are names, not sizes.
      const isName = bus === PROGRAM || (bus === MEMORY && k === 0 && !hasLimb(entry))
      return isName ? exact(entry) : checked(scaled(entry))
    })
    const [a, b, x] = entries as [Polynomial, Polynomial, Polynomial]
    const times = checked(scaled(multiplicity))
    if (bus === BITS) rules.push({ kind: 'bits', label, times, value: a, size: b })
    else if (bus === XOR) rules.push({ kind: 'xor', label, times, a, b, x })
    else said.push({ bus: bus.name, multiplicity: times, tuple: entries })
  }
  return { table, scale, rules, said }
}

/** Unknown constants become NaN: some nodes are only part of names. */
const tolerant =
  (replaced: (value: number) => number) =>
  (value: number): number => {
    try {
      return replaced(value)
    } catch {
      return Number.NaN
    }
  }

/** Whether 2^16 occurs in an expression. */
function hasLimb({ graph, id }: Expression): boolean {
  const visit = (own: number): boolean => {
    const node = graph.nodes[own]!
    if (node.kind === 'constant') return node.value === 2 ** 16
    return node.kind !== 'column' && (visit(node.left) || visit(node.right))
  }
  return visit(id)
}
