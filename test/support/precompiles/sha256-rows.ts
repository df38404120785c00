/** Honest and forged rows of the table of SHA-256, and what tells them apart. */
import { P } from '../../../src/field/koalabear.ts'
import { CALL, MEMORY } from '../../../src/machine/buses.ts'
import { MAX_TIME, TICKS } from '../../../src/machine/layout.ts'
import { CallRecord } from '../../../src/machine/precompiles/precompile.ts'
import {
  mix,
  ROUND_CONSTANTS,
  SIGMA_0,
  SIGMA_1,
  SIGMA_A,
  SIGMA_E,
  swapBytes,
} from '../../../src/machine/precompiles/sha256/compress.ts'
import {
  BLOCK_TICK,
  LOADS,
  NUMBER,
  ROWS,
  SHA256,
  STATE_TICK,
  STEPS,
} from '../../../src/machine/precompiles/sha256/rows.ts'
import { sha256 } from '../../../src/machine/precompiles/sha256/sha256.ts'
import { compressionOf, fillRow, sha256Table } from '../../../src/machine/precompiles/sha256/table.ts'
import { POINTERS_FACTOR } from '../../../src/machine/tables/call.ts'
import { performCall, type WordAccess } from '../../../src/vm/accelerator.ts'
import {
  conversation,
  type Forgery,
  fillRow as fillOne,
  forged,
  type RowTest,
  random,
  rejected,
  type Sample,
  type Verdict,
} from '../rows.ts'
import { forgeriesOfSha256 } from './sha256-forgeries.ts'

const CLK = 0x5ac3d4
const [STATE, BLOCK] = [0x20000, 0x20100]

/** The record of a call on these words, all of which were last accessed a while ago. */
export function recordOf(state: readonly number[], block: readonly number[]): CallRecord {
  const memory = new Map<number, number>()
  for (const [k, word] of state.entries()) memory.set(STATE + 4 * k, word)
  for (const [k, word] of block.entries()) memory.set(BLOCK + 4 * k, word)
  const access: WordAccess = (address, _, value) => {
    const before = memory.get(address)!
    if (value !== undefined) memory.set(address, value)
    return { before, last: CLK - 70_000 + (address & 0xff) }
  }
  const { words } = performCall(sha256, CLK, [STATE, BLOCK, 0, 0], access, () => {
    throw new RangeError('the call has no result')
  })
  return new CallRecord(Uint32Array.from(words), 0)
}

function rowOf(call: CallRecord, i: number): number[] {
  const values = compressionOf(call)
  return fillOne(sha256Table.main.length, (row) => fillRow(row, i, call, values), {})
}

const signed = (x: number): number => (x > P / 2 ? x - P : x)
const limbs = (word: number): number[] => [word & 0xffff, word >>> 16]
const inRange = (limb: number): boolean => limb < 2 ** 16
/** The word that limbs stand for, also if they are not in range, modulo 2^32. */
const wordOf = (lo: number, hi: number): number => {
  const [low, high] = [signed(lo), signed(hi)]
  if (Math.abs(low) >= 2 ** 21 || Math.abs(high) >= 2 ** 21) return Number.NaN
  return (low + 2 ** 16 * high) % 2 ** 32 < 0
    ? ((low + 2 ** 16 * high) % 2 ** 32) + 2 ** 32
    : (low + 2 ** 16 * high) % 2 ** 32
}
const add = (...words: readonly number[]): number => words.reduce((sum, word) => sum + word, 0) % 2 ** 32
const sumLimbs = (x: number, y: number): number[] => [(x & 0xffff) + (y & 0xffff), (x >>> 16) + (y >>> 16)]

/** Messages by number: words of the state, pairs of the block, the schedule. */
const [BLOCK_PAIRS, SCHEDULE] = [72, 80]

