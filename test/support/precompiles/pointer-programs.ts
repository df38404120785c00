/** Programs that make calls with one pointer. */
import { encode, loadConstant, systemCall } from '../../vm/support/assembler.ts'
import { BASE, base, call, type Line, type Listing, li, listing } from '../listings.ts'

/** a0 = DATA + place, the call, and all registers that it accesses are added to x9. */
const callOf = (number: number, place: number, name: string): Line[] => [
  ...loadConstant(17, number),
  encode('addi', { rd: 10, rs1: BASE, imm: place }),
  [name, encode('ecall')],
  ...[10, 11, 12, 13, 17].map((rs2) => encode('add', { rd: 9, rs1: 9, rs2 })),
]

/** Calls at these places of DATA in order; then `length` bytes from DATA on as output, and x9 as exit code. */
export function pointerCalls(
  number: number,
  places: readonly number[],
  data: Uint8Array,
  length: number,
): Listing {
  return listing(
    [
      base,
      li(11, 1),
      li(12, 3),
      li(13, 5),
      ...places.flatMap((place, k) => callOf(number, place, `call ${k}`)),
      ...call(64, 1, 0, length),
      encode('addi', { rd: 10, rs1: 9 }),
      li(17, 93),
      ['exit', encode('ecall')],
      li(10, 2),
      ...systemCall(93),
    ],
    data,
  )
}

/** One call with a pointer in a0; the exit code is what it leaves there. */
export const pointerCall = (number: number, pointer: number): Line[] => [
  ...loadConstant(10, pointer),
  ...loadConstant(17, number),
  ['call', encode('ecall')],
  ...systemCall(93),
]
