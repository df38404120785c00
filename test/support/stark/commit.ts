/** Commitments to links of columns. */
import type { Hasher } from '../../../src/hash/hasher.ts'
import { SALT_ELEMENTS, type Shape, type TreeName } from '../../../src/stark/shape.ts'
import { type Column, lifted } from './column.ts'
import { ReferenceTree } from './merkle-tree.ts'
import type { Tape } from './tape.ts'

/** The tree over links of columns by increasing height, with the salt of a hiding tree at the end of the last one. */
export function commitLinks(
  hasher: Hasher,
  shape: Shape,
  name: TreeName,
  links: readonly (readonly Column[])[],
  tape: Tape,
): ReferenceTree {
  const { logBlowup } = shape.parameters
  const tree = shape.trees.find((own) => own.name === name)!
  const leaves = 2 ** (tree.logHeight + logBlowup)
  const salt = tree.salted ? tape.draw(`salt ${name}`, SALT_ELEMENTS * leaves) : []
  const salts = tree.salted
    ? Array.from({ length: SALT_ELEMENTS }, (_, k) => (row: number) => salt[k * leaves + row])
    : []
  const readers = links.map((columns, k) => [
    ...columns.map((column) => lifted(column, tree.logHeight, logBlowup)),
    ...(k === links.length - 1 ? salts : []),
  ])
  readers.forEach((own, k) => {
    if (own.length !== tree.links[k].columns)
      throw new RangeError(`${name}: ${own.length} columns in link ${k}`)
  })
  return new ReferenceTree(hasher, tree.logHeight + logBlowup, (row) =>
    readers.map((own) => own.map((at) => at(row))),
  )
}
