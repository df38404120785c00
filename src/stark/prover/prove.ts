/** The prover: the steps of the transcript, in its order. docs/protocol.md has the reasons. */
import { hub, hubColumns } from '../../air/blinding.ts'
import type { Engine } from '../../engine/contract.ts'
import * as E from '../../field/quartic.ts'
import type { Digest, Hasher } from '../../hash/hasher.ts'
import { LimpidError } from '../../util/errors.ts'
import { batchCoefficients, batchRounds, type Claim, openTranscript, powers } from '../challenges.ts'
import { lookupChallenges } from '../logup.ts'
import { codeDimension } from '../parameters.ts'
import type { Proof } from '../proof.ts'
import {
  type ClassShape,
  type Opening,
  SALT_ELEMENTS,
  type Shape,
  type System,
  type TableShape,
} from '../shape.ts'
import { fibreIndex } from '../verifier/fri.ts'
import {
  type Columns,
  domainOf,
  extendAll,
  extendColumns,
  interpolateColumns,
  type Twiddles,
} from './columns.ts'
import { deepWord, openedValues } from './deep.ts'
import { friLayers, layerRow } from './fri.ts'
import { searchNonce } from './grind.ts'
import { lookupColumns } from './lookups.ts'
import type { Preprocessed } from './preprocess.ts'
import { type ClassDomain, quotientChunks } from './quotient.ts'
import type { Randomness } from './randomness.ts'
import { CommittedTree } from './tree.ts'

/**
 * Main traces by table number: all columns of a table one after the other. Every table is asked for once, those with
 * preprocessed columns last; who fills them then does so while other threads are at the last one. The prover takes them
 * over and frees them.
 */
export interface Traces {
  get(number: number): Promise<number> | number | undefined
}

export type Phase = 'commit' | 'lookups' | 'quotient' | 'open'

export interface ProveOptions {
  readonly onPhase?: (phase: Phase) => void
}

export interface ProverInput {
  readonly engine: Engine
  readonly hasher: Hasher
  readonly system: System
  readonly systemDigest: Uint8Array
  readonly shape: Shape
  readonly claim: Claim
  readonly twiddles: Twiddles
  readonly preprocessed: { readonly fixed: Preprocessed; readonly program: Preprocessed }
  readonly traces: Traces
  readonly random: Randomness
}

/**
 * Proves that the traces satisfy the system. What is false is proved as well as it can be: the verifier refuses it.
 * Memory that the proof itself does not need is freed underway; the rest is left to the caller's `Memory.release`.
 */
