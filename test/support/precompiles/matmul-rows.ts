/** Honest rows of the tables of matrix products, and what has to follow from what a row takes from the buses. */
import type { Table } from '../../../src/air/table.ts'
import { P, reduce } from '../../../src/field/koalabear.ts'
import { CALL, MEMORY } from '../../../src/machine/buses.ts'
import { MAX_TIME, TICKS } from '../../../src/machine/layout.ts'
import { blocksTable, fillBlocks } from '../../../src/machine/precompiles/matmul/blocks.ts'
import { chunksTable, fillChunks } from '../../../src/machine/precompiles/matmul/chunks.ts'
import {
  CHUNKS,
  chunkGroups,
  MATMUL,
  MAX_LENGTH,
  NUMBER,
  STEPS,
  TICK,
} from '../../../src/machine/precompiles/matmul/layout.ts'
import { matmul } from '../../../src/machine/precompiles/matmul/matmul.ts'
import { fillOutput, outputTable } from '../../../src/machine/precompiles/matmul/output.ts'
import { fillStart, startTable } from '../../../src/machine/precompiles/matmul/start.ts'
import { fillWords, wordsTable } from '../../../src/machine/precompiles/matmul/words.ts'
import { CallRecord } from '../../../src/machine/precompiles/precompile.ts'
import { Row } from '../../../src/machine/row.ts'
import { POINTERS_FACTOR } from '../../../src/machine/tables/call.ts'
import { performCall } from '../../../src/vm/accelerator.ts'
import {
  conversation,
  edited,
  type Forgery,
  forged,
  type Message,
  type RowAttack,
  type RowTest,
  random,
  rejected,
  type Sample,
  type Verdict,
  violatedParts,
} from '../rows.ts'

const CLK = 0x5ac3d4
const POINTER = 0x20000
const C = 0x30000
const A = 0x40000
const B = 0x50000
const RANGE = [0, 1, 2, 3]

/** The record of a call on bytes that `byte` gives, all of which were last accessed a while ago. */
function recordOf(
  rows: number,
  columns: number,
  length: number,
  accumulate: number,
  byte: (k: number) => number,
): CallRecord {
  const arguments_ = [C, A, B, rows, columns, length, accumulate]
  const written = new Map<number, number>()
  const wordAt = (address: number): number => {
    if (address < C) return arguments_[(address - POINTER) / 4]
    return RANGE.reduce((word, k) => word + byte(address + k) * 256 ** k, 0)
  }
  const { words } = performCall(matmul, CLK, [POINTER, 0, 0, 0], (address, _, value) => {
    const before = written.get(address) ?? wordAt(address)
    if (value !== undefined) written.set(address, value)
    return { before, last: CLK - 70_000 + (address & 0xff) }
  })
  return new CallRecord(Uint32Array.from(words), 0)
}

function rowsOf(
  name: string,
  { main }: Table,
  fill: (call: CallRecord, next: () => Row) => void,
  call: CallRecord,
): Sample[] {
  const rows: Uint32Array[] = []
  fill(call, () => {
    const memory = new Uint32Array(main.length)
    rows.push(memory)
    const row = new Row(
      memory,
      main.map((_, k) => k),
      new Uint32Array(8),
    )
    row.moveTo(0, 0)
    return row
  })
  return rows.map((row, k) => ({ name: `${name}, row ${k}`, row: [...row] }))
}

const noise = (k: number): number => random(k)(256)
const calls: readonly (readonly [string, CallRecord])[] = [
  ['one chunk', recordOf(1, 1, 16, 0, noise)],
  ['edges', recordOf(5, 6, 32, 1, noise)],
  ['all blocks full', recordOf(8, 4, 32, 0, noise)],
  ['most negative bytes', recordOf(4, 5, 16, 1, () => 0x80)],
  ['ones', recordOf(4, 4, 16, 1, () => 0xff)],
]
const samplesOf = (table: Table, fill: (call: CallRecord, next: () => Row) => void): Sample[] =>
  calls.flatMap(([name, call]) => rowsOf(name, table, fill, call))

const signed = (x: number): number => (x > P / 2 ? x - P : x)
const inRange = (limb: number): boolean => limb < 2 ** 16
const limbs = (word: number): number[] => [word % 2 ** 16, Math.floor(word / 2 ** 16)]

/** What a row says, one kind after the other; what is not taken out by the judge must not be there. */
class Heard {
  readonly #messages: Message[]

  constructor(table: Table, row: readonly number[]) {
    this.#messages = conversation(table, row)
  }

