/** Honest and forged rows of the tables of Poseidon2, and what tells them apart. */
import { add, inv, mul, P, reduce } from '../../../src/field/koalabear.ts'
import { CALL, MEMORY } from '../../../src/machine/buses.ts'
import { MAX_TIME, TICKS } from '../../../src/machine/layout.ts'
import { WIDTH } from '../../../src/machine/precompiles/poseidon2/constants.ts'
import { poseidon2Of } from '../../../src/machine/precompiles/poseidon2/permutation.ts'
import { poseidon2 } from '../../../src/machine/precompiles/poseidon2/poseidon2.ts'
import {
  AFTER,
  BEFORE,
  fillRow as fillPermutation,
  NUMBER,
  POSEIDON2,
  poseidon2Table,
  STEPS,
  TICK,
  WORDS,
} from '../../../src/machine/precompiles/poseidon2/table.ts'
import {
  fillRow as fillWords,
  WORD_ROWS,
  wordsTable,
} from '../../../src/machine/precompiles/poseidon2/words.ts'
import { POINTERS_FACTOR } from '../../../src/machine/tables/call.ts'
import { nodeValue } from '../cone.ts'
import {
  at,
  conversation,
  type Edits,
  edited,
  type Forgery,
  fillRow,
  forged,
  type Message,
  type RowTest,
  random,
  rejected,
  type Sample,
  type Verdict,
} from '../rows.ts'
import { recordOf } from './records.ts'

type Expected = readonly [bus: string, multiplicity: number, tuple: readonly number[]]

const HONEST: Verdict = { kind: 'honest', why: [] }

function compare(said: readonly Message[], expected: readonly Expected[]): Verdict {
  const known = expected.map(String)
  const wrong = said
    .map(({ bus, multiplicity, tuple }) => String([bus, multiplicity, tuple]))
    .filter((message) => !known.includes(message))
  return wrong.length === 0 && said.length === known.length ? HONEST : forged(...wrong)
}

const isOnce = ({ multiplicity }: Message): boolean => multiplicity === 1 || multiplicity === P - 1
const isTaken = ({ multiplicity }: Message): boolean => multiplicity === P - 1

/** What follows from the call and the elements that a row takes. */
function judge(row: readonly number[]): Verdict {
  const said = conversation(poseidon2Table, row)
  if (said.length === 0) return HONEST
  if (!said.every(isOnce)) return forged('multiplicity')
  const call = said.find(({ bus }) => bus === CALL.name)
  if (call === undefined) return forged('no call')
  const [clk, , , pointer] = call.tuple as [number, number, number, number]
  if (clk >= MAX_TIME || pointer >= 2 ** 30) return rejected(`${clk} ${pointer}`)
  const expected: Expected[] = [[CALL.name, P - 1, [clk, NUMBER + POINTERS_FACTOR, STEPS, pointer, 0, 0, 0]]]
  const input: number[] = []
  for (let k = 0; k < WORD_ROWS; k++) {
    const taken = said.find((own) => own.bus === POSEIDON2.name && isTaken(own) && own.tuple[2] === k)
    if (taken === undefined) return forged(`elements ${k} are not taken`)
    const elements = taken.tuple.slice(4)
    expected.push([POSEIDON2.name, P - 1, [clk, BEFORE, k, pointer, ...elements]])
    input.push(...elements)
  }
  const { output } = poseidon2Of(input)
  for (let k = 0; k < WORD_ROWS; k++)
    expected.push([
      POSEIDON2.name,
      1,
      [clk, AFTER, k, pointer, ...output.slice(WORDS * k, WORDS * k + WORDS)],
    ])
  return compare(said, expected)
}

/** What follows from the elements and the words that a row takes. */
function judgeWords(row: readonly number[]): Verdict {
  const said = conversation(wordsTable, row)
  if (said.length === 0) return HONEST
  if (!said.every(isOnce)) return forged('multiplicity')
  const taken = said.find((own) => own.bus === POSEIDON2.name && isTaken(own))
  if (taken === undefined) return forged('no elements')
  const [clk, , i, pointer, ...after] = taken.tuple as [number, number, number, number]
  if (clk >= MAX_TIME || pointer >= 2 ** 30 || i >= WORD_ROWS) return rejected(`${clk} ${pointer} ${i}`)
  const time = clk + TICKS + TICK
  const expected: Expected[] = [[POSEIDON2.name, P - 1, [clk, AFTER, i, pointer, ...after]]]
  const before: number[] = []
  for (let k = 0; k < WORDS; k++) {
    const address = pointer + 4 * (WORDS * i + k)
    const found = said.find((own) => own.bus === MEMORY.name && isTaken(own) && own.tuple[0] === address)
    if (found === undefined) return forged(`word ${k} is not accessed`)
    const [, last, lo, hi] = found.tuple as [number, number, number, number]
    if (last >= MAX_TIME || lo >= 2 ** 16 || hi >= 2 ** 16) return rejected(`memory ${found.tuple}`)
    if (last >= time) return forged('takes a word from the future')
    const word = lo + 2 ** 16 * hi
    if (word >= P) return forged(`${word} is no element`)
    before.push(word)
    expected.push([MEMORY.name, P - 1, found.tuple])
    expected.push([MEMORY.name, 1, [address, time, after[k]! & 0xffff, after[k]! >>> 16]])
  }
  expected.push([POSEIDON2.name, 1, [clk, BEFORE, i, pointer, ...before]])
  return compare(said, expected)
}

