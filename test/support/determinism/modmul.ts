/**
 * Small models of modular arithmetic: the product's own table in which the limbs above the lowest `limbs` are 0, with limbs
 * of a few bits over a small field. What is left of its constraints are those of numbers of so many limbs.
 */
import type { Expression } from '../../../src/air/expression.ts'
import { P } from '../../../src/field/koalabear.ts'
import { BITS, XOR } from '../../../src/machine/buses.ts'
import { relationOf } from '../../../src/machine/precompiles/modmul/operation.ts'
import { modmulTable } from '../../../src/machine/precompiles/modmul/table.ts'
import { enumerator } from './enumerate.ts'
import { limbConstants, type Model, modelOf, type Rule } from './model.ts'
import { columnsOf, type Polynomial, polynomials, ring, support } from './polynomial.ts'

export interface SmallModmul {
  readonly limbs: number
  readonly bits: number
  /** Order of the field, and bits of a carry. */
  readonly q: number
  readonly carryBits: number
}

/** A call's operands and the word behind the modulus. */
export interface Call {
  readonly operation: number
  readonly a: number
  readonly b: number
  readonly replaced: number
  readonly modulus: number
}

const { main } = modmulTable
const OPERANDS = /^(result|a|replaced|x|b|modulus|quotient)(?: xor)?\[(\d+)\]$/
const IN_LIMBS = new Set(['result', 'a', 'replaced'])

/** Whether a column is 0 in numbers of so many limbs. */
function isAbove(name: string, limbs: number): boolean {
  const [, operand, index] = OPERANDS.exec(name) ?? []
  if (operand !== undefined) {
    const count = IN_LIMBS.has(operand) || name.includes('xor') ? limbs : 2 * limbs
    return Number(index) >= count
  }
  const [, kind, at] = /^(decides|carry)\[(\d+)\]$/.exec(name) ?? []
  if (kind === 'decides') return Number(at) >= limbs
  return kind === 'carry' && Number(at) >= 2 * limbs - 1
}

