/** FRI, the prover's side: commits to every layer as coefficients of fibres and folds them. */
import { DIGEST_BYTES, type Engine } from '../../engine/contract.ts'
import * as F from '../../field/koalabear.ts'
import * as E from '../../field/quartic.ts'
import type { Digest } from '../../hash/hasher.ts'
import { interpolate } from '../../poly/polynomial.ts'
import { MerkleTree } from '../pcs/merkle-prover.ts'
import type { FoldShape, Shape } from '../shape.ts'
import { pointerList, slices } from './columns.ts'

export interface Layer {
  readonly shape: FoldShape
  readonly tree: MerkleTree
  /** 4 * 2^logArity base columns with a row per fibre. */
  readonly columns: readonly number[]
}

/** Commits to the layers of the word `f` (an E column, freed). `challenge` absorbs a root and returns the fold's beta. */
export async function friLayers(
  engine: Engine,
  shape: Shape,
  f: number,
  challenge: (root: Digest) => Promise<E.Ext>,
): Promise<{ layers: Layer[]; final: E.Ext[] }> {
  const { memory } = engine
  const { logBlowup } = shape.parameters
  const cosets = 2 ** logBlowup
  const layers: Layer[] = []
  let word = f
  for (const fold of shape.folds) {
    const { logHeight, logArity } = fold
    const fibres = 2 ** (logHeight - logArity)
    const stride = 4 * cosets * fibres
    const count = E.DEGREE << logArity
    const block = memory.alloc(count * stride)
    const columns = Array.from({ length: count }, (_, k) => block + k * stride)
    const wordStride = 4 * cosets * 2 ** logHeight
    const jobs: number[][] = []
    for (let coset = 0; coset < cosets; coset++) {
      const start = F.pow(F.rootOfUnity(logHeight + logBlowup), coset)
      for (const { row, rows } of slices(fibres, 1 << 10)) {
        jobs.push([
          block + 4 * coset * fibres,
          stride,
          word + 4 * coset * 2 ** logHeight,
          wordStride,
          logHeight,
          logArity,
          start,
          row,
          rows,
        ])
      }
    }
    await engine.run('friInterpolate', jobs)
    memory.free(word)
    const list = pointerList(engine, columns)
    const leaves = memory.alloc(Math.max(128, DIGEST_BYTES * cosets * fibres))
    await engine.run(
      'hashRows',
      slices(cosets * fibres, 1 << 10).map(({ row, rows }) => [
        leaves,
        list,
        count,
        logHeight - logArity,
        0,
        0,
        row,
        rows,
      ]),
    )
    const tree = await MerkleTree.build(engine, leaves, logHeight - logArity + logBlowup)
    layers.push({ shape: fold, tree, columns })
    const beta = await challenge(tree.root)
    const weights = memory.alloc(16 * count)
    let power: E.Ext = E.ONE
    for (let t = 0; t < 1 << logArity; t++) {
      for (let c = 0; c < E.DEGREE; c++)
        memory.u32.set(E.mul(power, E.BASIS[c]!), (weights >>> 2) + 4 * (E.DEGREE * t + c))
      power = E.mul(power, beta)
    }
    word = memory.alloc(E.DEGREE * stride)
    await engine.run(
      'combine',
      slices(cosets * fibres, 1 << 11).map(({ row, rows }) => [
        word,
        stride,
        list,
        weights,
        count,
        row,
        rows,
        0,
      ]),
    )
    memory.free(weights)
    memory.free(list)
  }
  const final = lastPolynomial(engine, shape, word)
  memory.free(word)
  return { layers, final }
}

/** The coefficients of the last word, which honest folding leaves with degree below finalLength. */
function lastPolynomial(engine: Engine, shape: Shape, word: number): E.Ext[] {
  const { finalLogHeight, finalLength, parameters } = shape
  const height = 2 ** finalLogHeight
  const cosets = 2 ** parameters.logBlowup
  const size = height * cosets
  const { u32 } = engine.memory
  // A subgroup with as many points as there are coefficients is enough.
  const length = 2 ** Math.ceil(Math.log2(finalLength))
  const coordinates = Array.from({ length: E.DEGREE }, (_, c) => {
    const start = (word >>> 2) + c * size
    const natural = new Uint32Array(length)
    for (let i = 0; i < length; i++) {
      // Row k * N + i is the point w^(k + cosets * i) of the whole subgroup.
      const at = i * (size / length)
      natural[i] = u32[start + (at % cosets) * height + Math.floor(at / cosets)]!
    }
    return interpolate(natural)
  })
  return Array.from(
    { length: finalLength },
    (_, i) => coordinates.map((values) => values[i]!) as unknown as E.Ext,
  )
}

/** The opened fibre: coefficients g_0, g_1, ... with their coordinates. */
export function layerRow(engine: Engine, { columns }: Layer, index: number): number[] {
  return columns.map((column) => engine.memory.u32[(column >>> 2) + index]!)
}
