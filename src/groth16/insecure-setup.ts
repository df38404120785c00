/**
 * A development setup: one party draws the trapdoor, so whoever runs it can forge proofs. Keys made here carry a section
 * that says so, and `checkKey` refuses them.
 */
import {
  inverse,
  modulo,
  power,
  Q,
  R,
  readLittleEndian,
  rootOfUnity,
  writeLittleEndian,
} from '../curve/bn254.ts'
import type { ConstraintSystem } from '../r1cs/constraint-system.ts'
import { viewOf, writeContainer } from '../r1cs/container.ts'
import { slices } from './engine/msm.ts'
import { Pool, type PoolOptions } from './engine/pool.ts'
import { COEFFICIENT_BYTES, type ProvingKey, ZKEY } from './formats/zkey.ts'
import { G1_GENERATOR, G2_GENERATOR } from './generators.ts'

/** A section that no other tool reads. */
export const INSECURE_SECTION = 0x1_4ec
const INSECURE_TEXT = 'INSECURE DEVELOPMENT KEY: its maker can forge proofs'
const BATCH = 512

/**
 * Makes a .zkey for the system with a fresh trapdoor. NOT for production: see `docs/groth16.md`.
 *
 * @example
 * const zkey = await INSECURE_setup(system, { threads: 0 })
 * const { publicSignals } = await prove(zkey, wtns, { threads: 0 })
 * console.log(publicSignals) // [ '10' ]
 */
export async function INSECURE_setup(
  system: ConstraintSystem,
  options: PoolOptions = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const pool = await Pool.create(options)
  try {
    return await INSECURE_setupOn(await generatorBases(pool), system)
  } finally {
    pool.dispose()
  }
}

/** Multiples of the generators as key bytes. */
export interface GeneratorBases {
  readonly g1: (scalars: readonly bigint[]) => Promise<Uint8Array>
  readonly g2: (scalars: readonly bigint[]) => Promise<Uint8Array>
}

/** The tables of the generators; they live as long as the pool. */
export async function generatorBases(pool: Pool): Promise<GeneratorBases> {
  return { g1: await fixedBase(pool, 1, G1_GENERATOR), g2: await fixedBase(pool, 2, G2_GENERATOR) }
}

/** `INSECURE_setup` with tables that are there already. */
export async function INSECURE_setupOn(
  { g1, g2 }: GeneratorBases,
  system: ConstraintSystem,
): Promise<Uint8Array<ArrayBuffer>> {
  const random = () => (readLittleEndian(crypto.getRandomValues(new Uint8Array(48)), 0, 48) % (R - 1n)) + 1n
  const [tau, alpha, beta, delta] = [random(), random(), random(), random()]
  const publicCount = system.outputs + system.publicInputs
  const rows = system.constraints.length + publicCount + 1
  const log = Math.max(1, Math.ceil(Math.log2(rows)))
  const size = 2 ** log
  const lagrange = lagrangeAt(tau, log)
  const zeros = () => new Array<bigint>(system.wires).fill(0n)
  const [u, v, w] = [zeros(), zeros(), zeros()]
  const entries: [matrix: number, row: number, wire: number, value: bigint][] = []
  for (const [row, [a, b, c]] of system.constraints.entries()) {
    for (const [matrix, linear, target] of [
      [0, a, u],
      [1, b, v],
      [2, c, w],
    ] as const) {
      for (const [wire, coefficient] of linear) {
        target[wire] = modulo(target[wire]! + coefficient * lagrange[row]!, R)
        if (matrix < 2) entries.push([matrix, row, wire, coefficient])
      }
    }
  }
  // rows that bind the public inputs
  for (let wire = 0; wire <= publicCount; wire++) {
    const row = system.constraints.length + wire
    u[wire] = (u[wire]! + lagrange[row]!) % R
    entries.push([0, row, wire, 1n])
  }
  const byDelta = inverse(delta, R)
  const combined = u.map((value, i) => (beta * value + alpha * v[i]! + w[i]!) % R)
  const odd = lagrangeAt(tau, log + 1).filter((_, i) => i % 2 === 1)
  const header = new Uint8Array(84)
  const view = viewOf(header)
  view.setUint32(0, 32, true)
  writeLittleEndian(header, 4, Q)
  view.setUint32(36, 32, true)
  writeLittleEndian(header, 40, R)
  for (const [i, value] of [system.wires, publicCount, size].entries())
    view.setUint32(72 + 4 * i, value, true)
  const [alpha1, beta1, delta1] = split(await g1([alpha, beta, delta]), 64)
  const [beta2, gamma2, delta2] = split(await g2([beta, 1n, delta]), 128)
  const protocol = new Uint8Array([1, 0, 0, 0])
  const hidden = combined.slice(publicCount + 1).map((value) => (value * byDelta) % R)
  return writeContainer('zkey', 1, [
    { type: ZKEY.header, body: [protocol] },
    { type: ZKEY.groth16, body: [header, alpha1!, beta1!, beta2!, gamma2!, delta1!, delta2!] },
    { type: ZKEY.ic, body: [await g1(combined.slice(0, publicCount + 1))] },
    { type: ZKEY.coefficients, body: [coefficientBytes(entries)] },
    { type: ZKEY.a, body: [await g1(u)] },
    { type: ZKEY.b1, body: [await g1(v)] },
    { type: ZKEY.b2, body: [await g2(v)] },
    { type: ZKEY.c, body: [await g1(hidden)] },
    { type: ZKEY.h, body: [await g1(odd.map((value) => (value * byDelta) % R))] },
    { type: ZKEY.contributions, body: [new Uint8Array(68)] },
    { type: INSECURE_SECTION, body: [new TextEncoder().encode(INSECURE_TEXT)] },
  ])
}

