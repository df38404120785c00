/**
 * The quotient: batched constraints over X^(N_0) - 1, cut into chunks, blinded.
 *
 * Every class is evaluated on its own domain; a tall row is the sum of the classes' rows that it maps to. Only four
 * cosets are needed, whatever the blowup: the degree is below 4 N_0. On a coset the divisor is constant, so it is put
 * into the matrix that takes the four interpolated residues to coefficients.
 */
import { BLINDING } from '../../air/blinding.ts'
import type { Engine } from '../../engine/contract.ts'
import * as F from '../../field/koalabear.ts'
import * as E from '../../field/quartic.ts'
import { cosetStart } from '../../poly/domain.ts'
import { busConstant, type LookupChallenges } from '../logup.ts'
import { CHUNKS, codeDimension, LOG_QUOTIENT_COSETS } from '../parameters.ts'
import type { Shape } from '../shape.ts'
import { type Columns, domainOf, pointerList, slices, type Twiddles } from './columns.ts'
import { placeDescriptor, placeSplats } from './descriptor.ts'
import type { Randomness } from './randomness.ts'

/** Rows per job: a multiple of the kernels' blocks. */
const SLICE = 1 << 10
const COSETS = 2 ** LOG_QUOTIENT_COSETS

/** What a class has on its domain. Lists are in the order of the class's tables. */
export interface ClassDomain {
  readonly preprocessed: readonly (Columns | undefined)[]
  readonly main: readonly Columns[]
  readonly u: Columns
  /** Fraction columns of all tables, four base columns each. */
  readonly fractions: Columns
  readonly sigma: Columns
  readonly sum: E.Ext
}

/** The chunks q'_0, q'_1, q'_2 in E as base columns with their coefficients from X^(N_0) on as tails. Not extended. */
export async function quotientChunks(
  engine: Engine,
  shape: Shape,
  twiddles: Twiddles,
  challenges: LookupChallenges,
  lambdas: readonly E.Ext[],
  classes: readonly ClassDomain[],
  random: Randomness,
): Promise<Omit<Columns, 'domain'>> {
  const values = await batchedValues(engine, shape, twiddles, challenges, lambdas, classes)
  const coefficients = await quotientCoefficients(engine, shape, twiddles, values)
  engine.memory.free(values)
  const chunks = await cut(engine, shape, coefficients, random)
  engine.memory.free(coefficients)
  return chunks
}

/** The domain coset that stands for coset k of four. */
const domainCoset = (shape: Shape, k: number): number =>
  k << (shape.parameters.logBlowup - LOG_QUOTIENT_COSETS)

/** sum of lambda^k C_k on four cosets of the tallest domain, as an E column of 4 N_0 rows. */
async function batchedValues(
  engine: Engine,
  shape: Shape,
  twiddles: Twiddles,
  challenges: LookupChallenges,
  lambdas: readonly E.Ext[],
  classes: readonly ClassDomain[],
): Promise<number> {
  const { memory } = engine
  const { logBlowup } = shape.parameters
  let lower: { logHeight: number; values: number } | undefined
  for (const [index, own] of shape.classes.entries()) {
    const domains = classes[index]!
    const { logHeight } = own
    const height = 2 ** logHeight
    const stride = 4 * COSETS * height
    const target = memory.alloc(E.DEGREE * stride)
    await clear(engine, target, E.DEGREE * stride)
    if (lower !== undefined) await addLifted(engine, target, logHeight, lower)
    let phi = 0
    // While other threads are at one table, the calling one describes the next.
    let running: Promise<void> = Promise.resolve()
    const blocks: number[] = []
    try {
      for (const [k, shaped] of own.tables.entries()) {
        const descriptor = placeDescriptor(engine, shaped, challenges, lambdas)
        const pre = domains.preprocessed[k]
        const main = domains.main[k]!
        const pointers = [pre, main].flatMap((columns) =>
          columns === undefined
            ? []
            : Array.from({ length: columns.count }, (_, c) => domainOf(columns, c, logBlowup)),
        )
        const phiStride = 4 * 2 ** (logHeight + logBlowup)
        const jobs: number[][] = []
        blocks.push(descriptor)
        for (let coset = 0; coset < COSETS; coset++) {
          const from = 4 * domainCoset(shape, coset) * height
          const list = pointerList(
            engine,
            pointers.map((pointer) => pointer + from),
          )
          blocks.push(list)
          for (const { row, rows } of slices(height, SLICE)) {
            const phiStart =
              shaped.groups.length === 0 ? 0 : domainOf(domains.fractions, phi, logBlowup) + from
            jobs.push([descriptor, list, phiStart, phiStride, target + 4 * coset * height, stride, row, rows])
          }
        }
        await running
        running = engine.run('tableQuotient', jobs)
        phi += E.DEGREE * shaped.groups.length
      }
      await running
    } finally {
      await Promise.allSettled([running])
    }
    for (const block of blocks) memory.free(block)
    await addClass(engine, shape, index, twiddles, challenges, lambdas, domains, target, stride)
    lower = { logHeight, values: target }
  }
  return lower!.values
}

