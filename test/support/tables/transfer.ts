/** Honest and forged rows of the table transfer, and what tells them apart. */
import { inv, mul, P } from '../../../src/field/koalabear.ts'
import { MEMORY, PUBLIC_IN, PUBLIC_OUT, STATE, TRANSFER } from '../../../src/machine/buses.ts'
import { MAX_TIME, REGISTER_WORD, TICKS, TIME_MEMORY } from '../../../src/machine/layout.ts'
import { fillTransfer, transfer } from '../../../src/machine/tables/transfer.ts'
import { FD, MEMORY_BYTES } from '../../../src/vm/abi.ts'
import {
  conversation,
  fillRow,
  forged,
  type RowTest,
  random,
  rejected,
  type Sample,
  type Verdict,
} from '../rows.ts'

const PC = 0x10078
const CLK = 0x5ac3d8

interface Move {
  readonly descriptor: number
  readonly address?: number
  readonly left?: number
  readonly position?: number
  readonly byte?: number
  readonly before?: number
}

const replaceByte = (word: number, address: number, byte: number): number => {
  const bytes = [0, 1, 2, 3].map((k) => (k === address % 4 ? byte : (word >>> (8 * k)) & 0xff))
  return bytes.reduce((sum, value, k) => sum + value * 256 ** k, 0)
}

function sampleOf({
  descriptor,
  address = 0x20001,
  left = 3,
  position = 5,
  byte = 0xa5,
  before = 0x12345678,
}: Move): Sample {
  const old = descriptor === FD.publicOutput ? replaceByte(before, address, byte) : before
  const record = {
    slot: descriptor,
    clk: CLK,
    b: byte,
    c: left,
    aOld: position,
    address,
    mOld: old,
    m: replaceByte(old, address, byte),
    mGap: 0x12345,
    nextPc: PC,
  }
  const row = fillRow(transfer.main.length, fillTransfer, record)
  return { name: `descriptor ${descriptor} address ${address} left ${left} byte ${byte}`, row }
}

/** What follows from the move that a row takes over, the word of memory and the byte of the input. */
function judge(row: readonly number[]): Verdict {
  const said = conversation(transfer, row)
  if (said.length === 0) return { kind: 'honest', why: ['says nothing'] }
  if (said.some(({ multiplicity }) => multiplicity !== 1 && multiplicity !== P - 1))
    return forged('multiplicity')
  const on = (bus: string, times: number) =>
    said.filter((message) => message.bus === bus && message.multiplicity === times).map(({ tuple }) => tuple)
  const [move] = on(TRANSFER.name, P - 1)
  const [access] = on(MEMORY.name, P - 1)
  if (move === undefined || access === undefined) return forged('no move')
  const [clk, descriptor, address, left, position, pc] = move
  const [at, time, lo, hi] = access
  if (clk >= MAX_TIME || time >= MAX_TIME) return rejected(`clk ${clk}, time ${time}`)
  if (lo >= 2 ** 16 || hi >= 2 ** 16) return rejected(`limbs ${lo} ${hi}`)
  if (address >= MEMORY_BYTES) return forged(`address ${address}`)
  if (time >= clk + TIME_MEMORY) return forged(`time ${time}`)
  const old = lo + 2 ** 16 * hi
  const [written] = on(MEMORY.name, 1)
  const value = written[2] + 2 ** 16 * written[3]
  const shift = 8 * (address % 4)
  const byte = descriptor === FD.publicOutput ? (old >>> shift) & 0xff : (value >>> shift) & 0xff
  const last = on(STATE.name, 1).length === 1
  if (!last && left === 0) return rejected('a chain that counts past zero cannot end')
  const next = descriptor === FD.publicOutput ? position + 1 : position - 1
  const word = replaceByte(old, address, byte)
  const goesOn = [clk + TICKS, descriptor, address + 1, (left + P - 1) % P, (next + P) % P, pc]
  const expected = [
    [TRANSFER.name, P - 1, move],
    [MEMORY.name, P - 1, [address - (address % 4), time, lo, hi]],
    [MEMORY.name, 1, [at, clk + TIME_MEMORY, word & 0xffff, word >>> 16]],
    left === 0 ? [STATE.name, 1, [pc, clk + TICKS]] : [TRANSFER.name, 1, goesOn],
  ]
  if (descriptor === FD.publicInput) expected.push([PUBLIC_IN.name, P - 1, [position, byte]])
  if (descriptor === FD.publicOutput) expected.push([PUBLIC_OUT.name, 1, [position, byte]])
  const actual = said.map(({ bus, multiplicity, tuple }) => [bus, multiplicity, tuple])
  return `${actual.map(String).sort()}` === `${expected.map(String).sort()}`
    ? { kind: 'honest', why: [] }
    : forged(`${actual.map(String)}`)
}

