/** A small circuit of our own with a development key. */
import { Pool } from '../../../src/groth16/engine/pool.ts'
import { type GeneratorBases, generatorBases, INSECURE_setupOn } from '../../../src/groth16/insecure-setup.ts'
import { CircuitBuilder } from '../../../src/r1cs/builder.ts'
import type { ConstraintSystem } from '../../../src/r1cs/constraint-system.ts'

/** y = x^(2 n) + k, x private, k public; n products. */
export function powerCircuit(n: number): {
  system: ConstraintSystem
  witness: (x: bigint, k: bigint) => bigint[]
} {
  const c = new CircuitBuilder()
  const x = c.privateInput('x')
  const k = c.publicInput('k')
  let y = c.mul(x, x)
  for (let i = 1; i < n; i++) y = c.mul(y, c.mul(x, x))
  c.output('y', c.add(y, k))
  const { system, witness } = c.build()
  return { system, witness: (xValue, kValue) => witness({ x: xValue, k: kValue }) }
}

let bases: Promise<GeneratorBases> | undefined

/** A development key; the tables of the generators are made once. */
export async function setup(system: ConstraintSystem): Promise<Uint8Array<ArrayBuffer>> {
  bases ??= Pool.create({ threads: 0 }).then(generatorBases)
  return INSECURE_setupOn(await bases, system)
}
