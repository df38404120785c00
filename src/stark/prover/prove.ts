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
import { type ClassShape, type Opening, SALT_ELEMENTS, type Shape, type System } from '../shape.ts'
import { fibreIndex } from '../verifier/fri.ts'
import { type Columns, domainOf, extendColumns, interpolateColumns, type Twiddles } from './columns.ts'
import { deepWord, openedValues } from './deep.ts'
import { friLayers, layerRow } from './fri.ts'
import { searchNonce } from './grind.ts'
import { lookupColumns } from './lookups.ts'
import type { Preprocessed } from './preprocess.ts'
import { type ClassDomain, quotientChunks } from './quotient.ts'
import type { Randomness } from './randomness.ts'
import { CommittedTree } from './tree.ts'

/** Main traces by table number: all columns of a table one after the other. The prover takes them over and frees them. */
export type Traces = ReadonlyMap<number, number>

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

  phase('commit')
  const main = await commitMain(input)
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
  const randomWord = await drawWord(input)
  const quotient = await commitTallest(input, [chunks, randomWord])
  transcript.absorbDigest('quotient root', quotient.tree.root)
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
  // The tree still opens R, so the word that FRI consumes is a copy.
  const word = await extendColumns(engine, twiddles, randomWord)
  await deepWord(engine, shape, twiddles, zeta, values, coefficients, find, word)
  const folds: bigint[] = []
  const { layers, final } = await friLayers(engine, shape, word.domain, async (root) => {
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
    quotient: quotient.tree,
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
    roots: { main: main.tree.root, aux: aux.tree.root, quotient: quotient.tree.root },
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

/** Draws masks for `count` columns and extends them; `coefficients` are taken over. */
async function maskAndExtend(
  { engine, twiddles, random }: ProverInput,
  coefficients: number,
  count: number,
  logHeight: number,
  mask: number,
): Promise<Columns> {
  const tail = engine.memory.alloc(4 * count * mask)
  await random.fill(tail, count * mask)
  return extendColumns(engine, twiddles, {
    logHeight,
    count,
    coefficients,
    tail,
    tailLength: mask,
    tailKind: 'mask',
  })
}

/** Salt columns of a hiding tree. */
async function drawSalt({ engine, random, shape }: ProverInput): Promise<number[]> {
  const rows = 2 ** (shape.logHeight + shape.parameters.logBlowup)
  const salt = engine.memory.alloc(4 * SALT_ELEMENTS * rows)
  await random.fill(salt, SALT_ELEMENTS * rows)
  return Array.from({ length: SALT_ELEMENTS }, (_, k) => salt + 4 * k * rows)
}

async function commitLinks(
  input: ProverInput,
  groups: readonly (readonly Columns[])[],
): Promise<{ tree: CommittedTree }> {
  const { logBlowup } = input.shape.parameters
  const saltColumns = await drawSalt(input)
  const links = groups.map((group, k) => {
    const columns = group.flatMap((own) =>
      Array.from({ length: own.count }, (_, c) => domainOf(own, c, logBlowup)),
    )
    return {
      logHeight: group[0]!.logHeight,
      columns: k === groups.length - 1 ? [...columns, ...saltColumns] : columns,
    }
  })
  return { tree: await CommittedTree.build(input.engine, links, logBlowup) }
}

const commitTallest = (input: ProverInput, group: readonly Columns[]) => commitLinks(input, [group])

async function commitMain(input: ProverInput): Promise<Committed<MainClass>> {
  const { engine, shape, twiddles, random, system } = input
  const { memory } = engine
  const { mask } = shape.parameters
  const draws = memory.alloc(4 * E.DEGREE * shape.classes.length)
  await random.fill(draws, E.DEGREE * shape.classes.length)
  const messages = shape.classes.map((_, k) => E.read(memory.u32, (draws >>> 2) + E.DEGREE * k))
  memory.free(draws)
  fillHub(engine, input.traces.get(system.tables.indexOf(hub))!, shape, messages)
  const classes: MainClass[] = []
  for (const [k, { logHeight, tables }] of shape.classes.entries()) {
    const height = 2 ** logHeight
    const traces: number[] = []
    const columns: Columns[] = []
    for (const { number, table } of tables) {
      const values = input.traces.get(number)!
      const bytes = 4 * table.main.length * height
      const coefficients = memory.alloc(bytes)
      memory.u8.copyWithin(coefficients, values, values + bytes)
      await interpolateColumns(engine, twiddles, coefficients, table.main.length, logHeight)
      columns.push(await maskAndExtend(input, coefficients, table.main.length, logHeight, mask))
      traces.push(values)
    }
    const message = messages[k]!
    const u = memory.alloc(4 * E.DEGREE * height)
    memory.u8.fill(0, u, u + 4 * E.DEGREE * height)
    message.forEach((value, c) => {
      memory.u32[(u >>> 2) + c * height] = value
    })
    await interpolateColumns(engine, twiddles, u, E.DEGREE, logHeight)
    classes.push({
      tables: columns,
      traces,
      message,
      u: await maskAndExtend(input, u, E.DEGREE, logHeight, mask),
    })
  }
  return {
    classes,
    ...(await commitLinks(
      input,
      classes.map(({ tables, u }) => [...tables, u]),
    )),
  }
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
  const classes: AuxClass[] = []
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
    await interpolateColumns(engine, twiddles, block, count + E.DEGREE, own.logHeight)
    classes.push({
      fractions: await maskAndExtend(input, block, count, own.logHeight, mask),
      sigma: await maskAndExtend(input, block + 4 * count * height, E.DEGREE, own.logHeight, nextMask),
    })
  }
  const links: readonly (readonly Columns[])[] = classes.map(({ fractions, sigma }) => [fractions, sigma])
  return { classes, sums, ...(await commitLinks(input, links)) }
}

/** R: a uniform word of the code, over E. */
async function drawWord({ engine, random, shape, twiddles }: ProverInput): Promise<Columns> {
  const { memory } = engine
  const height = 2 ** shape.logHeight
  const tailLength = codeDimension(shape.parameters, shape.logHeight) - height
  const coefficients = memory.alloc(4 * E.DEGREE * height)
  const tail = memory.alloc(4 * E.DEGREE * tailLength)
  await random.fill(coefficients, E.DEGREE * height)
  await random.fill(tail, E.DEGREE * tailLength)
  return extendColumns(engine, twiddles, {
    logHeight: shape.logHeight,
    count: E.DEGREE,
    coefficients,
    tail,
    tailLength,
    tailKind: 'high',
  })
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
