/** Groth16 proofs from the files that circom and snarkjs write. */
import { inverse, modulo, R, readLittleEndian, writeLittleEndian } from '../curve/bn254.ts'
import { type FileLike, FormatError, viewOf } from '../r1cs/container.ts'
import { readWitness } from '../r1cs/wtns.ts'
import { columnBytes, Domain, element, LEAST_LOG } from './engine/domain.ts'
import { type LoadOptions, loadBases, multiScalar, Schedule, type Sum, slices } from './engine/msm.ts'
import { Pool, type PoolOptions, type RunOptions } from './engine/pool.ts'
import { Groth16Error } from './errors.ts'
import { type Groth16Proof, g1Json, g2Json, type PublicSignals } from './formats/json.ts'
import { COEFFICIENT_BYTES, keyCoordinates, openProvingKey, type ProvingKey, ZKEY } from './formats/zkey.ts'
import { evaluateRows, quotientValues } from './quotient.ts'
import { equationOf } from './verifier.ts'

/** Where a proof stands: units are rows of the circuit, transforms, or windows of the sums. */
export interface Groth16Progress {
  readonly phase: 'rows' | 'transforms' | 'sums'
  /** Done so far of the whole proof, 0 to 1. */
  readonly fraction: number
}

export interface Groth16ProveOptions {
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: Groth16Progress) => void
  /** Check that every point of the key is on its curve. Default false: a bad key gives a proof that does not verify. */
  readonly check?: boolean
  /**
   * Verify the finished proof, and throw if it does not hold: a witness that violates a constraint, or a damaged key. Default
   * true; it takes four pairings, about 30 ms.
   */
  readonly selfCheck?: boolean
}

export interface Groth16Result {
  readonly proof: Groth16Proof
  readonly publicSignals: PublicSignals
}

/** Affine coordinates of a finished proof. */
interface ProofPoints {
  readonly a: readonly bigint[]
  readonly b: readonly bigint[]
  readonly c: readonly bigint[]
}

/** Entries of the coefficient section that are read at a time. */
const ENTRIES = 1 << 15

/** A prover keeps its workers and memory from one proof to the next. One proof at a time. */
export interface Groth16Prover {
  readonly threads: number
  /** The kernels in use. */
  readonly variant: 'simd' | 'relaxed'
  /** Most bytes of memory in use at any time so far. */
  readonly peakMemory: number
  prove(zkey: FileLike, witness: FileLike, options?: Groth16ProveOptions): Promise<Groth16Result>
  dispose(): void
  [Symbol.dispose](): void
}

/**
 * A prover for many proofs: its workers and its memory stay until `dispose`.
 *
 * @example
 * const prover = await createGroth16Prover({ threads: 0 })
 * const { proof, publicSignals } = await prover.prove(zkey, wtns)
 * console.log(verify(key, publicSignals, proof).ok) // true
 * prover.dispose()
 */
export async function createGroth16Prover(options: PoolOptions = {}): Promise<Groth16Prover> {
  const pool = await Pool.create(options)
  let last: Promise<unknown> = Promise.resolve()
  const dispose = () => pool.dispose()
  return {
    threads: pool.threads,
    variant: pool.variant,
    get peakMemory() {
      return pool.memory.peak
    },
    prove(zkey, witness, proveOptions = {}) {
      const next = last.then(() => proveOn(pool, zkey, witness, proveOptions))
      last = next.catch(() => {})
      return next
    },
    dispose,
    [Symbol.dispose]: dispose,
  }
}

/**
 * Proves that the witness satisfies the circuit of the key.
 *
 * @example
 * const { proof, publicSignals } = await prove(zkey, wtns)
 * console.log(publicSignals, verify(key, publicSignals, proof).ok) // [ '10' ] true
 */
export async function prove(
  zkey: FileLike,
  witness: FileLike,
  options: Groth16ProveOptions & PoolOptions = {},
): Promise<Groth16Result> {
  const prover = await createGroth16Prover(options)
  try {
    return await prover.prove(zkey, witness, options)
  } finally {
    prover.dispose()
  }
}

/** A number below r from 48 random bytes: the bias is below 2^-128. */
function randomScalar(): bigint {
  return readLittleEndian(crypto.getRandomValues(new Uint8Array(48)), 0, 48) % R
}

