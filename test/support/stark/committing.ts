/** The first half of the reference prover: traces, lookup columns and the quotient. */
import { hub, hubColumns } from '../../../src/air/blinding.ts'
import * as F from '../../../src/field/koalabear.ts'
import * as E from '../../../src/field/quartic.ts'
import type { Digest, Hasher } from '../../../src/hash/hasher.ts'
import { cosetShift, createDomain, domainPoint, liftedRow } from '../../../src/poly/domain.ts'
import { powers } from '../../../src/stark/challenges.ts'
import { type LookupChallenges, lookupChallenges } from '../../../src/stark/logup.ts'
import type { Shape, TreeName } from '../../../src/stark/shape.ts'
import type { NonceSearch, Transcript } from '../../../src/transcript/transcript.ts'
import { type Column, interpolateExt, maskedColumn, naturalOrder } from './column.ts'
import { commitLinks } from './commit.ts'
import { type ClassColumns, classComposition, LOG_COMPOSITION_BLOWUP } from './composition.ts'
import type { Committed, ReferenceInput } from './input.ts'
import { fractionColumns, runningSum, type TraceColumns } from './lookups.ts'
import type { Vector } from './merkle-tree.ts'

/** The smallest nonce from 0 on. */
export const nonceSearch =
  (hasher: Hasher): NonceSearch =>
  async (state: Digest, bits: number) => {
    let nonce = 0n
    while (!hasher.checkNonce(state, bits, nonce)) nonce++
    return nonce
  }

/** The rounds up to lambda. */
export async function commitTraces(input: ReferenceInput, transcript: Transcript): Promise<Committed> {
  const { hasher, shape, cheats } = input
  const columns = new Map<TreeName, readonly (readonly Column[])[]>()
  const trees = new Map<TreeName, Vector>()
  const commit = (name: TreeName, links: readonly (readonly Column[])[]): Digest => {
    const tree = commitLinks(input, name, links)
    columns.set(name, links)
    trees.set(name, tree)
    return tree.root
  }

  const preprocessed = new Map(
    [...input.preprocessed].map(([number, own]) => [number, own.map((values) => maskedColumn(values))]),
  )
  for (const { name, links } of shape.trees) {
    if (name !== 'fixed' && name !== 'program') continue
    const own = links.map(({ logHeight }) => {
      const { tables } = shape.classes.find((c) => c.logHeight === logHeight)!
      return tables
        .filter(({ table }) => table.tree === name)
        .flatMap(({ number }) => preprocessed.get(number)!)
    })
    commit(name, own)
  }

  const main = mainClasses(input)
  transcript.absorbDigest(
    'main root',
    commit(
      'main',
      main.map(({ tables, u }) => [...tables.flat(), ...u]),
    ),
  )
  const lookupNonce = await transcript.grind('lookup work', shape.parameters.pow.lookup, nonceSearch(hasher))
  const lookups = lookupChallenges(transcript.squeezeExt('alpha'), transcript.squeezeExt('beta'))

  const aux = auxClasses(input, main, lookups)
  const honestSums = aux.map(({ sum }) => sum)
  const sums = cheats.sums?.(honestSums, lookups) ?? honestSums
  const auxLinks = aux.map(({ fractions, sigma }) => [...fractions.flat(), ...sigma])
  transcript.absorbDigest('aux root', commit('aux', auxLinks))
  transcript.absorbExt('sums', sums)
  const lambdas = powers(transcript.squeezeExt('lambda'), shape.constraints)

  const classes: ClassColumns[] = shape.classes.map((own, k) => ({
    ...main[k],
    ...aux[k],
    tables: own.tables.map(({ number }, t) => ({
      preprocessed: preprocessed.get(number) ?? [],
      main: main[k].tables[t],
    })),
    sum: sums[k],
  }))
  const quotient = quotientCoefficients(shape, classes, lookups, cheats.lambdas?.(lambdas) ?? lambdas)
  return { lookupNonce, lookups, lambdas, classes, sums, quotient, columns, trees }
}

interface MainClass {
  readonly logRows: number
  /** Per table: its columns. */
  readonly tables: readonly (readonly Column[])[]
  readonly traces: readonly TraceColumns[]
  readonly message: E.Ext
  readonly u: readonly Column[]
}

