/** Builds a constraint system together with the recipe of its witness. */
import { inverse, modulo, R } from '../curve/bn254.ts'
import type { Constraint, ConstraintSystem, Linear } from './constraint-system.ts'

/** A wire of the circuit under construction. */
export interface Signal {
  readonly wire: number
  readonly name: string
}

/** A sum of coefficients times wires, with the constant on wire 0. */
export interface Expression {
  readonly terms: ReadonlyMap<number, bigint>
}

/** What arithmetic takes: an expression, a signal, or a constant. */
export type Operand = Expression | Signal | bigint | number

type Kind = 'output' | 'public' | 'private' | 'internal'
type Compute = (value: (operand: Operand) => bigint) => bigint

/** The named inputs of a witness. */
export type Inputs = Readonly<Record<string, bigint | number>>

const isSignal = (operand: Operand): operand is Signal => typeof operand === 'object' && 'wire' in operand

/** Reduces an operand to an expression. */
export function expression(operand: Operand): Expression {
  if (typeof operand === 'bigint' || typeof operand === 'number') {
    const value = modulo(BigInt(operand), R)
    return { terms: new Map(value === 0n ? [] : [[0, value]]) }
  }
  return isSignal(operand) ? { terms: new Map([[operand.wire, 1n]]) } : operand
}

function combine(x: Operand, y: Operand, factor: bigint): Expression {
  const terms = new Map(expression(x).terms)
  for (const [wire, coefficient] of expression(y).terms) {
    const sum = modulo((terms.get(wire) ?? 0n) + factor * coefficient, R)
    if (sum === 0n) terms.delete(wire)
    else terms.set(wire, sum)
  }
  return { terms }
}

/**
 * A circuit. Signals are numbered as they are made; `build` orders them as files want it: 1, outputs, public inputs, private
 * inputs, the rest. Linear arithmetic is free, every product is one constraint.
 *
 * @example
 * const c = new CircuitBuilder()
 * const x = c.privateInput('x')
 * c.output('y', c.add(c.mul(x, x), 1))
 * const { system, witness } = c.build()
 * witness({ x: 3 }) // [1n, 10n, 3n, 9n]
 */
export class CircuitBuilder {
  readonly #kinds: Kind[] = ['internal']
  readonly #names: string[] = ['one']
  readonly #computes: (Compute | undefined)[] = [undefined]
  readonly #constraints: [Expression, Expression, Expression][] = []

  #signal(kind: Kind, name: string, compute: Compute | undefined): Signal {
    if (
      kind !== 'internal' &&
      this.#names.some((other, wire) => other === name && this.#kinds[wire] !== 'internal')
    ) {
      throw new RangeError(`there are two signals named "${name}"`)
    }
    this.#kinds.push(kind)
    this.#names.push(name)
    this.#computes.push(compute)
    return { wire: this.#kinds.length - 1, name }
  }

  publicInput(name: string): Signal {
    return this.#signal('public', name, undefined)
  }

  privateInput(name: string): Signal {
    return this.#signal('private', name, undefined)
  }

  /** A public signal that equals `value`. */
  output(name: string, value: Operand): Signal {
    const signal = this.#signal('output', name, (evaluate) => evaluate(value))
    this.assertEqual(signal, value)
    return signal
  }

  /** A wire whose value is computed outside of the constraints. The caller constrains it. */
  advice(name: string, compute: Compute): Signal {
    return this.#signal('internal', name, compute)
  }

  add(...operands: readonly Operand[]): Expression {
    return operands.reduce<Expression>((sum, operand) => combine(sum, operand, 1n), { terms: new Map() })
  }

  sub(x: Operand, y: Operand): Expression {
    return combine(x, y, -1n)
  }

  /** factor * x, no constraint. */
  scale(x: Operand, factor: bigint | number): Expression {
    return combine(0, x, modulo(BigInt(factor), R))
  }

  /** x * y: one new wire and one constraint. */
  mul(x: Operand, y: Operand): Signal {
    const product = this.#signal('internal', 'product', (value) => value(x) * value(y))
    this.constrain(x, y, product)
    return product
  }