async function proveOn(
  pool: Pool,
  zkey: FileLike,
  wtns: FileLike,
  options: Groth16ProveOptions,
): Promise<Groth16Result> {
  try {
    const key = await openProvingKey(zkey)
    const witness = await readWitness(wtns)
    checkWitness(key, witness)
    const report = (phase: Groth16Progress['phase'], from: number, to: number, jobs: number): RunOptions => ({
      signal: options.signal,
      onJobs:
        options.onProgress &&
        ((done) => options.onProgress?.({ phase, fraction: from + ((to - from) * done) / jobs })),
    })
    const scalars = pool.memory.alloc(witness.length)
    pool.memory.u8.set(witness, scalars)
    options.onProgress?.({ phase: 'rows', fraction: 0 })
    const quotient = await quotientOf(pool, key, scalars, report('transforms', 0.05, 0.15, 16))
    options.onProgress?.({ phase: 'sums', fraction: 0.15 })
    const sums = await allSums(pool, key, scalars, quotient, options, report)
    const points = assemble(pool, key, sums)
    if (options.selfCheck ?? true) await selfCheck(pool, key, witness, points, options)
    options.onProgress?.({ phase: 'sums', fraction: 1 })
    const publicSignals = Array.from({ length: key.publicCount }, (_, i) =>
      String(readLittleEndian(witness, 32 * (i + 1))),
    )
    return { proof: proofJson(points), publicSignals }
  } catch (error) {
    if (!(error instanceof FormatError)) throw error
    const code = error.code === 'FILE_FIELD' ? 'GROTH16_CURVE' : 'GROTH16_FORMAT'
    throw new Groth16Error(code, error.message, { cause: error })
  } finally {
    pool.memory.clear()
  }
}

function checkWitness(key: ProvingKey, witness: Uint8Array): void {
  const count = witness.length / 32
  if (count !== key.wires) {
    throw new Groth16Error(
      'GROTH16_SIZE',
      `the witness has ${count} values, the key ${key.wires}: they are of different circuits`,
    )
  }
  const view = viewOf(witness)
  const top = Number(R >> 224n)
  for (let i = 0; i < count; i++) {
    const high = view.getUint32(32 * i + 28, true)
    if (high > top || (high === top && readLittleEndian(witness, 32 * i) >= R)) {
      throw new Groth16Error('GROTH16_WITNESS', `value ${i} of the witness is not below r`)
    }
  }
  if (readLittleEndian(witness, 0) !== 1n)
    throw new Groth16Error('GROTH16_WITNESS', 'value 0 of the witness is not 1')
}

/** The scalars of the H section: the quotient's numerator on the odd points of the double domain. Returns a pointer. */
async function quotientOf(
  pool: Pool,
  key: ProvingKey,
  scalars: number,
  options: RunOptions,
): Promise<number> {
  const { memory } = pool
  const log = Math.log2(key.domainSize)
  if (log < LEAST_LOG) return smallQuotient(pool, key, scalars)
  const [a, b, c] = [
    memory.alloc(columnBytes(log)),
    memory.alloc(columnBytes(log)),
    memory.alloc(columnBytes(log)),
  ]
  memory.u8.fill(0, a, a + columnBytes(log))
  memory.u8.fill(0, b, b + columnBytes(log))
  await addRows(pool, key, scalars, a, b, options)
  const domain = await Domain.create(pool, log, options)
  const quads = slices(key.domainSize / 4, 1 << 10)
  // rows are carried with a factor 2^251 / 2^261, the transforms multiply by N = 2^log: c gets what a * b has
  const size = element(pool, BigInt(key.domainSize))
  await pool.run(
    'multiplyColumns',
    quads.map(([from, count]) => [c, a, b, size, from, count]),
    options,
  )
  await domain.interpolate([a, b, c], options)
  await domain.evaluate([a, b, c], options)
  const factor = modulo((1n << 20n) * inverse((1n << 261n) * BigInt(key.domainSize) ** 2n, R), R)
  const last = element(pool, factor)
  const quotient = memory.alloc(32 * key.domainSize)
  await pool.run(
    'quotientScalars',
    quads.map(([from, count]) => [quotient, a, b, c, last, from, count]),
    options,
  )
  domain.free()
  for (const pointer of [a, b, c, size, last]) memory.free(pointer)
  return quotient
}