/** Writes zeros: sums of no columns. */
const clear = (engine: Engine, target: number, bytes: number): Promise<void> =>
  engine.run(
    'sumColumns',
    slices(bytes / 4, 1 << 16).map(({ row, rows }) => [target, 0, 0, row, rows]),
  )

/** Adds the values of the classes below, and frees them. */
async function addLifted(
  engine: Engine,
  target: number,
  logHeight: number,
  lower: { logHeight: number; values: number },
): Promise<void> {
  const jobs: number[][] = []
  for (let c = 0; c < E.DEGREE; c++) {
    for (let coset = 0; coset < COSETS; coset++) {
      const to = target + 4 * c * COSETS * 2 ** logHeight
      const from = lower.values + 4 * c * COSETS * 2 ** lower.logHeight
      jobs.push([to, from, logHeight, lower.logHeight, coset, 0, 2 ** logHeight])
    }
  }
  await engine.run('addLifted', jobs)
  engine.memory.free(lower.values)
}

/** The running sum's two constraints. */
async function addClass(
  engine: Engine,
  shape: Shape,
  index: number,
  twiddles: Twiddles,
  challenges: LookupChallenges,
  lambdas: readonly E.Ext[],
  { fractions, sigma, u, sum }: ClassDomain,
  target: number,
  targetStride: number,
): Promise<void> {
  const { memory } = engine
  const { logBlowup } = shape.parameters
  const own = shape.classes[index]!
  const height = 2 ** own.logHeight
  const stride = 4 * 2 ** (own.logHeight + logBlowup)
  const phiSum = memory.alloc(E.DEGREE * stride)
  for (let c = 0; c < E.DEGREE; c++) {
    const columns = Array.from({ length: fractions.count / E.DEGREE }, (_, k) =>
      domainOf(fractions, E.DEGREE * k + c, logBlowup),
    )
    const list = pointerList(engine, columns)
    const jobs = slices(stride / 4, 1 << 13).map(({ row, rows }) => [
      phiSum + c * stride,
      list,
      columns.length,
      row,
      rows,
    ])
    await engine.run('sumColumns', jobs)
    memory.free(list)
  }
  // first(Y) = (Y^N - 1) / (N (Y - 1)) has all coefficients 1 / N.
  const ones = memory.alloc(4 * height)
  memory.u32.fill(F.inv(height), ones >>> 2, (ones >>> 2) + height)
  const first = memory.alloc(stride)
  const mean = E.div(sum, E.fromBase(height))
  const constants = placeSplats(
    engine,
    [lambdas[own.stepExponent]!, lambdas[own.anchorExponent]!],
    [mean, busConstant(challenges, BLINDING)],
  )
  const tables = twiddles.forward(own.logHeight)
  const jobs: number[][] = []
  await engine.run(
    'evaluate',
    Array.from({ length: COSETS }, (_, k) => {
      const coset = domainCoset(shape, k)
      return [first + 4 * coset * height, ones, own.logHeight, tables[coset]!, ones, 0, 0]
    }),
  )
  for (let k = 0; k < COSETS; k++) {
    const from = 4 * domainCoset(shape, k) * height
    for (const { row, rows } of slices(height, SLICE)) {
      jobs.push([
        constants,
        sigma.domain + from,
        phiSum + from,
        u.domain + from,
        first + from,
        stride,
        target + 4 * k * height,
        targetStride,
        own.logHeight,
        row,
        rows,
      ])
    }
  }
  await engine.run('classQuotient', jobs)
  for (const pointer of [phiSum, ones, first, constants]) memory.free(pointer)
}

/**
 * 4 N_0 coefficients of Q per coordinate, natural order, from its values times X^(N_0) - 1 on four cosets. On coset k
 * with s = s_k, interpolation gives the residue of Q modulo X^N - s^N, which is sum over j of s^(N j) * (block j of Q).
 */
