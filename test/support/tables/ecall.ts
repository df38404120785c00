/** Honest and forged rows of ecall, and what tells them apart. */
import { inv, mul, P, reduce } from '../../../src/field/koalabear.ts'
import { BITS, MEMORY, PROGRAM, STATE, TRANSFER } from '../../../src/machine/buses.ts'
import { ecall } from '../../../src/machine/families/ecall.ts'
import { OPERATION } from '../../../src/machine/family.ts'
import {
  cellAddress,
  MAX_TIME,
  registerAddress,
  TICKS,
  TIME_A,
  TIME_B,
  TIME_C,
  TIME_MEMORY,
} from '../../../src/machine/layout.ts'
import { EBADF, ENOSYS, FD, MEMORY_BYTES, SYSCALL } from '../../../src/vm/abi.ts'
import { FIRST_CALL, isAcceleratedCall, LAST_CALL } from '../../../src/vm/accelerator.ts'
import { instruction } from '../family.ts'
import {
  conversation,
  EDGES,
  type Edits,
  fillRow,
  forged,
  messages,
  type RowTest,
  rejected,
  type Sample,
  type Verdict,
} from '../rows.ts'

export const PC = 0x10074
const CLK = 0x5ac3d4

interface Call {
  /** a7, a0, a1, a2, and the descriptor's io cell. */
  readonly call: number
  readonly descriptor?: number
  readonly buffer?: number
  readonly length?: number
  readonly cell?: number
}

interface Outcome {
  readonly result: number
  /** What the io cell becomes, if the call has one. */
  readonly cell?: number
  /** Whether bytes move. */
  readonly moves?: boolean
}

/** What the call does, or undefined if there is no such row: the program ends, or traps. */
export function execute({
  call,
  descriptor = 0,
  buffer = 0,
  length = 0,
  cell = 0,
}: Call): Outcome | undefined {
  const fits = (bytes: number) => bytes < MEMORY_BYTES && (bytes === 0 || buffer < MEMORY_BYTES)
  if (call === SYSCALL.exit || call === SYSCALL.exitGroup) return undefined
  if (isAcceleratedCall(call)) return undefined
  if (call === SYSCALL.read) {
    if (descriptor !== FD.publicInput && descriptor !== FD.privateInput) return { result: EBADF >>> 0 }
    const bytes = Math.min(length, cell)
    return fits(bytes) ? { result: bytes, cell: cell - bytes, moves: bytes > 0 } : undefined
  }
  if (call === SYSCALL.write) {
    if (descriptor === FD.debug) return { result: length }
    if (descriptor !== FD.publicOutput) return { result: EBADF >>> 0 }
    if (cell + length >= 2 ** 32 || !fits(length)) return undefined
    return { result: length, cell: cell + length, moves: length > 0 }
  }
  return { result: ENOSYS >>> 0 }
}

function sampleOf(call: Call): Sample {
  const outcome = execute(call)
  if (outcome === undefined) throw new RangeError('no such row')
  const { descriptor = 0, buffer = 0, length = 0, cell = 0 } = call
  const record = {
    clk: CLK,
    b: call.call,
    c: buffer,
    d: length,
    aOld: descriptor,
    a: outcome.result,
    bGap: 3,
    cGap: 7,
    dGap: 0xffff,
    aGap: 11,
    nextPc: PC + 4,
    ...(outcome.cell === undefined
      ? {}
      : { address: descriptor, mOld: cell, m: outcome.cell, mGap: 0x12345 }),
  }
  const operands = [PC, ...ecall.operands(instruction('ecall', { rd: 0, rs1: 0, rs2: 0 }), PC)!]
  const name = `call ${call.call} (${descriptor}, ${buffer}, ${length}) cell ${cell}`
  return { name, row: fillRow(ecall.table.main.length, ecall.fill, record, operands) }
}