  get isSilent(): boolean {
    return this.#messages.length === 0
  }

  get hasOddTimes(): boolean {
    return this.#messages.some(
      ({ bus, multiplicity }) => multiplicity !== 1 && multiplicity !== P - 1 && bus !== CHUNKS.name,
    )
  }

  /** Tuples, in the order of the table. */
  all(bus: string, times: number): (readonly number[])[] {
    return this.#messages
      .filter((own) => own.bus === bus && own.multiplicity === reduce(times))
      .map(({ tuple }) => tuple)
  }

  /** Takes the only message that starts so, of any multiplicity if none is given; undefined if there is none or more than one. */
  take(
    bus: string,
    times: number | undefined,
    ...start: (number | undefined)[]
  ): readonly number[] | undefined {
    const found = this.#messages.filter(
      (own) =>
        own.bus === bus &&
        (times === undefined || own.multiplicity === reduce(times)) &&
        start.every((value, k) => value === undefined || own.tuple[k] === reduce(value)),
    )
    if (found.length !== 1) return undefined
    this.#messages.splice(this.#messages.indexOf(found[0]), 1)
    return found[0].tuple
  }

  /** Takes exactly this message. */
  has(bus: string, times: number, ...tuple: number[]): boolean {
    return this.take(bus, times, ...tuple) !== undefined
  }

  get rest(): string {
    return this.#messages.map(({ bus, multiplicity, tuple }) => `${bus} ${multiplicity} ${tuple}`).join('; ')
  }

  /** Takes a word read at an address and a time, with both messages of the access. */
  word(address: number, time: number): number | Verdict {
    const found = this.take(MEMORY.name, -1, address)
    if (found === undefined) return forged(`word at ${address} is not accessed`)
    const [, last, lo, hi] = found
    if (last >= MAX_TIME || !inRange(lo) || !inRange(hi)) return rejected(`memory ${found}`)
    if (last >= time) return forged('takes a word from the future')
    return lo + 2 ** 16 * hi
  }
}

const end = (heard: Heard, isRight: boolean, what: string): Verdict => {
  if (!isRight) return forged(what, heard.rest)
  return heard.rest === '' ? { kind: 'honest', why: [] } : forged(heard.rest)
}

function judging(table: Table, judge: (heard: Heard) => Verdict) {
  return (row: readonly number[]): Verdict => {
    const heard = new Heard(table, row)
    if (heard.isSilent) return { kind: 'honest', why: [] }
    return heard.hasOddTimes ? forged('multiplicity') : judge(heard)
  }
}

const judgeStart = judging(startTable, (heard) => {
  const call = heard.take(CALL.name, -1, undefined, NUMBER + POINTERS_FACTOR, STEPS)
  if (call === undefined) return forged('no call')
  const [clk, , , pointer] = call
  if (clk >= MAX_TIME || pointer >= 2 ** 30 || call.slice(4).some((unused) => unused !== 0))
    return rejected(`call ${call}`)
  const time = clk + TICKS + TICK.arguments
  const words: number[] = []
  for (let k = 0; k < 7; k++) {
    const word = heard.word(pointer + 4 * k, time)
    if (typeof word !== 'number') return word
    if (!heard.has(MEMORY.name, 1, pointer + 4 * k, time, ...limbs(word))) return forged('a word changes')
    words.push(word)
  }
  const [c, a, b, rows, columns, length, accumulate] = words
  if (Math.max(c, a, b) >= 2 ** 30) return forged('pointer')
  if (Math.max(rows, columns) >= 2 ** 16 || accumulate > 1) return forged('sizes')
  if (length < 16 || length > MAX_LENGTH || length % 16 !== 0) return forged('length')
  const isRight =
    heard.has(MATMUL.name, 1, clk, c, 4, rows, columns, a, b, length) &&
    heard.has(MATMUL.name, 1, clk, c, 5, b, columns, accumulate, 0, 0)
  return end(heard, isRight, 'block')
})

const judgeChunk = judging(chunksTable, (heard) => {
  const [address, time] = heard.all(MEMORY.name, 1)[0] ?? [0, 0]
  if (time >= MAX_TIME) return forged(`time ${time}`)
  const bytes: number[] = []
  for (const k of RANGE) {
    const word = heard.word(reduce(address + 4 * k), time)
    if (typeof word !== 'number') return word
    if (!heard.has(MEMORY.name, 1, address + 4 * k, time, ...limbs(word))) return forged('a word changes')
    bytes.push(...new Int8Array(Uint32Array.of(word).buffer))
  }
  if (address % 4 !== 0 || address > 2 ** 30 - 16) return rejected('no such words')
  // Offers have any multiplicity, all three the same; without it there are none.
  for (const [g, group] of chunkGroups(bytes).entries())
    heard.take(CHUNKS.name, undefined, time, address + g, ...(group as number[]))
  return end(heard, true, '')
})

