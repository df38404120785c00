/** What proofs of the real prover show, number by number, under fixed challenges. */
import type { Engine } from '../../../src/engine/contract.ts'
import { blake3Hasher } from '../../../src/hash/blake3.ts'
import type { Proof } from '../../../src/stark/proof.ts'
import { SALT_ELEMENTS, type Shape } from '../../../src/stark/shape.ts'
import { fixedChallenges } from '../stark/affine.ts'
import { type Draw, type EngineProof, proveWithEngine } from '../stark/engine-prover.ts'
import { scripted } from '../stark/hashers.ts'
import { type Source, seeded } from '../stark/tape.ts'
import { type ListWitness, listInput, listShape } from './lists.ts'

/** One number that proofs show: where it is, and in every proof its value. */
export interface Shown {
  /** What it belongs to: `sums`, `main`, `phi`, `sigma`, `chunk`, `R`, `layer 0`, ..., `final`. */
  readonly part: string
  readonly name: string
}

/** Column kinds of links: in aux, fraction columns and then sigma; in quotient, chunks and then R. */
function kindOf(shape: Shape, tree: string, link: number, column: number): string {
  if (tree === 'main') return 'main'
  const width = shape.trees.find(({ name }) => name === tree)!.links[link]!.columns
  const salted = link === shape.trees.find(({ name }) => name === tree)!.links.length - 1
  const isLast = column >= width - (salted ? SALT_ELEMENTS : 0) - 4
  if (tree === 'aux') return isLast ? 'sigma' : 'phi'
  return isLast ? 'R' : 'chunk'
}

/** Every number of a proof that depends on the execution, but digests and salts. */
export function view(proof: Proof, shape: Shape = listShape): { shown: Shown[]; values: number[] } {
  const shown: Shown[] = []
  const values: number[] = []
  const show = (part: string, name: string, numbers: readonly number[]) => {
    numbers.forEach((value, c) => {
      shown.push({ part, name: `${name} coordinate ${c}` })
      values.push(value)
    })
  }
  proof.sums.forEach((sum, k) => {
    show('sums', `sum ${k}`, sum)
  })
  shape.openings.forEach(({ tree, link, column, point }, k) => {
    if (tree === 'fixed' || tree === 'program') return
    show(kindOf(shape, tree, link, column), `${tree} ${link} ${column} at point ${point}`, proof.values[k]!)
  })
  shape.trees.forEach(({ name, links, salted }, k) => {
    if (!salted) return
    proof.trees[k]!.rows.forEach((row, query) => {
      let at = 0
      links.forEach(({ columns }, link) => {
        const own = link === links.length - 1 ? columns - SALT_ELEMENTS : columns
        for (let column = 0; column < own; column++)
          show(kindOf(shape, name, link, column), `${name} ${link} ${column} at query ${query}`, [
            row[at + column]!,
          ])
        at += columns
      })
    })
  })
  proof.layers.forEach(({ rows }, layer) => {
    rows.forEach((row, query) => {
      show(`layer ${layer}`, `fibre ${query}`, row)
    })
  })
  proof.final.forEach((value, k) => {
    show('final', `coefficient ${k}`, value)
  })
  return { shown, values }
}

/** Where FRI and the trees are opened: no two points coincide in any table. */
const QUERIES = [45, 102]

/** Challenges that are the same for all proofs. */
export const challenges = fixedChallenges(seeded(77), QUERIES)

/** A real proof of a witness under the fixed challenges. */
export const proveUnder = (engine: Engine, witness: ListWitness, draw: Draw): Promise<EngineProof> =>
  proveWithEngine(engine, listInput(scripted(blake3Hasher, challenges), witness), draw)

/** Fresh randomness for what `isFresh` says, the same in all proofs for the rest, zeros for what is off. */
export function drawing(
  fresh: Source,
  isFresh: (label: string) => boolean,
  isOff: (label: string, k: number) => boolean,
): Draw {
  const kept = seeded(5)
  const fixed = new Map<string, readonly number[]>()
  return (label, count) => {
    let values: readonly number[]
    if (isFresh(label)) values = Array.from({ length: count }, fresh)
    else {
      values = fixed.get(label) ?? Array.from({ length: count }, kept)
      fixed.set(label, values)
    }
    return values.map((value, k) => (isOff(label, k) ? 0 : value))
  }
}

/** All values of the views of many proofs, by number shown. */
export async function sample(
  engine: Engine,
  witness: ListWitness,
  proofs: number,
  draw: Draw,
): Promise<{ shown: readonly Shown[]; columns: number[][] }> {
  let shown: readonly Shown[] = []
  const columns: number[][] = []
  for (let k = 0; k < proofs; k++) {
    const { proof } = await proveUnder(engine, witness, draw)
    const seen = view(proof)
    shown = seen.shown
    seen.values.forEach((value, at) => {
      columns[at] ??= []
      columns[at].push(value)
    })
  }
  return { shown, columns }
}
