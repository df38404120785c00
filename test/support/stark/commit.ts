/** Commitments to rows and to links of columns. */
import { SALT_ELEMENTS, type TreeName } from '../../../src/stark/shape.ts'
import { type Column, lifted, liftedPointwise, type Reader } from './column.ts'
import type { ReferenceInput } from './input.ts'
import { bareRows, merkleTree, type Vector } from './merkle-tree.ts'

/**
 * Commits to 2^depth leaves of a tree, or of a layer of FRI by its number. `row` gives the pieces of a leaf.
 */
export function commitRows(
  { hasher, cheats, unhashed }: ReferenceInput,
  name: TreeName | number,
  depth: number,
  row: Reader<number[][]>,
): Vector {
  const told: Reader<number[][]> = (index) => cheats.leaf?.(name, index, row(index)) ?? row(index)
  return unhashed ? bareRows(told) : merkleTree(hasher, depth, told)
}

/**
 * The tree over links of columns by increasing height, with the salt of a hiding tree at the end of the last
 * one; without trees the salt is 0.
 */
export function commitLinks(
  input: ReferenceInput,
  name: TreeName,
  links: readonly (readonly Column[])[],
): Vector {
  const { shape, tape, unhashed } = input
  const { logBlowup } = shape.parameters
  const tree = shape.trees.find((own) => own.name === name)!
  const depth = tree.logHeight + logBlowup
  const salt = tree.salted && !unhashed ? tape.draw(`salt ${name}`, SALT_ELEMENTS * 2 ** depth) : []
  const salts = Array.from({ length: tree.salted ? SALT_ELEMENTS : 0 }, (_, k): Reader => {
    return (row) => salt[k * 2 ** depth + row] ?? 0
  })
  const read = unhashed ? liftedPointwise : lifted
  const readers = links.map((columns, k) => [
    ...columns.map((column) => read(column, tree.logHeight, logBlowup)),
    ...(k === links.length - 1 ? salts : []),
  ])
  readers.forEach((own, k) => {
    const { columns } = tree.links[k]
    if (own.length !== columns)
      throw new RangeError(`${name}: ${own.length} columns in link ${k}, not ${columns}`)
  })
  return commitRows(input, name, depth, (index) => readers.map((own) => own.map((at) => at(index))))
}
