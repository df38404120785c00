import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Engine } from '../../src/engine/contract.ts'
import { blake3Hasher } from '../../src/hash/blake3.ts'
import type { Digest } from '../../src/hash/hasher.ts'
import { openingOrder, rootFromOpenings } from '../../src/stark/pcs/merkle.ts'
import { MerkleTree } from '../../src/stark/pcs/merkle-prover.ts'
import { engines } from '../support/engines.ts'

const leaf = (i: number): Digest => blake3Hasher.hashRow(undefined, [i])

/** All layers of the tree over leaves 0 .. 2^depth - 1, by the definition. */
function layersOf(depth: number): Digest[][] {
  const layers = [Array.from({ length: 2 ** depth }, (_, i) => leaf(i))]
  for (let half = 2 ** (depth - 1); half >= 1; half /= 2) {
    const below = layers[layers.length - 1]
    layers.push(Array.from({ length: half }, (_, i) => blake3Hasher.hashNode(below[i], below[i + half])))
  }
  return layers
}

function open(depth: number, indices: readonly number[]) {
  const layers = layersOf(depth)
  const siblings = openingOrder(indices, depth).map(({ layer, index }) => layers[layer][index])
  const leaves = new Map(indices.map((index) => [index, layers[0][index]]))
  return { root: layers[depth][0], leaves, siblings }
}

const root = (depth: number, leaves: ReadonlyMap<number, Digest>, siblings: readonly Digest[]) =>
  rootFromOpenings(blake3Hasher, depth, leaves, siblings)

/** A depth and a set of leaves of such a tree. */
const opening = fc
  .integer({ min: 0, max: 7 })
  .chain((depth) =>
    fc.tuple(fc.constant(depth), fc.array(fc.nat(2 ** depth - 1), { minLength: 1, maxLength: 12 })),
  )

describe('openings', () => {
  it('give the root', () => {
    fc.assert(
      fc.property(opening, ([depth, indices]) => {
        const { root: expected, leaves, siblings } = open(depth, indices)
        expect(root(depth, leaves, siblings)).toEqual(expected)
      }),
    )
  })

  it('of one leaf are a path from the leaf to the root', () => {
    expect(openingOrder([11], 4)).toEqual([
      { layer: 0, index: 3 },
      { layer: 1, index: 7 },
      { layer: 2, index: 1 },
      { layer: 3, index: 0 },
    ])
  })

  it('of all leaves need nothing, and of a tree of one leaf neither', () => {
    expect(openingOrder([0, 1, 2, 3, 4, 5, 6, 7], 3)).toEqual([])
    expect(openingOrder([0], 0)).toEqual([])
    expect(root(0, new Map([[0, leaf(5)]]), [])).toEqual(leaf(5))
  })

  it('ask for each node once, whatever the order and the repetitions', () => {
    fc.assert(
      fc.property(opening, ([depth, indices]) => {
        const order = openingOrder(indices, depth)
        expect(new Set(order.map(({ layer, index }) => `${layer}:${index}`)).size).toBe(order.length)
        expect(openingOrder([...indices].reverse().concat(indices), depth)).toEqual(order)
      }),
    )
  })

  it('do not depend on the order of the leaves', () => {
    const { root: expected, leaves, siblings } = open(5, [3, 19, 30, 0])
    expect(root(5, new Map([...leaves].reverse()), siblings)).toEqual(expected)
  })
})

