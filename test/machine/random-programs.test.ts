/** Traces of all kinds of programs satisfy all constraints and balance, and proofs of them are accepted. */
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { families } from '../../src/machine/families.ts'
import { EBADF, ENOSYS } from '../../src/vm/abi.ts'
import { BASE, base, call, type Line, li, listing } from '../support/listings.ts'
import { type Inputs, TraceProver } from '../support/traces.ts'
import { encode, loadConstant, systemCall } from '../vm/support/assembler.ts'
import { bytesOf, CODE, DATA, R, W, writeElf, X } from '../vm/support/elf.ts'
import { randomProgram } from '../vm/support/random.ts'

const NO_FAULTS = { violated: [], unbalanced: [] }

let prover: TraceProver
beforeAll(async () => {
  prover = await TraceProver.create()
})

describe('random programs', () => {
  test('have traces without faults, and use all families', async () => {
    const used = new Set<string>()
    await fc.assert(
      fc.asyncProperty(randomProgram, async (elf) => {
        const { faults, tables } = await prover.check(elf)
        expect(faults).toEqual(NO_FAULTS)
        for (const table of tables) used.add(table)
      }),
      { numRuns: 20, seed: 1, endOnFailure: true },
    )
    for (const { name } of families) expect(used).toContain(name)
  })

  test('are proved', async () => {
    await fc.assert(
      fc.asyncProperty(randomProgram, async (elf) => {
        const { faults, refusal } = await prover.attempt(elf)
        expect({ faults, refusal }).toEqual({ faults: NO_FAULTS, refusal: undefined })
      }),
      { numRuns: 4, endOnFailure: true },
    )
  })
})

interface Special {
  readonly name: string
  readonly elf: Uint8Array
  readonly inputs?: Inputs
  readonly output?: readonly number[]
  readonly exitCode?: number
  readonly bumps?: number
}

const elfOf = (...lines: Line[]): Uint8Array => listing([base, ...lines]).elf
const leave = (code: number): Line[] => [li(10, code), ...systemCall(93)]
/** Exits with what is in a register. */
const leaveWith = (register: number): Line[] => [encode('addi', { rd: 10, rs1: register }), ...systemCall(93)]
/** Makes a call with constants of 32 bits, and exits with its result. */
const callAndLeave = (number: number, a0: number, a1: number, a2: number): Uint8Array =>
  elfOf(
    ...loadConstant(17, number),
    ...loadConstant(10, a0),
    ...loadConstant(11, a1),
    ...loadConstant(12, a2),
    encode('ecall'),
    ...systemCall(93),
  )

const bytes = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => (7 * i + 1) & 255)

/** x5 times around a loop of two instructions. */
const wait = (times: number): Line[] => [
  ...loadConstant(5, times),
  encode('addi', { rd: 5, rs1: 5, imm: -1 }),
  encode('bne', { rs1: 5, rs2: 0, imm: -4 }),
]

const SELF = [
  encode('auipc', { rd: 8 }),
  encode('lw', { rd: 9, rs1: 8, imm: 32 }),
  encode('addi', { rd: 9, rs1: 9, imm: 1 }),
  encode('sw', { rs1: 8, rs2: 9, imm: 32 }),
  encode('lw', { rd: 10, rs1: 8, imm: 32 }),
  encode('addi', { rd: 17, imm: 93 }),
  encode('ecall'),
  0xffffffff,
  41,
]