/** What follows from the instruction, the state, the values of registers and of the io cell. */
function judge(row: readonly number[]): Verdict {
  const said = conversation(ecall.table, row)
  if (said.some(({ multiplicity }) => multiplicity !== 1 && multiplicity !== P - 1))
    return forged('multiplicity')
  if (messages(ecall.table, row).some(({ bus, multiplicity }) => bus === BITS.name && multiplicity !== 1))
    return forged('a lookup that takes back another, or counts twice')
  if (said.length === 0) return { kind: 'honest', why: ['says nothing'] }
  const on = (bus: string, times: number) =>
    said.filter((message) => message.bus === bus && message.multiplicity === times).map(({ tuple }) => tuple)
  const [program] = on(PROGRAM.name, 1)
  if (`${program}` !== `${[PC, OPERATION.ecall, 0, 0, 0, 0, 0, 0]}`) return rejected(`program ${program}`)
  const [[pc, clk]] = on(STATE.name, P - 1)
  if (clk >= MAX_TIME) return rejected(`clk ${clk}`)
  const taken = on(MEMORY.name, P - 1)
  for (const [address, time, lo, hi] of taken) {
    if (time >= MAX_TIME) return rejected(`time ${time}`)
    if (lo >= 2 ** 16 || hi >= 2 ** 16) return rejected(`limbs ${lo} ${hi}`)
    if (on(MEMORY.name, 1).some((put) => put[0] === address && put[1] <= time)) return forged(`time ${time}`)
  }
  const value = (address: number) => {
    const [tuple] = taken.filter((candidate) => candidate[0] === address)
    return tuple === undefined ? 0 : tuple[2] + 2 ** 16 * tuple[3]
  }
  const [call, descriptor, buffer, length] = [17, 10, 11, 12].map((register) =>
    value(registerAddress(register)),
  )
  const cell = value(cellAddress(descriptor))
  if (on(TRANSFER.name, 1).some(([, , , left]) => left === P - 1)) {
    return rejected('a chain that counts past zero cannot end')
  }
  const outcome = execute({ call, descriptor, buffer, length, cell })
  if (outcome === undefined) return forged('no such call')
  const put = (address: number, time: number, word: number) => [
    MEMORY.name,
    1,
    [address, clk + time, word & 0xffff, word >>> 16],
  ]
  const moves = [clk + TICKS, descriptor, buffer, outcome.result - 1, cell % P, pc + 4]
  const expected = [
    [PROGRAM.name, 1, program],
    [STATE.name, P - 1, [PC, clk]],
    ...taken.map((tuple) => [MEMORY.name, P - 1, tuple]),
    put(registerAddress(17), TIME_B, call),
    put(registerAddress(11), TIME_C, buffer),
    put(registerAddress(12), TIME_C, length),
    put(registerAddress(10), TIME_A, outcome.result),
    ...(outcome.cell === undefined ? [] : [put(cellAddress(descriptor), TIME_MEMORY, outcome.cell)]),
    outcome.moves ? [TRANSFER.name, 1, moves] : [STATE.name, 1, [pc + 4, clk + TICKS]],
  ]
  const actual = said.map(({ bus, multiplicity, tuple }) => [bus, multiplicity, tuple])
  return `${actual.map(String).sort()}` === `${expected.map(String).sort()}`
    ? { kind: 'honest', why: [] }
    : forged(`${actual.map(String).join('; ')} instead of ${expected.map(String).join('; ')}`)
}