  /** A wire with 1 / x; x = 0 makes the circuit unsatisfiable. */
  invert(x: Operand): Signal {
    const result = this.#signal('internal', 'inverse', (value) => inverse(value(x), R))
    this.constrain(x, result, 1)
    return result
  }

  /** 1 if x = 0, else 0. */
  isZero(x: Operand): Expression {
    const hint = this.#signal('internal', 'hint', (value) => inverse(value(x), R))
    const nonzero = this.#signal('internal', 'nonzero', (value) => (value(x) === 0n ? 0n : 1n))
    this.constrain(x, hint, nonzero)
    this.constrain(x, this.sub(1, nonzero), 0)
    return this.sub(1, nonzero)
  }

  assertBoolean(x: Operand): void {
    this.constrain(x, this.sub(x, 1), 0)
  }

  /** The `count` bits of x, least significant first; at most 253, so that they are unique. */
  bits(x: Operand, count: number): Signal[] {
    if (!(count > 0 && count <= 253)) throw new RangeError(`${count} bits are not 1 to 253`)
    const bits = Array.from({ length: count }, (_, i) =>
      this.#signal('internal', `bit ${i}`, (value) => (value(x) >> BigInt(i)) & 1n),
    )
    for (const bit of bits) this.assertBoolean(bit)
    this.assertEqual(this.add(...bits.map((bit, i) => this.scale(bit, 1n << BigInt(i)))), x)
    return bits
  }

  /** condition ? x : y for a boolean condition. */
  select(condition: Operand, x: Operand, y: Operand): Expression {
    return this.add(y, this.mul(condition, this.sub(x, y)))
  }

  assertEqual(x: Operand, y: Operand): void {
    this.constrain(this.sub(x, y), 1, 0)
  }

  /** a * b = c. */
  constrain(a: Operand, b: Operand, c: Operand): void {
    this.#constraints.push([expression(a), expression(b), expression(c)])
  }

  /** The system, and the function from inputs to its witness, which throws if a constraint is violated. */
  build(): { readonly system: ConstraintSystem; readonly witness: (inputs: Inputs) => bigint[] } {
    const wiresOf = (kind: Kind) =>
      this.#kinds.flatMap((other, wire) => (other === kind && wire > 0 ? [wire] : []))
    const order = [0, ...(['output', 'public', 'private', 'internal'] as const).flatMap(wiresOf)]
    const position = new Map(order.map((wire, i) => [wire, i]))
    const linear = ({ terms }: Expression): Linear =>
      [...terms].map(([wire, coefficient]) => [position.get(wire)!, coefficient] as const)
    const constraints = this.#constraints.map(([a, b, c]): Constraint => [linear(a), linear(b), linear(c)])
    const system: ConstraintSystem = {
      wires: order.length,
      outputs: wiresOf('output').length,
      publicInputs: wiresOf('public').length,
      privateInputs: wiresOf('private').length,
      constraints,
    }
    return { system, witness: (inputs) => this.#witness(inputs, order, system) }
  }

  #witness(inputs: Inputs, order: readonly number[], system: ConstraintSystem): bigint[] {
    const values: bigint[] = [1n]
    const value = (operand: Operand) =>
      [...expression(operand).terms].reduce(
        (sum, [wire, coefficient]) => sum + coefficient * values[wire]!,
        0n,
      ) % R
    for (let wire = 1; wire < this.#kinds.length; wire++) {
      const compute = this.#computes[wire]
      const given = inputs[this.#names[wire]!]
      if (compute === undefined && given === undefined)
        throw new RangeError(`input "${this.#names[wire]}" is missing`)
      values.push(modulo(compute === undefined ? BigInt(given!) : compute(value), R))
    }
    const witness = order.map((wire) => values[wire]!)
    for (const [i, [a, b, c]] of system.constraints.entries()) {
      const sum = (terms: Linear) =>
        terms.reduce((total, [wire, coefficient]) => total + coefficient * witness[wire]!, 0n)
      if (modulo(sum(a) * sum(b) - sum(c), R) !== 0n)
        throw new RangeError(`the inputs violate constraint ${i}`)
    }
    return witness
  }
}
