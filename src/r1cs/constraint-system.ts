/** A rank-1 constraint system over the scalar field of BN254, and its file format .r1cs. */
import { R, readLittleEndian, writeLittleEndian } from '../curve/bn254.ts'
import { Container, type FileLike, FormatError, viewOf, writeContainer, wrongField } from './container.ts'

/** A sum of coefficients times wires. */
export type Linear = readonly (readonly [wire: number, coefficient: bigint])[]

/** A * B - C = 0. */
export type Constraint = readonly [a: Linear, b: Linear, c: Linear]

/** Wire 0 is 1; then come the outputs, the public inputs, the private inputs and the rest. */
export interface ConstraintSystem {
  readonly wires: number
  readonly outputs: number
  readonly publicInputs: number
  readonly privateInputs: number
  readonly constraints: readonly Constraint[]
}

export const evaluate = (linear: Linear, witness: readonly bigint[]): bigint =>
  linear.reduce((sum, [wire, coefficient]) => sum + coefficient * witness[wire]!, 0n) % R

/**
 * The first constraint that the witness violates, or -1.
 *
 * @example
 * console.log(firstViolated(system, [1n, 10n, 3n, 9n]), firstViolated(system, [1n, 11n, 3n, 9n])) // -1 1
 */
export function firstViolated(system: ConstraintSystem, witness: readonly bigint[]): number {
  return system.constraints.findIndex(
    ([a, b, c]) => (evaluate(a, witness) * evaluate(b, witness) - evaluate(c, witness)) % R !== 0n,
  )
}

/**
 * Reads a .r1cs file (version 1). Custom gates are refused.
 *
 * @example
 * const { constraints } = await readR1cs(writeR1cs(system))
 * console.log(constraints.length) // 2
 */
export async function readR1cs(file: FileLike): Promise<ConstraintSystem> {
  const container = await Container.open(file, 'r1cs', [1])
  const header = await container.read(1)
  const view = viewOf(header)
  if (header.length !== 64 || view.getUint32(0, true) !== 32 || readLittleEndian(header, 4) !== R) {
    throw wrongField('the constraint system')
  }
  const [wires, outputs, publicInputs, privateInputs] = [36, 40, 44, 48].map((at) =>
    view.getUint32(at, true),
  ) as [number, number, number, number]
  if (container.has(4) && viewOf(await container.read(4)).getUint32(0, true) > 0) {
    throw new FormatError('the constraint system has custom gates, which Groth16 does not have')
  }
  const count = view.getUint32(60, true)
  const body = await container.read(2)
  const reader = viewOf(body)
  let at = 0
  const linear = (): Linear => {
    if (at + 4 > body.length) throw new FormatError('the constraints are truncated')
    const terms = reader.getUint32(at, true)
    at += 4
    if (at + 36 * terms > body.length) throw new FormatError('the constraints are truncated')
    return Array.from({ length: terms }, () => {
      const wire = reader.getUint32(at, true)
      const coefficient = readLittleEndian(body, at + 4)
      if (wire >= wires || coefficient >= R) throw new FormatError('a term of a constraint is out of range')
      at += 36
      return [wire, coefficient] as const
    })
  }
  const constraints = Array.from({ length: count }, (): Constraint => [linear(), linear(), linear()])
  return { wires, outputs, publicInputs, privateInputs, constraints }
}

/**
 * Writes a .r1cs file (version 1); wire w gets label w.
 *
 * @example
 * const file = writeR1cs(system)
 * console.log(new TextDecoder().decode(file.subarray(0, 4))) // r1cs
 */
export function writeR1cs(system: ConstraintSystem): Uint8Array<ArrayBuffer> {
  const header = new Uint8Array(64)
  const view = viewOf(header)
  view.setUint32(0, 32, true)
  writeLittleEndian(header, 4, R)
  for (const [i, value] of [
    system.wires,
    system.outputs,
    system.publicInputs,
    system.privateInputs,
    system.wires,
  ].entries()) {
    view.setUint32(36 + 4 * i, value, true)
  }
  view.setUint32(60, system.constraints.length, true)
  const parts = system.constraints.flatMap((constraint) => constraint.map(linearBytes))
  const labels = new Uint8Array(8 * system.wires)
  for (let wire = 0; wire < system.wires; wire++) viewOf(labels).setUint32(8 * wire, wire, true)
  return writeContainer('r1cs', 1, [
    { type: 1, body: [header] },
    { type: 2, body: parts },
    { type: 3, body: [labels] },
  ])
}

function linearBytes(linear: Linear): Uint8Array {
  const sorted = [...linear].sort(([x], [y]) => x - y)
  const bytes = new Uint8Array(4 + 36 * sorted.length)
  viewOf(bytes).setUint32(0, sorted.length, true)
  for (const [i, [wire, coefficient]] of sorted.entries()) {
    viewOf(bytes).setUint32(4 + 36 * i, wire, true)
    writeLittleEndian(bytes, 8 + 36 * i, coefficient)
  }
  return bytes
}