const next = random(2)
const samples = [FD.publicInput, FD.privateInput, FD.publicOutput].flatMap((descriptor) => [
  ...[0, 1, 2, 3].flatMap((offset) =>
    [0, 1, 3].flatMap((left) =>
      [0, 0xff, next(256)].map((byte) =>
        sampleOf({ descriptor, address: 0x20000 + offset, left, byte, before: next(2 ** 32) }),
      ),
    ),
  ),
  sampleOf({ descriptor, address: 0, left: 2 ** 30 - 1, before: 0 }),
  sampleOf({ descriptor, address: MEMORY_BYTES - 1, left: 0, before: 0xffffffff }),
  sampleOf({ descriptor, address: 4 * 2 ** 15 - 1, position: 0 }),
  sampleOf({ descriptor, address: 4 * 2 ** 15, position: 1 }),
])

const reading = sampleOf({ descriptor: FD.publicInput })
const advice = sampleOf({ descriptor: FD.privateInput })
const writing = sampleOf({ descriptor: FD.publicOutput })
const upper = sampleOf({ descriptor: FD.privateInput, address: 0x20002 })
const last = sampleOf({ descriptor: FD.privateInput, left: 0 })

export const transferTest: RowTest<Sample> = {
  table: transfer,
  samples,
  attacks: [
    {
      name: 'a byte that is none',
      sample: advice,
      edits: { byte: 256, 'm.lo': (x) => x + (256 - 0xa5) * 256 },
      by: 'bits',
    },
    {
      name: 'a byte that changes its neighbour',
      sample: advice,
      edits: { 'm.lo': (x) => x + 1 },
      by: 'new low limb',
    },
    {
      name: 'a byte that changes the other limb',
      sample: advice,
      edits: { 'm.hi': (x) => x + 1 },
      by: 'new high limb',
    },
    { name: 'a byte not written', sample: advice, edits: { 'm.lo': 0x5678 }, by: 'new low limb' },
    {
      name: 'a byte written to the wrong place',
      sample: advice,
      edits: { 'm.lo': 0x56a5 },
      by: 'new low limb',
    },
    {
      name: 'a word split in a wrong place',
      sample: advice,
      edits: { 'byte before': 0x55, 'byte beside': 0x178, 'm.lo': 0xa678 },
      by: 'bits',
    },
    {
      name: 'a word split by a fraction',
      sample: advice,
      edits: { 'byte before': mul(0x5678 - 0x77, inv(256)), 'byte beside': 0x77, 'm.lo': 0xa577 },
      by: 'bits',
    },
    {
      name: 'a word of the other limb',
      sample: upper,
      edits: { 'byte before': 0, 'm.hi': (x) => x + 0x34 },
      by: 'bytes of the high limb',
    },
    {
      name: 'bytes of the old word exchanged',
      sample: advice,
      edits: { 'byte before': 0x78, 'byte beside': 0x56 },
      by: 'bytes of the low limb',
    },
    { name: 'output of another byte', sample: writing, edits: { byte: 0xa6 }, by: 'output changes nothing' },
    {
      name: 'output that changes memory',
      sample: writing,
      edits: { byte: 0xa6, 'm.lo': (x) => x + 256 },
      by: 'output changes nothing',
    },
    {
      name: 'output of the byte beside',
      sample: writing,
      edits: { byte: 0x78, 'byte before': 0x78, 'byte beside': 0xa5 },
      by: 'bytes of the low limb',
    },
    {
      name: 'public input as advice',
      sample: reading,
      edits: { 'from public input': 0, byte: 7 },
      by: 'one offset',
    },
    { name: 'two descriptors', sample: reading, edits: { 'from private input': 1 }, by: 'one descriptor' },
    { name: 'two offsets', sample: advice, edits: { 'offset 0': 1 }, by: 'one offset' },
    { name: 'no offset', sample: advice, edits: { 'offset 1': 0 }, by: 'one offset' },
    {
      name: 'offsets 0 and 2 by half',
      sample: advice,
      edits: { 'offset 1': 0, 'offset 0': (P + 1) / 2, 'offset 2': (P + 1) / 2 },
      by: 'offset 0 is boolean',
    },
    { name: 'offsets 2 and -1', sample: advice, edits: { 'offset 1': 2, 'offset 3': -1 }, by: 'boolean' },
    { name: 'an end too early', sample: advice, edits: { last: 1 }, by: 'the last has none left' },
    { name: 'an end that counts on', sample: last, edits: { last: 0 }, by: 'past zero' },
    { name: 'an end by half', sample: last, edits: { last: (P + 1) / 2 }, by: 'last is boolean' },
    {
      name: 'an end out of nothing',
      sample: last,
      edits: { 'from private input': 0, 'offset 1': 0 },
      by: 'last is a row',
    },
    {
      name: 'a position that stays',
      sample: reading,
      edits: { 'next position': (x) => x + 1 },
      by: 'next position',
    },
    {
      name: 'a position that goes the wrong way',
      sample: writing,
      edits: { 'next position': (x) => x - 2 },
      by: 'next position',
    },
    { name: 'an address behind memory', sample: advice, edits: { 'word high': 2 ** 13 }, by: 'bits' },
    { name: 'a register', sample: advice, edits: { 'word low': 10, 'word high': 2 ** 13 }, by: 'bits' },
    {
      name: 'offsets 1 and 2 less 0',
      sample: sampleOf({ descriptor: FD.privateInput, address: 0x20003 }),
      edits: {
        'offset 3': 0,
        'offset 1': 1,
        'offset 2': 1,
        'offset 0': -1,
        'm.lo': 0x5678 + 255 * (0xa5 - 0x12),
        'm.hi': 0x1234 + (0xa5 - 0x12),
      },
      by: 'offset 0 is boolean',
    },
    {
      name: 'offsets 0 and 1 less 3',
      sample: sampleOf({ descriptor: FD.privateInput, address: 0x20002, before: 0x12341234 }),
      edits: {
        'word low': (x) => x + 1,
        'offset 2': 0,
        'offset 0': 1,
        'offset 1': 1,
        'offset 3': -1,
        'm.lo': 0x1234 + 257 * (0xa5 - 0x34),
        'm.hi': 0x1234 - 256 * (0xa5 - 0x34),
      },
      by: 'offset 3 is boolean',
    },
    {
      name: 'a register through the low part',
      sample: advice,
      edits: { 'word low': REGISTER_WORD + 10, 'word high': 0 },
      by: 'bits',
    },
    {
      name: 'an address modulo p',
      sample: advice,
      edits: { 'word low': (x) => x - 2 ** 15, 'word high': (x) => x + 1 },
      by: 'bits',
    },
    { name: 'memory from the future', sample: advice, edits: { 'm.gap.lo': -1, 'm.gap.hi': 0 }, by: 'bits' },
    { name: 'a gap that wraps', sample: advice, edits: { 'm.gap.hi': 2 ** 12 }, by: 'bits' },
    { name: 'a gap of -5', sample: advice, edits: { 'm.gap.lo': 0xfffb, 'm.gap.hi': -1 }, by: 'bits' },
    {
      name: 'a descriptor of two less one',
      sample: writing,
      edits: { 'from public input': -1, 'from private input': 1 },
      by: 'from public input is boolean',
    },
    {
      name: 'an output out of nothing',
      sample: writing,
      edits: { 'from private input': -1, 'offset 1': 0 },
      by: 'from private input is boolean',
    },
    {
      name: 'an output taken back',
      sample: writing,
      edits: { 'from public input': 1, 'to public output': -1, 'offset 1': 0 },
      by: 'to public output is boolean',
    },
    {
      name: 'offsets 3 and 0 less 1',
      sample: sampleOf({ descriptor: FD.privateInput, address: 0x20003, before: 0x34341234 }),
      edits: { 'offset 0': 1, 'offset 1': -1, 'm.lo': (x) => x - 255 * (0xa5 - 0x34) },
      by: 'offset 1 is boolean',
    },
    {
      name: 'offsets 3 and 0 less 2',
      sample: sampleOf({ descriptor: FD.privateInput, address: 0x20003, before: 0x12341234 }),
      edits: {
        'offset 0': 1,
        'offset 2': -1,
        'm.lo': (x) => x + (0xa5 - 0x12),
        'm.hi': (x) => x - (0xa5 - 0x12),
      },
      by: 'offset 2 is boolean',
    },
    {
      name: 'a byte twice, from both inputs',
      sample: sampleOf({ descriptor: FD.publicInput, address: 0x20000, before: 0 }),
      edits: { 'from private input': 1, 'offset 1': 1, 'm.lo': 257 * 0xa5 },
      by: 'one descriptor',
    },
    {
      name: 'output of any byte, at no offset',
      sample: writing,
      edits: { 'offset 1': 0, byte: 7, 'byte before': 7 },
      by: 'one offset',
    },
    {
      name: 'an end of an output out of nothing',
      sample: sampleOf({ descriptor: FD.publicOutput, left: 0 }),
      edits: { 'to public output': 0, 'offset 1': 0 },
      by: 'last is a row',
    },
    {
      name: 'output of any byte, of the high limb',
      sample: sampleOf({ descriptor: FD.publicOutput, address: 0x20002 }),
      edits: { byte: 7, 'byte before': 7 },
      by: 'bytes of the high limb',
    },
    {
      name: 'output of the next byte, with one beside that is none',
      sample: sampleOf({ descriptor: FD.publicOutput, address: 0x20003 }),
      edits: { byte: (x) => x + 1, 'byte before': (x) => x + 1, 'byte beside': (x) => x - 256 },
      by: 'bits',
    },
  ],
  judge,
  free: {},
  cells: 44,
}
