/** Commitments to links of columns. */
import type { Hasher } from '../../../src/hash/hasher.ts'
import { SALT_ELEMENTS, type Shape, type TreeName } from '../../../src/stark/shape.ts'
import { type Column, lifted, liftedPointwise } from './column.ts'
import { bareRows, merkleTree, type Vector } from './merkle-tree.ts'
import type { Tape } from './tape.ts'

/**
 * The tree over links of columns by increasing height, with the salt of a hiding tree at the end of the last one. Without a
 * hasher there is no commitment and no salt.
 */
export function commitLinks(
  hasher: Hasher | undefined,
  shape: Shape,
  name: TreeName,
  links: readonly (readonly Column[])[],
  tape: Tape,
): Vector {
  const { logBlowup } = shape.parameters
  const tree = shape.trees.find((own) => own.name === name)!
  const leaves = 2 ** (tree.logHeight + logBlowup)
  const salt = tree.salted && hasher !== undefined ? tape.draw(`salt ${name}`, SALT_ELEMENTS * leaves) : []
  const salts = Array.from({ length: tree.salted ? SALT_ELEMENTS : 0 }, (_, k) => {
    return (row: number) => salt[k * leaves + row] ?? 0
  })
  const read = hasher === undefined ? liftedPointwise : lifted
  const readers = links.map((columns, k) => [
    ...columns.map((column) => read(column, tree.logHeight, logBlowup)),
    ...(k === links.length - 1 ? salts : []),
  ])
  readers.forEach((own, k) => {
    if (own.length !== tree.links[k].columns)
      throw new RangeError(`${name}: ${own.length} columns in link ${k}`)
  })
  const row = (index: number) => readers.map((own) => own.map((at) => at(index)))
  return hasher === undefined ? bareRows(row) : merkleTree(hasher, tree.logHeight + logBlowup, row)
}