/** Whether a key says that it was made by `INSECURE_setup`. */
export const INSECURE_isInsecureKey = (key: ProvingKey): boolean => key.container.has(INSECURE_SECTION)

/** Values at tau of the Lagrange polynomials of the subgroup of order 2^log. */
export function lagrangeAt(tau: bigint, log: number): bigint[] {
  const n = 2 ** log
  const root = rootOfUnity(log)
  const points = [1n]
  for (let i = 1; i < n; i++) points.push((points[i - 1]! * root) % R)
  const differences = points.map((x) => modulo(tau - x, R))
  const scale = (modulo(power(tau, BigInt(n), R) - 1n, R) * inverse(BigInt(n), R)) % R
  return invertAll(differences).map((d, i) => (((d * points[i]!) % R) * scale) % R)
}

function invertAll(values: readonly bigint[]): bigint[] {
  const prefix: bigint[] = []
  let product = 1n
  for (const value of values) {
    prefix.push(product)
    product = (product * value) % R
  }
  let rest = inverse(product, R)
  const out = new Array<bigint>(values.length)
  for (let i = values.length - 1; i >= 0; i--) {
    out[i] = (rest * prefix[i]!) % R
    rest = (rest * values[i]!) % R
  }
  return out
}

function coefficientBytes(entries: readonly (readonly [number, number, number, bigint])[]): Uint8Array {
  const scale = (1n << 512n) % R
  const bytes = new Uint8Array(4 + COEFFICIENT_BYTES * entries.length)
  const view = viewOf(bytes)
  view.setUint32(0, entries.length, true)
  for (const [i, [matrix, row, wire, value]] of entries.entries()) {
    const at = 4 + COEFFICIENT_BYTES * i
    view.setUint32(at, matrix, true)
    view.setUint32(at + 4, row, true)
    view.setUint32(at + 8, wire, true)
    writeLittleEndian(bytes, at + 12, (value * scale) % R)
  }
  return bytes
}

const split = (bytes: Uint8Array, size: number): Uint8Array[] =>
  slices(bytes.length, size).map(([from]) => bytes.slice(from, from + size))

/** Multiples of a generator as key bytes. */
export async function fixedBase(
  pool: Pool,
  degree: 1 | 2,
  generator: readonly bigint[],
): Promise<(scalars: readonly bigint[]) => Promise<Uint8Array>> {
  const { memory } = pool
  const table = Math.ceil(memory.alloc(80 * degree * 255 * 32 + 320) / 320) * 320
  const raw = memory.alloc(64 * degree)
  const record = memory.alloc(160)
  for (const [i, coordinate] of generator.entries())
    writeLittleEndian(memory.u8, raw + 32 * i, (coordinate << 256n) % Q)
  pool.call('loadPoints', degree, record, raw, 1, 0, 0)
  pool.call('fixedTable', degree, table, record)
  return async (scalars) => {
    const input = memory.alloc(32 * scalars.length + 32)
    const output = memory.alloc(64 * degree * scalars.length + 64)
    for (const [i, scalar] of scalars.entries()) writeLittleEndian(memory.u8, input + 32 * i, scalar)
    const free = pool.areas(BATCH * 296)
    const jobs = slices(scalars.length, BATCH).map(
      ([from, count]) =>
        [degree, table, input + 32 * from, count, output + 64 * degree * from] as [
          number,
          number,
          number,
          number,
          number,
        ],
    )
    await pool.run('multiplyFixed', jobs)
    free()
    const bytes = memory.u8.slice(output, output + 64 * degree * scalars.length)
    memory.free(input)
    memory.free(output)
    return bytes
  }
}
