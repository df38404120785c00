/** Honest and forged rows of the tables of Keccak-f, and what tells them apart. */
import { inv, mul, P, reduce } from '../../../src/field/koalabear.ts'
import { CALL, MEMORY, XOR } from '../../../src/machine/buses.ts'
import { MAX_TIME, TICKS } from '../../../src/machine/layout.ts'
import { keccak } from '../../../src/machine/precompiles/keccak/keccak.ts'
import {
  chi,
  LANES,
  LIMBS,
  moved,
  ROTATIONS,
  theta,
} from '../../../src/machine/precompiles/keccak/permutation.ts'
import {
  KECCAK,
  LANE_GROUPS,
  LAYER,
  movedLanes,
  NEIGHBOUR,
  NEIGHBOUR_MESSAGES,
  NUMBER,
  numberOf,
  placeOf,
  ROWS,
  START,
  STEPS,
  startOf,
  TICK,
  WORDS,
} from '../../../src/machine/precompiles/keccak/rows.ts'
import { fillKeccak, keccakTable } from '../../../src/machine/precompiles/keccak/table.ts'
import { fillRow, WORD_ROWS, wordsTable } from '../../../src/machine/precompiles/keccak/words.ts'
import type { CallRecord } from '../../../src/machine/precompiles/precompile.ts'
import { Row } from '../../../src/machine/row.ts'
import { POINTERS_FACTOR } from '../../../src/machine/tables/call.ts'
import {
  at,
  conversation,
  edited,
  type Forgery,
  fillRow as fillOne,
  forged,
  messages,
  type RowTest,
  random,
  rejected,
  type Sample,
  type Verdict,
  violatedParts,
} from '../rows.ts'
import { forgeriesOfKeccak } from './keccak-forgeries.ts'
import { recordOf } from './records.ts'

const signed = (x: number): number => (x > P / 2 ? x - P : x)
const inRange = (limb: number): boolean => limb < 2 ** 16

interface Expected {
  readonly bus: string
  readonly multiplicity: number
  readonly tuple: readonly number[]
}

const text = ({ bus, multiplicity, tuple }: Expected): string => `${bus} ${multiplicity} ${tuple}`
const padded = (entries: readonly number[]): number[] => [...entries, 0, 0, 0, 0, 0, 0].slice(0, 6)

function compare(said: readonly Expected[], expected: readonly Expected[]): Verdict {
  const known = expected.map(text)
  const wrong = said.map(text).filter((message) => !known.includes(message))
  return wrong.length === 0 && said.length === known.length
    ? { kind: 'honest', why: [] }
    : forged(...wrong, `${said.length} of ${known.length}`)
}

const LAYER_ENTRIES = LANE_GROUPS.map(({ lanes }) => lanes)
/** Lanes that have an upper part, in the order in which neighbours tell of them. */
const CUT_LANES = [...Array(LANES).keys()].filter((lane) => ROTATIONS[lane]! % 16 !== 0)
/** The upper part of these is what is checked, and of the others the lower one. */
const checksUpper = (lane: number): boolean => [1, 2, 3, 4].includes(ROTATIONS[lane]! % 8)

/** Kinds of messages and rows that they go to, by number. */
const destinations = new Map(
  Array.from({ length: WORDS + 1 }, (_, kind) => kind).flatMap((kind) =>
    Array.from({ length: ROWS + LIMBS }, (_, n) => [numberOf(kind, n), { kind, n }] as const),
  ),
)
const kindOf = (number: number): number => destinations.get(number)?.kind ?? -1
const places = new Map(Array.from({ length: ROWS }, (_, n) => [placeOf(n), n]))

