/** Programs that call modular arithmetic. */
import { NUMBER, wordsOf } from '../../../src/machine/precompiles/modmul/operation.ts'
import { encode, loadConstant, systemCall } from '../../vm/support/assembler.ts'
import { BASE, base, call, type Line, type Listing, li, listing } from '../listings.ts'

/** Where the pointers of a call point to, as distances from DATA. */
export interface Places {
  readonly result: number
  readonly a: number
  readonly b: number
  readonly modulus: number
}

/** a0 to a3 = DATA + places; the call. */
const arithmetic = ({ result, a, b, modulus }: Places, name: string): Line[] => [
  ...[result, a, b, modulus].map((place, k) => encode('addi', { rd: 10 + k, rs1: BASE, imm: place })),
  ...loadConstant(17, NUMBER),
  [name, encode('ecall')],
]

/**
 * Calls on bytes from DATA on, `length` bytes of which are the output; a0 of the last call is the exit code. At first
 * some instructions do nothing.
 */
export function calculations(calls: readonly Places[], data: Uint8Array, length = 32, idle = 0): Listing {
  return listing(
    [
      base,
      ...new Array<Line>(idle).fill(encode('addi')),
      ...calls.flatMap((places, k) => arithmetic(places, `call ${k}`)),
      encode('addi', { rd: 9, rs1: 10 }),
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

/** Numbers of 256 bits, and words, one after the other. */
export function dataOf(...values: readonly (bigint | number)[]): Uint8Array {
  const words = values.flatMap((value) => (typeof value === 'number' ? [value] : wordsOf(value)))
  return new Uint8Array(Uint32Array.from(words).buffer)
}

/** The numbers that bytes hold. */
export function numbersOf(bytes: Uint8Array): bigint[] {
  return Array.from({ length: bytes.length / 32 }, (_, k) =>
    bytes.slice(32 * k, 32 * (k + 1)).reduceRight((sum, byte) => (sum << 8n) + BigInt(byte), 0n),
  )
}