export async function proveTraces(input: ProverInput, options: ProveOptions = {}): Promise<Proof> {
  const { engine, hasher, shape, claim, twiddles, preprocessed, random } = input
  const { parameters, openings, logHeight } = shape
  const { pow, logBlowup } = parameters
  const phase = options.onPhase ?? (() => undefined)
  const transcript = openTranscript(hasher, input.systemDigest, shape, claim)
  const search = (state: Digest, bits: number) => searchNonce(engine, state, bits)

  const main = await commitMain(input, () => phase('commit'))
  transcript.absorbDigest('main root', main.tree.root)
  const lookup = await transcript.grind('lookup work', pow.lookup, search)
  const lookups = lookupChallenges(transcript.squeezeExt('alpha'), transcript.squeezeExt('beta'))

  phase('lookups')
  const aux = await commitAux(input, main, lookups)
  transcript.absorbDigest('aux root', aux.tree.root)
  transcript.absorbExt('sums', aux.sums)
  const lambdas = powers(transcript.squeezeExt('lambda'), shape.constraints)

  phase('quotient')
  const domains: ClassDomain[] = shape.classes.map((own, k) => ({
    preprocessed: own.tables.map(({ number, table }) =>
      table.tree === undefined ? undefined : preprocessed[table.tree].tables.get(number)!.columns,
    ),
    main: main.classes[k]!.tables,
    u: main.classes[k]!.u,
    fractions: aux.classes[k]!.fractions,
    sigma: aux.classes[k]!.sigma,
    sum: aux.sums[k]!,
  }))
  const chunks = await extendColumns(
    engine,
    twiddles,
    await quotientChunks(engine, shape, twiddles, lookups, lambdas, domains, random),
  )
  const { word } = main
  const quotient = await commitLinks(input, [[chunks, word]], await drawSalt(input))
  transcript.absorbDigest('quotient root', quotient.root)
  const deep = await transcript.grind('deep work', pow.deep, search)
  const zeta = transcript.squeezeExt('zeta')
  if (E.isBase(zeta))
    throw new LimpidError(
      'UNLUCKY',
      'a challenge fell into the base field, which happens once in 2^93 proofs: prove again',
    )

  phase('open')
  const find = finder(shape, preprocessed, main, aux, chunks)
  const values = await openedValues(engine, shape, zeta, find)
  transcript.absorbExt('values', values)
  const batch = await transcript.grind('batch work', pow.batch, search)
  const rounds = Array.from({ length: batchRounds(openings.length) }, () => transcript.squeezeExt('gamma'))
  const coefficients = batchCoefficients(rounds, openings.length)
  const sum = await deepWord(engine, shape, twiddles, zeta, values, coefficients, find, word)
  const folds: bigint[] = []
  const { layers, final } = await friLayers(engine, shape, sum, async (root) => {
    transcript.absorbDigest('layer root', root)
    folds.push(await transcript.grind('fold work', pow.fold, search))
    return transcript.squeezeExt('fold')
  })
  transcript.absorbExt('final', final)
  const query = await transcript.grind('query work', pow.query, search)
  const indices = transcript.squeezeIndices('queries', parameters.queries, logHeight + logBlowup)

  const byName = {
    fixed: preprocessed.fixed.tree,
    program: preprocessed.program.tree,
    main: main.tree,
    aux: aux.tree,
    quotient,
  }
  const trees = shape.trees.map(({ name }) => byName[name].open(indices, logHeight))
  let current: readonly number[] = indices
  const layerOpenings = layers.map((layer) => {
    current = current.map((index) => fibreIndex(index, layer.shape.logHeight, layer.shape.logArity))
    const distinct = [...new Set(current)].sort((a, b) => a - b)
    return {
      rows: distinct.map((index) => layerRow(engine, layer, index)),
      siblings: layer.tree.siblings(distinct),
    }
  })
  return {
    heights: shape.heights,
    roots: { main: main.tree.root, aux: aux.tree.root, quotient: quotient.root },
    sums: aux.sums,
    values,
    layerRoots: layers.map(({ tree }) => tree.root),
    final,
    nonces: { lookup, deep, batch, folds, query },
    trees,
    layers: layerOpenings,
  }
}

interface MainClass {
  readonly tables: readonly Columns[]
  /** Trace pointers of the tables' main columns, still values; dropped by `commitAux`. */
  readonly traces: readonly number[]
  readonly u: Columns
  readonly message: E.Ext
}

interface Committed<C> {
  readonly classes: readonly C[]
  readonly tree: CommittedTree
}

/** Masks of `count` columns. */
async function drawMasks({ engine, random }: ProverInput, count: number, mask: number): Promise<number> {
  const tail = engine.memory.alloc(4 * count * mask)
  await random.fill(tail, count * mask)
  return tail
}

/** Masked columns, not extended; `coefficients` and `tail` are taken over. */
const masked = (
  coefficients: number,
  tail: number,
  count: number,
  logHeight: number,
  tailLength: number,
): Omit<Columns, 'domain'> => ({ logHeight, count, coefficients, tail, tailLength, tailKind: 'mask' })

/** Salt columns of a hiding tree. */
async function drawSalt({ engine, random, shape }: ProverInput): Promise<number[]> {
  const rows = 2 ** (shape.logHeight + shape.parameters.logBlowup)
  const salt = engine.memory.alloc(4 * SALT_ELEMENTS * rows)
  await random.fill(salt, SALT_ELEMENTS * rows)
  return Array.from({ length: SALT_ELEMENTS }, (_, k) => salt + 4 * k * rows)
}

/** Commits to columns by increasing height, and to salts. */
async function commitLinks(
  input: ProverInput,
  groups: readonly (readonly Columns[])[],
  salt: readonly number[],
): Promise<CommittedTree> {
  const { logBlowup } = input.shape.parameters
  const links = groups.map((group, k) => {
    const columns = group.flatMap((own) =>
      Array.from({ length: own.count }, (_, c) => domainOf(own, c, logBlowup)),
    )
    return {
      logHeight: group[0]!.logHeight,
      columns: k === groups.length - 1 ? [...columns, ...salt] : columns,
    }
  })
  return CommittedTree.build(input.engine, links, logBlowup)
}