const special: readonly Special[] = [
  { name: 'nothing but an exit', elf: listing(leave(0)).elf },
  { name: 'exit_group', elf: elfOf(li(10, 5), ...systemCall(94)), exitCode: 5 },
  { name: 'a negative exit code', elf: elfOf(...leave(-1)), exitCode: 0xffffffff },
  {
    name: 'a long pause before registers are read and written',
    elf: elfOf(li(6, 7), ...wait(25_000), encode('addi', { rd: 7, rs1: 7, imm: 1 }), ...leaveWith(6)),
    exitCode: 7,
    // x6, x7, a0 and a7 wait for 200 000 ticks; so do a1 and a2, which the executor reads at the exit.
    bumps: 18,
  },
  {
    name: 'a pause of a word of memory',
    elf: elfOf(
      encode('sw', { rs1: BASE, rs2: BASE }),
      ...wait(9000),
      encode('lw', { rd: 6, rs1: BASE }),
      ...leaveWith(6),
    ),
    exitCode: DATA,
  },
  {
    name: 'reads and writes at odd addresses',
    elf: elfOf(...call(63, 0, 1, 13), ...call(63, 3, 14, 6), ...call(64, 1, 1, 19), ...leave(0)),
    inputs: { publicInput: bytes(13), privateInput: bytes(6) },
    output: [...bytes(13), ...bytes(6)],
  },
  {
    name: 'reads and writes of no bytes',
    elf: elfOf(
      ...call(63, 0, 0, 0),
      ...call(63, 3, 0, 0),
      ...call(64, 1, 0, 0),
      ...call(64, 2, 0, 0),
      ...leaveWith(10),
    ),
    inputs: { privateInput: bytes(3) },
  },
  {
    name: 'a read of no bytes to nowhere',
    elf: callAndLeave(63, 3, -1, 0),
    inputs: { privateInput: bytes(3) },
  },
  { name: 'a write of no bytes from nowhere', elf: callAndLeave(64, 1, -1, 0) },
  {
    name: 'a read that asks for more than there is',
    elf: callAndLeave(63, 0, DATA + 3, -1),
    inputs: { publicInput: bytes(10) },
    exitCode: 10,
  },
  { name: 'a read at the end of the public input', elf: callAndLeave(63, 0, DATA, 4) },
  {
    name: 'reads at and after the end of the private input',
    elf: elfOf(
      ...call(63, 3, 0, 5),
      ...call(63, 3, 5, 5),
      ...call(63, 3, 8, 5),
      ...call(64, 1, 0, 8),
      ...leave(0),
    ),
    inputs: { privateInput: bytes(8) },
    output: [...bytes(8)],
  },
  { name: 'a private input that nobody reads', elf: elfOf(...leave(0)), inputs: { privateInput: bytes(8) } },
  { name: 'a debug message', elf: elfOf(...call(64, 2, 0, 5), ...leave(0)) },
  { name: 'EBADF of a read', elf: callAndLeave(63, 1, DATA, 4), exitCode: EBADF >>> 0 },
  { name: 'EBADF of a write', elf: callAndLeave(64, 3, DATA, 4), exitCode: EBADF >>> 0 },
  { name: 'EBADF by the high limb', elf: callAndLeave(63, 0x10000, DATA, 4), exitCode: EBADF >>> 0 },
  { name: 'EBADF of -1', elf: callAndLeave(64, -1, DATA, 4), exitCode: EBADF >>> 0 },
  { name: 'ENOSYS', elf: callAndLeave(1000, 1, 2, 3), exitCode: ENOSYS >>> 0 },
  { name: 'ENOSYS by the high limb', elf: callAndLeave(0x1003f, 0, DATA, 4), exitCode: ENOSYS >>> 0 },
  { name: 'ENOSYS of what looks like an exit', elf: callAndLeave(0x2005d, 0, 0, 0), exitCode: ENOSYS >>> 0 },
  {
    name: 'code and data in one segment',
    elf: writeElf({
      entry: CODE,
      segments: [{ address: CODE, content: bytesOf(SELF), size: 4096, flags: R | W | X }],
    }),
    exitCode: 42,
  },
  {
    name: 'code at address 0 and data at the end of memory',
    elf: writeElf({
      entry: 0,
      segments: [
        {
          address: 0,
          content: bytesOf([
            ...loadConstant(8, 2 ** 30 - 4),
            encode('lb', { rd: 9, rs1: 8, imm: 3 }),
            encode('sh', { rs1: 8, rs2: 9 }),
            encode('lw', { rd: 10, rs1: 8 }),
            ...systemCall(93),
          ]),
          flags: R | X,
        },
        { address: 2 ** 30 - 4, content: Uint8Array.of(1, 2, 3, 0x84), flags: R | W },
      ],
    }),
    exitCode: 0x8403ff84,
  },
  {
    name: 'a segment that ends within a word',
    elf: writeElf({
      entry: CODE,
      segments: [
        {
          address: CODE,
          content: bytesOf([base, encode('lw', { rd: 10, rs1: BASE, imm: 4 }), ...systemCall(93)]),
          flags: R | X,
        },
        { address: DATA, content: bytes(5), size: 64, flags: R | W },
      ],
    }),
    exitCode: 29,
  },
  {
    name: 'the stack, from where it starts',
    elf: elfOf(
      encode('lw', { rd: 6, rs1: 2 }),
      encode('sw', { rs1: 2, rs2: BASE, imm: -4 }),
      encode('addi', { rd: 2, rs1: 2, imm: -16 }),
      encode('lw', { rd: 7, rs1: 2, imm: 12 }),
      encode('add', { rd: 6, rs1: 6, rs2: 7 }),
      ...leaveWith(6),
    ),
    exitCode: DATA,
  },
  {
    name: 'writes to x0',
    elf: elfOf(
      encode('lw', { rd: 0, rs1: BASE }),
      encode('lbu', { rd: 0, rs1: BASE, imm: 1 }),
      encode('div', { rd: 0, rs1: BASE, rs2: 0 }),
      encode('auipc', { rd: 6 }),
      encode('jalr', { rd: 0, rs1: 6, imm: 12 }),
      li(10, 1),
      encode('addi', { rd: 10, rs1: 0, imm: 0 }),
      ...systemCall(93),
    ),
  },
]

describe('special programs', () => {
  test.each(special)('$name', async ({ elf, inputs, output = [], exitCode = 0, bumps }) => {
    const { faults, refusal, statement, execution } = await prover.attempt(elf, inputs)
    expect([...statement.output]).toEqual(output)
    expect(statement.exitCode).toBe(exitCode)
    if (bumps !== undefined) expect(execution.bumpCount).toBe(bumps)
    expect({ faults, refusal }).toEqual({ faults: NO_FAULTS, refusal: undefined })
  })
})