/** What follows from what a row takes from the rows before it and from memory. */
function judge(row: readonly number[]): Verdict {
  const said = conversation(sha256Table, row)
  if (said.length === 0) return { kind: 'honest', why: [] }
  if (said.some(({ multiplicity }) => multiplicity !== 1 && multiplicity !== P - 1))
    return forged('multiplicity')
  const on = (bus: string, times: number) =>
    said.filter((message) => message.bus === bus && message.multiplicity === times).map(({ tuple }) => tuple)
  const heard = new Map(on(SHA256.name, P - 1).map((tuple) => [tuple[1], tuple]))
  const i = Math.min(...heard.keys()) / 8
  if (!Number.isInteger(i) || i < 0 || i >= ROWS) return rejected(`row ${i}`)
  const [clk] = heard.get(8 * i)!
  const [state, block] = heard.get(8 * i)!.slice(4)
  if (clk >= MAX_TIME || state >= 2 ** 30 || block >= 2 ** 30) return rejected(`${clk} ${state} ${block}`)
  const expected: (string | number | readonly number[])[][] = []
  const takes = (bus: string, tuple: readonly number[]) => expected.push([bus, P - 1, tuple])
  const puts = (bus: string, tuple: readonly number[]) => expected.push([bus, 1, tuple])

  // Words a_-1 to a_-4 at 0 to 3 of `a`, and likewise e.
  const [a, e]: number[][] = [[], []]
  for (let k = 0; k < 8; k++) {
    const tuple = heard.get(8 * i + k)
    if (tuple === undefined) return forged(`word ${k} is not taken`)
    if (!tuple.slice(2, 4).every(inRange)) return rejected(`word ${k} with limbs out of range`)
    takes(SHA256.name, [clk, 8 * i + k, tuple[2], tuple[3], state, block, 0, 0])
    ;(k < 4 ? a : e).push(tuple[2] + 2 ** 16 * tuple[3])
  }
  if (i === 0) takes(CALL.name, [clk, NUMBER + 2 * POINTERS_FACTOR, STEPS, state, block, 0, 0])

  // Memory: two words of the block, then one of the state.
  const found = new Map(on(MEMORY.name, P - 1).map((tuple) => [tuple[0], tuple]))
  const words: number[] = []
  for (const [address, tick] of [
    [block + 8 * i, BLOCK_TICK],
    [block + 8 * i + 4, BLOCK_TICK],
    [state + 4 * i, STATE_TICK],
  ]) {
    const tuple = found.get(address)
    if (tuple === undefined) return forged(`word ${address} is not accessed`)
    const [, last, lo, hi] = tuple
    if (last >= MAX_TIME || !inRange(lo) || !inRange(hi)) return rejected(`memory ${tuple}`)
    if (last >= clk + TICKS + tick) return forged('takes a word from the future')
    takes(MEMORY.name, tuple)
    words.push(lo + 2 ** 16 * hi)
    if (tick === BLOCK_TICK) puts(MEMORY.name, [address, clk + TICKS + tick, lo, hi])
  }
  puts(SHA256.name, [clk, BLOCK_PAIRS + i, ...words.slice(0, 2).flatMap(limbs), 0, 0])
  puts(SHA256.name, [clk, i, ...limbs(words[2]), state, block, 0, 0])
  const sum = heard.get(8 * ROWS + i)
  if (sum === undefined) return forged('nothing is added')
  takes(SHA256.name, [clk, 8 * ROWS + i, sum[2], sum[3], state, block, 0, 0])
  const added = wordOf(sum[2], sum[3])
  if (Number.isNaN(added)) return rejected('nobody adds such a word')
  puts(MEMORY.name, [state + 4 * i, clk + TICKS + STATE_TICK, ...limbs(add(words[2], added))])

  // The schedule.
  const w: number[] = []
  if (i < LOADS)
    for (let k = 0; k < 4; k++) {
      const tuple = heard.get(BLOCK_PAIRS + 4 * i + k)
      if (tuple === undefined) return forged(`pair ${k} of the block is not taken`)
      if (!tuple.slice(2, 6).every(inRange)) return rejected('no words of memory')
      takes(SHA256.name, [...tuple.slice(0, 6), 0, 0])
      w.push(swapBytes(tuple[2] + 2 ** 16 * tuple[3]), swapBytes(tuple[4] + 2 ** 16 * tuple[5]))
    }
  else {
    const hear = (kind: number, count: number): number[] | undefined => {
      const tuple = heard.get(SCHEDULE + 8 * i + kind)
      if (tuple === undefined) return undefined
      const content = tuple.slice(2, 2 + 2 * count)
      takes(SHA256.name, [clk, SCHEDULE + 8 * i + kind, ...content, ...new Array(6 - 2 * count).fill(0)])
      if (content.some((limb) => limb > 2 * 0xffff)) return undefined
      return Array.from({ length: count }, (_, k) => content[2 * k] + 2 ** 16 * content[2 * k + 1])
    }
    const parts = [3, 3, 2, 3, 3, 2].map((count, kind) => hear(kind, count))
    if (parts.includes(undefined)) return rejected('nobody tells such words')
    const [earlier, recent] = [parts.slice(0, 3).flat(), parts.slice(3).flat()] as number[][]
    for (let k = 0; k < 8; k++) {
      const own = k < 2 ? [] : [mix(SIGMA_1, w[k - 2]), ...(k === 7 ? [w[0]] : [])]
      w.push(add(earlier[k], recent[k], ...own))
    }
  }
  const tell = (first: number, delay: number, content: readonly number[]) => {
    if (i + delay < LOADS || i + delay >= ROWS) return
    for (const [k, count] of [3, 3, 2].entries()) {
      const part = content.slice(6 * k, 6 * k + 2 * count)
      const unused = new Array(6 - 2 * count).fill(0)
      puts(SHA256.name, [clk, SCHEDULE + 8 * (i + delay) + first + k, ...part, ...unused])
    }
  }
  const sums = [0, 1, 2, 3, 4, 5, 6].flatMap((k) => sumLimbs(w[k], mix(SIGMA_0, w[k + 1])))
  tell(0, 2, [...sums, ...limbs(w[7])])
  const late = [1, 2].flatMap((k) => sumLimbs(w[k], mix(SIGMA_1, w[k + 5])))
  tell(3, 1, [...late, ...w.slice(3).flatMap(limbs), ...limbs(mix(SIGMA_0, w[0]))])

  // The rounds, newest words first.
  for (let r = 0; r < 8; r++) {
    const [e1, e2, e3, e4] = e
    const [a1, a2, a3, a4] = a
    const choice = ((e1 & e2) ^ (~e1 & e3)) >>> 0
    const majority = ((a1 & a2) ^ (a1 & a3) ^ (a2 & a3)) >>> 0
    const one = add(e4, mix(SIGMA_E, e1), choice, ROUND_CONSTANTS[8 * i + r], w[r])
    e.unshift(add(a4, one))
    a.unshift(add(one, mix(SIGMA_A, a1), majority))
  }
  for (let k = 0; k < 8; k++) {
    const word = (k < 4 ? a : e)[k % 4]
    puts(SHA256.name, [clk, 8 * (i + 1) + k, ...limbs(word), state, block, 0, 0])
  }

  const actual: (typeof expected)[number][] = []
  for (const { bus, multiplicity, tuple } of said) {
    const k = tuple[1] - 8 * (i + 1)
    if (bus !== SHA256.name || multiplicity !== 1 || k < 0 || k > 7) {
      actual.push([bus, multiplicity, tuple])
      continue
    }
    // The row after takes the newest words apart; after the last row they are only added.
    const isLast = i + 1 === ROWS
    if (!isLast && !tuple.slice(2, 4).every(inRange)) return rejected('the row after takes this word apart')
    actual.push([bus, multiplicity, [clk, tuple[1], ...limbs(wordOf(tuple[2], tuple[3])), ...tuple.slice(4)]])
  }
  const wrong = actual.map(String).filter((message) => !expected.map(String).includes(message))
  return wrong.length === 0 && actual.length === expected.length
    ? { kind: 'honest', why: [] }
    : forged(...wrong)
}