/** Evaluates the rows of A and B on the witness. */
async function addRows(
  pool: Pool,
  key: ProvingKey,
  scalars: number,
  a: number,
  b: number,
  options: RunOptions,
): Promise<void> {
  const { memory } = pool
  const elements = memory.alloc(36 * key.wires)
  await pool.run(
    'splitScalars',
    slices(key.wires, 1 << 14).map(([from, n]) => [elements + 36 * from, scalars + 32 * from, n]),
    options,
  )
  const chunk = ENTRIES * Math.max(1, pool.threads)
  const staging = memory.alloc(COEFFICIENT_BYTES * chunk)
  for (const [from, count] of slices(key.coefficients, chunk)) {
    memory.u8.set(
      await key.container.read(ZKEY.coefficients, 4 + COEFFICIENT_BYTES * from, COEFFICIENT_BYTES * count),
      staging,
    )
    const jobs = cutRows(memory.u32, staging, count, pool.threads).map(
      ([at, n]) =>
        [staging + COEFFICIENT_BYTES * at, n, elements, key.wires, key.domainSize, a, b] as [
          number,
          number,
          number,
          number,
          number,
          number,
          number,
        ],
    )
    const bad = await pool.run('addRows', jobs, options)
    if (bad.some((n) => n > 0))
      throw new Groth16Error('GROTH16_FORMAT', 'a coefficient of the key is out of range')
  }
  memory.free(staging)
  memory.free(elements)
}

/** Cuts entries into pieces that share no row, if they are sorted by row; otherwise into one piece. */
function cutRows(
  u32: Uint32Array,
  staging: number,
  count: number,
  threads: number,
): [from: number, count: number][] {
  if (threads < 2) return [[0, count]]
  const row = (i: number) => u32[(staging + COEFFICIENT_BYTES * i) / 4 + 1]!
  for (let i = 1; i < count; i++) if (row(i) < row(i - 1)) return [[0, count]]
  const cuts = [0]
  for (let piece = 1; piece < 2 * threads; piece++) {
    let at = Math.floor((count * piece) / (2 * threads))
    while (at < count && at > 0 && row(at) === row(at - 1)) at++
    if (at > cuts.at(-1)! && at < count) cuts.push(at)
  }
  return cuts.map((from, i) => [from, (cuts[i + 1] ?? count) - from])
}

/** Records of the five sums. */
interface Sums {
  readonly a: number
  readonly b1: number
  readonly b2: number
  readonly c: number
  readonly h: number
}

async function allSums(
  pool: Pool,
  key: ProvingKey,
  scalars: number,
  quotient: number,
  options: Groth16ProveOptions,
  report: (phase: 'sums', from: number, to: number, jobs: number) => RunOptions,
): Promise<Sums> {
  const { memory } = pool
  const { container, wires, publicCount } = key
  const results = Array.from({ length: 5 }, () => memory.alloc(160))
  const quiet: LoadOptions = { signal: options.signal, check: options.check ?? false } as LoadOptions
  const flags = memory.alloc(wires + key.domainSize)
  memory.u8.fill(0, flags, flags + wires + key.domainSize)
  const schedule = await Schedule.of(pool, scalars, wires, quiet)
  memory.free(scalars)
  const run = async (sums: readonly Sum[], targets: readonly number[], from: number, to: number) => {
    const jobs = sums.reduce((total, sum) => total + sum.schedule.windows, 0)
    await multiScalar(pool, sums, targets, report('sums', from, to, jobs))
    for (const { bases } of sums) memory.free(bases.block)
  }
  const load = (section: number, degree: 1 | 2, count: number, at: number, mask: number) =>
    loadBases(pool, container, section, degree, count, at, mask, quiet)
  const whole = async (section: number, degree: 1 | 2, mask: number): Promise<Sum> => ({
    bases: await load(section, degree, wires, flags, mask),
    schedule,
    first: 0,
    flags,
    mask,
  })
  await run(
    [await whole(ZKEY.a, 1, 1), await whole(ZKEY.b1, 1, 2), await whole(ZKEY.b2, 2, 4)],
    results.slice(0, 3),
    0.15,
    0.6,
  )
  const first = publicCount + 1
  if (first < wires) {
    const bases = await load(ZKEY.c, 1, wires - first, flags + first, 8)
    await run([{ bases, schedule, first, flags, mask: 8 }], results.slice(3, 4), 0.6, 0.8)
  } else {
    memory.u8.fill(0, results[3]!, results[3]! + 160)
  }
  schedule.free()
  const last = await Schedule.of(pool, quotient, key.domainSize, quiet)
  const bases = await load(ZKEY.h, 1, key.domainSize, flags + wires, 1)
  await run([{ bases, schedule: last, first: 0, flags: flags + wires, mask: 1 }], results.slice(4, 5), 0.8, 1)
  last.free()
  const [a, b1, b2, c, h] = results as [number, number, number, number, number]
  return { a, b1, b2, c, h }
}

