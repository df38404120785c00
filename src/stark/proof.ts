/**
 * A proof as data, and its one encoding. The encoding is canonical: every element below p, every length given by the
 * shape or checked against what the queries imply, nothing left over. The parser is total: any bytes give a proof or a
 * `FormatError`, in time and memory linear in the input.
 */
import { DEGREE, type Ext } from '../field/quartic.ts'
import { DIGEST_LENGTH, type Digest } from '../hash/hasher.ts'
import { type ByteReader, type ByteWriter, FormatError } from '../util/bytes.ts'
import type { Parameters } from './parameters.ts'
import { createShape, type Heights, type Shape, ShapeError, type System } from './shape.ts'

/** Opened leaves of one tree, by increasing index, and the digests that complete their paths. */
export interface TreeOpening {
  /** Per opened leaf, the rows of all links one after the other. */
  readonly rows: readonly (readonly number[])[]
  readonly siblings: readonly Digest[]
}

export interface Proof {
  readonly heights: Heights
  readonly roots: { readonly main: Digest; readonly aux: Digest; readonly quotient: Digest }
  /** One sum per height class. */
  readonly sums: readonly Ext[]
  /** Values of all openings, in the shape's order. */
  readonly values: readonly Ext[]
  readonly layerRoots: readonly Digest[]
  /** Coefficients of the last FRI polynomial. */
  readonly final: readonly Ext[]
  readonly nonces: {
    readonly lookup: bigint
    readonly deep: bigint
    readonly batch: bigint
    readonly folds: readonly bigint[]
    readonly query: bigint
  }
  /** In the order of the shape's trees. */
  readonly trees: readonly TreeOpening[]
  readonly layers: readonly TreeOpening[]
}

/** Part of the transcript and of every encoding. */
export const PROTOCOL_VERSION = 1
/** Stands for an absent table in the list of log heights. */
const ABSENT = 0xff

/** Width of a leaf of layer `fold`: the coefficients of a fibre. */
const fibreElements = (logArity: number): number => DEGREE << logArity

/** Writes a proof behind what `out` has already. */
export function writeProof(out: ByteWriter, proof: Proof): void {
  out.u8(proof.heights.length)
  for (const height of proof.heights) out.u8(height ?? ABSENT)
  for (const root of [proof.roots.main, proof.roots.aux, proof.roots.quotient]) out.bytes(root)
  for (const value of [...proof.sums, ...proof.values]) out.elements(value)
  for (const root of proof.layerRoots) out.bytes(root)
  for (const value of proof.final) out.elements(value)
  const { lookup, deep, batch, folds, query } = proof.nonces
  for (const nonce of [lookup, deep, batch, ...folds, query]) out.u64(nonce)
  for (const opening of [...proof.trees, ...proof.layers]) {
    out.u16(opening.rows.length)
    for (const row of opening.rows) out.elements(row)
    out.u16(opening.siblings.length)
    for (const digest of opening.siblings) out.bytes(digest)
  }
}

/** Reads the rest of the input as one proof. @throws {FormatError} */
export function readProof(
  input: ByteReader,
  system: System,
  parameters: Parameters,
): { proof: Proof; shape: Shape } {
  const count = input.u8()
  const heights: Heights = list(count, () => {
    const height = input.u8()
    return height === ABSENT ? undefined : height
  })
  const shape = shapeOf(system, parameters, heights)
  const digest = () => input.bytes(DIGEST_LENGTH)
  const ext = () => input.elements(DEGREE) as unknown as Ext
  const roots = { main: digest(), aux: digest(), quotient: digest() }
  const sums = list(shape.classes.length, ext)
  const values = list(shape.openings.length, ext)
  const layerRoots = list(shape.folds.length, digest)
  const final = list(shape.finalLength, ext)
  const nonce = () => input.u64()
  const nonces = {
    lookup: nonce(),
    deep: nonce(),
    batch: nonce(),
    folds: list(shape.folds.length, nonce),
    query: nonce(),
  }
  const opening = (elements: number): TreeOpening => {
    const opened = input.u16()
    if (opened > parameters.queries)
      throw new FormatError(`${opened} opened leaves for ${parameters.queries} queries`)
    const rows = list(opened, () => input.elements(elements))
    const siblings = list(input.u16(), digest)
    return { rows, siblings }
  }
  const trees = shape.trees.map(({ links }) => opening(links.reduce((sum, link) => sum + link.columns, 0)))
  const layers = shape.folds.map(({ logArity }) => opening(fibreElements(logArity)))
  if (!input.atEnd) throw new FormatError(`${input.remaining} bytes after the end of the proof`)
  return { proof: { heights, roots, sums, values, layerRoots, final, nonces, trees, layers }, shape }
}

function shapeOf(system: System, parameters: Parameters, heights: Heights): Shape {
  try {
    return createShape(system, parameters, heights)
  } catch (error) {
    if (error instanceof ShapeError) throw new FormatError(error.message)
    throw error
  }
}

function list<T>(count: number, make: () => T): T[] {
  const out: T[] = []
  for (let k = 0; k < count; k++) out.push(make())
  return out
}