export const { read, write, exit } = SYSCALL
const SIZES = [0, 1, 2, 0xffff, 0x10000, 0x10001, MEMORY_BYTES - 1]
const calls: Call[] = [
  ...[FD.publicInput, FD.privateInput].flatMap((descriptor) =>
    SIZES.flatMap((length) =>
      SIZES.map((cell) => ({ call: read, descriptor, buffer: 0x20001, length, cell })),
    ),
  ),
  { call: read, descriptor: FD.privateInput, buffer: 0x20001, length: 5, cell: 0xffffffff },
  { call: read, descriptor: FD.publicInput, buffer: 0xffffffff, length: 5, cell: 0 },
  { call: read, descriptor: FD.publicInput, buffer: 0x20001, length: 0xffffffff, cell: 9 },
  { call: read, descriptor: FD.publicInput, buffer: MEMORY_BYTES - 1, length: 1, cell: 9 },
  ...SIZES.flatMap((length) =>
    [0, 1, 0xffff, 0x1234567].map((cell) => ({
      call: write,
      descriptor: FD.publicOutput,
      buffer: 7,
      length,
      cell,
    })),
  ),
  ...EDGES.map((length) => ({ call: write, descriptor: FD.debug, buffer: 0x20000, length })),
  ...[1, 2, 4, 63, 0x10000, 0x10003, 0xffffffff].map((descriptor) => ({ call: read, descriptor, length: 3 })),
  ...[0, 3, 4, 64, 0x10001, 0x20002, 0xffffffff].map((descriptor) => ({
    call: write,
    descriptor,
    length: 3,
  })),
  ...[
    0,
    1,
    62,
    65,
    92,
    95,
    0xfff,
    0x10000,
    0x1003f,
    0x10040,
    0x1005d,
    0x11000,
    0x2005e,
    0xffffffff,
    P + 63,
  ].map((call) => ({ call })),
]

const whole = sampleOf({ call: read, descriptor: FD.publicInput, buffer: 0x20001, length: 5, cell: 9 })
const partial = sampleOf({ call: read, descriptor: FD.privateInput, buffer: 0x20001, length: 9, cell: 5 })
const end = sampleOf({ call: read, descriptor: FD.publicInput, buffer: 0x20001, length: 9, cell: 0 })
const output = sampleOf({ call: write, descriptor: FD.publicOutput, buffer: 0x20001, length: 5, cell: 9 })
const debug = sampleOf({ call: write, descriptor: FD.debug, buffer: 0x20001, length: 5 })
const badRead = sampleOf({ call: read, descriptor: 1, length: 5 })
const badWrite = sampleOf({ call: write, descriptor: 3, length: 5 })
const unknown = sampleOf({ call: 65 })
const large = sampleOf({ call: 0x10041 })

/** Edits that make the sample's unknown call another one, with lies about which calls it is not. */
function unknownCall(call: number, lies: Readonly<Record<string, number>> = {}): Edits {
  const field = (x: number) => reduce(x)
  const edits: Record<string, number> = { 'a7.lo': call }
  const column = (name: string, honest: number) => {
    edits[name] = lies[name] ?? honest
    return edits[name]
  }
  const noMove = column('not read or write', field((call - 63) * (call - 64)))
  const noExit = column('not exit', field((call - 93) * (call - 94)))
  const low = mul(noMove, noExit)
  return { ...edits, 'low differs': low, inverse: low === 0 ? 0 : inv(low) }
}
/** A read of nothing and an output of nothing. */
const readNothing = sampleOf({ call: read, descriptor: 0, buffer: 8, length: 0, cell: 9 })
const readNoAdvice = sampleOf({ call: read, descriptor: 3, buffer: 8, length: 0, cell: 9 })
const writeNothing = sampleOf({ call: write, descriptor: 1, buffer: 8, length: 0, cell: 9 })
const noBytes = { 'some bytes': 0 }

