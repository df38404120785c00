/**
 * The table of SHA-256: 16 rows for each compression, 4 rounds a row. All rows of a call have its clk, and numbers from
 * 0 to 15. They hand words to each other over a bus of their own.
 *
 * The eight words of the state go from row to row in pairs: those that enter row i are numbered 4 i to 4 i + 3. So pairs 0
 * to 3 are the state in memory and pairs 64 to 67 are what is added to it. Rows 0 to 3 read the block, rows 4 to 7
 * replace the state in memory, a pair each.
 *
 * A word of the schedule is made of four earlier ones, which rows 4 to 15 get from up to four rows before.
 *
 * Sums of words are sums of limbs with carries; all are below 2^20, so that the equations hold for integers. Words are
 * in range because their bits are. Those that a row passes on before they are taken apart are so in the row after it;
 * what the last row passes on is only added to the state, where 2^16 more in a limb is 1 less in the next one.
 */
import { defineBus } from '../../../air/bus.ts'
import type { Column, Expression } from '../../../air/expression.ts'
import { defineTable } from '../../../air/table.ts'
import {
  assertSum,
  LIMB,
  range16,
  type Word,
  type WordColumns,
  wordAccess,
  wordColumns,
} from '../../access.ts'
import { TICKS } from '../../layout.ts'
import type { Row } from '../../row.ts'
import { type CallRecord, receiveCall } from '../precompile.ts'
import { bits, choice, limbsOf, majority, mixed, numberOf, swappedLimbsOf } from './bits.ts'
import {
  type Compression,
  compress,
  mix,
  ROUND_CONSTANTS,
  SIGMA_0,
  SIGMA_1,
  SIGMA_A,
  SIGMA_E,
  swapBytes,
} from './compress.ts'

export const NUMBER = 0x1000
export const ROWS = 16
/** Steps of the clock that a call takes, and the ticks in it at which the block and the state are accessed. */
export const STEPS = 1
export const BLOCK_TICK = 0
export const STATE_TICK = 1

/** Rounds of a row, and words of the block that it reads. */
const ROUNDS = 4
/** Rows that read the block; then as many that replace the state. */
const LOADS = 4

/** What rows of a call tell each other: up to three words. */
export const SHA256 = defineBus(NUMBER, 'sha256', ['clk', 'message', 'x0', 'x1', 'x2', 'x3', 'x4', 'x5'])

/** Messages of the schedule are numbered 128 + 8 (row that they arrive at) + kind; the others are pairs of the state. */
const SCHEDULE_MESSAGES = 128
const KINDS = 8

/** Kinds of messages of the schedule, and how many rows later they arrive. */
const KIND = {
  /** w_0 + sigma_0(w_1), w_1 + sigma_0(w_2), w_2 + sigma_0(w_3) of row i - 4. */
  sums: { number: 0, delay: 4 },
  /** w_3 of row i - 4, which is added to sigma_0(w_0) of row i - 3. */
  last: { number: 1, delay: 4 },
  mixed: { number: 2, delay: 3 },
  /** w_1, w_2, w_3 of row i - 2. */
  middle: { number: 3, delay: 2 },
  /** w_0, sigma_1(w_2), sigma_1(w_3) of row i - 1. */
  recent: { number: 4, delay: 1 },
} as const
type KindName = keyof typeof KIND

const limbs = (words: readonly Word[]): Expression[] => words.flatMap(({ lo, hi }) => [lo, hi])
const lowLimb = (value: number): number => value & 0xffff
const highLimb = (value: number): number => value >>> 16