/** What follows from what a row hears: of its place, of the limbs of its lanes, of the row of the limb before. */
function judge(row: readonly number[]): Verdict {
  const said = conversation(keccakTable, row)
  const lookups = messages(keccakTable, row).filter(({ bus }) => bus === XOR.name)
  const looksUp = lookups.every(({ multiplicity }) => multiplicity === 1)
  if (said.length === 0) return looksUp ? { kind: 'honest', why: [] } : forged('multiplicity of a lookup')
  const taken = said.filter(({ multiplicity }) => multiplicity > P / 2)
  const heard = new Map(taken.map(({ bus, tuple }) => [bus === KECCAK.name ? tuple[1]! : -1, tuple]))
  const start = taken.find(({ bus }) => bus === START.name)?.tuple
  if (start === undefined) return forged('nobody tells the row what it is')
  const clk = start[0]!
  const n = places.get(start[1]!)
  if (n === undefined) return rejected('no such row')
  if (clk >= MAX_TIME || `${start.slice(2)}` !== `${startOf(n)}`) return rejected(`row ${start}`)
  if (said.some(({ multiplicity }) => multiplicity !== 1 && multiplicity !== P - 1))
    return forged('multiplicity')
  if (!looksUp) return forged('multiplicity of a lookup')
  const [layer, b] = [Math.floor(n / LIMBS), n % LIMBS]
  const hasTheta = layer < ROWS / LIMBS - 1
  const expected: Expected[] = []
  const takes = (tuple: readonly number[]) => expected.push({ bus: KECCAK.name, multiplicity: P - 1, tuple })
  const puts = (tuple: readonly number[]) => expected.push({ bus: KECCAK.name, multiplicity: 1, tuple })
  expected.push({ bus: START.name, multiplicity: P - 1, tuple: start })

  const before = new Uint16Array(LANES * LIMBS)
  for (const [g, group] of LANE_GROUPS.entries()) {
    const tuple = heard.get(numberOf(LAYER + g, n))
    if (tuple === undefined) return forged(`group ${g} is not heard`)
    const own = movedLanes(group)
    if (tuple.slice(2).some((limb, k) => (k < own.length ? !inRange(limb) : limb !== 0)))
      return rejected(`nobody tells limbs ${tuple}`)
    takes(tuple)
    for (const [k, lane] of own.entries()) before[LIMBS * lane + b] = tuple[2 + k]!
  }
  const after = layer === 0 ? before : chi(before, layer - 1)
  const rotated = new Map<number, number>()
  if (hasTheta) {
    const told: number[] = []
    for (let k = 0; k < NEIGHBOUR_MESSAGES; k++) {
      const tuple = heard.get(numberOf(NEIGHBOUR + k, n))
      if (tuple === undefined) return forged(`message ${k} is not heard`)
      takes(tuple)
      told.push(...tuple.slice(2))
    }
    const most = CUT_LANES.map((lane) => 2 ** (ROTATIONS[lane]! % 16))
    // Above the carries.
    most[0]! *= 2 ** 5
    if (told.some((value, k) => value >= most[k]!)) return rejected('no neighbour tells such parts')
    const carried = told[0]!
    told[0] = carried >>> 5
    // Theta with the upper bits that are heard of, in the limb before.
    const state = after.slice()
    const other = (b + 3) % LIMBS
    for (let k = 0; k < state.length; k++) if (k % LIMBS !== b) state[k] = 0
    for (let x = 0; x < 5; x++) state[LIMBS * x + other] = ((carried >>> x) & 1) * 2 ** 15
    const sums = theta(state)
    const limb = (lane: number) => sums.state[LIMBS * lane + b]!
    const tops = [0, 1, 2, 3, 4].map((x) => sums.parity[LIMBS * x + b]! >>> 15)
    const uppers = CUT_LANES.map((lane) => limb(lane) >>> (16 - (ROTATIONS[lane]! % 16)))
    uppers[0] = tops.reduce((sum, top, x) => sum + top * 2 ** x, uppers[0]! * 2 ** 5)
    const there = n - b + ((b + 1) % LIMBS)
    for (let k = 0; k < NEIGHBOUR_MESSAGES; k++)
      puts([clk, numberOf(NEIGHBOUR + k, there), ...uppers.slice(6 * k, 6 * k + 6)])
    for (let lane = 0; lane < LANES; lane++) {
      const by = ROTATIONS[lane]! % 16
      const lower = limb(lane) % 2 ** (16 - by)
      rotated.set(lane, by === 0 ? limb(lane) : lower * 2 ** by + told[CUT_LANES.indexOf(lane)]!)
    }
  } else for (let lane = 0; lane < LANES; lane++) rotated.set(lane, after[LIMBS * moved(lane) + b]!)
  for (const [g, { lanes, limbs }] of LANE_GROUPS.entries()) {
    const there = n - b + LIMBS + ((b + limbs) % LIMBS)
    puts([clk, numberOf(LAYER + g, there), ...padded(lanes.map((lane) => rotated.get(lane)!))])
  }

  // What the rows after it refute.
  for (const { multiplicity, tuple } of hasTheta ? said : []) {
    if (multiplicity !== 1) continue
    const kind = kindOf(tuple[1]!)
    const entries = LAYER_ENTRIES[kind - LAYER]
    if (entries?.some((lane, k) => checksUpper(lane) && !inRange(tuple[2 + k]!)))
      return rejected('the next layer hears no limbs')
    if (kind < NEIGHBOUR || kind >= NEIGHBOUR + NEIGHBOUR_MESSAGES) continue
    const isFar = (value: number, k: number) => {
      const lane = CUT_LANES[6 * (kind - NEIGHBOUR) + k]
      return lane !== undefined && !checksUpper(lane) && Math.abs(signed(value)) >= 2 ** 16
    }
    if (tuple.slice(2).some(isFar)) return rejected('the next limb would be none')
  }
  return compare(said, expected)
}