const isLength = (length: number): boolean => length >= 16 && length <= MAX_LENGTH && length % 16 === 0
const LARGEST_SUM = 2 ** 29
/** What the rows of a block have in common, by parts. */
const headOf = (a: number, b: number, length: number, m: number, n: number) => [a, b, length, m + 8 * n]

const judgeBlock = judging(blocksTable, (heard) => {
  const [first] = heard.all(MATMUL.name, -1)
  if (first === undefined) return forged('nothing is taken')
  const [clk, c, left] = first
  const heads: number[] = []
  const sums: number[][] = []
  for (const part of RANGE) {
    const tuple = heard.take(MATMUL.name, -1, clk, c, left + part)
    if (tuple === undefined) return forged(`part ${part} is not taken`)
    heads.push(tuple[3])
    sums.push(tuple.slice(4).map(signed))
  }
  const [a, b, length, size] = heads
  const [m, n] = [size % 8, Math.floor(size / 8)]
  if (clk >= MAX_TIME || !isLength(length) || left % 16 !== 0 || left < 16 || left > length)
    return rejected(`nobody has ${left} of ${length} bytes left`)
  if (Math.max(a, b) >= 2 ** 30 || Math.min(m, n) < 1 || Math.max(m, n) > 4) return rejected('no such block')
  const matrices: number[][][] = []
  for (const { start, count, tick } of [
    { start: a, count: m, tick: TICK.a },
    { start: b, count: n, tick: TICK.b },
  ]) {
    const rows: number[][] = []
    for (let i = 0; i < count; i++) {
      const bytes: number[] = []
      for (const g of [0, 1, 2]) {
        const tuple = heard.take(CHUNKS.name, 1, clk + TICKS + tick, start + i * length + g)
        if (tuple === undefined) return forged(`row ${i} is not read`)
        bytes.push(...tuple.slice(2).map(signed))
      }
      if (bytes.some((byte) => byte < -128 || byte > 127) || bytes[16] !== 0 || bytes[17] !== 0)
        return rejected('nobody offers such bytes')
      rows.push(bytes)
    }
    matrices.push(rows)
  }
  const next = headOf(a + 16, b + 16, length, m, n)
  for (const part of RANGE) {
    const tuple = heard.take(MATMUL.name, 1, clk, c, left - 16 + part, next[part])
    if (tuple === undefined) return forged(`part ${part} is not passed on`)
    for (let j = 0; part < m && j < n; j++) {
      if (Math.abs(sums[part][j]) > LARGEST_SUM) return rejected('nobody has such a sum')
      const products = matrices[0][part].map((byte, k) => byte * matrices[1][j][k])
      const sum = products.reduce((total, product) => total + product, sums[part][j])
      if (signed(tuple[4 + j]) !== sum) return forged(`sum ${part} ${j}`)
    }
  }
  return end(heard, true, '')
})

const judgeOutput = judging(outputTable, (heard) => {
  const block = heard.take(MATMUL.name, -1, undefined, undefined, 4)
  if (block === undefined) return forged('no block')
  const [clk, c, , rowsLeft, columnsLeft, a, b, length] = block
  const common = heard.take(MATMUL.name, -1, clk, c, 5)
  if (common === undefined) return forged('nothing in common')
  const [firstB, columns, accumulate, ...zeros] = common.slice(3)
  const isSide = (size: number) => size >= 1 && size < 2 ** 16
  if (zeros.some((zero) => zero !== 0)) return forged('zeros')
  if (clk >= MAX_TIME || !isLength(length) || accumulate > 1 || Math.max(a, b, c, firstB) >= 2 ** 30)
    return rejected('no such block')
  if (![rowsLeft, columnsLeft, columns].every(isSide) || columnsLeft > columns) return rejected('sides')
  const [m, n] = [Math.min(4, rowsLeft), Math.min(4, columnsLeft)]
  const [head, tail] = [headOf(a, b, length, m, n), headOf(a + length, b + length, length, m, n)]
  for (const part of RANGE) {
    if (!heard.has(MATMUL.name, 1, clk, c, length + part, head[part], 0, 0, 0, 0)) return forged('start')
    const sums = heard.take(MATMUL.name, -1, clk, c, part, tail[part])?.slice(4).map(signed)
    if (sums === undefined) return forged('end')
    if (part < m && !heard.has(MATMUL.name, 1, clk, c + 4 * part * columns, 6, accumulate + 2 * n, ...sums))
      return forged(`row ${part}`)
  }
  const isDown = columnsLeft <= 4
  if (isDown && rowsLeft <= 4) return end(heard, true, '')
  const next = isDown
    ? { c: c + 4 * (3 * columns + n), rows: rowsLeft - 4, columns, a: a + 4 * length, b: firstB }
    : { c: c + 16, rows: rowsLeft, columns: columnsLeft - 4, a, b: b + 4 * length }
  const isRight =
    heard.has(MATMUL.name, 1, clk, next.c, 4, next.rows, next.columns, next.a, next.b, length) &&
    heard.has(MATMUL.name, 1, clk, next.c, 5, firstB, columns, accumulate, 0, 0)
  return end(heard, isRight, 'next block')
})

