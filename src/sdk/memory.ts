/** How much memory a proof needs: what is live at the three moments that may be the fullest. */
import { DIGEST_BYTES, SCRATCH_BYTES, twiddleBytes } from '../engine/contract.ts'
import { DEGREE } from '../field/quartic.ts'
import { LOOKUP_LOG_HEIGHT, lookup } from '../machine/tables/lookup.ts'
import { CHUNKS, LOG_QUOTIENT_COSETS } from '../stark/parameters.ts'
import { SALT_ELEMENTS, type Shape, type TreeName } from '../stark/shape.ts'
import type { Execution } from '../vm/execution.ts'
import { RECORD_WORDS } from '../vm/record.ts'

const ELEMENT_BYTES = 4

/** Holes that the allocator leaves between blocks, as a part of all. */
const HOLES = 0.04

/** Whether a proof that needs so much, as estimated, certainly does not fit: holes may stay away. */
export const exceeds = (needs: number, limit: number): boolean => needs / (1 + HOLES) > limit

/** Bytes of engine memory that a proof takes at its peak, estimated from above. */
export function memoryNeeds(shape: Shape, { steps, calls }: Execution, threads: number): number {
  const { parameters, trees, classes, logHeight } = shape
  const blowup = 2 ** parameters.logBlowup
  const height = 2 ** logHeight
  const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)
  // A tree has two digests for each leaf; the chain below the leaves is gone when the nodes are made.
  const digests = (rows: number) => 2 * DIGEST_BYTES * blowup * rows
  const salt = ELEMENT_BYTES * SALT_ELEMENTS * blowup * height
  const extended = (cells: number) => ELEMENT_BYTES * (1 + blowup) * cells
  const tree = (name: TreeName) => {
    const { links, salted } = trees.find((candidate) => candidate.name === name)!
    const cells = sum(links.map((link) => link.columns * 2 ** link.logHeight))
    return salted ? cells - SALT_ELEMENTS * height : cells
  }
  const traces = sum(
    classes.flatMap(({ tables }) =>
      tables.map((shaped) => ELEMENT_BYTES * shaped.table.main.length * 2 ** shaped.logHeight),
    ),
  )
  const extension = ELEMENT_BYTES * DEGREE * height
  const preprocessed = (cells: number, rows: number) =>
    extended(cells) + ELEMENT_BYTES * cells + digests(rows)
  const program = trees.find(({ name }) => name === 'program')!
  const always =
    SCRATCH_BYTES * threads +
    preprocessed(lookup.preprocessed.length * 2 ** LOOKUP_LOG_HEIGHT, 2 ** LOOKUP_LOG_HEIGHT) +
    preprocessed(tree('program'), 2 ** program.logHeight) +
    sum(classes.map((own) => (1 + blowup) * twiddleBytes(own.logHeight))) +
    2 ** LOG_QUOTIENT_COSETS * twiddleBytes(logHeight)
  const word = (1 + blowup) * extension
  const main = extended(tree('main'))
  const aux = extended(tree('aux'))
  const hiding = salt + digests(height)
  const records = ELEMENT_BYTES * (RECORD_WORDS * steps + sum(calls.map(({ words }) => words)))
  const filling = records + traces + main + word
  const committing = traces + main + word + hiding
  // The combination of all columns of one height, next to that of the heights below, and the word that FRI begins with.
  const combining = (2.5 * blowup + 1) * extension
  const opening = main + aux + 3 * hiding + word + CHUNKS * (1 + blowup) * extension + combining
  return Math.ceil((1 + HOLES) * (always + Math.max(filling, committing, opening)))
}