/** Whether a call gives a column. */
export const isGiven = (name: string): boolean =>
  /^(real|accumulates|divides)$|^(a|replaced|b|modulus)(?: xor)?\[/.test(name)

/** Columns that nothing but accesses to memory has: what they say is not the identity's business. */
const isOfAccess = (name: string): boolean => /gap\.|^clk$|^at /.test(name)

/** The model. The flag of the uppermost limb need not be boolean in the product; so it need not be here. */
export function smallModmul({ limbs, bits, q, carryBits }: SmallModmul): Model {
  const scale = {
    q,
    bits,
    constants: {
      ...limbConstants(bits, q),
      [2 ** 14]: 2 ** carryBits,
      [2 ** 13]: 2 ** (carryBits - 1),
    },
  }
  const isOfGap = (tuple: readonly Expression[]) =>
    tuple.some(({ node }) => node.kind === 'column' && node.name.includes('gap'))
  const interactions = modmulTable.interactions.filter(
    ({ bus, tuple }) => (bus === BITS || bus === XOR) && !isOfGap(tuple),
  )
  const isUppermost = (label: string) => label === `decides[${limbs - 1}] is boolean`
  const whole = modelOf({ ...modmulTable, interactions }, scale, isUppermost)
  const zero = new Set(main.flatMap((name, k) => (isAbove(name, limbs) ? [k] : [])))
  const low = (f: Polynomial): Polynomial =>
    new Map([...f].filter(([monomial]) => !columnsOf(monomial).some((column) => zero.has(column))))
  const rules = whole.rules.flatMap((rule): Rule[] => {
    if (rule.kind === 'zero') {
      const own = { ...rule, zero: low(rule.zero) }
      return own.zero.size === 0 ? [] : [own]
    }
    const entries = rule.kind === 'bits' ? [rule.value] : [rule.a, rule.b, rule.x]
    if (entries.every((entry) => support(low(entry)).length === 0)) return []
    return rule.kind === 'bits'
      ? [{ ...rule, value: low(rule.value) }]
      : [{ ...rule, a: low(rule.a), b: low(rule.b), x: low(rule.x) }]
  })
  const result = Array.from({ length: limbs }, (_, k): Polynomial => {
    return new Map([[`${main.indexOf(`result[${k}]`)}`, 1]])
  })
  return { ...whole, rules, said: [{ bus: 'memory', multiplicity: new Map([['', 1]]), tuple: result }] }
}

/** The results that a call may have: none, one, or, for a divisor that is not invertible, any with the right product. */
export function allowedResults({ limbs, bits }: SmallModmul, call: Call): readonly number[] {
  const { operation, modulus } = call
  const [a, b, z, m] = [call.a, call.b, call.replaced, modulus].map(BigInt) as [
    bigint,
    bigint,
    bigint,
    bigint,
  ]
  return Array.from({ length: modulus }, (_, result) => result).filter((result) => {
    const { x, y, z: added, w } = relationOf(operation, a, b, z, BigInt(result))
    const difference = x * y + added - w
    return difference % m === 0n && 0n <= difference && difference / m < 2n ** BigInt(limbs * bits)
  })
}

/** The most that an equation can be, over the integers, in absolute value. */
export interface Bound {
  readonly label: string
  readonly most: number
}

/** The equations of the identity in the product, and those in a model, with bounds term by term. */
export const productBounds = (): Bound[] => {
  const polynomialOf = polynomials(
    modmulTable.graph,
    ring(P, (value) => value),
  )
  const identity = modmulTable.constraints.filter(({ label }) => isOfIdentity(label))
  const full = { bits: 16, carryBits: 14, q: P }
  return identity.map(({ label, expression }) => boundOf(label, polynomialOf(expression), full))
}

export const modelBounds = (small: SmallModmul, { rules }: Model): Bound[] =>
  rules.flatMap((rule) => {
    return rule.kind === 'zero' && isOfIdentity(rule.label) ? [boundOf(rule.label, rule.zero, small)] : []
  })

const isOfIdentity = (label: string): boolean => label.endsWith('of the identity')

function boundOf(
  label: string,
  polynomial: Polynomial,
  { bits, carryBits, q }: Omit<SmallModmul, 'limbs'>,
): Bound {
  /** What columns can be at most, by lookups and constraints, or by what memory holds. */
  const mostOf = (name: string): number => {
    if (name === 'accumulates' || name === 'divides') return 1
    if (name.startsWith('carry[')) return 2 ** (carryBits - 1)
    const [, operand] = OPERANDS.exec(name) ?? []
    if (operand === undefined) throw new RangeError(`no range of ${name}`)
    return 2 ** (IN_LIMBS.has(operand) ? bits : bits / 2) - 1
  }
  let [positive, negative] = [0, 0]
  for (const [monomial, c] of polynomial) {
    const names = columnsOf(monomial).map((column) => main[column]!)
    const most = names.map(mostOf).reduce((product, factor) => product * factor, Math.min(c, q - c))
    const isSigned = names.some((name) => name.startsWith('carry['))
    if (c < q / 2 || isSigned) positive += most
    if (c > q / 2 || isSigned) negative += most
  }
  return { label, most: Math.max(positive, negative) }
}

/** Finds all results of a call in the model: numbers. */
export function asksFor(small: SmallModmul, model: Model): (call: Call) => number[] {
  const { limbs, bits } = small
  const byteBits = bits / 2
  const columnsFor = (name: string, count: number) => Array.from({ length: count }, (_, k) => `${name}[${k}]`)
  const given = [
    ...['real', 'accumulates', 'divides'],
    ...columnsFor('a', limbs),
    ...columnsFor('replaced', limbs),
    ...columnsFor('b', 2 * limbs),
    ...columnsFor('modulus', 2 * limbs),
  ]
  const idle = main.filter((name) => isAbove(name, limbs) || isOfAccess(name))
  const enumerate = enumerator(model, [...given, ...idle])
  const digits = (value: number, width: number, count: number) =>
    Array.from({ length: count }, (_, k) => (value >>> (width * k)) % 2 ** width)
  const results = columnsFor('result', limbs).map((name) => main.indexOf(name))
  return ({ operation, a, b, replaced, modulus }) => {
    const values = [
      ...[1, operation & 1, operation >>> 1],
      ...digits(a, bits, limbs),
      ...digits(replaced, bits, limbs),
      ...digits(b, byteBits, 2 * limbs),
      ...digits(modulus, byteBits, 2 * limbs),
      ...idle.map(() => 0),
    ]
    const found = new Set<number>()
    enumerate(values, (row) => {
      found.add(results.reduce((sum, column, k) => sum + row[column]! * 2 ** (bits * k), 0))
      return false
    })
    return [...found]
  }
}