const next = random(5)
const randomWords = (count: number) => Array.from({ length: count }, () => next(2 ** 32))
const ordinary = recordOf(randomWords(8), randomWords(16))
const extreme = recordOf(new Array(8).fill(0xffffffff), new Array(16).fill(0xffffffff))

const sampleOf = (name: string, call: CallRecord, i: number): Sample => ({
  name: `${name}, row ${i}`,
  row: rowOf(call, i),
})
const ordinaryRows = Array.from({ length: ROWS }, (_, i) => sampleOf('ordinary', ordinary, i))
const more = Array.from({ length: 6 }, (_, k) => {
  const call = recordOf(randomWords(8), randomWords(16))
  return [2, 3, 4, 5, 6, 7].map((i) => sampleOf(`number ${k}`, call, i))
}).flat()

const unheard = 'rows that read the block hear nothing, and make their words from memory'

/** Columns with several right values by name. */
const free = Object.fromEntries(
  sha256Table.main.flatMap((name) => {
    if (/^(earlier|recent|carry of w)/.test(name)) return [[name, unheard]]
    if (/^[ae]7\.|^carry of [ae]7/.test(name))
      return [[name, 'what is only added may have 2^16 more in a limb and 1 less in the next']]
    return []
  }),
)

const forgeries: readonly Forgery<Sample>[] = forgeriesOfSha256(
  sha256Table,
  ordinaryRows,
  more,
  (row) => judge(row).kind === 'forged',
)

export const sha256RowTest: RowTest<Sample> = {
  table: sha256Table,
  samples: [0, 1, 2, 5, 6, 7]
    .map((i) => ordinaryRows[i])
    .concat([sampleOf('extreme', extreme, 0), sampleOf('extreme', extreme, 2)]),
  attacks: [],
  forgeries,
  judge,
  free,
  cells: 1091,
}
