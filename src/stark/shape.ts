/**
 * The shape of a proof: everything about it that follows from the system, the parameters and the heights of its tables.
 * One function derives it for prover, verifier and serialiser. Names and order here are the protocol's.
 */
import type { Interaction, PreprocessedTree, Table } from '../air/table.ts'
import { DEGREE } from '../field/quartic.ts'
import { LimpidError } from '../util/errors.ts'
import { CHUNKS, codeDimension, FRACTIONS_PER_COLUMN, type Parameters } from './parameters.ts'

/** A set of tables that prove something together. */
export interface System {
  readonly tables: readonly Table[]
  /** Numbers of tables that no proof may lack. */
  readonly required: readonly number[]
  /** Tables from this number on have no generated evaluator: kernels interpret them. Default none. */
  readonly interpretedFrom?: number
}

/** Log heights by table number; undefined for a table without rows, which is absent. */
export type Heights = readonly (number | undefined)[]

export interface TableShape {
  readonly number: number
  readonly table: Table
  readonly logHeight: number
  /** Interactions in groups that share a fraction column. */
  readonly groups: readonly (readonly Interaction[])[]
  /** Exponent of lambda of the first of its constraints: first its own, then one per group. */
  readonly firstExponent: number
  /** Whether kernels get its constraints as data. */
  readonly isInterpreted: boolean
}

/** The tables of one height. They share the message u, one running sum sigma and its sum. */
export interface ClassShape {
  readonly logHeight: number
  readonly tables: readonly TableShape[]
  /** Exponents of lambda of the running sum's step and of its anchor. */
  readonly stepExponent: number
  readonly anchorExponent: number
}

export type TreeName = PreprocessedTree | 'main' | 'aux' | 'quotient'

/** One link of the leaf chain: the columns of one height, in base elements. */
export interface LinkShape {
  readonly logHeight: number
  readonly columns: number
}

export interface TreeShape {
  readonly name: TreeName
  /** By increasing height; the salt, if any, is part of the last. */
  readonly links: readonly LinkShape[]
  readonly logHeight: number
  readonly salted: boolean
}

/** Elements of the salt in the tallest link of a hiding tree: 124 bits. */
export const SALT_ELEMENTS = 4

export interface FoldShape {
  /** Nominal log height before the fold. */
  readonly logHeight: number
  readonly logArity: number
}

/** One opened polynomial at one point: `point` 1 is the next row, g * zeta. */
export interface Opening {
  readonly tree: TreeName
  readonly link: number
  /** First base column in the link; an E column has `DEGREE` of them. */
  readonly column: number
  readonly extension: boolean
  readonly logHeight: number
  readonly point: 0 | 1
}

export interface Shape {
  readonly parameters: Parameters
  readonly heights: Heights
  /** Log height of the tallest table. */
  readonly logHeight: number
  /** By increasing height. */
  readonly classes: readonly ClassShape[]
  readonly trees: readonly TreeShape[]
  readonly openings: readonly Opening[]
  readonly folds: readonly FoldShape[]
  /** Coefficients in E of the last FRI polynomial, and the nominal log height it has. */
  readonly finalLength: number
  readonly finalLogHeight: number
  /** Number of constraints, that is of powers of lambda. */
  readonly constraints: number
  /** Where the quotient is cut: chunks have up to codeDimension coefficients. */
  readonly chunkLength: number
}

/** Heights that no proof can have. */
export class ShapeError extends LimpidError {
  constructor(message: string) {
    super('SHAPE', message)
    this.name = 'ShapeError'
  }
}

/** @throws {ShapeError} if the heights break a bound that soundness or zero knowledge rests on. */
export function createShape(system: System, parameters: Parameters, heights: Heights): Shape {
  checkHeights(system, parameters, heights)
  const present = system.tables.flatMap((table, number) => {
    const logHeight = heights[number]
    return logHeight === undefined ? [] : [{ table, number, logHeight }]
  })
  let exponent = 0
  const take = (count: number) => {
    exponent += count
    return exponent - count
  }
  const tables: TableShape[] = present.map(({ table, number, logHeight }) => {
    const groups = groupInteractions(table.interactions)
    const firstExponent = take(table.constraints.length + groups.length)
    const isInterpreted = number >= (system.interpretedFrom ?? system.tables.length)
    return { table, number, logHeight, groups, firstExponent, isInterpreted }
  })
  const logHeights = [...new Set(tables.map((t) => t.logHeight))].sort((a, b) => a - b)
  const classes: ClassShape[] = logHeights.map((logHeight) => ({
    logHeight,
    tables: tables.filter((t) => t.logHeight === logHeight),
    stepExponent: take(1),
    anchorExponent: take(1),
  }))
  const logHeight = logHeights[logHeights.length - 1]!
  const trees = treeShapes(tables, classes, logHeight)
  const folds = foldShapes(parameters, logHeight)
  const lastFold = folds[folds.length - 1]
  const finalLogHeight = lastFold === undefined ? logHeight : lastFold.logHeight - lastFold.logArity
  checkBounds(parameters, classes, logHeight)
  return {
    parameters,
    heights,
    logHeight,
    classes,
    trees,
    folds,
    finalLogHeight,
    openings: openings(tables, classes, trees),
    finalLength: codeDimension(parameters, finalLogHeight),
    constraints: exponent,
    chunkLength: codeDimension(parameters, logHeight) - parameters.mask,
  }
}