describe('anything else gives another root or none', () => {
  const depth = 5
  const indices = [0, 1, 17, 18, 31]
  const { root: expected, leaves, siblings } = open(depth, indices)

  it('a bit of any sibling', () => {
    for (let k = 0; k < siblings.length; k++) {
      for (const bit of [0, 100, 255]) {
        const changed = siblings.map((sibling) => sibling.slice())
        changed[k][bit >> 3] ^= 1 << (bit & 7)
        const found = root(depth, leaves, changed)
        expect(found).toHaveLength(32)
        expect(found).not.toEqual(expected)
      }
    }
  })

  it('a bit of any leaf', () => {
    for (const index of indices) {
      const changed = new Map([...leaves].map(([at, digest]) => [at, digest.slice()]))
      changed.get(index)![31] ^= 128
      const found = root(depth, changed, siblings)
      expect(found).toHaveLength(32)
      expect(found).not.toEqual(expected)
    }
  })

  it('leaves that changed places', () => {
    const swapped = new Map(leaves)
    swapped.set(0, leaves.get(17)!)
    swapped.set(17, leaves.get(0)!)
    expect(root(depth, swapped, siblings)).not.toEqual(expected)
  })

  it('siblings that changed places', () => {
    for (let k = 1; k < siblings.length; k++) {
      const changed = [...siblings]
      changed[k - 1] = siblings[k]
      changed[k] = siblings[k - 1]
      expect(root(depth, leaves, changed)).not.toEqual(expected)
    }
  })

  it('another index for a leaf', () => {
    for (let index = 0; index < 32; index++) {
      if (leaves.has(index)) continue
      const moved = new Map(leaves)
      moved.delete(18)
      moved.set(index, leaf(18))
      expect(root(depth, moved, siblings)).not.toEqual(expected)
    }
  })

  it('one sibling less or more, a leaf less or more', () => {
    for (let k = 0; k <= siblings.length; k++) {
      const [before, after] = [siblings.slice(0, k), siblings.slice(k)]
      expect(root(depth, leaves, [...before, leaf(1), ...after])).toBeUndefined()
      if (after.length > 0) expect(root(depth, leaves, [...before, ...after.slice(1)])).toBeUndefined()
    }
    const fewer = new Map(leaves)
    fewer.delete(0)
    expect(root(depth, fewer, siblings)).toBeUndefined()
    expect(root(depth, new Map(leaves).set(2, leaf(2)), siblings)).not.toEqual(expected)
  })

  it('no leaves, indices out of range, digests of another length', () => {
    expect(root(depth, new Map(), [])).toBeUndefined()
    expect(root(0, new Map(), [])).toBeUndefined()
    for (const index of [-1, 32, 0.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(root(depth, new Map(leaves).set(index, leaf(0)), siblings)).toBeUndefined()
    }
    for (const length of [0, 31, 33]) {
      const odd = new Uint8Array(length)
      expect(root(depth, new Map(leaves).set(17, odd), siblings)).toBeUndefined()
      expect(root(depth, leaves, [odd, ...siblings.slice(1)])).toBeUndefined()
      expect(root(0, new Map([[0, odd]]), [])).toBeUndefined()
    }
  })

  it('another depth', () => {
    expect(root(depth + 1, leaves, siblings)).not.toEqual(expected)
    expect(root(depth - 1, leaves, siblings)).toBeUndefined()
  })

  it('a node in the place of a leaf', () => {
    const layers = layersOf(depth)
    const nodes = new Map([[3, layers[1][3]]])
    const path = openingOrder([3], depth - 1).map(({ layer, index }) => layers[layer + 1][index])
    expect(root(depth - 1, nodes, path)).toEqual(expected)
    expect(root(depth, nodes, path)).toBeUndefined()
  })
})

describe.each(await engines())('MerkleTree, $name', ({ engine }) => {
  /** A digest array with leaf(i) at index i. */
  function leafArray(depth: number): number {
    const { memory } = engine
    const rows = Math.max(4, 2 ** depth)
    const digests = memory.alloc(32 * rows)
    const column = memory.alloc(4 * rows)
    for (let i = 0; i < rows; i++) memory.u32[column / 4 + i] = i
    const list = memory.alloc(4)
    memory.u32[list / 4] = column
    engine.call('hashRows', digests, list, 1, 2, 0, 0, 0, rows)
    memory.free(column)
    memory.free(list)
    return digests
  }

  it.each([0, 1, 2, 3, 4, 8])('has the root of its definition, depth %i', async (depth) => {
    const before = engine.memory.used
    const tree = await MerkleTree.build(engine, leafArray(depth), depth)
    expect(tree.depth).toBe(depth)
    expect(tree.root).toEqual(layersOf(depth)[depth][0])
    tree.free()
    expect(engine.memory.used).toBe(before)
  })

  it('opens any leaves', async () => {
    for (let depth = 0; depth <= 7; depth++) {
      const tree = await MerkleTree.build(engine, leafArray(depth), depth)
      fc.assert(
        fc.property(fc.array(fc.nat(2 ** depth - 1), { minLength: 1, maxLength: 20 }), (indices) => {
          const leaves = new Map(indices.map((index) => [index, leaf(index)]))
          expect(root(depth, leaves, tree.siblings(indices))).toEqual(tree.root)
        }),
        { numRuns: 20 },
      )
      tree.free()
    }
  })

  it('splits large layers into jobs that cover them', async () => {
    const depth = 15
    const runs: (readonly number[])[] = []
    const watched: Engine = {
      ...engine,
      run(kernel, jobs) {
        runs.push(...jobs)
        return engine.run(kernel, jobs)
      },
    }
    const tree = await MerkleTree.build(watched, leafArray(depth), depth)
    const covered = new Map<number, number>()
    for (const [, , half, row, rows] of runs) {
      expect(row, `nodes of the layer of ${half}`).toBe(covered.get(half) ?? 0)
      covered.set(half, row + rows)
    }
    expect(runs.filter(([, , half]) => half === 1 << (depth - 1)).length).toBeGreaterThan(1)
    for (const [half, nodes] of covered) expect(nodes).toBe(half)
    const indices = [0, 5, 5000, 20000, 32767]
    const leaves = new Map(indices.map((index) => [index, leaf(index)]))
    expect(root(depth, leaves, tree.siblings(indices))).toEqual(tree.root)
    tree.free()
  })

  it('frees its memory when the engine fails', async () => {
    const before = engine.memory.used
    const failing: Engine = { ...engine, run: () => Promise.reject(new Error('stopped')) }
    await expect(MerkleTree.build(failing, leafArray(15), 15)).rejects.toThrow('stopped')
    expect(engine.memory.used).toBe(before)
  })
})