/** What hides the main tree: by class a blinding message, the masks of its columns, and those of tables by number. */
interface Secrets {
  readonly messages: readonly E.Ext[]
  readonly messageMasks: readonly number[]
  readonly masks: ReadonlyMap<number, number>
}

async function drawSecrets(input: ProverInput): Promise<Secrets> {
  const { engine, shape, random } = input
  const { memory } = engine
  const { mask } = shape.parameters
  const draws = memory.alloc(4 * E.DEGREE * shape.classes.length)
  await random.fill(draws, E.DEGREE * shape.classes.length)
  const messages = shape.classes.map((_, k) => E.read(memory.u32, (draws >>> 2) + E.DEGREE * k))
  memory.free(draws)
  const masks = new Map<number, number>()
  const messageMasks: number[] = []
  for (const { tables } of shape.classes) {
    for (const { number, table } of tables) masks.set(number, await drawMasks(input, table.main.length, mask))
    messageMasks.push(await drawMasks(input, E.DEGREE, mask))
  }
  return { messages, messageMasks, masks }
}

/** Tall tables first, so that extending one takes longer than filling the next; what counts the others' rows last. */
function fillOrder({ classes }: Shape): TableShape[] {
  const tables = classes.flatMap((own) => own.tables).reverse()
  const counts = ({ table }: TableShape) => table.tree !== undefined
  return [...tables.filter((shaped) => !counts(shaped)), ...tables.filter(counts)]
}

/**
 * Fills and extends all tables, then commits to them. While the calling thread fills a table, the others extend the one
 * before, or at first R and the messages, which depend on no table.
 */
async function commitMain(
  input: ProverInput,
  onExtended: () => void,
): Promise<Committed<MainClass> & { readonly word: Columns }> {
  const { engine, shape, system, twiddles } = input
  const { memory } = engine
  const { mask } = shape.parameters
  const { messages, messageMasks, masks } = await drawSecrets(input)
  const traces = new Map<number, number>()
  const extended = new Map<number, Promise<Columns>>()
  const constants = shape.classes.map(({ logHeight }, k) =>
    messageColumns(input, messages[k]!, messageMasks[k]!, logHeight),
  )
  const random = extendAll(engine, twiddles, [await drawWord(input), ...constants])
  let running: Promise<unknown> = random
  try {
    for (const { number, table, logHeight } of fillOrder(shape)) {
      const filling = Promise.resolve(input.traces.get(number))
      // Neither may be left running when memory is released, whichever fails.
      await Promise.allSettled([filling, running])
      await running
      const values = (await filling)!
      traces.set(number, values)
      if (system.tables[number] === hub) fillHub(engine, values, shape, messages)
      const { length } = table.main
      const coefficients = memory.alloc(4 * length * 2 ** logHeight)
      await interpolateColumns(engine, twiddles, coefficients, values, length, logHeight)
      const own = masked(coefficients, masks.get(number)!, length, logHeight, mask)
      const columns = extendColumns(engine, twiddles, own)
      extended.set(number, columns)
      running = columns
    }
  } finally {
    await Promise.allSettled([running])
  }
  const [word, ...us] = await random
  const classes: MainClass[] = []
  for (const [k, { tables }] of shape.classes.entries()) {
    classes.push({
      tables: await Promise.all(tables.map(({ number }) => extended.get(number)!)),
      traces: tables.map(({ number }) => traces.get(number)!),
      message: messages[k]!,
      u: us[k]!,
    })
  }
  onExtended()
  const groups = classes.map(({ tables, u }) => [...tables, u])
  return { classes, word: word!, tree: await commitLinks(input, groups, await drawSalt(input)) }
}

/** The constant columns of a message, masked, not extended. */
function messageColumns(
  { engine: { memory }, shape }: ProverInput,
  message: E.Ext,
  tail: number,
  logHeight: number,
): Omit<Columns, 'domain'> {
  const height = 2 ** logHeight
  const u = memory.alloc(4 * E.DEGREE * height)
  memory.u8.fill(0, u, u + 4 * E.DEGREE * height)
  message.forEach((value, c) => {
    memory.u32[(u >>> 2) + c * height] = value
  })
  return masked(u, tail, E.DEGREE, logHeight, shape.parameters.mask)
}

