/** A first phase with a known trapdoor, so that snarkjs can make keys in a moment: never for anything but tests. */
import { Q, R, writeLittleEndian } from '../../../src/curve/bn254.ts'
import { Pool } from '../../../src/groth16/engine/pool.ts'
import { G1_GENERATOR, G2_GENERATOR } from '../../../src/groth16/generators.ts'
import { fixedBase, lagrangeAt } from '../../../src/groth16/insecure-setup.ts'
import { viewOf, writeContainer } from '../../../src/r1cs/container.ts'

/** The bytes of a .ptau file, prepared for the second phase, for up to 2^power rows. */
export async function insecurePtau(power: number): Promise<Uint8Array> {
  const [tau, alpha, beta] = [0x1234567n, 0x89abcdefn, 0x7654321n].map((x) => x ** 9n % R) as [
    bigint,
    bigint,
    bigint,
  ]
  const pool = await Pool.create({ threads: 0 })
  const g1 = await fixedBase(pool, 1, G1_GENERATOR)
  const g2 = await fixedBase(pool, 2, G2_GENERATOR)
  const powers = (count: number) => {
    const out = [1n]
    while (out.length < count) out.push((out.at(-1)! * tau) % R)
    return out
  }
  const lagrange = (most: number) =>
    Array.from({ length: most + 1 }, (_, k) => (k === 0 ? [1n] : lagrangeAt(tau, k))).flat()
  const times = (factor: bigint, values: readonly bigint[]) => values.map((value) => (value * factor) % R)
  const size = 2 ** power
  const header = new Uint8Array(44)
  viewOf(header).setUint32(0, 32, true)
  writeLittleEndian(header, 4, Q)
  viewOf(header).setUint32(36, power, true)
  viewOf(header).setUint32(40, power, true)
  const bytes = writeContainer('ptau', 1, [
    { type: 1, body: [header] },
    { type: 2, body: [await g1(powers(2 * size - 1))] },
    { type: 3, body: [await g2(powers(size))] },
    { type: 4, body: [await g1(times(alpha, powers(size)))] },
    { type: 5, body: [await g1(times(beta, powers(size)))] },
    { type: 6, body: [await g2([beta])] },
    { type: 7, body: [new Uint8Array(4)] },
    { type: 12, body: [await g1(lagrange(power + 1))] },
    { type: 13, body: [await g2(lagrange(power))] },
    { type: 14, body: [await g1(times(alpha, lagrange(power)))] },
    { type: 15, body: [await g1(times(beta, lagrange(power)))] },
  ])
  pool.dispose()
  return bytes
}
