/** Honest runs that together use every table of the machine. */
import { FD } from '../../src/vm/abi.ts'
import { encode, loadConstant, systemCall } from '../vm/support/assembler.ts'
import { BASE, base, call, computation, type Listing, li, listing } from './listings.ts'
import type { Inputs } from './traces.ts'

export const sums = computation([
  ['addi', encode('addi', { rd: 13, rs1: 5, imm: 100 })],
  ['add', encode('add', { rd: 14, rs1: 5, rs2: 6 })],
  ['sub', encode('sub', { rd: 15, rs1: 5, rs2: 6 })],
  ['xor', encode('xor', { rd: 16, rs1: 5, rs2: 6 })],
  ['ori', encode('ori', { rd: 18, rs1: 5, imm: 0x5a })],
  ['slt', encode('slt', { rd: 19, rs1: 6, rs2: 5 })],
  ['sltiu', encode('sltiu', { rd: 20, rs1: 5, imm: -1 })],
  ['auipc', encode('auipc', { rd: 21, imm: 0x5000 })],
])

export const products = computation([
  ['slli', encode('slli', { rd: 13, rs1: 5, imm: 5 })],
  ['srai', encode('srai', { rd: 14, rs1: 6, imm: 20 })],
  ['sll', encode('sll', { rd: 15, rs1: 5, rs2: 7 })],
  ['sra', encode('sra', { rd: 16, rs1: 6, rs2: 7 })],
  ['mul', encode('mul', { rd: 18, rs1: 5, rs2: 6 })],
  ['mulh', encode('mulh', { rd: 19, rs1: 5, rs2: 6 })],
  ['div', encode('div', { rd: 20, rs1: 6, rs2: 7 })],
  ['remu', encode('remu', { rd: 21, rs1: 6, rs2: 7 })],
])

export const memory = listing(
  [
    base,
    ['value', encode('lui', { rd: 5, imm: 0x8765_4000 | 0 })],
    ['sw', encode('sw', { rs1: BASE, rs2: 5, imm: 16 })],
    ['sb', encode('sb', { rs1: BASE, rs2: BASE, imm: 17 })],
    ['sh', encode('sh', { rs1: BASE, rs2: 5, imm: 22 })],
    ['lw', encode('lw', { rd: 6, rs1: BASE, imm: 16 })],
    ['again', encode('lw', { rd: 9, rs1: BASE, imm: 16 })],
    ['lb', encode('lb', { rd: 7, rs1: BASE, imm: 19 })],
    ['lhu', encode('lhu', { rd: 13, rs1: BASE, imm: 2 })],
    ['range', encode('addi', { rd: 14, rs1: 5, imm: -1 })],
    encode('sw', { rs1: BASE, rs2: 6, imm: 24 }),
    encode('sw', { rs1: BASE, rs2: 7, imm: 28 }),
    ...call(64, 1, 16, 16),
    encode('addi', { rd: 10, rs1: 13 }),
    ...systemCall(93),
  ],
  Uint8Array.of(1, 2, 3, 4),
)

/** The exit code has a bit for every instruction that was not skipped. */
export const control = listing([
  li(5, 3),
  li(6, -1),
  li(7, 0),
  ['loop', encode('addi', { rd: 5, rs1: 5, imm: -1 })],
  ['bne zero', encode('bne', { rs1: 5, rs2: 0, imm: -4 })],
  ['beq', encode('beq', { rs1: 5, rs2: 7, imm: 8 })],
  encode('addi', { rd: 9, rs1: 9, imm: 1 }),
  ['blt', encode('blt', { rs1: 6, rs2: 5, imm: 8 })],
  encode('addi', { rd: 9, rs1: 9, imm: 2 }),
  ['jump', encode('jal', { rd: 0, imm: 8 })],
  encode('addi', { rd: 9, rs1: 9, imm: 4 }),
  ['jal', encode('jal', { rd: 1, imm: 8 })],
  encode('addi', { rd: 9, rs1: 9, imm: 8 }),
  encode('auipc', { rd: 28 }),
  ['jalr', encode('jalr', { rd: 1, rs1: 28, imm: 13 })],
  encode('addi', { rd: 9, rs1: 9, imm: 16 }),
  encode('addi', { rd: 10, rs1: 9 }),
  ...systemCall(94),
])

export const streams = listing([
  base,
  ...call(63, FD.publicInput, 1, 5, 'public'),
  ...call(63, FD.privateInput, 9, 7, 'private'),
  ...call(63, FD.privateInput, 32, 100, 'rest'),
  ...call(63, FD.privateInput, 40, 100, 'end'),
  ...call(64, 1, 1, 6, 'write'),
  ...call(64, 2, 1, 6, 'debug'),
  ...call(63, 1, 1, 6, 'wrong'),
  ...call(1000, 1, 1, 6, 'unknown'),
  li(12, 0),
  li(10, 7),
  ...systemCall(93),
])
export const streamInputs: Inputs = {
  publicInput: Uint8Array.of(10, 20, 30, 40, 50),
  privateInput: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10),
}

/** Waits for more than 2^16 ticks before x6 is used; the loop's families have two tables. */
export const pause = listing([
  ['six', li(6, 77)],
  ...loadConstant(5, 9000),
  ['loop', encode('addi', { rd: 5, rs1: 5, imm: -1 })],
  encode('bne', { rs1: 5, rs2: 0, imm: -4 }),
  ['use', encode('addi', { rd: 10, rs1: 6 })],
  ...systemCall(93),
])

/** A run that is proved as it is. */
export interface Honest {
  readonly name: string
  readonly program: Listing
  readonly inputs?: Inputs
  readonly exitCode: number
}

export const honest: readonly Honest[] = [
  { name: 'sums', program: sums, exitCode: 0 },
  { name: 'products', program: products, exitCode: 0 },
  { name: 'memory', program: memory, exitCode: 0x0403 },
  { name: 'control', program: control, exitCode: 0 },
  { name: 'streams', program: streams, inputs: streamInputs, exitCode: 7 },
  { name: 'pause', program: pause, exitCode: 77 },
]