function mainClasses({
  shape,
  system,
  preprocessed,
  traces: given,
  tape,
  cheats = {},
}: ReferenceInput): MainClass[] {
  const { mask } = shape.parameters
  const messages = shape.classes.map((_, k) => tape.draw(`u ${k}`, E.DEGREE) as unknown as E.Ext)
  const traces = new Map(
    [...given].map(([number, columns]) => [number, columns.map((column) => [...column])]),
  )
  fillHub(traces.get(system.tables.indexOf(hub))!, messages)
  cheats.traces?.(traces)
  return shape.classes.map((own, k) => {
    const periodic = own.tables.every(({ number }) => traces.get(number)![0].length === 2 ** own.logHeight)
    const logRows = periodic ? own.logHeight : shape.logHeight
    let drawn = 0
    const masked = (values: readonly number[]) => {
      const repeated = Array.from({ length: 2 ** logRows }, (_, row) => values[row % values.length])
      return maskedColumn(repeated, tape.draw(`main ${k} ${drawn++}`, mask))
    }
    const tables = own.tables.map(({ number }) => traces.get(number)!.map(masked))
    const height = 2 ** own.logHeight
    const u = messages[k].map((value) => masked(Array<number>(height).fill(value)))
    return {
      logRows,
      tables,
      message: messages[k],
      u,
      traces: own.tables.map(({ number }) => ({
        preprocessed: preprocessed.get(number) ?? [],
        main: traces.get(number)!,
      })),
    }
  })
}

function fillHub(columns: readonly number[][], messages: readonly E.Ext[]): void {
  messages.forEach((message, row) => {
    hubColumns.message.forEach(({ index }, c) => {
      columns[index][row] = message[c]
    })
    columns[hubColumns.real.index][row] = 1
  })
}

interface AuxClass {
  readonly fractions: readonly (readonly Column[])[]
  readonly sigma: readonly Column[]
  readonly sum: E.Ext
}

function auxClasses(
  { shape, tape, cheats }: ReferenceInput,
  main: readonly MainClass[],
  lookups: LookupChallenges,
): AuxClass[] {
  const { mask, nextMask } = shape.parameters
  const fractions = shape.classes.map((own, k) =>
    fractionColumns(own, 2 ** main[k].logRows, main[k].traces, lookups),
  )
  cheats.fractions?.(fractions, lookups)
  return shape.classes.map((own, k) => {
    const { sigma, sum } = runningSum(own, 2 ** main[k].logRows, fractions[k], main[k].message, lookups)
    const coordinates = (column: readonly E.Ext[], drawMask: (c: number) => readonly number[]) =>
      E.BASIS.map((_, c) =>
        maskedColumn(
          column.map((value) => value[c]),
          drawMask(c),
        ),
      )
    return {
      fractions: fractions[k].map((column, f) =>
        coordinates(column, (c) => tape.draw(`phi ${k} ${E.DEGREE * f + c}`, mask)),
      ),
      sigma: coordinates(sigma, (c) => tape.draw(`sigma ${k} ${c}`, nextMask)),
      sum,
    }
  })
}

/** The polynomial of degree < 4 N_0 that has the values of the composition / (X^(N_0) - 1) on its domain. */
function quotientCoefficients(
  shape: Shape,
  classes: readonly ClassColumns[],
  lookups: LookupChallenges,
  lambdas: readonly E.Ext[],
): Uint32Array[] {
  const { logHeight } = shape
  const domain = createDomain(logHeight, LOG_COMPOSITION_BLOWUP)
  const parts = shape.classes.map((own, k) => classComposition(own, classes[k], lookups, lambdas))
  const values = Array.from({ length: domain.size }, (_, row) => {
    const sum = parts.reduce(
      (total, part, k) => E.add(total, part[liftedRow(domain, row, classes[k].logRows)]),
      E.ZERO,
    )
    const vanishing = F.sub(F.squareTimes(domainPoint(domain, row), logHeight), 1)
    return E.scale(sum, F.inv(vanishing))
  })
  return interpolateExt(naturalOrder(values, logHeight, LOG_COMPOSITION_BLOWUP), cosetShift(logHeight))
}