export const ecallTest: RowTest<Sample> = {
  table: ecall.table,
  samples: calls.map(sampleOf),
  attacks: [
    {
      name: 'a short read',
      sample: whole,
      edits: { 'a0.lo': 4, 'd.lo': 5, 'cell.new.lo': 5 },
      by: 'read: a is n',
    },
    {
      name: 'a read that finds the end although there is more',
      sample: whole,
      edits: { 'a0.lo': 0, 'd.lo': 9, 'cell.new.lo': 9, ...noBytes },
      by: 'read: a is n',
    },
    {
      name: 'a read that ends too early',
      sample: whole,
      edits: { ends: 1, 'a0.lo': 9, 'x.lo': 5, 'd.lo': -4, 'cell.new.lo': 0 },
      by: 'bits',
    },
    {
      name: 'a read of more than there is',
      sample: partial,
      edits: { ends: 0, 'a0.lo': 9, 'x.lo': 5, 'd.lo': -4, 'cell.new.lo': -4 },
      by: 'bits',
    },
    {
      name: 'a read of more than there is, with an overflow',
      sample: partial,
      edits: {
        ends: 0,
        'a0.lo': 9,
        'x.lo': 5,
        'd.lo': 0xfffc,
        'd.hi': 0xffff,
        'cell.new.lo': 0xfffc,
        'cell.new.hi': 0xffff,
      },
      by: 'no overflow',
    },
    {
      name: 'a read that leaves more than before',
      sample: whole,
      edits: { 'cell.new.lo': 9 },
      by: 'left afterwards',
    },
    {
      name: 'a read at the end that leaves something',
      sample: partial,
      edits: { 'cell.new.lo': 4 },
      by: 'left afterwards',
    },
    { name: 'a read that moves nothing', sample: whole, edits: noBytes, by: 'no bytes (lo)' },
    {
      name: 'a read of 2^16 bytes that moves nothing',
      sample: sampleOf({ call: read, descriptor: 0, buffer: 8, length: 2 ** 16, cell: 2 ** 20 }),
      edits: noBytes,
      by: 'no bytes (hi)',
    },
    {
      name: 'public input as private',
      sample: whole,
      edits: { 'read public': 0, 'read private': 1 },
      by: 'descriptor',
    },
    {
      name: 'private input as public',
      sample: partial,
      edits: { 'read public': 1, 'read private': 0 },
      by: 'descriptor',
    },
    { name: 'both inputs', sample: whole, edits: { 'read private': 1 }, by: 'one kind of call' },
    {
      name: 'two inputs less an output',
      sample: whole,
      edits: { 'read private': 1, 'write public': -1 },
      by: 'boolean',
    },
    {
      name: 'no kind of call',
      sample: whole,
      edits: { 'read public': 0, ...noBytes },
      by: 'one kind of call',
    },
    {
      name: 'a read as an error',
      sample: whole,
      edits: { 'read public': 0, 'bad read': 1, 'a0.lo': 0xfff7, 'a0.hi': 0xffff, inverse: 1, ...noBytes },
      by: 'errors are errors',
    },
    {
      name: 'a read as an unknown call',
      sample: whole,
      edits: { 'read public': 0, unknown: 1, 'a0.lo': 0xffda, 'a0.hi': 0xffff, inverse: 1, ...noBytes },
      by: 'errors are errors',
    },
    {
      name: 'an exit as an unknown call',
      sample: unknown,
      edits: unknownCall(exit),
      by: 'errors are errors',
    },
    {
      name: 'an exit as an unknown call that is no exit',
      sample: unknown,
      edits: unknownCall(exit, { 'not exit': 1 }),
      by: 'not exit',
    },
    ...[FIRST_CALL, LAST_CALL].flatMap((number) => [
      {
        name: `call ${number} of a precompile as an unknown call`,
        sample: unknown,
        edits: unknownCall(number),
        by: 'bits',
      },
      {
        name: `call ${number} of a precompile as a large number`,
        sample: large,
        edits: { ...unknownCall(number), 'a7.hi': 0, 'high differs': 0, 'low differs': 0 },
        by: 'errors are errors',
      },
      {
        name: `call ${number} of a precompile as a large number that is none`,
        sample: large,
        edits: { 'a7.lo': number, 'a7.hi': 0 },
        by: 'high differs',
      },
    ]),
    {
      name: 'a lookup taken back in a row that says nothing else',
      sample: unknown,
      edits: {
        real: 0,
        unknown: -1,
        large: 1,
        'not read or write': 0,
        'not exit': 0,
        'low differs': 0,
        inverse: 0,
        'a0.lo': 0,
        'a0.hi': 0,
      },
      by: 'unknown is boolean',
    },
    {
      name: 'a read as an unknown call that is no read',
      sample: unknown,
      edits: unknownCall(read, { 'not read or write': 1 }),
      by: 'not read or write',
    },
    {
      name: 'an exit as a read',
      sample: end,
      edits: { 'a7.lo': exit, 'not read or write': 30 * 29, 'not exit': 0 },
      by: 'read is call 63',
    },
    {
      name: 'a read as a write',
      sample: end,
      edits: { 'a7.lo': write, 'not exit': 29 * 30 },
      by: 'read is call 63',
    },
    { name: 'a call with a high limb as a read', sample: end, edits: { 'a7.hi': 1 }, by: 'small numbers' },
    {
      name: 'a descriptor with a high limb',
      sample: whole,
      edits: { 'a.old.hi': 1 },
      by: 'descriptors are small numbers',
    },
    {
      name: 'a low limb that differs where it does not',
      sample: end,
      edits: { 'low differs': 5 },
      by: 'low differs',
    },
    {
      name: 'a bad descriptor that succeeds',
      sample: badRead,
      edits: { 'a0.lo': 0, 'a0.hi': 0 },
      by: 'error number',
    },
    { name: 'another error number', sample: badWrite, edits: { 'a0.lo': 0xfff8 }, by: 'error number' },
    {
      name: 'the error of a bad descriptor for an unknown call',
      sample: unknown,
      edits: { 'a0.lo': 0xfff7 },
      by: 'error number',
    },
    {
      name: 'a short write',
      sample: output,
      edits: { 'a0.lo': 4, 'x.lo': 13, 'cell.new.lo': 13 },
      by: 'write: takes all',
    },
    { name: 'a write of nothing', sample: output, edits: { ...noBytes }, by: 'no bytes' },
    { name: 'a write that is not counted', sample: output, edits: { 'cell.new.lo': 9 }, by: 'written after' },
    {
      name: 'a write counted from elsewhere',
      sample: output,
      edits: { 'd.lo': 0, 'x.lo': 5, 'cell.new.lo': 5 },
      by: 'written before',
    },
    {
      name: 'a count of output that overflows',
      sample: output,
      edits: {
        'cell.old.lo': 0xfffe,
        'cell.old.hi': 0xffff,
        'd.lo': 0xfffe,
        'd.hi': 0xffff,
        'x.lo': 3,
        'cell.new.lo': 3,
      },
      by: 'no overflow',
    },
    {
      name: 'output as debug text',
      sample: output,
      edits: { 'write public': 0, 'write debug': 1, ...noBytes },
      by: 'descriptor',
    },
    { name: 'debug text of another length', sample: debug, edits: { 'a0.lo': 4 }, by: 'write: takes all' },
    {
      name: 'debug text that moves bytes',
      sample: debug,
      edits: { 'some bytes': 1 },
      by: 'only what moves bytes',
    },
    {
      name: 'bytes moved although there are none',
      sample: end,
      edits: { 'some bytes': 1 },
      by: 'past zero',
    },
    {
      name: 'half of the bytes',
      sample: whole,
      edits: { 'some bytes': inv(2) },
      by: 'some bytes is boolean',
    },
    {
      name: 'bytes moved at the end',
      sample: end,
      edits: { 'some bytes': 1, 'a0.lo': 1, 'd.lo': 8 },
      by: 'read',
    },
    {
      name: 'a length from 2^30 on',
      sample: sampleOf({ call: read, descriptor: 3, buffer: 8, length: 5, cell: 2 ** 31 }),
      edits: { 'a2.hi': 2 ** 14, 'a0.hi': 2 ** 14, 'd.hi': 0x3fff, 'cell.new.hi': 0x3fff },
      by: 'bits',
    },
    {
      name: 'a read of 2^16 bytes more than there are',
      sample: sampleOf({ call: read, descriptor: 0, buffer: 8, length: 0x20005, cell: 0x10005 }),
      edits: { ends: 0, 'a0.hi': 2, 'x.hi': 1, 'd.hi': -1, 'cell.new.hi': -1 },
      by: 'bits',
    },
    {
      name: 'a read between what there is and what is asked for',
      sample: sampleOf({ call: read, descriptor: 0, buffer: 8, length: 8, cell: 4 }),
      edits: { ends: inv(2), 'a0.lo': 6, 'x.lo': 6, 'd.lo': 0, 'cell.new.lo': 0 },
      by: 'ends is boolean',
    },
    {
      name: 'a carry of 2^-16, which is a small number',
      sample: sampleOf({ call: read, descriptor: 3, buffer: 8, length: 5, cell: 127 * 2 ** 24 + 9 }),
      edits: { 'd.lo': 3, 'd.hi': 0, 'cell.new.lo': 3, 'cell.new.hi': 0 },
      by: 'x = a + d, carry',
    },
    {
      name: 'a carry kept in the low limb of the count',
      sample: sampleOf({ call: write, descriptor: 1, buffer: 8, length: 5, cell: 0xfffe }),
      edits: { 'x.lo': 0x10003, 'x.hi': 0, 'cell.new.lo': 0x10003, 'cell.new.hi': 0 },
      by: 'bits',
    },
    {
      name: 'a read as a write of output',
      sample: output,
      edits: { 'a7.lo': read, 'not exit': 930 },
      by: 'write is call 64',
    },
    {
      name: 'a count of output that is no word',
      sample: output,
      edits: {
        'cell.old.lo': 0xfffe,
        'cell.old.hi': 0xffff,
        'd.lo': 0xfffe,
        'd.hi': 0xffff,
        'x.lo': 3,
        'x.hi': 0x10000,
        'cell.new.lo': 3,
        'cell.new.hi': 0x10000,
      },
      by: 'bits',
    },
    { name: 'a buffer from 2^30 on', sample: whole, edits: { 'a1.hi': 2 ** 14 }, by: 'bits' },
    { name: 'the descriptor from the future', sample: whole, edits: { 'a.gap': -4 }, by: 'bits' },
    {
      name: 'the cell from the future',
      sample: whole,
      edits: { 'm.gap.lo': -8, 'm.gap.hi': 0 },
      by: 'bits',
    },
    { name: 'a gap of -5', sample: whole, edits: { 'm.gap.lo': 0xfffb, 'm.gap.hi': -1 }, by: 'bits' },
    { name: 'an instruction that is none', sample: whole, edits: { pc: PC + 4 }, by: 'program' },
    {
      name: 'half a row',
      sample: debug,
      edits: { real: inv(2), 'write debug': inv(2) },
      by: 'real is boolean',
    },
    {
      name: 'a row taken back',
      sample: debug,
      edits: { real: -1, 'write debug': -1 },
      by: 'real is boolean',
    },
    {
      name: 'both inputs, in two rows at once',
      sample: end,
      edits: { real: 2, 'read private': 1, 'a.old.lo': mul(3, inv(2)), 'not exit': 1860 },
      by: 'real is boolean',
    },
    {
      name: 'a write to descriptor 4, which is both inputs and the output',
      sample: writeNothing,
      edits: { 'read public': -1, 'read private': 1, 'a.old.lo': 4 },
      by: 'read public is boolean',
    },
    {
      name: 'a read from descriptor 1, which is debug text less output',
      sample: readNothing,
      edits: { 'write public': -1, 'write debug': 1, 'a.old.lo': 1 },
      by: 'write public is boolean',
    },
    {
      name: 'a read from descriptor 2, which is advice and output less debug text',
      sample: readNoAdvice,
      edits: { 'write public': 1, 'write debug': -1, 'a.old.lo': 2 },
      by: 'write debug is boolean',
    },
    {
      name: 'any call as a read, less a bad one',
      sample: whole,
      edits: {
        'bad read': -1,
        unknown: 1,
        ...unknownCall(1000),
        inverse: 0,
      },
      by: 'bad read is boolean',
    },
    {
      name: 'any call as a write, less a bad one',
      sample: output,
      edits: {
        'bad write': -1,
        unknown: 1,
        ...unknownCall(1000),
        inverse: 0,
      },
      by: 'bad write is boolean',
    },
    {
      name: 'a read of nothing that is no kind of call',
      sample: readNoAdvice,
      edits: { 'read private': 0, 'a.old.lo': 9 },
      by: 'one kind of call',
    },
    {
      name: 'a known descriptor as a bad one',
      sample: badWrite,
      edits: { 'a.old.lo': 2 },
      by: 'low differs',
    },
    {
      name: 'a known descriptor as a bad one, by its high limb',
      sample: sampleOf({ call: read, descriptor: 0x30003, length: 5 }),
      edits: { 'a.old.hi': 0 },
      by: 'high differs',
    },
    {
      name: 'a read that compares n with something else than what is left',
      sample: sampleOf({ call: read, descriptor: 3, buffer: 8, length: 5, cell: 9 }),
      edits: { 'cell.old.lo': 4 },
      by: 'read: x is the other (lo)',
    },
    {
      name: 'the same in high limbs',
      sample: sampleOf({ call: read, descriptor: 3, buffer: 8, length: 0x50000, cell: 0x90000 }),
      edits: { 'cell.old.hi': 4 },
      by: 'read: x is the other (hi)',
    },
    {
      name: 'a short read, in high limbs',
      sample: sampleOf({ call: read, descriptor: 3, buffer: 8, length: 0x50000, cell: 0x90000 }),
      edits: { 'a0.hi': 4, 'd.hi': 5, 'cell.new.hi': 5 },
      by: 'read: a is n, or what is left (hi)',
    },
    {
      name: 'a read that leaves more than before, in high limbs',
      sample: sampleOf({ call: read, descriptor: 3, buffer: 8, length: 0x50000, cell: 0x90000 }),
      edits: { 'cell.new.hi': 9 },
      by: 'read: left afterwards (hi)',
    },
    {
      name: 'debug text of another length, in high limbs',
      sample: debug,
      edits: { 'a0.hi': 1 },
      by: 'write: takes all (hi)',
    },
    {
      name: 'a write counted from elsewhere, in high limbs',
      sample: output,
      edits: { 'd.hi': 1, 'x.hi': 1, 'cell.new.hi': 1 },
      by: 'write: written before (hi)',
    },
    {
      name: 'a write that is not counted, in high limbs',
      sample: sampleOf({ call: write, descriptor: 1, buffer: 8, length: 0x10000, cell: 9 }),
      edits: { 'cell.new.hi': 0 },
      by: 'write: written after (hi)',
    },
    {
      name: 'an error that is no word',
      sample: badRead,
      edits: { 'a0.hi': 0x1ffff },
      by: 'error number (hi)',
    },
    {
      name: 'two transfers of nothing at once, and the next instruction less one',
      sample: readNothing,
      edits: { 'some bytes': 2 },
      by: 'some bytes is boolean',
    },
  ],
  judge,
  free: {
    ends: 'of n bytes left it does not matter whether a read of n ends; other calls do not use it',
    'use high': 'both limbs may prove an error; other calls multiply by zero',
    inverse: 'without an error it is multiplied by zero',
    'cell.old.lo': 'errors and debug text have no cell',
    'cell.old.hi': 'the same',
    'cell.new.lo': 'the same',
    'cell.new.hi': 'the same',
    'x.lo': 'only calls with a cell add',
    'x.hi': 'the same',
    'd.lo': 'the same',
    'd.hi': 'the same',
    'm.gap.lo': 'errors and debug text have no cell',
    'm.gap.hi': 'the same',
  },
  cells: 79,
}
