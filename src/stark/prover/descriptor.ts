/** Writes what the constraint kernels need to know of a table into engine memory; see `ConstraintKernels`. */
import { constraintScales, montgomeryPower } from '../../air/codegen.ts'
import { tableProgram } from '../../air/program.ts'
import type { Engine } from '../../engine/contract.ts'
import * as F from '../../field/koalabear.ts'
import * as E from '../../field/quartic.ts'
import { type ColumnForm, columnForm, fingerprintForm, type LookupChallenges } from '../logup.ts'
import type { TableShape } from '../shape.ts'

const R = montgomeryPower(1)

/** Collects words and splats and places them in engine memory as one block. */
class Block {
  readonly #engine: Engine
  readonly #words: number[] = []
  readonly #fixups: { at: number; target: number }[] = []

  constructor(engine: Engine) {
    this.#engine = engine
  }

  /** Appends words, 16-byte aligned; returns their offset in words. */
  append(words: readonly number[]): number {
    while (this.#words.length % 4 !== 0) this.#words.push(0)
    const at = this.#words.length
    for (const word of words) this.#words.push(word)
    return at
  }

  /** Makes the word at `at` a pointer to the words at offset `target`. */
  point(at: number, target: number): void {
    this.#fixups.push({ at, target })
  }

  place(): number {
    const pointer = this.#engine.memory.alloc(4 * this.#words.length)
    for (const { at, target } of this.#fixups) this.#words[at] = pointer + 4 * target
    this.#engine.memory.u32.set(this.#words, pointer >>> 2)
    return pointer
  }
}

const splat = (value: number): number[] => Array<number>(4).fill(F.mul(value, R))
const splatExt = (value: E.Ext): number[] => value.flatMap(splat)

/** A form's weights have one factor R more than its constant, which the kernels' products take off again. */
function appendForm<T>(
  block: Block,
  form: ColumnForm<T>,
  constant: (value: T) => number[],
  weight: (value: T) => number[],
): number {
  const weights = block.append([
    ...constant(form.constant),
    ...form.terms.flatMap((term) => weight(term.weight)),
  ])
  const at = block.append([form.terms.length, 0, ...form.terms.map(({ column }) => column)])
  block.point(at + 1, weights)
  return at
}

const plain = (value: number): number[] => [value, value, value, value]

/** E splats and then plain E values, placed by themselves. */
export function placeSplats(engine: Engine, splats: readonly E.Ext[], values: readonly E.Ext[] = []): number {
  const block = new Block(engine)
  block.append([...splats.flatMap(splatExt), ...values.flat()])
  return block.place()
}

/**
 * The descriptor of a table. `lambdas` are all powers of lambda, or undefined where only fractions are wanted. Returns a
 * pointer to free.
 */
export function placeDescriptor(
  engine: Engine,
  { table, number, groups, firstExponent, isInterpreted }: TableShape,
  challenges: LookupChallenges,
  lambdas: readonly E.Ext[] | undefined,
): number {
  const block = new Block(engine)
  const head = block.append([
    number,
    lambdas === undefined ? 0 : table.constraints.length,
    0,
    0,
    groups.length,
    ...groups.map(() => 0),
  ])
  if (lambdas !== undefined) {
    const scales = constraintScales(table)
    const weights = table.constraints.flatMap((_, k) => {
      return splatExt(E.scale(lambdas[firstExponent + k]!, montgomeryPower(-(scales[k] ?? 0))))
    })
    block.point(head + 2, block.append(weights))
    if (isInterpreted) block.point(head + 3, block.append(tableProgram(table)))
  }
  groups.forEach((group, k) => {
    const own = block.append([group.length, 0, ...group.flatMap(() => [0, 0])])
    block.point(head + 5 + k, own)
    block.point(
      own + 1,
      block.append(splatExt(lambdas?.[firstExponent + table.constraints.length + k] ?? E.ZERO)),
    )
    group.forEach((interaction, f) => {
      const preprocessed = table.preprocessed.length
      block.point(
        own + 2 + 2 * f,
        appendForm(block, fingerprintForm(challenges, interaction, preprocessed), splatExt, (w) =>
          splatExt(E.scale(w, R)),
        ),
      )
      block.point(
        own + 3 + 2 * f,
        appendForm(block, columnForm(interaction.multiplicity, preprocessed), plain, splat),
      )
    })
  })
  return block.place()
}