function fillHub(engine: Engine, values: number, shape: Shape, messages: readonly E.Ext[]): void {
  const height = 2 ** shape.classes.find(({ tables }) => tables.some(({ table }) => table === hub))!.logHeight
  const { u32 } = engine.memory
  messages.forEach((message, row) => {
    hubColumns.message.forEach((column, c) => {
      u32[(values >>> 2) + column.index * height + row] = message[c]!
    })
    u32[(values >>> 2) + hubColumns.real.index * height + row] = 1
  })
}

interface AuxClass {
  readonly fractions: Columns
  readonly sigma: Columns
}

async function commitAux(
  input: ProverInput,
  main: Committed<MainClass>,
  lookups: ReturnType<typeof lookupChallenges>,
): Promise<Committed<AuxClass> & { sums: E.Ext[] }> {
  const { engine, shape, preprocessed, twiddles } = input
  const { memory } = engine
  const { mask, nextMask } = shape.parameters
  const sums: E.Ext[] = []
  const extended: Promise<Columns[]>[] = []
  try {
    for (const [k, own] of shape.classes.entries()) {
      const { traces, message } = main.classes[k]!
      const height = 2 ** own.logHeight
      const count = E.DEGREE * own.tables.reduce((total, { groups }) => total + groups.length, 0)
      const block = memory.alloc(4 * (count + E.DEGREE) * height)
      const tables = own.tables.map(({ number, table }, at) => {
        const pre = table.tree === undefined ? [] : preprocessed[table.tree].tables.get(number)!.trace
        return { pointers: [...pre, ...table.main.map((_, c) => traces[at]! + 4 * c * height)] }
      })
      sums.push(await lookupColumns(engine, own, lookups, tables, message, block))
      for (const trace of traces) memory.free(trace)
      await interpolateColumns(engine, twiddles, block, block, count + E.DEGREE, own.logHeight)
      const tail = await drawMasks(input, count, mask)
      const nextTail = await drawMasks(input, E.DEGREE, nextMask)
      const sigma = block + 4 * count * height
      // While other threads are at one class, the calling one describes the next.
      const columns = extendAll(engine, twiddles, [
        masked(block, tail, count, own.logHeight, mask),
        masked(sigma, nextTail, E.DEGREE, own.logHeight, nextMask),
      ])
      columns.catch(() => undefined)
      extended.push(columns)
    }
  } finally {
    await Promise.allSettled(extended)
  }
  const classes = (await Promise.all(extended)).map(
    ([fractions, sigma]): AuxClass => ({ fractions: fractions!, sigma: sigma! }),
  )
  const links: readonly (readonly Columns[])[] = classes.map(({ fractions, sigma }) => [fractions, sigma])
  return { classes, sums, tree: await commitLinks(input, links, await drawSalt(input)) }
}

/** R: a uniform word of the code, over E, not extended. */
async function drawWord({ engine, random, shape }: ProverInput): Promise<Omit<Columns, 'domain'>> {
  const { memory } = engine
  const { logHeight, parameters } = shape
  const height = 2 ** logHeight
  const tailLength = codeDimension(parameters, logHeight) - height
  const coefficients = memory.alloc(4 * E.DEGREE * height)
  const tail = memory.alloc(4 * E.DEGREE * tailLength)
  await random.fill(coefficients, E.DEGREE * height)
  await random.fill(tail, E.DEGREE * tailLength)
  return { logHeight, count: E.DEGREE, coefficients, tail, tailLength, tailKind: 'high' }
}

function finder(
  shape: Shape,
  preprocessed: ProverInput['preprocessed'],
  main: Committed<MainClass>,
  aux: Committed<AuxClass>,
  chunks: Columns,
): (opening: Opening) => { columns: Columns; column: number } {
  const groupsOf = (opening: Opening): readonly Columns[] => {
    const { tree, link, logHeight } = opening
    if (tree === 'quotient') return [chunks]
    if (tree === 'main') return [...main.classes[link]!.tables, main.classes[link]!.u]
    if (tree === 'aux') return [aux.classes[link]!.fractions, aux.classes[link]!.sigma]
    const own = shape.classes.find((c: ClassShape) => c.logHeight === logHeight)!
    return own.tables
      .filter(({ table }) => table.tree === tree)
      .map(({ number }) => preprocessed[tree].tables.get(number)!.columns)
  }
  return (opening) => {
    let column = opening.column
    for (const columns of groupsOf(opening)) {
      if (column < columns.count) return { columns, column }
      column -= columns.count
    }
    throw new TypeError('an opening of no column')
  }
}