const judgeWords = judging(wordsTable, (heard) => {
  const tuple = heard.take(MATMUL.name, -1, undefined, undefined, 6)
  if (tuple === undefined) return forged('no row')
  const [clk, c, , kind] = tuple
  const [accumulate, n] = [kind % 2, Math.floor(kind / 2)]
  if (clk >= MAX_TIME || c >= 2 ** 30 || n < 1 || n > 4) return rejected('nobody has such a row')
  const time = clk + TICKS + TICK.c
  for (let j = 0; j < n; j++) {
    const sum = signed(tuple[4 + j])
    if (Math.abs(sum) > LARGEST_SUM) return rejected('nobody has such a sum')
    const old = heard.word(c + 4 * j, time)
    if (typeof old !== 'number') return old
    const word = (accumulate * old + sum + 2 ** 32) % 2 ** 32
    if (!heard.has(MEMORY.name, 1, c + 4 * j, time, ...limbs(word))) return forged(`word ${j}`)
  }
  return end(heard, true, '')
})

const outside = 'belongs to a row or column that the block does not have'
const named = (table: Table, pattern: RegExp, why: string) =>
  Object.fromEntries(table.main.filter((name) => pattern.test(name)).map((name) => [name, why]))

const startSamples = samplesOf(startTable, fillStart)
const chunkSamples = samplesOf(chunksTable, fillChunks)
const blockSamples = samplesOf(blocksTable, fillBlocks)
const outputSamples = samplesOf(outputTable, fillOutput)
const wordSamples = samplesOf(wordsTable, fillWords)

const attack = (
  name: string,
  sample: Sample,
  edits: RowAttack<Sample>['edits'],
  by?: string,
): RowAttack<Sample> => ({ name, sample, edits, by })

const one = (honest: number): number => honest + 1
/** Of a call with 5 x 6 words: the first block is full, the last one has one row and two columns. */
const [full, right, left, corner] = outputSamples.filter(({ name }) => name.startsWith('edges'))

const zeros = (table: Table) => Object.fromEntries(table.main.map((name) => [name, 0]))
const flags = (name: string, own: readonly number[]) =>
  Object.fromEntries(own.map((flag, k) => [`${name}[${k + 1}]`, flag]))

/** Flags of a prefix that violate one constraint. */
const FLAGS = [
  { label: '[1] is boolean', real: 1, own: [2, 0, 0] },
  { label: '[2] is boolean', real: 1, own: [1, 2, 0] },
  { label: '[3] is boolean', real: 1, own: [1, 1, 2] },
  { label: '[1] after the others', real: 0, own: [1, 0, 0] },
  { label: '[2] after the others', real: 1, own: [0, 1, 0] },
  { label: '[3] after the others', real: 1, own: [1, 0, 1] },
] as const

/** A row with such flags, and all zeros besides if it is not real. */
const prefixAttacks = (table: Table, name: string, sample: Sample): RowAttack<Sample>[] =>
  FLAGS.map(({ label, real, own }) =>
    attack(
      `${name}${label}`,
      sample,
      { ...(real === 1 ? {} : zeros(table)), ...flags(name, own) },
      `${name}${label}`,
    ),
  )