export function groupInteractions(interactions: readonly Interaction[]): Interaction[][] {
  const groups: Interaction[][] = []
  for (let at = 0; at < interactions.length; at += FRACTIONS_PER_COLUMN) {
    groups.push(interactions.slice(at, at + FRACTIONS_PER_COLUMN))
  }
  return groups
}

function checkHeights(system: System, { minLogHeight, maxLogHeight }: Parameters, heights: Heights): void {
  if (heights.length !== system.tables.length)
    throw new ShapeError(`${heights.length} heights for ${system.tables.length} tables`)
  if (heights.every((logHeight) => logHeight === undefined)) throw new ShapeError('no table is present')
  heights.forEach((logHeight, number) => {
    const name = system.tables[number]!.name
    if (logHeight === undefined) {
      if (system.required.includes(number)) throw new ShapeError(`table ${name} must not be absent`)
    } else if (!Number.isInteger(logHeight) || logHeight < minLogHeight || logHeight > maxLogHeight) {
      throw new ShapeError(
        `table ${name} has log height ${logHeight}, not ${minLogHeight} to ${maxLogHeight}`,
      )
    }
  })
}

/** The bounds of docs/protocol.md, "Masks"; they hold for all heights in range if they hold for these. */
function checkBounds(parameters: Parameters, classes: readonly ClassShape[], logHeight: number): void {
  const { mask, nextMask, queries } = parameters
  const require = (holds: boolean, what: string) => {
    if (!holds) throw new ShapeError(`parameters ${parameters.name}: ${what}`)
  }
  require(mask >= queries + DEGREE, 'a mask must have as many coefficients as a column has openings')
  require(nextMask >= 2 * (queries + 1), 'the mask of a running sum must cover its next rows')
  const height = 2 ** logHeight
  const dimension = codeDimension(parameters, logHeight)
  for (const { logHeight: own } of classes) {
    const period = 2 ** (logHeight - own)
    const masked = height + (nextMask - 1) * period + 1
    require(masked <= dimension, `a masked column of height 2^${own} does not fit the code`)
    const quotient = 3 * height + 4 * period * (mask - 1) + 1
    require(quotient <=
      Math.min(
        3 * dimension - 2 * mask,
        4 * height,
      ), `the quotient at height 2^${own} does not fit its chunks`)
  }
}

function treeShapes(
  tables: readonly TableShape[],
  classes: readonly ClassShape[],
  logHeight: number,
): TreeShape[] {
  const preprocessed = (name: PreprocessedTree): TreeShape[] => {
    const own = tables.filter(({ table }) => table.tree === name)
    if (own.length === 0) return []
    const heights = [...new Set(own.map((t) => t.logHeight))].sort((a, b) => a - b)
    const links = heights.map((height) => ({
      logHeight: height,
      columns: sum(own.filter((t) => t.logHeight === height).map(({ table }) => table.preprocessed.length)),
    }))
    return [{ name, links, logHeight: heights[heights.length - 1]!, salted: false }]
  }
  const hiding = (name: TreeName, links: LinkShape[]): TreeShape => ({
    name,
    links: links.map((link, k) =>
      k === links.length - 1 ? { ...link, columns: link.columns + SALT_ELEMENTS } : link,
    ),
    logHeight,
    salted: true,
  })
  return [
    ...preprocessed('fixed'),
    ...preprocessed('program'),
    hiding(
      'main',
      classes.map((c) => ({
        logHeight: c.logHeight,
        columns: sum(c.tables.map(({ table }) => table.main.length)) + DEGREE,
      })),
    ),
    hiding(
      'aux',
      classes.map((c) => ({
        logHeight: c.logHeight,
        columns: DEGREE * (sum(c.tables.map(({ groups }) => groups.length)) + 1),
      })),
    ),
    hiding('quotient', [{ logHeight, columns: DEGREE * (CHUNKS + 1) }]),
  ]
}

/** All openings in batching order. R, the last E column of the quotient tree, is not opened. */
function openings(
  tables: readonly TableShape[],
  classes: readonly ClassShape[],
  trees: readonly TreeShape[],
): Opening[] {
  const out: Opening[] = []
  for (const { name, links } of trees) {
    links.forEach(({ logHeight }, link) => {
      let column = 0
      const open = (extension: boolean, points: readonly (0 | 1)[]) => {
        for (const point of points) out.push({ tree: name, link, column, extension, logHeight, point })
        column += extension ? DEGREE : 1
      }
      const repeat = (count: number, action: () => void) => {
        for (let k = 0; k < count; k++) action()
      }
      const own = classes.find((c) => c.logHeight === logHeight)!.tables
      if (name === 'fixed' || name === 'program') {
        for (const { table } of tables) {
          if (table.tree === name && own.some((t) => t.table === table))
            repeat(table.preprocessed.length, () => open(false, [0]))
        }
      } else if (name === 'main') {
        repeat(sum(own.map(({ table }) => table.main.length)) + DEGREE, () => open(false, [0]))
      } else if (name === 'aux') {
        repeat(sum(own.map(({ groups }) => groups.length)), () => open(true, [0]))
        open(true, [0, 1])
      } else {
        repeat(CHUNKS, () => open(true, [0]))
      }
    })
  }
  return out
}

function foldShapes({ logArity, logFinal }: Parameters, logHeight: number): FoldShape[] {
  const folds: FoldShape[] = []
  for (let at = logHeight; at > logFinal; at -= logArity) folds.push({ logHeight: at, logArity })
  return folds
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, n) => total + n, 0)
