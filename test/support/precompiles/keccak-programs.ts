/** Programs that permute states. */
import { NUMBER } from '../../../src/machine/precompiles/keccak/rows.ts'
import { encode, loadConstant, systemCall } from '../../vm/support/assembler.ts'
import { BASE, base, call, type Line, type Listing, li, listing } from '../listings.ts'

/** Permutes the state at DATA + place. */
const permutation = (place: number, name: string): Line[] => [
  encode('addi', { rd: 10, rs1: BASE, imm: place }),
  ...loadConstant(17, NUMBER),
  [name, encode('ecall')],
]

/** Permutes the states at these places in order, then writes `length` bytes from DATA on. */
export function permutations(places: readonly number[], data: Uint8Array, length = 200): Listing {
  return listing(
    [
      base,
      ...places.flatMap((place, k) => permutation(place, `call ${k}`)),
      ...call(64, 1, 0, length),
      li(10, 0),
      ...systemCall(93),
    ],
    data,
  )
}

/** One call with a pointer in a0; the exit code is what it leaves there. */
export const permutationAt = (pointer: number): Line[] => [
  ...loadConstant(10, pointer),
  ...loadConstant(17, NUMBER),
  ['call', encode('ecall')],
  ...systemCall(93),
]
