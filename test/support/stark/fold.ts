/** FRI on polynomials: f(X) = sum over t < a of X^t g_t(X^a) folds to sum of beta^t g_t. */
import * as F from '../../../src/field/koalabear.ts'
import * as E from '../../../src/field/quartic.ts'
import type { Hasher } from '../../../src/hash/hasher.ts'
import { evaluate } from '../../../src/poly/polynomial.ts'
import type { FoldShape } from '../../../src/stark/shape.ts'
import { friPoint } from '../../../src/stark/verifier/fri.ts'
import { valuesOnCosets } from './column.ts'
import { bareRows, merkleTree, type Vector } from './merkle-tree.ts'

export interface Fold {
  /** A leaf per fibre: the values of g_0, g_1, ... at its point. */
  readonly tree: Vector
  fold(beta: E.Ext): Uint32Array[]
}

/** `word`: coefficients by coordinate, as many as the domain has points. Without a hasher there is no commitment. */
export function foldWord(
  hasher: Hasher | undefined,
  word: readonly Uint32Array[],
  { logHeight, logArity }: FoldShape,
  logBlowup: number,
): Fold {
  const arity = 2 ** logArity
  const folded = logHeight - logArity
  const parts = Array.from({ length: arity }, (_, t) =>
    word.map((own) => own.filter((_, i) => i % arity === t)),
  )
  const commit = () => {
    if (hasher === undefined) {
      const point = (row: number) => friPoint(row, folded, logBlowup)
      return bareRows((row) => [parts.flat().map((coefficients) => evaluate(coefficients, point(row)))])
    }
    const root = F.rootOfUnity(folded + logBlowup)
    const starts = Array.from({ length: 2 ** logBlowup }, (_, k) => F.pow(root, k))
    const values = parts.flat().map((coefficients) => valuesOnCosets(coefficients, folded, starts))
    return merkleTree(hasher, folded + logBlowup, (row) => [values.map((own) => own[row])])
  }
  return {
    tree: commit(),
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
