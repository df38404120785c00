/** Programs that call the compression of SHA-256. */
import { NUMBER } from '../../../src/machine/precompiles/sha256/rows.ts'
import { encode, systemCall } from '../../vm/support/assembler.ts'
import { DATA } from '../../vm/support/elf.ts'
import { BASE, base, call, type Line, type Listing, li, listing } from '../listings.ts'

export const INITIAL_STATE: readonly number[] = [
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
]

/** a0 = DATA + state, a1 = DATA + block; the call, and all registers that it accesses are added to x9. */
const compression = (state: number, block: number, name: string): Line[] => [
  ...number(NUMBER),
  encode('addi', { rd: 10, rs1: BASE, imm: state }),
  encode('addi', { rd: 11, rs1: BASE, imm: block }),
  [name, encode('ecall')],
  ...[17, 10, 11, 12, 13].map((rs2) => encode('add', { rd: 9, rs1: 9, rs2 })),
]

/** a7 = a number. */
const number = (value: number): Line[] => [
  encode('lui', { rd: 17, imm: (value + 0x800) & ~0xfff }),
  encode('addi', { rd: 17, rs1: 17, imm: ((value + 0x800) & 0xfff) - 0x800 }),
]

/** A state and bytes from DATA on; then the calls, one that does nothing, `length` bytes of DATA as output, and x9 as exit code. */
export function compressions(
  calls: readonly (readonly [state: number, block: number])[],
  data: Uint8Array,
  length = 32,
): Listing {
  return listing(
    [
      base,
      li(12, 3),
      li(13, 5),
      ...calls.flatMap(([state, block], k) => compression(state, block, `call ${k}`)),
      ...number(NUMBER + 2 ** 16),
      encode('addi', { rd: 10, rs1: BASE }),
      ['unknown', encode('ecall')],
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

/** What calls leave in x9: their registers, a0 being 0. */
export const sumAfterCalls = (blocks: readonly number[]): number =>
  blocks.reduce((sum, block) => sum + NUMBER + DATA + block + 3 + 5, 0)

/** The initial state and then bytes. */
export function dataOf(block: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(32 + block.length)
  const view = new DataView(bytes.buffer)
  for (const [k, word] of INITIAL_STATE.entries()) view.setUint32(4 * k, word, true)
  bytes.set(block, 32)
  return bytes
}

/** A message of fewer than 56 bytes, padded to a block. */
export function paddedBlock(message: Uint8Array): Uint8Array {
  const block = new Uint8Array(64)
  block.set(message)
  block[message.length] = 0x80
  new DataView(block.buffer).setUint32(60, 8 * message.length)
  return block
}
