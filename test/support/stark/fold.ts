/** FRI on polynomials: f(X) = sum over t < a of X^t g_t(X^a) folds to sum of beta^t g_t. */
import * as E from '../../../src/field/quartic.ts'
import { evaluate } from '../../../src/poly/polynomial.ts'
import { friPoint } from '../../../src/stark/verifier/fri.ts'
import { commitRows } from './commit.ts'
import type { ReferenceInput } from './input.ts'
import type { Vector } from './merkle-tree.ts'

export interface Fold {
  /** A leaf per fibre: the values of g_0, g_1, ... at its point. */
  readonly tree: Vector
  fold(beta: E.Ext): Uint32Array[]
}

/** `word`: coefficients by coordinate, as many as the domain has points. */
export function foldWord(input: ReferenceInput, layer: number, word: readonly Uint32Array[]): Fold {
  const { folds, parameters } = input.shape
  const { logBlowup } = parameters
  const { logHeight, logArity } = folds[layer]
  const arity = 2 ** logArity
  const folded = logHeight - logArity
  const parts = Array.from({ length: arity }, (_, t) =>
    word.map((own) => own.filter((_, i) => i % arity === t)),
  )
  return {
    tree: commitRows(input, layer, folded + logBlowup, (row) => {
      const y = friPoint(row, folded, logBlowup)
      return [parts.flat().map((coefficients) => evaluate(coefficients, y))]
    }),
    fold(beta) {
      const out = word.map((own) => new Uint32Array(own.length / arity))
      for (let i = 0; i < out[0].length; i++) {
        const value = parts.reduceRight<E.Ext>(
          (sum, part) => E.add(E.mul(sum, beta), E.read(part.map((c) => c[i]))),
          E.ZERO,
        )
        out.forEach((own, c) => {
          own[i] = value[c]
        })
      }
      return out
    },
  }
}
