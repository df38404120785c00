/** The permutation Poseidon2 (ePrint 2023/323), over numbers or over expressions. */
import { add, inv, mul, neg } from '../../../field/koalabear.ts'
import { ROUND_CONSTANTS, WIDTH } from './constants.ts'

/** What the permutation computes with. */
export interface Arithmetic<T> {
  add(a: T, b: T): T
  /** The product with a constant. */
  scale(a: T, factor: number): T
  /** (a + constant)^3. */
  cube(a: T, constant: number): T
}

/** Rows of the matrix that full rounds apply to each four elements; it is circulant. */
const CIRCULANT = [2, 3, 1, 1] as const

const power = (k: number): number => inv(2 ** k)
/** The matrix of partial rounds is 1 everywhere and this more on the diagonal. */
const DIAGONAL: readonly number[] = [
  ...[neg(2), 1, 2, power(1), 3, 4, neg(power(1)), neg(3), neg(4)],
  ...[power(8), power(3), power(24), neg(power(8)), neg(power(3)), neg(power(4)), neg(power(24))],
]

const sum = <T>({ add: plus }: Arithmetic<T>, terms: readonly T[]): T =>
  terms.slice(1).reduce(plus, terms[0]!)

/** The matrix of full rounds. */
function mixFull<T>(field: Arithmetic<T>, x: readonly T[]): T[] {
  const mixed = x.map((_, k) => {
    const first = k - (k % 4)
    const terms = CIRCULANT.map((factor, j) => field.scale(x[first + ((k + j) % 4)]!, factor))
    return sum(field, terms)
  })
  const columns = [0, 1, 2, 3].map((k) =>
    sum(
      field,
      [0, 4, 8, 12].map((first) => mixed[first + k]!),
    ),
  )
  return mixed.map((element, k) => field.add(element, columns[k % 4]!))
}

function mixPartial<T>(field: Arithmetic<T>, x: readonly T[]): T[] {
  const all = sum(field, x)
  return x.map((element, k) => field.add(all, field.scale(element, DIAGONAL[k]!)))
}

/** The permutation; `cube` is called 148 times, in the order of rounds and elements. */
export function permute<T>(field: Arithmetic<T>, input: readonly T[]): T[] {
  return ROUND_CONSTANTS.reduce<T[]>(
    (x, constants) => {
      const cubes = x.map((element, k) =>
        k < constants.length ? field.cube(element, constants[k]!) : element,
      )
      return constants.length === WIDTH ? mixFull(field, cubes) : mixPartial(field, cubes)
    },
    mixFull(field, input),
  )
}

const cubeOf = (x: number): number => mul(x, mul(x, x))

/** The permutation of 16 elements of F, and the 148 cubes on the way. */
export function poseidon2Of(input: readonly number[]): {
  readonly output: number[]
  readonly cubes: number[]
} {
  const cubes: number[] = []
  const cube = (a: number, constant: number) => {
    cubes.push(cubeOf(add(a, constant)))
    return cubes[cubes.length - 1]!
  }
  return { output: permute({ add, scale: mul, cube }, input), cubes }
}