function rowsOf(call: CallRecord): number[][] {
  const width = keccakTable.main.length
  const memory = new Uint32Array(width * ROWS)
  const row = new Row(
    memory,
    Array.from({ length: width }, (_, k) => k * ROWS),
    new Uint32Array(8),
  )
  let n = 0
  fillKeccak(call, () => {
    row.moveTo(n++, 0)
    return row
  })
  return Array.from({ length: ROWS }, (_, k) =>
    Array.from({ length: width }, (_, column) => memory[column * ROWS + k]!),
  )
}

const next = random(5)
const randomWords = () => Array.from({ length: 2 * LANES }, () => next(2 ** 32))
const ordinary = recordOf(keccak, randomWords())
const extreme = recordOf(keccak, new Array(2 * LANES).fill(0xffffffff))
const samplesOf = (name: string, call: CallRecord, numbers: readonly number[]): Sample[] => {
  const rows = rowsOf(call)
  return numbers.map((n) => ({ name: `${name}, row ${n}`, row: rows[n]! }))
}
const all = samplesOf('ordinary', ordinary, [...Array(ROWS).keys()])
const unused = 'rows of the last layer have no theta, and rows of the first one no chi'

export const keccakRowTest: RowTest<Sample> = {
  table: keccakTable,
  samples: [...[0, 3, 4, 41, 98].map((n) => all[n]!), ...samplesOf('extreme', extreme, [1, 6])],
  attacks: [],
  forgeries: forgeriesOfKeccak(keccakTable, all, (row) => judge(row).kind === 'forged'),
  judge,
  free: Object.fromEntries(
    keccakTable.main
      .filter((name) => /^(sum|parity|top|carried|effect|c\d|cut|t\d)/.test(name))
      .map((name) => [name, unused]),
  ),
  cells: 632,
}

