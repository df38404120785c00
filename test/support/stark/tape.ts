/** The prover's randomness by name, so that tests can preset parts of it and make unknowns of others. */
import { P } from '../../../src/field/koalabear.ts'

/** Draws an element of F. */
export type Source = () => number

/** The same elements in every run (splitmix32). */
export function seeded(seed: number): Source {
  let state = seed >>> 0
  const word = () => {
    state = (state + 0x9e3779b9) >>> 0
    let x = state
    x = Math.imul(x ^ (x >>> 16), 0x21f0aaad)
    x = Math.imul(x ^ (x >>> 15), 0x735a2d97)
    return (x ^ (x >>> 15)) >>> 0
  }
  return () => {
    let element = P
    while (element >= P) element = word() >>> 1
    return element
  }
}

/**
 * Names, by what is drawn:
 *   u CLASS                    the class's blinding message, 4 elements
 *   main CLASS COLUMN          mask of a base column of the main tree, the class's four u columns last
 *   phi CLASS COLUMN           mask of a base column of the class's fraction columns
 *   sigma CLASS COORDINATE     mask of its running sum
 *   t CUT COORDINATE           blinder between chunks CUT and CUT + 1
 *   R COORDINATE               the random word of the code
 *   salt TREE                  salts, column after column
 */
export class Tape {
  readonly drawn: Map<string, readonly number[]>
  readonly #source: Source

  /** What is not in `preset` is drawn from the source. */
  constructor(source: Source, preset: Iterable<readonly [string, readonly number[]]> = []) {
    this.drawn = new Map(preset)
    this.#source = source
  }

  draw(name: string, count: number): readonly number[] {
    let values = this.drawn.get(name)
    if (values === undefined) {
      values = Array.from({ length: count }, this.#source)
      this.drawn.set(name, values)
    }
    if (values.length !== count) throw new RangeError(`${name}: ${values.length} elements, not ${count}`)
    return values
  }
}
