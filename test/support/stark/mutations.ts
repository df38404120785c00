/** All the small changes that one can make to a proof. */
import { P } from '../../../src/field/koalabear.ts'
import type { Proof } from '../../../src/stark/proof.ts'
import { withItem } from './lists.ts'

type Path = readonly (string | number)[]

export interface Mutation {
  readonly path: string
  /** What was changed: an element of F, a nonce, a digest, or the length of a list. */
  readonly kind: 'element' | 'nonce' | 'digest' | 'length'
  readonly proof: Proof
}

/** Lists whose lengths are in the encoding; those of all others follow from the shape. */
const isOpening = (path: Path) => path.length === 3 && (path[2] === 'rows' || path[2] === 'siblings')

/**
 * Every element plus one, every nonce plus one, every digest with its first and with its last bit flipped,
 * every list of opened rows or siblings without its first, without its last, and with its last twice. The
 * heights stay.
 */
export function* mutations(proof: Proof): Generator<Mutation> {
  for (const { path, value } of places({ ...proof, heights: [] }, [])) {
    const change = (kind: Mutation['kind'], to: unknown): Mutation => ({
      path: path.join('.'),
      kind,
      proof: replaced(proof, path, to) as Proof,
    })
    if (typeof value === 'number') yield change('element', (value + 1) % P)
    else if (typeof value === 'bigint') yield change('nonce', BigInt.asUintN(64, value + 1n))
    else if (value instanceof Uint8Array) {
      yield change(
        'digest',
        value.map((byte, i) => (i === 0 ? byte ^ 1 : byte)),
      )
      yield change(
        'digest',
        value.map((byte, i) => (i === value.length - 1 ? byte ^ 128 : byte)),
      )
    } else if (Array.isArray(value) && isOpening(path) && value.length > 0) {
      yield change('length', value.slice(1))
      yield change('length', value.slice(0, -1))
      yield change('length', [...value, value[value.length - 1]])
    }
  }
}

/** Replaces every element of F by another number. */
export function* reencoded(proof: Proof, change: (element: number) => number): Generator<Proof> {
  for (const { path, value } of places({ ...proof, heights: [] }, [])) {
    if (typeof value === 'number') yield replaced(proof, path, change(value)) as Proof
  }
}

function* places(value: unknown, path: Path): Generator<{ path: Path; value: unknown }> {
  yield { path, value }
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return
  for (const [key, inner] of Object.entries(value)) yield* places(inner, [...path, key])
}

function replaced(value: unknown, path: Path, to: unknown): unknown {
  if (path.length === 0) return to
  const [key, ...rest] = path
  if (Array.isArray(value)) return withItem(value, Number(key), replaced(value[Number(key)], rest, to))
  const record = value as Record<string, unknown>
  return { ...record, [key]: replaced(record[key], rest, to) }
}