/** Blinds the sums: A + alpha + r delta, B + beta + s delta, C + H + s A + r B - r s delta. */
function assemble(pool: Pool, key: ProvingKey, sums: Sums): ProofPoints {
  const { memory } = pool
  const [r, s] = [randomScalar(), randomScalar()]
  const scalar = (value: bigint) => {
    const pointer = memory.alloc(32)
    writeLittleEndian(memory.u8, pointer, value)
    return pointer
  }
  const point = (degree: 1 | 2, bytes: Uint8Array) => {
    const pointer = memory.alloc(320)
    memory.u8.set(bytes, pointer + 160)
    pool.call('loadPoints', degree, pointer, pointer + 160, 1, 0, 0)
    return pointer
  }
  const combine = (degree: 1 | 2, terms: readonly (readonly [record: number, scalar: number])[]) => {
    const list = memory.alloc(8 * terms.length)
    memory.u32.set(terms.flat(), list / 4)
    const record = memory.alloc(160)
    pool.call('addProducts', degree, record, list, terms.length)
    return record
  }
  const { alpha1, beta1, beta2, delta1, delta2 } = key.points
  const [one, byR, byS, byRS] = [scalar(1n), scalar(r), scalar(s), scalar(modulo(-r * s, R))]
  const delta = point(1, delta1)
  const a = combine(1, [
    [sums.a, one],
    [point(1, alpha1), one],
    [delta, byR],
  ])
  const b1 = combine(1, [
    [sums.b1, one],
    [point(1, beta1), one],
    [delta, byS],
  ])
  const b2 = combine(2, [
    [sums.b2, one],
    [point(2, beta2), one],
    [point(2, delta2), byS],
  ])
  const c = combine(1, [
    [sums.c, one],
    [sums.h, one],
    [a, byS],
    [b1, byR],
    [delta, byRS],
  ])
  return { a: coordinates(pool, 1, a), b: coordinates(pool, 2, b2), c: coordinates(pool, 1, c) }
}

const proofJson = ({ a, b, c }: ProofPoints): Groth16Proof => ({
  pi_a: g1Json(a),
  pi_b: g2Json(b),
  pi_c: g1Json(c),
  protocol: 'groth16',
  curve: 'bn128',
})

/** Affine coordinates of a record. */
function coordinates(pool: Pool, degree: 1 | 2, record: number): bigint[] {
  const target = pool.memory.alloc(128)
  pool.call('storePoints', degree, target, record, 1)
  return Array.from({ length: 2 * degree }, (_, i) => readLittleEndian(pool.memory.u8, target + 32 * i))
}

/**
 * The equation of the verifier. Nothing before it sees a violated constraint: keys have no third matrix, and the quotient is
 * made as if C were A B.
 */
async function selfCheck(
  pool: Pool,
  key: ProvingKey,
  witness: Uint8Array,
  proof: ProofPoints,
  options: Groth16ProveOptions,
): Promise<void> {
  const { memory } = pool
  const count = key.publicCount + 1
  const scalars = memory.alloc(32 * count)
  memory.u8.set(witness.subarray(0, 32 * count), scalars)
  const flags = memory.alloc(count)
  memory.u8.fill(0, flags, flags + count)
  const run = { signal: options.signal }
  const bases = await loadBases(pool, key.container, ZKEY.ic, 1, count, flags, 1, run)
  const schedule = await Schedule.of(pool, scalars, count, run)
  const inputs = memory.alloc(160)
  await multiScalar(pool, [{ bases, schedule, first: 0, flags, mask: 1 }], [inputs], run)
  const { alpha1, beta2, gamma2, delta2 } = key.points
  const [alpha, beta, gamma, delta] = [alpha1, beta2, gamma2, delta2].map(keyCoordinates) as [
    bigint[],
    bigint[],
    bigint[],
    bigint[],
  ]
  if (equationOf({ ...proof, alpha, beta, gamma, delta, inputs: coordinates(pool, 1, inputs) })) return
  throw new Groth16Error(
    'GROTH16_WITNESS',
    'the finished proof does not verify: the witness does not satisfy the circuit of the key, or the key is damaged. ' +
      'firstViolated(await readR1cs(r1cs), values) finds a violated constraint, checkKey(zkey) points off their curves',
  )
}

/** Domains below 16 points, in plain arithmetic. */
async function smallQuotient(pool: Pool, key: ProvingKey, scalars: number): Promise<number> {
  const entries = await key.container.read(ZKEY.coefficients, 4)
  const witness = Array.from({ length: key.wires }, (_, i) =>
    readLittleEndian(pool.memory.u8, scalars + 32 * i),
  )
  const [a, b] = evaluateRows(entries, witness, key.domainSize)
  const values = quotientValues(a, b)
  const pointer = pool.memory.alloc(32 * key.domainSize)
  for (const [i, value] of values.entries()) writeLittleEndian(pool.memory.u8, pointer + 32 * i, value)
  return pointer
}