const next = random(9)
const calls = [
  Array.from({ length: WIDTH }, () => next(P)),
  new Array<number>(WIDTH).fill(P - 1),
  new Array<number>(WIDTH).fill(0),
].map((words) => recordOf(poseidon2, words))

const samples = calls.map((call, k): Sample => {
  const row = fillRow(poseidon2Table.main.length, (target) => fillPermutation(target, call), {})
  return { name: `permutation ${k}`, row }
})

/** The row with later cubes computed anew. */
function settled(row: readonly number[], first: number): number[] {
  const result = [...row]
  for (const { label, expression } of poseidon2Table.constraints) {
    const number = /^cube (\d+)$/.exec(label)?.[1]
    if (number === undefined || Number(number) < first) continue
    const column = at(poseidon2Table, label)
    result[column] = add(result[column]!, nodeValue(poseidon2Table, expression.id, result))
  }
  return result
}

function forgeries(): Forgery<Sample>[] {
  const sample = samples[0]!
  const cubes = poseidon2Table.main.filter((name) => name.startsWith('cube'))
  const half = edited(poseidon2Table, sample.row, { real: inv(2) })
  return [
    { name: 'real', sample, row: settled(half, 0) },
    ...cubes.map((name, k) => {
      const changed = edited(poseidon2Table, sample.row, { [name]: (cube) => cube + 1 })
      return { name, sample, row: settled(changed, k + 1) }
    }),
  ]
}

export const poseidon2RowTest: RowTest<Sample> = {
  table: poseidon2Table,
  samples,
  attacks: [],
  forgeries: forgeries(),
  judge,
  free: {},
  cells: 179,
}

const wordSamples = calls.flatMap((call, k) =>
  [0, 1, 2, 3].map((i): Sample => {
    const row = fillRow(wordsTable.main.length, (target) => fillWords(target, i, call), {})
    return { name: `words ${k}.${i}`, row }
  }),
)

function wordForgeries(): Forgery<Sample>[] {
  const [sample, zero] = [wordSamples[1]!, wordSamples[8]!]
  const forgery = (name: string, edits: Edits, own = sample): Forgery<Sample> => ({
    name,
    sample: own,
    row: edited(wordsTable, own.row, edits),
  })
  const columns = (name: string) => wordsTable.main.filter((column) => column.endsWith(name))
  const zeros = Object.fromEntries([...columns('new'), ...columns('new.lo')].map((name) => [name, 0]))
  // What is left of a rest that is not the half of 0x7f00 must not matter.
  const found = [forgery('real', { ...zeros, real: inv(2) }, zero)]
  for (let k = 0; k < WORDS; k++) {
    const name = `w${k}`
    const gap = sample.row[at(wordsTable, `${name}.gap.lo`)]!
    /** A new word, whose limbs are any numbers, for an element. */
    const result = (lo: number, hi: number): Edits => ({
      [`${name}.new`]: reduce(lo + 2 ** 16 * hi),
      [`${name}.new.lo`]: lo,
      [`${name}.new.inverse`]: hi === 0x7f00 ? 0 : inv(reduce(0x7f00 - hi)),
    })
    const old = (lo: number, hi: number): Edits => ({
      [`${name}.old.lo`]: lo,
      [`${name}.old.hi`]: hi,
      [`${name}.old.inverse`]: hi === 0x7f00 ? 0 : inv(reduce(0x7f00 - hi)),
    })
    found.push(
      forgery(`${name}: p in place of 0`, old(1, 0x7f00)),
      forgery(`${name}: above p`, old(5, 0x7f01)),
      forgery(`${name}: p written`, result(1, 0x7f00)),
      forgery(`${name}: more than p written`, result(7, 0x7f03)),
      forgery(`${name}: less than 0 written`, result(7, -1)),
      forgery(`${name}: lower limb out of range`, result(2 ** 16 + 7, 3)),
      forgery(`${name}.gap.lo`, { [`${name}.gap.lo`]: -1, [`${name}.gap.hi`]: 0 }),
      forgery(`${name}.gap.hi`, { [`${name}.gap.hi`]: mul(inv(2 ** 16), reduce(-1 - gap)) }),
    )
  }
  return found
}

export const poseidon2WordsRowTest: RowTest<Sample> = {
  table: wordsTable,
  samples: wordSamples,
  attacks: [],
  forgeries: wordForgeries(),
  judge: judgeWords,
  free: Object.fromEntries(
    wordsTable.main
      .filter((name) => name.endsWith('inverse'))
      .map((name) => [name, 'a lower limb that is 0 may be with any upper one']),
  ),
  cells: 84,
}