/** A block after edits, with the next one as it follows. */
function settled({ row }: Sample, edits: RowAttack<Sample>['edits']): Record<string, number> {
  const changed = edited(outputTable, row, edits)
  const own = Object.fromEntries(outputTable.main.map((name, k) => [name, changed[k]]))
  const rows = own.real + own['row[1]'] + own['row[2]'] + own['row[3]']
  const columns = own.real + own['columns bit 0'] + 2 * own['columns bit 1']
  const down = own['last column']
  const stride = 4 * own.length
  return {
    ...own,
    'next rows left': own['rows left'] - down * rows,
    'next columns left': own['columns left'] - columns + down * own.columns,
    'next a': own.a + down * stride,
    'next b': own.b + stride + down * (own['first b'] - own.b - stride),
    'next c': own.c + 4 * columns + down * 12 * own.columns,
    more: own.real - own['last row'] * down,
  }
}

const ownTests: readonly RowTest<Sample>[] = [
  {
    table: startTable,
    samples: startSamples,
    attacks: [
      attack('a length of 0', startSamples[0], { chunks: 0 }, 'bits'),
      attack('a length beyond 2^15', startSamples[0], { chunks: 2 ** 11 + 1 }, 'bits'),
      attack('to accumulate twice', startSamples[0], { accumulate: 2 }, 'accumulate is boolean'),
      attack('half a call', startSamples[0], { real: 2 }, 'real is boolean'),
      attack('a pointer beyond memory', startSamples[0], { 'a.hi': 2 ** 14 }, 'bits'),
    ],
    judge: judgeStart,
    free: {},
    cells: 75,
  },
  {
    table: chunksTable,
    samples: chunkSamples.filter((_, k) => k % 4 === 0),
    attacks: [
      attack('a time beyond all times', chunkSamples[0], { 'time.hi': 2 ** 12 }, 'bits'),
      attack(
        'a byte without its sign',
        chunkSamples[0],
        { 'signed 0': (x) => (x > P / 2 ? x + 256 : x - 256) },
        'xor',
      ),
      attack(
        'a byte too large',
        chunkSamples[0],
        { 'byte 1': (x) => x + 256, 'byte 0': (x) => x - 65536 },
        'xor',
      ),
      attack('an offer of a row that is not real', chunkSamples[0], { real: 0 }, 'only real rows'),
      attack('two reads in one', chunkSamples[0], { real: 2, uses: 0 }, 'real is boolean'),
    ],
    judge: judgeChunk,
    free: {},
    cells: 97,
  },
  {
    table: blocksTable,
    samples: blockSamples,
    attacks: [
      attack('a sum', blockSamples[0], { 'after[0][0]': one }, 'sum 0 0'),
      attack('a row after one that is not there', blockSamples[0], { 'rows of a[3]': 1 }, 'after the others'),
      attack('two rows in one', blockSamples[0], { 'rows of b[1]': 2 }, 'is boolean'),
      ...['a', 'b'].flatMap((name) => prefixAttacks(blocksTable, `rows of ${name}`, blockSamples[0])),
      attack('more than real', blockSamples[0], { real: 2 }, 'real is boolean'),
    ],
    judge: judgeBlock,
    free: named(blocksTable, /^([ab]\[|before|after)/, outside),
    cells: 217,
  },
  {
    table: outputTable,
    samples: outputSamples,
    attacks: [
      attack('the end before the last column', full, { 'last column': 1 }, 'all columns'),
      attack('the end before the last row', full, { 'last row': 1 }, 'all rows'),
      attack('no end', corner, { 'last row': 0, more: 1 }, 'four rows'),
      attack(
        'rows beyond the last one, where it is not the last column',
        left,
        {
          'last row': 0,
          ...Object.fromEntries([1, 2, 3].map((i) => [`row[${i}]`, 1])),
        },
        'bits',
      ),
      attack('columns beyond the last one', right, { 'last column': 0, 'columns bit 1': 1 }, 'bits'),
      attack('fewer columns', full, { 'columns bit 0': 0 }, 'four columns'),
      attack('more than is left', corner, { 'row[1]': 1 }, 'all rows'),
      attack('a block more', corner, { more: 1 }, 'more'),
      attack('an end that is taken', corner, { more: P - 1, real: 0 }),
      attack(
        'four in one',
        full,
        settled(full, {
          real: 4,
          'rows left': 30,
          'columns left': 30,
          ...flags('row', [0, 0, 0]),
          'columns bit 0': 0,
          'columns bit 1': 0,
        }),
        'real is boolean',
      ),
      ...FLAGS.map(({ label, own, real }) => {
        const count = own[0] + own[1] + own[2] + real
        const edits = { 'last row': real, 'rows left': count, ...flags('row', own) }
        const silent = real === 1 ? {} : zeros(outputTable)
        return attack(`row${label}`, full, settled(full, { ...silent, ...edits }), `row${label}`)
      }),
      ...['columns bit 0', 'columns bit 1'].map((name, k) => {
        const bits = { 'columns bit 0': 0, 'columns bit 1': 0, [name]: 4 / 2 ** k }
        const edits = settled(full, { 'last column': 1, 'columns left': 5, ...bits })
        return attack(`five columns by ${name}`, full, edits, `${name} is boolean`)
      }),
      ...(['row', 'column'] as const).flatMap((side) => [
        attack(
          `the end of the ${side}s twice`,
          full,
          settled(full, {
            'last row': 1,
            'rows left': 4,
            'last column': 1,
            'columns left': 4,
            [`last ${side}`]: 2,
          }),
          `last of the ${side}s is boolean`,
        ),
        attack(
          `the end before the last ${side}, settled`,
          full,
          settled(full, { 'last column': 1, 'columns left': 4, [`last ${side}`]: 1, [`${side}s left`]: 5 }),
          `all ${side}s`,
        ),
        attack(
          `fewer ${side}s, settled`,
          full,
          settled(full, { [side === 'row' ? 'row[3]' : 'columns bit 0']: 0 }),
          `four ${side}s`,
        ),
        attack(`${side}s that are not left`, full, settled(full, { [`${side}s left`]: 2 }), 'bits'),
      ]),
      ...(['rows left', 'columns left', 'a', 'b', 'c'] as const).map((name) =>
        attack(`next ${name}`, full, { [`next ${name}`]: one }, `next ${name}`),
      ),
    ],
    judge: judgeOutput,
    free: named(outputTable, /^sum/, outside),
    cells: 64,
  },
  {
    table: wordsTable,
    samples: wordSamples,
    attacks: [
      attack('a word after one that is not there', wordSamples[0], { 'word[2]': 1 }, 'after the others'),
      attack('another word', wordSamples[2], { 'new 2.lo': (x) => x ^ 1 }, 'bits'),
      // A lower limb out of range, and a carry of which 2^16 times is small modulo p alone.
      ...RANGE.flatMap((j) => [
        attack(
          `limbs of word ${j}`,
          wordSamples[2],
          { [`new ${j}.lo`]: (x) => x + 2 ** 16, [`new ${j}.hi`]: (x) => x - 1 },
          'bits',
        ),
        attack(
          `the carry of word ${j}`,
          wordSamples[2],
          { [`new ${j}.lo`]: (x) => x + 1, [`new ${j}.hi`]: (x) => (x < 2 ** 15 ? x + 32_512 : x - 33_024) },
          'bits',
        ),
      ]),
      attack('2^32 more', wordSamples[2], { 'new 2.hi': (x) => x + 2 ** 16 }, 'bits'),
      attack('nothing added', wordSamples[2], { 'added 0.lo': 0 }, 'added 0'),
      // What looks like two words that replace what was there is one to which twice nothing is added.
      attack(
        'to accumulate twice',
        wordSamples[0],
        { accumulate: 2, 'old 0.lo': 0, 'old 0.hi': 0 },
        'accumulate is boolean',
      ),
    ],
    judge: judgeWords,
    free: named(wordsTable, /^(sum|old|added|new|\d\.gap)/, outside),
    cells: 83,
  },
]

/** For constraints and lookups that a changed column violates alone, one such change. */
function forgeriesFor({ table, samples, judge }: RowTest<Sample>): Forgery<Sample>[] {
  const found = new Map<unknown, Forgery<Sample>>()
  for (const sample of samples.slice(0, 6)) {
    for (const [k, name] of table.main.entries()) {
      const honest = sample.row[k]
      for (const value of [
        honest + 1,
        honest - 1,
        honest - 2,
        1 - honest,
        2,
        honest + 2 ** 16,
        -70_000,
        2 ** 14,
        2 ** 16,
        2 ** 28,
      ]) {
        const row = [...sample.row]
        row[k] = reduce(value)
        if (row[k] === honest) continue
        const parts = violatedParts(table, row)
        if (parts.length !== 1 || found.has(parts[0]) || judge(row, sample).kind !== 'forged') continue
        found.set(parts[0], { name: `${name} = ${row[k]}`, sample, row })
      }
    }
  }
  return [...found.values()]
}

export const matmulRowTests: readonly RowTest<Sample>[] = ownTests.map((own) => ({
  ...own,
  forgeries: forgeriesFor(own),
}))