export const { table: sha256Table, result: fillSha256 } = defineTable('sha256', (t) => {
  const rows = bits(t, 'row', ROWS).columns
  const sumOf = (columns: readonly Expression[]) =>
    columns.reduce((sum, column) => sum.plus(column), t.constant(0))
  const real = sumOf(rows)
  t.assertBoolean('one row', real)
  const index = sumOf(rows.map((row, k) => row.times(k)))
  const loads = sumOf(rows.slice(0, LOADS))
  const updates = sumOf(rows.slice(LOADS, 2 * LOADS))
  const schedules = sumOf(rows.slice(LOADS))
  const clk = t.column('clk')
  const statePointer = t.column('state')
  const blockPointer = t.column('block')
  receiveCall(t, { number: NUMBER, pointers: [statePointer, blockPointer] }, clk, STEPS, rows[0]!)

  // The words of rounds -4 to 3 of this row: the first and the last as limbs, all between by bits.
  const stateWords = (name: string) => {
    const first = wordColumns(t, `${name}-4`)
    const between = [-3, -2, -1, 0, 1, 2].map((k) => bits(t, `${name}${k}`, 32))
    const last = wordColumns(t, `${name}3`)
    const words: Word[] = [first, ...between.map(({ columns }) => limbsOf(columns)), last]
    return {
      bits: (k: number) => between[k + 3]!.columns,
      word: (k: number) => words[k + 4]!,
      /** `values` has the words of rounds -4 to 3 from `at` on. */
      fill(row: Row, values: Uint32Array, at: number) {
        row.setWord(first, values[at]!)
        for (const [k, own] of between.entries()) own.fill(row, values[at + 1 + k]!)
        row.setWord(last, values[at + 7]!)
      },
    }
  }
  const a = stateWords('a')
  const e = stateWords('e')
  const w = [0, 1, 2, 3].map((k) => bits(t, `w${k}`, 32))
  const schedule = w.map(({ columns }) => limbsOf(columns))

  // Carries are 0 to 7, -1 to 2 and 0 to 3.
  const carries = (name: string, count: number) => ({
    lo: bits(t, `${name}.lo`, count),
    hi: bits(t, `${name}.hi`, count),
  })
  const rounds = Array.from({ length: ROUNDS }, (_, r) => {
    const constant = (limb: (value: number) => number) =>
      sumOf(rows.map((row, k) => row.times(limb(ROUND_CONSTANTS[ROUNDS * k + r]!))))
    const constants: Word = { lo: constant(lowLimb), hi: constant(highLimb) }
    const [carryE, carryA] = [carries(`carry of e${r}`, 3), carries(`carry of a${r}`, 2)]
    const sumE = [
      a.word(r - 4),
      e.word(r - 4),
      mixed(SIGMA_E, e.bits(r - 1)),
      choice(e.bits(r - 1), e.bits(r - 2), e.bits(r - 3)),
      constants,
      schedule[r]!,
    ]
    const sumA = [
      mixed(SIGMA_A, a.bits(r - 1)),
      majority(a.bits(r - 1), a.bits(r - 2), a.bits(r - 3)),
      e.word(r),
    ]
    for (const limb of ['lo', 'hi'] as const) {
      const add = (words: readonly Word[]) => sumOf(words.map((word) => word[limb]))
      const into = (carry: Expression) => (limb === 'hi' ? carry : t.constant(0))
      const [ofE, ofA] = [carryE, carryA].map((own) => ({
        lo: numberOf(own.lo.columns),
        hi: numberOf(own.hi.columns),
      }))
      t.assertZero(
        `e${r} (${limb})`,
        add(sumE).plus(into(ofE!.lo)).minus(e.word(r)[limb]).minus(ofE![limb].times(LIMB)),
      )
      const carry = ofA![limb].minus(real)
      t.assertZero(
        `a${r} (${limb})`,
        add(sumA)
          .minus(a.word(r - 4)[limb])
          .plus(into(ofA!.lo.minus(real)))
          .minus(a.word(r)[limb])
          .minus(carry.times(LIMB)),
      )
    }
    return (row: Row, values: Compression, at: number) => {
      const [e1, e2, e3] = [values.e[at + 3]!, values.e[at + 2]!, values.e[at + 1]!]
      const [a1, a2, a3] = [values.a[at + 3]!, values.a[at + 2]!, values.a[at + 1]!]
      const ofE = [
        values.a[at]!,
        values.e[at]!,
        mix(SIGMA_E, e1),
        ((e1 & e2) ^ (~e1 & e3)) >>> 0,
        ROUND_CONSTANTS[at]!,
        values.schedule[at]!,
      ]
      const ofA = [mix(SIGMA_A, a1), ((a1 & a2) ^ (a1 & a3) ^ (a2 & a3)) >>> 0, values.e[at + 4]!]
      const add = (words: readonly number[], limb: (value: number) => number) =>
        words.reduce((sum, word) => sum + limb(word), 0)
      const eLow = add(ofE, lowLimb) >>> 16
      carryE.lo.fill(row, eLow)
      carryE.hi.fill(row, (add(ofE, highLimb) + eLow) >>> 16)
      const aLow = (add(ofA, lowLimb) - lowLimb(values.a[at]!)) >> 16
      carryA.lo.fill(row, aLow + 1)
      carryA.hi.fill(row, ((add(ofA, highLimb) - highLimb(values.a[at]!) + aLow) >> 16) + 1)
    }
  })

  // The state that enters a row, the one that leaves it, and the way to memory and back.
  const pair = (number: Expression, first: Word, second: Word): Expression[] => [
    clk,
    number,
    ...limbs([first, second]),
    statePointer,
    blockPointer,
  ]
  const pairs = [a, e].flatMap((own) => [
    { own, at: 0 },
    { own, at: -2 },
  ])
  pairs.forEach(({ own, at }, k) => {
    t.receive(SHA256, pair(index.times(4).plus(k), own.word(at - 1), own.word(at - 2)), real)
    t.send(SHA256, pair(index.times(4).plus(4 + k), own.word(at + 3), own.word(at + 2)), real)
  })

  // Accesses to memory: a row has four words of the block or two of the state.
  const address = t.column('address')
  t.assertZero(
    'address',
    loads
      .times(blockPointer)
      .plus(updates.times(statePointer))
      .plus(sumOf(rows.slice(0, 2 * LOADS).map((row, k) => row.times(k < LOADS ? 16 * k : 8 * (k - LOADS)))))
      .minus(address),
  )
  const time = clk.plus(TICKS + BLOCK_TICK).plus(updates.times(STATE_TICK - BLOCK_TICK))
  const old = [0, 1].map((k) => wordColumns(t, `old${k}`))
  const replaced = [0, 1].map((k) => wordColumns(t, `new${k}`))
  const added = [0, 1].map((k) => wordColumns(t, `added${k}`))
  const words = w.map(({ columns }) => swappedLimbsOf(columns))
  const accesses = words.map((word, k) => {
    const isState = k < old.length
    const active = isState ? loads.plus(updates) : loads
    const [before, after] = isState ? [old[k]!, replaced[k]!] : [word, word]
    return wordAccess(t, `m${k}`, active, address.plus(4 * k), time, before, after)
  })
  old.forEach((before, k) => {
    for (const limb of ['lo', 'hi'] as const) {
      t.assertZero(`word ${k} of the block (${limb})`, loads.times(before[limb].minus(words[k]![limb])))
      t.assertZero(
        `word ${k} of the block stays (${limb})`,
        loads.times(before[limb].minus(replaced[k]![limb])),
      )
      range16(t, replaced[k]![limb], updates)
    }
    assertSum(t, `new word ${k}`, replaced[k]!, before, added[k]!)
  })
  t.send(SHA256, pair(index.minus(LOADS), old[0]!, old[1]!), updates)
  t.receive(SHA256, pair(index.plus(4 * ROWS - LOADS), added[0]!, added[1]!), updates)

  // The schedule. Sigmas are columns, because messages are linear.
  const sums = [0, 1, 2].map((k) => wordColumns(t, `sum${k}`))
  const sigmas = {
    zero: wordColumns(t, 'sigma0'),
    two: wordColumns(t, 'sigma1 of 2'),
    three: wordColumns(t, 'sigma1 of 3'),
  }
  const mixes = [
    { name: 'sigma0', column: sigmas.zero, value: mixed(SIGMA_0, w[0]!.columns) },
    { name: 'sigma1 of 2', column: sigmas.two, value: mixed(SIGMA_1, w[2]!.columns) },
    { name: 'sigma1 of 3', column: sigmas.three, value: mixed(SIGMA_1, w[3]!.columns) },
    ...sums.map((column, k) => {
      const next = mixed(SIGMA_0, w[k + 1]!.columns)
      const value = { lo: schedule[k]!.lo.plus(next.lo), hi: schedule[k]!.hi.plus(next.hi) }
      return { name: `sum${k}`, column, value }
    }),
  ]
  for (const { name, column, value } of mixes) {
    t.assertZero(`${name} (lo)`, column.lo.minus(value.lo))
    t.assertZero(`${name} (hi)`, column.hi.minus(value.hi))
  }
  const told: Readonly<Record<KindName, readonly Word[]>> = {
    sums,
    last: [schedule[3]!],
    mixed: [sigmas.zero],
    middle: schedule.slice(1),
    recent: [schedule[0]!, sigmas.two, sigmas.three],
  }
  const heard = {} as Record<KindName, WordColumns[]>
  for (const [name, { number, delay }] of Object.entries(KIND) as [KindName, (typeof KIND)[KindName]][]) {
    const content = told[name]
    const columns = content.map((_, k) => wordColumns(t, `${name}${k} of row - ${delay}`))
    heard[name] = columns
    const message = (row: Expression, own: readonly Word[]) => {
      const entries: (Expression | number)[] = [
        clk,
        row.times(KINDS).plus(SCHEDULE_MESSAGES + number),
        ...limbs(own),
      ]
      while (entries.length < SHA256.entries.length) entries.push(0)
      return entries
    }
    t.send(SHA256, message(index.plus(delay), content), sumOf(rows.slice(LOADS - delay, ROWS - delay)))
    t.receive(SHA256, message(index, columns), schedules)
  }
  // Rows that read the block fill in what makes these true, for all rows must satisfy them.
  const sources: readonly (readonly Word[])[] = [
    [heard.sums[0]!, heard.middle[0]!, heard.recent[1]!],
    [heard.sums[1]!, heard.middle[1]!, heard.recent[2]!],
    [heard.sums[2]!, heard.middle[2]!, mixed(SIGMA_1, w[0]!.columns)],
    [heard.last[0]!, heard.mixed[0]!, heard.recent[0]!, mixed(SIGMA_1, w[1]!.columns)],
  ]
  const carriesOfW = sources.map((words, k) => {
    const carry = carries(`carry of w${k}`, 2)
    const [lo, hi] = [numberOf(carry.lo.columns), numberOf(carry.hi.columns)]
    const add = (limb: 'lo' | 'hi') => sumOf(words.map((word) => word[limb])).minus(schedule[k]![limb])
    t.assertZero(`w${k} (lo)`, add('lo').minus(lo.times(LIMB)))
    t.assertZero(`w${k} (hi)`, add('hi').plus(lo).minus(hi.times(LIMB)))
    return carry
  })

  return (call: CallRecord, next: () => Row) => {
    const block = Array.from({ length: 16 }, (_, k) => swapBytes(call.before(k)))
    const state = Array.from({ length: 8 }, (_, k) => call.before(16 + k))
    fillRows(call, compress(state, block), next)
  }

  function fillRows(call: CallRecord, values: Compression, next: () => Row): void {
    const { schedule: words, a: ofA, e: ofE } = values
    for (let i = 0; i < ROWS; i++) {
      const row = next()
      const at = ROUNDS * i
      row.set(rows[i]!, 1)
      row.set(clk, call.clk)
      row.set(statePointer, call.pointer(0))
      row.set(blockPointer, call.pointer(1))
      a.fill(row, ofA, at)
      e.fill(row, ofE, at)
      for (const [k, own] of w.entries()) own.fill(row, words[at + k]!)
      for (const [r, fill] of rounds.entries()) fill(row, values, at + r)
      fillSchedule(row, words, i)
      if (i < 2 * LOADS) fillAccesses(row, call, i)
    }
  }

  function fillAccesses(row: Row, call: CallRecord, i: number): void {
    const isLoad = i < LOADS
    const first = isLoad ? 4 * i : 16 + 2 * (i - LOADS)
    row.set(address, call.address(first))
    for (let k = 0; k < (isLoad ? 4 : 2); k++) {
      accesses[k]!.fill(row, call.gap(first + k))
      if (k >= old.length) continue
      row.setWord(old[k]!, call.before(first + k))
      row.setWord(replaced[k]!, call.after(first + k))
      row.setWord(added[k]!, (call.after(first + k) - call.before(first + k)) >>> 0)
    }
  }

  function fillSchedule(row: Row, words: Uint32Array, i: number): void {
    const at = ROUNDS * i
    /** Two summands, limb by limb. */
    const setSum = (word: { readonly lo: Column; readonly hi: Column }, x: number, y: number) => {
      row.set(word.lo, lowLimb(x) + lowLimb(y))
      row.set(word.hi, highLimb(x) + highLimb(y))
    }
    row.setWord(sigmas.zero, mix(SIGMA_0, words[at]!))
    row.setWord(sigmas.two, mix(SIGMA_1, words[at + 2]!))
    row.setWord(sigmas.three, mix(SIGMA_1, words[at + 3]!))
    for (const [k, sum] of sums.entries()) setSum(sum, words[at + k]!, mix(SIGMA_0, words[at + k + 1]!))
    const inline = [0, 0, mix(SIGMA_1, words[at]!), mix(SIGMA_1, words[at + 1]!)]
    if (i < LOADS) {
      const free = [...heard.sums, heard.last[0]!]
      free.forEach((word, k) => {
        row.set(word.lo, lowLimb(words[at + k]!) - lowLimb(inline[k]!))
        row.set(word.hi, highLimb(words[at + k]!) - highLimb(inline[k]!))
      })
      return
    }
    for (const [k, sum] of heard.sums.entries())
      setSum(sum, words[at - 16 + k]!, mix(SIGMA_0, words[at - 15 + k]!))
    row.setWord(heard.last[0]!, words[at - 13]!)
    row.setWord(heard.mixed[0]!, mix(SIGMA_0, words[at - 12]!))
    for (const [k, word] of heard.middle.entries()) row.setWord(word, words[at - 7 + k]!)
    row.setWord(heard.recent[0]!, words[at - 4]!)
    row.setWord(heard.recent[1]!, mix(SIGMA_1, words[at - 2]!))
    row.setWord(heard.recent[2]!, mix(SIGMA_1, words[at - 1]!))
    carriesOfW.forEach((carry, k) => {
      const t = at + k
      const parts = [words[t - 16]!, mix(SIGMA_0, words[t - 15]!), words[t - 7]!, mix(SIGMA_1, words[t - 2]!)]
      const low = parts.reduce((sum, word) => sum + lowLimb(word), 0) >>> 16
      carry.lo.fill(row, low)
      carry.hi.fill(row, parts.reduce((sum, word) => sum + highLimb(word), low) >>> 16)
    })
  }
})
