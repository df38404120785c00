/** A small circuit of our own with a development key. */
import { INSECURE_setup } from '../../../src/groth16/insecure-setup.ts'
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

export const setup = (system: ConstraintSystem) => INSECURE_setup(system, { threads: 0 })