async function quotientCoefficients(
  engine: Engine,
  shape: Shape,
  twiddles: Twiddles,
  values: number,
): Promise<number> {
  const { memory } = engine
  const { logHeight } = shape
  const height = 2 ** logHeight
  const domain = twiddles.domain(logHeight)
  const starts = Array.from({ length: COSETS }, (_, k) => cosetStart(domain, domainCoset(shape, k)))
  const powers = starts.map((start) => F.squareTimes(start, logHeight))
  const jobs: number[][] = []
  for (let c = 0; c < E.DEGREE; c++) {
    for (let k = 0; k < COSETS; k++) {
      const residue = values + 4 * (c * COSETS + k) * height
      jobs.push([residue, residue, logHeight, twiddles.inverse(logHeight, starts[k]!)])
    }
  }
  await engine.run('interpolate', jobs)
  const matrix = inverseVandermonde(powers)
  const weights = memory.alloc(16 * COSETS)
  for (let k = 0; k < COSETS; k++) {
    const divisor = F.inv(F.sub(powers[k]!, 1))
    for (let j = 0; j < COSETS; j++) memory.u32[(weights >>> 2) + 4 * k + j] = F.mul(matrix[j]![k]!, divisor)
  }
  const blocks = memory.alloc(4 * COSETS * height)
  const out = memory.alloc(4 * E.DEGREE * COSETS * height)
  for (let c = 0; c < E.DEGREE; c++) {
    const list = pointerList(
      engine,
      starts.map((_, k) => values + 4 * (c * COSETS + k) * height),
    )
    // The four blocks take the place of the coordinates of an E column.
    await engine.run(
      'combine',
      slices(height, 1 << 12).map(({ row, rows }) => [
        blocks,
        4 * height,
        list,
        weights,
        COSETS,
        row,
        rows,
        0,
      ]),
    )
    memory.free(list)
    await engine.run(
      'bitReverse',
      starts.map((_, j) => [out + 4 * (c * COSETS + j) * height, blocks + 4 * j * height, logHeight]),
    )
  }
  memory.free(blocks)
  memory.free(weights)
  return out
}

/** M with sum over k of M[j][k] * (sum over i of x_k^i q_i) = q_j. */
function inverseVandermonde(xs: readonly number[]): number[][] {
  return xs.map((_, j) =>
    xs.map((x, k) => {
      // Coefficient j of the Lagrange polynomial of x_k.
      let numerator = [1]
      let denominator = 1
      xs.forEach((other, i) => {
        if (i === k) return
        const next = Array<number>(numerator.length + 1).fill(0)
        numerator.forEach((value, at) => {
          next[at] = F.sub(next[at]!, F.mul(value, other))
          next[at + 1] = F.add(next[at + 1]!, value)
        })
        numerator = next
        denominator = F.mul(denominator, F.sub(x, other))
      })
      return F.div(numerator[j]!, denominator)
    }),
  )
}

/**
 * Q = q_0 + X^n q_1 + X^(2n) q_2, n = chunkLength; q_i becomes q_i - t_(i-1) + X^n t_i with t_i uniform over E, so that
 * the chunks reveal Q and nothing else.
 */
async function cut(
  engine: Engine,
  shape: Shape,
  coefficients: number,
  random: Randomness,
): Promise<Omit<Columns, 'domain'>> {
  const { memory } = engine
  const { logHeight, chunkLength, parameters } = shape
  const { mask } = parameters
  const height = 2 ** logHeight
  const dimension = codeDimension(parameters, logHeight)
  const tailLength = dimension - height
  const count = CHUNKS * E.DEGREE
  const blinders = memory.alloc(4 * (CHUNKS - 1) * E.DEGREE * mask)
  await random.fill(blinders, (CHUNKS - 1) * E.DEGREE * mask)
  const low = memory.alloc(4 * count * height)
  const tail = memory.alloc(4 * count * tailLength)
  const natural = memory.alloc(4 * count * height)
  const { u32 } = memory
  for (let chunk = 0; chunk < CHUNKS; chunk++) {
    const available = COSETS * height - chunk * chunkLength
    const length = Math.min(chunk < CHUNKS - 1 ? chunkLength : dimension, available)
    for (let c = 0; c < E.DEGREE; c++) {
      const column = chunk * E.DEGREE + c
      const from = (coefficients >>> 2) + c * COSETS * height + chunk * chunkLength
      const [low, high] = [(natural >>> 2) + column * height, (tail >>> 2) + column * tailLength]
      const split = Math.min(length, height)
      u32.copyWithin(low, from, from + split).fill(0, low + split, low + height)
      u32.copyWithin(high, from + split, from + length).fill(0, high + length - split, high + tailLength)
      const place = (index: number) => (index < height ? low + index : high + index - height)
      const blinder = (index: number, i: number) => u32[(blinders >>> 2) + (index * E.DEGREE + c) * mask + i]!
      for (let i = 0; i < mask; i++) {
        const [first, next] = [place(i), place(chunkLength + i)]
        if (chunk > 0) u32[first] = F.sub(u32[first]!, blinder(chunk - 1, i))
        if (chunk < CHUNKS - 1) u32[next] = F.add(u32[next]!, blinder(chunk, i))
      }
    }
  }
  await engine.run(
    'bitReverse',
    Array.from({ length: count }, (_, k) => [low + 4 * k * height, natural + 4 * k * height, logHeight]),
  )
  memory.free(natural)
  memory.free(blinders)
  return { logHeight, count, coefficients: low, tail, tailLength, tailKind: 'high' }
}
