/** The real prover with randomness that is recorded, so that the reference prover can use the same. */
import type { Engine } from '../../../src/engine/contract.ts'
import { DEGREE } from '../../../src/field/quartic.ts'
import type { Hasher } from '../../../src/hash/hasher.ts'
import { bitReverse } from '../../../src/poly/polynomial.ts'
import type { Claim } from '../../../src/stark/challenges.ts'
import { CHUNKS, codeDimension } from '../../../src/stark/parameters.ts'
import type { Proof } from '../../../src/stark/proof.ts'
import { Twiddles } from '../../../src/stark/prover/columns.ts'
import { type PreprocessedTable, preprocess } from '../../../src/stark/prover/preprocess.ts'
import { proveTraces } from '../../../src/stark/prover/prove.ts'
import type { Randomness } from '../../../src/stark/prover/randomness.ts'
import { SALT_ELEMENTS, type Shape, type System } from '../../../src/stark/shape.ts'
import { type Source, Tape } from './tape.ts'

export interface EngineInput {
  readonly hasher: Hasher
  readonly system: System
  readonly systemDigest: Uint8Array
  readonly shape: Shape
  /** Columns by table number. */
  readonly preprocessed: ReadonlyMap<number, readonly (readonly number[])[]>
  readonly traces: ReadonlyMap<number, readonly (readonly number[])[]>
  readonly statement: Uint8Array
}

export interface EngineProof {
  readonly proof: Proof
  readonly claim: Claim
  /** The randomness, for the reference prover. */
  readonly tape: Tape
}

export async function proveWithEngine(
  engine: Engine,
  input: EngineInput,
  source: Source,
): Promise<EngineProof> {
  const { hasher, system, systemDigest, shape, statement } = input
  const { memory } = engine
  const mark = memory.mark()
  const { logBlowup } = shape.parameters
  const twiddles = new Twiddles(engine, logBlowup)
  const trees = await Promise.all(
    (['fixed', 'program'] as const).map((name) => {
      const tables: PreprocessedTable[] = [...input.preprocessed].flatMap(([number, columns]) => {
        const logHeight = shape.heights[number]
        if (system.tables[number].tree !== name || logHeight === undefined) return []
        return [{ number, logHeight, columns: columns.map((column) => Uint32Array.from(column)) }]
      })
      return preprocess(engine, twiddles, logBlowup, name, tables)
    }),
  )
  const [fixed, program] = trees
  const claim: Claim = { roots: { fixed: fixed.tree.root, program: program.tree.root }, statement }
  const traces = new Map(
    [...input.traces].map(([number, columns]) => {
      const flat = columns.flat()
      const pointer = memory.alloc(4 * flat.length)
      memory.u32.set(flat, pointer >>> 2)
      return [number, pointer] as const
    }),
  )
  const drawn: number[] = []
  const random = {
    async fill(target: number, count: number) {
      const values = Array.from({ length: count }, source)
      memory.u32.set(values, target >>> 2)
      for (const value of values) drawn.push(value)
    },
  } as unknown as Randomness
  const preprocessed = { fixed, program }
  const proof = await proveTraces({
    engine,
    hasher,
    system,
    systemDigest,
    shape,
    claim,
    twiddles,
    preprocessed,
    traces,
    random,
  })
  memory.release(mark)
  return { proof, claim, tape: tapeOf(shape, drawn) }
}

/** Names the elements that the real prover draws, in its order. */
function tapeOf(shape: Shape, drawn: readonly number[]): Tape {
  const { parameters, logHeight, classes } = shape
  const { mask, nextMask, logBlowup } = parameters
  const height = 2 ** logHeight
  const preset = new Map<string, readonly number[]>()
  let used = 0
  const take = (count: number) => {
    used += count
    return drawn.slice(used - count, used)
  }
  const name = (label: string, count: number) => preset.set(label, take(count))
  const salt = (tree: string) => name(`salt ${tree}`, SALT_ELEMENTS * height * 2 ** logBlowup)
  const columns = (label: string, count: number, length: number) => {
    for (let k = 0; k < count; k++) name(`${label} ${k}`, length)
  }
  for (const k of classes.keys()) name(`u ${k}`, DEGREE)
  for (const [k, { tables }] of classes.entries()) {
    columns(
      `main ${k}`,
      tables.reduce((sum, { table }) => sum + table.main.length, DEGREE),
      mask,
    )
  }
  salt('main')
  for (const [k, { tables }] of classes.entries()) {
    columns(`phi ${k}`, DEGREE * tables.reduce((sum, { groups }) => sum + groups.length, 0), mask)
    columns(`sigma ${k}`, DEGREE, nextMask)
  }
  salt('aux')
  for (let cut = 0; cut < CHUNKS - 1; cut++) columns(`t ${cut}`, DEGREE, mask)
  const low = Array.from({ length: DEGREE }, () => [...bitReverse(take(height))])
  const high = low.map(() => take(codeDimension(parameters, logHeight) - height))
  low.forEach((own, c) => {
    preset.set(`R ${c}`, [...own, ...high[c]])
  })
  salt('quotient')
  if (used !== drawn.length) throw new RangeError(`${drawn.length - used} elements were drawn for nothing`)
  return new Tape(() => {
    throw new RangeError('the reference prover draws what the real one does not')
  }, preset)
}
