/** Where everything in the encoding of a proof is, by name: derived from its shape and the numbers of its openings. */
import { DEGREE } from '../../src/field/quartic.ts'
import { DIGEST_LENGTH } from '../../src/hash/hasher.ts'
import { FORMAT_MAGIC } from '../../src/machine/proof-file.ts'
import type { Proof } from '../../src/stark/proof.ts'
import type { Shape } from '../../src/stark/shape.ts'

export type SectionKind = 'byte' | 'height' | 'count' | 'word' | 'nonce' | 'digest' | 'element'

/** A run of items of one kind. */
export interface Section {
  readonly name: string
  readonly kind: SectionKind
  /** Offset of the first item, number of items, and bytes of each. */
  readonly at: number
  readonly items: number
  readonly size: number
}

export const sectionEnd = ({ at, items, size }: Section): number => at + items * size

class Sections {
  readonly list: Section[] = []
  #at: number

  constructor(at: number) {
    this.#at = at
  }

  add(name: string, kind: SectionKind, items: number, size: number): void {
    if (items > 0) this.list.push({ name, kind, at: this.#at, items, size })
    this.#at += items * size
  }
}

/** The sections of a proof that starts at `start`. */
export function proofSections(start: number, shape: Shape, proof: Proof): Section[] {
  const out = new Sections(start)
  out.add('number of tables', 'count', 1, 1)
  out.add('heights', 'height', proof.heights.length, 1)
  for (const name of ['main', 'aux', 'quotient']) out.add(`${name} root`, 'digest', 1, DIGEST_LENGTH)
  out.add('sums', 'element', DEGREE * proof.sums.length, 4)
  out.add('values', 'element', DEGREE * proof.values.length, 4)
  out.add('layer roots', 'digest', proof.layerRoots.length, DIGEST_LENGTH)
  out.add('final', 'element', DEGREE * proof.final.length, 4)
  out.add('nonces', 'nonce', 4 + proof.nonces.folds.length, 8)
  const openings = [
    ...shape.trees.map(({ name }, k) => ({ name, opening: proof.trees[k]! })),
    ...proof.layers.map((opening, k) => ({ name: `layer ${k}`, opening })),
  ]
  for (const { name, opening } of openings) {
    out.add(`number of rows of ${name}`, 'count', 1, 2)
    out.add(
      `rows of ${name}`,
      'element',
      opening.rows.reduce((sum, { length }) => sum + length, 0),
      4,
    )
    out.add(`number of siblings of ${name}`, 'count', 1, 2)
    out.add(`siblings of ${name}`, 'digest', opening.siblings.length, DIGEST_LENGTH)
  }
  return out.list
}

/** The sections before the proof in a proof file whose key has so many bridges. */
export function headerSections(bridges: number): Section[] {
  const out = new Sections(0)
  out.add('magic', 'byte', FORMAT_MAGIC.length, 1)
  out.add('version', 'byte', 1, 1)
  out.add('profile', 'byte', 1, 1)
  out.add('program root', 'digest', 1, DIGEST_LENGTH)
  out.add('heights of program and image', 'height', 2, 1)
  out.add('entry', 'word', 1, 4)
  out.add('number of bridges', 'count', 1, 2)
  out.add('bridges', 'word', 2 * bridges, 4)
  return out.list
}
