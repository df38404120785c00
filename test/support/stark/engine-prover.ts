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

/** Draws by name: elements for something that is named as on a `Tape`. */
export type Draw = (label: string, count: number) => readonly number[]

export async function proveWithEngine(
  engine: Engine,
  input: EngineInput,
  source: Source | Draw,
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
  const { random, drawn, left } = namedRandomness(memory, shape, source)
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
  if (left() > 0) throw new RangeError(`${left()} elements are not drawn`)
  return { proof, claim, tape: tapeOf(drawn) }
}

/** Randomness that draws by name; a source draws without looking at names. */
function namedRandomness(memory: Engine['memory'], shape: Shape, source: Source | Draw) {
  const order = drawOrder(shape)
  const drawn = new Map<string, readonly number[]>()
  let ahead: number[] = []
  const random = {
    async fill(target: number, count: number) {
      while (ahead.length < count) {
        const next = order.shift()
        if (next === undefined) throw new RangeError('more is drawn than there are names for')
        const values =
          source.length === 0
            ? Array.from({ length: next.count }, source as Source)
            : (source as Draw)(next.label, next.count)
        drawn.set(next.label, values)
        ahead = ahead.concat(values)
      }
      memory.u32.set(ahead.slice(0, count), target >>> 2)
      ahead = ahead.slice(count)
    },
  } as unknown as Randomness
  return { random, drawn, left: () => ahead.length + order.length }
}

/** What the real prover draws, in its order; each half of R has a name of its own. */
export function drawOrder({ parameters, logHeight, classes }: Shape): { label: string; count: number }[] {
  const { mask, nextMask, logBlowup } = parameters
  const height = 2 ** logHeight
  const order: { label: string; count: number }[] = []
  const name = (label: string, count: number) => order.push({ label, count })
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
  columns(LOW_WORD, DEGREE, height)
  columns(HIGH_WORD, DEGREE, codeDimension(parameters, logHeight) - height)
  salt('main')
  for (const [k, { tables }] of classes.entries()) {
    columns(`phi ${k}`, DEGREE * tables.reduce((sum, { groups }) => sum + groups.length, 0), mask)
    columns(`sigma ${k}`, DEGREE, nextMask)
  }
  salt('aux')
  for (let cut = 0; cut < CHUNKS - 1; cut++) columns(`t ${cut}`, DEGREE, mask)
  salt('quotient')
  return order
}

const LOW_WORD = 'R low'
const HIGH_WORD = 'R high'

/** The tape that makes the reference prover draw the same. */
function tapeOf(drawn: ReadonlyMap<string, readonly number[]>): Tape {
  const preset = new Map(drawn)
  for (let c = 0; c < DEGREE; c++) {
    const low = preset.get(`${LOW_WORD} ${c}`)!
    preset.set(`R ${c}`, [...bitReverse(low), ...preset.get(`${HIGH_WORD} ${c}`)!])
    preset.delete(`${LOW_WORD} ${c}`)
    preset.delete(`${HIGH_WORD} ${c}`)
  }
  return new Tape(() => {
    throw new RangeError('the reference prover draws what the real one does not')
  }, preset)
}
