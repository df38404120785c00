/**
 * One program for all families in which everything matters: after every instruction, what it read and what it wrote
 * is added to a sum, and the sum is the exit code.
 */
import { FD } from '../../src/vm/abi.ts'
import { encode, loadConstant, systemCall } from '../vm/support/assembler.ts'
import { BASE, base, type Line, type Listing, li, listing } from './listings.ts'
import type { Inputs } from './traces.ts'

const SUM = 9
const RESULT = 13
/** Registers with x5 = 0x12345678, x6 = 0xfedcba98, x7 = 0x5a13, x29 = 0. */
const [X, Y, Z, ZERO] = [5, 6, 7, 29]

const add = (rs2: number): Line => encode('add', { rd: SUM, rs1: SUM, rs2 })
const sums = (...registers: number[]): Line[] => registers.map(add)

/** An instruction of two registers, one of a register, a load, a store, a branch over an instruction. */
const binary = (
  mnemonic: 'add' | 'sub' | 'xor' | 'and' | 'slt' | 'sll' | 'sra' | 'mul' | 'mulh' | 'div' | 'remu',
): Line[] => [encode(mnemonic, { rd: RESULT, rs1: Y, rs2: Z }), ...sums(Y, Z, RESULT)]
const unary = (mnemonic: 'addi' | 'ori' | 'slti' | 'slli' | 'srai', imm: number): Line[] => [
  encode(mnemonic, { rd: RESULT, rs1: X, imm }),
  ...sums(X, RESULT),
]
const load = (mnemonic: 'lw' | 'lb' | 'lhu', imm: number): Line[] => [
  encode(mnemonic, { rd: RESULT, rs1: BASE, imm }),
  ...sums(BASE, RESULT),
  encode('lw', { rd: RESULT, rs1: BASE, imm: imm & ~3 }),
  ...sums(RESULT),
]
const store = (mnemonic: 'sw' | 'sb' | 'sh', imm: number): Line[] => [
  encode(mnemonic, { rs1: BASE, rs2: Y, imm }),
  ...sums(BASE, Y),
  encode('lw', { rd: RESULT, rs1: BASE, imm: imm & ~3 }),
  ...sums(RESULT),
]
const branch = (mnemonic: 'beq' | 'bne' | 'blt' | 'bgeu', rs1: number, rs2: number): Line[] => [
  encode(mnemonic, { rs1, rs2, imm: 8 }),
  ...sums(X, rs1, rs2),
]
/** A system call, after which its arguments are used again. */
const call = (name: string, ...[number, a0, a1, a2]: [number, number, number, number]): Line[] => [
  li(10, a0),
  encode('addi', { rd: 11, rs1: BASE, imm: a1 }),
  li(12, a2),
  li(17, number),
  ...sums(X),
  [name, encode('ecall')],
  ...sums(10, 11, 12, 17),
]

export const everything: Listing = listing(
  [
    base,
    ...loadConstant(X, 0x12345678),
    ...loadConstant(Y, 0xfedcba98),
    ...loadConstant(Z, 0x5a13),
    ...sums(X),
    encode('lui', { rd: RESULT, imm: 0x5000 }),
    ...sums(RESULT),
    ...(['add', 'sub', 'xor', 'and', 'slt', 'sll', 'sra', 'mul', 'mulh', 'div', 'remu'] as const).flatMap(
      binary,
    ),
    ...unary('addi', 100),
    ...unary('ori', 0x5a),
    ...unary('slti', -1),
    ...unary('slli', 5),
    ...unary('srai', 20),
    ...store('sw', 16),
    ...store('sb', 17),
    ...store('sh', 22),
    ...load('lw', 0),
    ...load('lb', 3),
    ...load('lhu', 6),
    ...branch('beq', X, X),
    ...branch('beq', X, Y),
    ...branch('bne', Z, 0),
    ...branch('beq', ZERO, 0),
    ...branch('blt', Y, X),
    ...branch('bgeu', X, Y),
    encode('jal', { rd: 0, imm: 8 }),
    ...sums(X, Y),
    encode('jal', { rd: 1, imm: 8 }),
    ...sums(X, 1),
    encode('auipc', { rd: 28 }),
    ...sums(28),
    encode('jalr', { rd: 1, rs1: 28, imm: 17 }),
    ...sums(X, 28, 1),
    ...call('public', 63, FD.publicInput, 33, 5),
    ...call('private', 63, FD.privateInput, 41, 5),
    ...call('end', 63, FD.privateInput, 49, 5),
    // Lengths are added with weights, so that no two of them have the sum of others.
    ...sums(10, 10, 10),
    encode('lw', { rd: RESULT, rs1: BASE, imm: 32 }),
    ...sums(RESULT),
    encode('lw', { rd: RESULT, rs1: BASE, imm: 36 }),
    ...sums(RESULT),
    ...call('write', 64, FD.publicOutput, 33, 5),
    ...call('debug', 64, FD.debug, 33, 5),
    ...call('bad read', 63, 1, 33, 5),
    ...call('bad write', 64, 3, 33, 5),
    ...call('unknown', 1000, 1, 33, 5),
    // The number of the call to come is in a7 already, and so is an exit code.
    li(17, 93),
    li(10, 1),
    ['code', encode('addi', { rd: 10, rs1: SUM })],
    ['exit', encode('ecall')],
    li(10, 2),
    ...systemCall(93),
  ],
  Uint8Array.of(1, 2, 3, 0x84, 5, 6, 7, 8),
)

/** Three of the five private bytes that the program asks for first. */
export const everythingInputs: Inputs = {
  publicInput: Uint8Array.of(10, 20, 30, 40, 50),
  privateInput: Uint8Array.of(0, 0, 0),
}