/** What follows from what a row of words takes from the row before, from memory and from the last layer. */
function judgeWords(row: readonly number[]): Verdict {
  const said = conversation(wordsTable, row)
  if (said.length === 0) return { kind: 'honest', why: [] }
  if (said.some(({ multiplicity }) => multiplicity !== 1 && multiplicity !== P - 1))
    return forged('multiplicity')
  const taken = said.filter(({ multiplicity }) => multiplicity !== 1)
  const chain = taken.find(({ bus, tuple }) => bus === KECCAK.name && kindOf(tuple[1]!) === WORDS)
  const call = taken.find(({ bus }) => bus === CALL.name)
  const expected: Expected[] = []
  const takes = (bus: string, tuple: readonly number[]) => expected.push({ bus, multiplicity: P - 1, tuple })
  const puts = (bus: string, tuple: readonly number[]) => expected.push({ bus, multiplicity: 1, tuple })
  const j = chain === undefined ? 0 : destinations.get(chain.tuple[1]!)!.n
  if (j >= WORD_ROWS || (chain !== undefined && j === 0)) return rejected(`row ${j}`)
  const [clk, pointer] =
    chain === undefined ? [call?.tuple[0], call?.tuple[3]] : [chain.tuple[0], chain.tuple[2]]
  if (clk === undefined || pointer === undefined) return forged('no call')
  if (clk >= MAX_TIME || pointer >= 2 ** 30) return rejected(`${clk} ${pointer}`)
  if (j === 0) takes(CALL.name, [clk, NUMBER + POINTERS_FACTOR, STEPS, pointer, 0, 0, 0])
  else takes(KECCAK.name, [clk, numberOf(WORDS, j), ...padded([pointer])])
  if (j < WORD_ROWS - 1) puts(KECCAK.name, [clk, numberOf(WORDS, j + 1), ...padded([pointer])])
  for (let k = 0; k < ROWS / WORD_ROWS; k++) {
    const n = (ROWS / WORD_ROWS) * j + k
    puts(START.name, [clk, placeOf(n), ...startOf(n)])
  }
  const g = Math.floor(j / 2)
  const group = LANE_GROUPS[g]!
  const time = clk + TICKS + TICK
  const words: number[][] = []
  const results: number[][] = [[], []]
  for (const k of [0, 1]) {
    const n = ROWS + ((2 * (j % 2) + k + group.limbs) % LIMBS)
    const tuple = taken.find(({ tuple: own }) => own[1] === numberOf(LAYER + g, n))?.tuple
    if (tuple === undefined) return forged('no result is heard')
    const entries = tuple.slice(2)
    if (!entries.every((limb, s) => (s < group.lanes.length ? inRange(limb) : limb === 0)))
      return rejected('no such result')
    takes(KECCAK.name, tuple)
    results[k] = entries
  }
  for (const [s, lane] of movedLanes(group).entries()) {
    const address = pointer + 8 * lane + 4 * (j % 2)
    const tuple = taken.find(({ bus, tuple: own }) => bus === MEMORY.name && own[0] === address)?.tuple
    if (tuple === undefined) return forged(`word ${s} is not accessed`)
    const [, last, lo, hi] = tuple as [number, number, number, number]
    if (last >= MAX_TIME || !inRange(lo) || !inRange(hi)) return rejected(`memory ${tuple}`)
    if (last >= time) return forged('takes a word from the future')
    takes(MEMORY.name, tuple)
    puts(MEMORY.name, [address, time, results[0]![s]!, results[1]![s]!])
    words.push([lo, hi])
  }
  for (const k of [0, 1]) {
    const n = 2 * (j % 2) + k
    puts(KECCAK.name, [clk, numberOf(LAYER + g, n), ...padded(words.map((word) => word[k]!))])
  }
  // What nobody hears with more than a group's limbs.
  for (const { bus, multiplicity, tuple } of said)
    if (bus === KECCAK.name && multiplicity === 1 && kindOf(tuple[1]!) !== WORDS)
      if (tuple.slice(2 + group.lanes.length).some((entry) => entry !== 0))
        return rejected('nobody hears so many limbs')
  return compare(said, expected)
}

const wordSamples = [ordinary, extreme].flatMap((call, k) =>
  Array.from({ length: WORD_ROWS }, (_, j): Sample => {
    const row = fillOne(wordsTable.main.length, (target) => fillRow(target, j, call), {})
    return { name: `${['ordinary', 'extreme'][k]}, row ${j}`, row }
  }),
)

function wordForgeries(): Forgery<Sample>[] {
  // A row with six words.
  const sample = wordSamples[5]!
  const forgery = (name: string, edits: Parameters<typeof edited>[2]): Forgery<Sample> => ({
    name,
    sample,
    row: edited(wordsTable, sample.row, edits),
  })
  const flag = (j: number) => `row[${j}]`
  const forgeries = [forgery('one row', { [flag(6)]: 1 })]
  // Two flags less a third are one, with the number of another row.
  for (let j = 0; j < WORD_ROWS; j++) {
    const others = [...Array(WORD_ROWS).keys()].filter((k) => k !== j)
    const pairs = others.flatMap((a) => others.filter((b) => b < a).map((b) => [a, b] as const))
    const found = pairs
      .map(([a, b]) => forgery(flag(j), { [flag(5)]: 0, [flag(a)]: 1, [flag(b)]: 1, [flag(j)]: -1 }))
      .find(({ row }) => violatedParts(wordsTable, row).length === 1 && judgeWords(row).kind === 'forged')
    if (found === undefined) throw new RangeError(`no forgery for row ${j}`)
    forgeries.push(found)
  }
  for (let k = 0; k < 6; k++) {
    const gap = `w${k}.gap`
    const low = sample.row[at(wordsTable, `${gap}.lo`)]!
    forgeries.push(forgery(`${gap}.lo`, { [`${gap}.lo`]: -1, [`${gap}.hi`]: 0 }))
    forgeries.push(forgery(`${gap}.hi`, { [`${gap}.hi`]: mul(inv(2 ** 16), reduce(-1 - low)) }))
  }
  return forgeries
}

export const keccakWordsRowTest: RowTest<Sample> = {
  table: wordsTable,
  samples: wordSamples,
  attacks: [],
  forgeries: wordForgeries(),
  judge: judgeWords,
  free: Object.fromEntries(
    wordsTable.main
      .filter((name) => /gap/.test(name))
      .map((name) => [name, 'rows with fewer words have none']),
  ),
  cells: 104,
}
