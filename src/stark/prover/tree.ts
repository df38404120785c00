/** Committed trees of the prover: leaf chains over height classes, and their openings. */
import { DIGEST_BYTES, type Engine } from '../../engine/contract.ts'
import type { Digest } from '../../hash/hasher.ts'
import { createDomain, liftedRow } from '../../poly/domain.ts'
import { MerkleTree } from '../pcs/merkle-prover.ts'
import type { TreeOpening } from '../proof.ts'
import { pointerList, slices } from './columns.ts'

/** The domain columns of one height, in leaf order. */
export interface Link {
  readonly logHeight: number
  readonly columns: readonly number[]
}

export class CommittedTree {
  readonly #engine: Engine
  readonly #links: readonly Link[]
  readonly #merkle: MerkleTree
  readonly #logBlowup: number

  constructor(engine: Engine, links: readonly Link[], merkle: MerkleTree, logBlowup: number) {
    this.#engine = engine
    this.#links = links
    this.#merkle = merkle
    this.#logBlowup = logBlowup
  }

  /** Hashes the links by increasing height; the state after the shorter ones is computed once per short row. */
  static async build(engine: Engine, links: readonly Link[], logBlowup: number): Promise<CommittedTree> {
    const { memory } = engine
    let previous = 0
    let previousLogHeight = 0
    for (const { logHeight, columns } of links) {
      const rows = 2 ** (logHeight + logBlowup)
      const states = memory.alloc(DIGEST_BYTES * rows)
      const list = pointerList(engine, columns)
      const jobs = slices(rows, 1 << 10).map((slice) => [
        states,
        list,
        columns.length,
        logHeight,
        previous,
        previousLogHeight,
        slice.row,
        slice.rows,
      ])
      await engine.run('hashRows', jobs)
      memory.free(list)
      if (previous !== 0) memory.free(previous)
      previous = states
      previousLogHeight = logHeight
    }
    const merkle = await MerkleTree.build(engine, previous, previousLogHeight + logBlowup)
    return new CommittedTree(engine, links, merkle, logBlowup)
  }

  get root(): Digest {
    return this.#merkle.root
  }

  get logHeight(): number {
    return this.#links[this.#links.length - 1]!.logHeight
  }

  /** Opens the leaves that query indices of the tallest domain map to. */
  open(indices: readonly number[], logTallest: number): TreeOpening {
    const tallest = createDomain(logTallest, this.#logBlowup)
    const own = createDomain(this.logHeight, this.#logBlowup)
    const distinct = [...new Set(indices.map((index) => liftedRow(tallest, index, this.logHeight)))].sort(
      (a, b) => a - b,
    )
    const { u32 } = this.#engine.memory
    // Where row 0 of every column is: what follows waits for memory as it is.
    const links = this.#links.map(({ logHeight, columns }) => ({
      logHeight,
      starts: Uint32Array.from(columns, (column) => column >>> 2),
    }))
    const width = links.reduce((sum, { starts }) => sum + starts.length, 0)
    const rows = distinct.map((index) => {
      const values = new Array<number>(width)
      let next = 0
      for (const { logHeight, starts } of links) {
        const row = liftedRow(own, index, logHeight)
        for (let k = 0; k < starts.length; k++) values[next++] = u32[starts[k]! + row]!
      }
      return values
    })
    return { rows, siblings: this.#merkle.siblings(distinct) }
  }

  free(): void {
    this.#merkle.free()
  }
}
